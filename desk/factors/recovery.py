"""Recovery codes: ten, shown once, each good for one sign-in."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime

from desk.accounts.models import User
from desk.factors.models import Kind, RecoveryCode
from desk.files.sealing import keyed_hash
from desk.files.tombstones import bury

HOW_MANY = 10


def new_codes(user: User) -> tuple[str, ...]:
    """Make ten, which end all earlier ones; such as `ABCD-EFGH-JKLM-NPQR`, 80 random bits each."""
    user.recovery_codes.all().delete()
    codes = tuple(_new_code() for _ in range(HOW_MANY))
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes])
    return codes


def use(user: User, typed: str, *, now: datetime) -> bool:
    """Use one up, for an old backup, too; whether it was one of theirs and unused."""
    code = RecoveryCode.objects.filter(user=user, code_hash=_hash(user, typed), used_at=None).first()
    if code is None or not RecoveryCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now):
        return False
    bury("factor", f"{Kind.CODE}:{code.pk}")
    return True


def left(user: User) -> int:
    return user.recovery_codes.filter(used_at=None).count()


def _new_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _hash(user: User, typed: str) -> str:
    """However it was typed: small letters, other dashes, and digits that base 32 does not have."""
    letters = re.sub(r"[^A-Z2-7]", "", typed.upper().translate(str.maketrans("018", "OIB")))
    return keyed_hash("second-factor:recovery", f"{user.pk}:{letters}")
