"""A file in, a copy with everything found hidden out, read again before it is given away.

What the desk publishes is decided by people and rendered by the desk; this
is the same without people, for the command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Final

from redaction.documents.apart import written_of
from redaction.documents.pdf_out import OutPage
from redaction.documents.sniff import IMAGES, PAGED, WRITTEN, sniff
from redaction.draw import PixelHide
from redaction.entities import ENTITIES
from redaction.errors import CannotRead, CannotRedact
from redaction.find import Needle, find_in_text
from redaction.labels import LabelBook
from redaction.listing import page_scans
from redaction.pipeline import Tools, build_document, redact_image, scan_text, verify_image
from redaction.policy import DEFAULT_POLICY
from redaction.respell import respelled
from redaction.rewrite import rewrite
from redaction.spans import disjoint
from redaction.verify import verify_text

_ROUNDS: Final = 4  # looks at a finished text before it is given up


def safe_copy(data: bytes, tools: Tools) -> bytes:
    """The bytes of a new file: pictures come as PNG, TIFF and PDF as a new PDF, everything written as text.

    Raises CannotRead for a kind that cannot be made safe or for damaged bytes, CannotRedact when the copy
    did not pass its second look, Unavailable when a model or reader failed. A finished copy is the only
    thing that ever comes back.
    """
    kind = sniff(data)
    if kind in IMAGES:
        return _safe_picture(data, tools)
    if kind in PAGED:
        return _safe_document(data, tools)
    if kind in WRITTEN:
        written = written_of(data)
        return _safe_text(written.text, tools, _named_in(written.hidden, tools)).encode()
    raise CannotRead("unknown-kind")


def _named_in(hidden: str, tools: Tools) -> tuple[Needle, ...]:
    """What looks personal in the part of a file that is not shown: it may stand in the shown one as well."""
    found = scan_text(hidden, DEFAULT_POLICY, tools).findings if hidden.strip() else ()
    return tuple({Needle(finding.span.of(hidden), finding.entity) for finding in found})


def _safe_text(text: str, tools: Tools, needles: Sequence[Needle]) -> str:
    """The text with everything found hidden, and wherever else a hidden value still stands."""
    labels = LabelBook(os.urandom(32))
    findings = scan_text(text, DEFAULT_POLICY, tools, needles).findings
    for _ in range(_ROUNDS):
        safe = rewrite(text, findings, labels).text
        problems = verify_text(safe, [finding.span.of(text) for finding in findings])
        if not problems:
            return safe
        # A value that no rule sees in that other place is hidden there because it was seen in this one.
        again = [Needle(finding.span.of(text), finding.entity) for finding in findings]
        findings = disjoint((*findings, *find_in_text(text, again)))
    raise CannotRedact(problems[0].code)


def _safe_picture(data: bytes, tools: Tools) -> bytes:
    pages = list(_safe_pages(data, tools))
    if len(pages) != 1:
        raise CannotRead("animated")
    return pages[0].png


def _safe_document(data: bytes, tools: Tools) -> bytes:
    """A new PDF of the covered pages."""
    built = build_document(list(_safe_pages(data, tools)), [])
    if built.problems:
        raise CannotRedact(built.problems[0].code)
    return built.data


def _safe_pages(data: bytes, tools: Tools) -> Iterator[OutPage]:
    """Each page with everything found in it covered, read again."""
    for page, scan in enumerate(page_scans(data, tools)):
        hides = [PixelHide(spot.box, f"[{ENTITIES[spot.entity].words}]") for spot in scan.findings]
        safe = redact_image(data, hides, page=page)
        check = verify_image(safe.data, [], [hide.box for hide in hides], tools)
        if check.problems:
            raise CannotRedact(check.problems[0].code)
        yield OutPage(safe.data, (*respelled(check.words, safe.layer), *(hide.word for hide in hides)))
