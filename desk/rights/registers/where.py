"""Where data lies, from the settings in force: kinds and regions, no addresses and no names of hosts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

HERE = "on the operator's own machine"
ELSEWHERE = "on another machine of the operator's choice"
LOCAL_HOSTS = {"", "localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Spot:
    """One store: what lies there, and where that is."""

    what: str
    where: str
    is_own: bool


def spots() -> list[Spot]:
    """Every store of this installation (S029, S074)."""
    return [
        _spot("Tickets, accounts, requests: the database", _database(settings.DATABASES["default"])),
        _spot("Original files, each under a key of its own", _storage(settings.STORAGES["private"])),
        _spot("Public pictures, redacted", _storage(settings.STORAGES["public"])),
        _spot("The keys of original files, and the list of what was erased", ""),
        _spot("Mails on their way out", _host(settings.EMAIL_HOST)),
        _spot("The detector, which keeps nothing", _host(urlsplit(settings.DETECTOR_URL).hostname or "")),
        *_virus_scanner(settings.CLAMD_ADDRESS),
    ]


def _virus_scanner(address: str) -> list[Spot]:
    host = address if address.startswith("/") else address.rpartition(":")[0].strip("[]")
    return [_spot("The virus scanner, which keeps nothing", _host(host))] if address else []


def _spot(what: str, where: str) -> Spot:
    return Spot(what, where or HERE, not where)


def _database(database: Mapping[str, Any]) -> str:
    return _host(str(database.get("HOST") or ""))


def _storage(storage: Mapping[str, Any]) -> str:
    """The region of a bucket, as the settings name it; empty for a folder."""
    options = storage.get("OPTIONS", {})
    if "bucket_name" not in options:
        return ""
    return f"in object storage, region {options.get('region_name') or 'not named'}"


def _host(host: str) -> str:
    return "" if host in LOCAL_HOSTS or host.startswith("/") else ELSEWHERE
