"""Outlook's mail files by their text. Source: [MS-OXMSG], the properties' numbers from [MS-OXPROPS]."""

from __future__ import annotations

import io

import olefile

from redaction.documents.markup import show_markup
from redaction.documents.written import Page, Written
from redaction.errors import CannotRead

_SHOWN = (("From", "0C1A"), ("From", "0C1F"), ("To", "0E04"), ("Cc", "0E03"), ("Subject", "0037"))
_BODY, _HTML, _HEADERS = "1000", "1013", "007D"
_MAX_STREAM = 20_000_000


def read_outlook(data: bytes) -> Written:
    """Sender, recipients, subject and words. Raises CannotRead(`damaged`), also for one without words."""
    page = Page()
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            for name, number in _SHOWN:
                if text := _text(file, number):
                    page.line(f"{name}: {' '.join(text.split())}")
            page.line()
            if body := _text(file, _BODY):
                for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
                    page.line(line)
            elif markup := _bytes(file, f"__substg1.0_{_HTML}0102"):
                show_markup(markup.decode("utf-8", "replace"), page)
            else:
                raise CannotRead("damaged")
            if headers := _text(file, _HEADERS):
                page.hide("mail-fields", headers)
            attached = {path[0] for path in file.listdir() if path[0].startswith("__attach_version1.0_")}
            page.hide("attachments", count=len(attached))
    except CannotRead:
        raise
    except Exception:  # noqa: BLE001 - olefile raises whatever a broken table makes it raise; it stays a failure
        raise CannotRead("damaged") from None
    return page.written()


def _text(file: olefile.OleFileIO, number: str) -> str:
    """A text property in either of its forms; "" when the file has none."""
    if (wide := _bytes(file, f"__substg1.0_{number}001F")) is not None:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    if (narrow := _bytes(file, f"__substg1.0_{number}001E")) is not None:
        return narrow.decode("cp1252", "replace").rstrip("\0")
    return ""


def _bytes(file: olefile.OleFileIO, name: str) -> bytes | None:
    if not file.exists(name):
        return None
    if file.get_size(name) > _MAX_STREAM:
        raise CannotRead("too-large")
    content: bytes = file.openstream(name).read()
    return content
