"""A certificate on paper: the same facts as on its page, on as many sheets as they need.

The file is made from nothing but the facts, with a font every reader has; the same certificate gives the
same bytes. What makes it proof is its number: the page under it says whether it is valid.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, String

from desk.accounts.tokens import absolute
from desk.rights.case import PLACE_NAMES
from desk.rights.certificates import in_words
from desk.rights.elsewhere import requests_for
from desk.rights.models import Certificate

# Points, origin bottom left: A4 with room to punch.
WIDTH, HEIGHT, MARGIN = 595, 842, 62
PER_LINE = 86  # characters of the body's size that surely fit between the margins
TITLE, HEADING, BODY = 18, 12, 9


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: int = BODY
    before: int = 3  # points of room above it


def as_pdf(certificate: Certificate) -> bytes:
    """The PDF of this certificate: tagged as English, its title the number, and no other metadata."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
            )
        )
        for lines in _sheets(list(_lines(certificate))):
            page = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
            page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
            page.obj.Contents = pdf.make_stream(_drawn(lines))
        pdf.Root.Lang = String("en")
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String(f"Certificate {certificate.number}")))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _lines(certificate: Certificate) -> Iterator[Line]:
    facts = certificate.facts
    link = absolute(certificate.get_absolute_url())
    yield Line("Certificate of removal", TITLE)
    yield from _wrapped(f"Certificate {facts['certificate']}, for request {facts['request']}", before=10)
    yield from _wrapped(f"Issued by {facts['issuer']} on {in_words(facts['issued'])}")
    yield from _wrapped(f"Check it here: {link}")
    yield from _wrapped(f"Asked {in_words(facts['asked'])}, confirmed {in_words(facts['confirmed'])}")
    seen = facts["read_back"]
    left = "something was left" if seen["left"] else "nothing left"
    yield from _wrapped(
        f"Read back as any visitor on {in_words(seen['at'])}: "
        f"{seen['pages']} pages and {seen['files']} files, {left}."
    )
    yield Line("What was found and removed", HEADING, 16)
    if facts.get("search") == "stopped":
        yield from _wrapped("The search stopped at a common word; only the first spots are counted.")
    for place, count in facts["places"].items():
        name = PLACE_NAMES.get(place, place)
        yield from _wrapped(
            f"{name}: {count['found']} found, {count['removed']} removed, {count['refused']} stay"
        )
    if not facts["places"]:
        yield from _wrapped("What was named was not found in anything we have published.")
    if facts["posts"]:
        yield Line("The public copies, before and after", HEADING, 16)
        for post in facts["posts"]:
            yield from _wrapped(f"{post['before']}", before=6)
            yield from _wrapped(f"became {post['after']}")
    yield Line("What we cannot reach, and what to write there", HEADING, 16)
    for kind, words in requests_for(certificate.number, link):
        yield from _wrapped(f"{kind.name}. {kind.where}", before=8)
        yield from _wrapped(f"“{words}”")
    yield Line("Signature (Ed25519 over the facts as JSON)", HEADING, 16)
    yield from _wrapped(f"{certificate.signature} under key {facts['key']}")


def _wrapped(text: str, *, before: int = 3) -> Iterator[Line]:
    for number, part in enumerate(textwrap.wrap(text, PER_LINE, break_long_words=True)):
        yield Line(part, before=before if number == 0 else 2)


def _sheets(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each sheet; at least one sheet."""
    sheet: list[Line] = []
    room = HEIGHT - 2 * MARGIN
    for line in lines:
        if room < line.before + line.size and sheet:
            yield sheet
            sheet, room = [], HEIGHT - 2 * MARGIN
        sheet.append(line)
        room -= line.before + line.size
    yield sheet


def _drawn(lines: Sequence[Line]) -> bytes:
    """One text object; each line goes down by its own height."""
    commands: list[Any] = [([], pikepdf.Operator("BT"))]
    top = HEIGHT - MARGIN
    for line in lines:
        top -= line.before + line.size
        commands += [
            ([Name.F1, line.size], pikepdf.Operator("Tf")),
            ([1, 0, 0, 1, MARGIN, top], pikepdf.Operator("Tm")),
            ([String(line.text.encode("cp1252", "replace"))], pikepdf.Operator("Tj")),
        ]
    return pikepdf.unparse_content_stream([*commands, ([], pikepdf.Operator("ET"))])
