"""What lets somebody in once: codes that a sentence names, and links that carry their own key.

Sources: RFC 6238 and RFC 4226 (codes of six to eight figures), RFC 6749
section 4.1 (`code`, `state`), and how mails for a new password, invitations
and webhooks are built.
"""

from __future__ import annotations

from typing import Final

import regex

from redaction.recognizers.rules import LIKELY, Page, Rule
from redaction.recognizers.values import is_uuid, looks_random, stands_in

_CODE_WORD: Final = (
    r"(?:otp|totp|2fa|mfa|tan|one[- ]time (?:code|password|pin)|(?:verification|security|confirmation|authentication|login|sign-?in|sms|backup|recovery) (?:code|pin)|"
    r"(?:bestätigungs|sicherheits|anmelde|einmal)code|einmalkennwort|code (?:de (?:vérification|sécurité|confirmation)|à usage unique)|código de (?:verificación|seguridad|verificação|segurança)|"
    r"codice (?:di verifica|di sicurezza|otp)|verificatiecode|beveiligingscode|verifieringskod|engangskode|kod (?:weryfikacyjny|sms)|ověřovací kód|overovací kód|ellenőrző kód|kod de verificare)"
)
_ONE_TIME = Rule(
    id="passes.one-time-code",
    entity="SECRET",
    pattern=rf"(?i)(?<![\p{{L}}\p{{N}}_-]){_CODE_WORD}(?:[ ]code)?(?:[ ]?[:=#][ ]?|[ ](?:(?:is|was|ist|war|lautet|es|era|est|était|è|jest|je|är|er)[ ])?)[\"'“]?(?<hide>\d{{3}}[ -]?\d{{3,5}}|\d{{4,8}})(?![\p{{L}}\p{{N}}.])",
    score=LIKELY,
    needs=(
        "otp",
        "2fa",
        "mfa",
        "tan",
        "code",
        "pin",
        "kennwort",
        "password",
        "código",
        "codice",
        "kod",
        "kód",
    ),
)
_UNLOCKS = Rule(
    id="passes.unlock-code",
    entity="SECRET",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}_-])(?:unlock|activation|registration|redeem|voucher|gift|licen[cs]e|product|recovery|backup|access|door|alarm)[ ](?:code|key)(?:[ ]?[:=#][ ]?|[ ](?:is[ ]|was[ ])?)"
        r"[\"'“]?(?<hide>(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z-])(?-i:[A-Z0-9]{2,8}(?:-[A-Z0-9]{2,8}){1,6}))(?![\p{L}\p{N}-])"
    ),
    score=LIKELY,
    needs=(" code", " key"),
)
# A word in the link says what it is for; what is random in it is the key.
_DOOR: Final = (
    r"(?:reset|verify|verification|confirm(?:ation)?|activate|activation|invite|invitation|join|magic|login|signin|sign-in|auth|oauth|sso|unsubscribe|unlock|share|download|callback|"
    r"passwor[dt]|hooks?|webhooks?|services|incoming)"
)
_LINK_KEY = Rule(
    id="passes.link-key",
    entity="SECRET",
    pattern=(
        rf"(?i)://[^\s\"'<>]{{1,200}}?(?<![\p{{L}}\p{{N}}]){_DOOR}(?![\p{{L}}\p{{N}}])[^\s\"'<>]{{0,200}}?"
        r"(?:(?<=[?&;][\w-]{1,20}=)(?<hide>[\w.~%+-]{12,})|(?<=/)(?<hide>[\w-]{16,}))(?=[&#\s\"'<>)\]]|$)"
    ),
    score=LIKELY,
    needs=("://",),
    check=lambda match, page: _key(match, page),
)


def _key(match: regex.Match[str], page: Page) -> float | None:
    value = match.group("hide")
    return LIKELY if looks_random(value, 12) and not is_uuid(value) and not stands_in(value) else None


RECOGNIZERS: Final = (_ONE_TIME, _UNLOCKS, _LINK_KEY)
