"""Rich text: its words. What it hides among them is given as visible, so that a person reads it."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from redaction.documents.written import Page, Written
from redaction.errors import CannotRead

_PROPERTY = re.compile(r"{\\(?:author|operator|manager|company|doccomm|subject)\s([^{}\\]{1,200})}")
_EMBEDDED = {"pictures": r"{\\pict\b", "embedded-files": r"\\objdata\b", "comments": r"\\annotation\b"}


def read_rtf(data: bytes) -> Written:
    """The text in reading order. Raises CannotRead(`damaged`)."""
    source, page = data.decode("latin-1"), Page()
    try:
        text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, IndexError, RecursionError):
        raise CannotRead("damaged") from None
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        page.line(line)
    for match in _PROPERTY.finditer(source):
        page.hide("properties", match[1])
    for what, pattern in _EMBEDDED.items():
        page.hide(what, count=len(re.findall(pattern, source)))
    return page.written()
