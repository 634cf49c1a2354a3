"""Tools of a few lines that stand in for the models where a test is about what happens around them."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from redaction.boxes import Box, Word
from redaction.documents.image import Pixels
from redaction.errors import Unavailable
from redaction.find import Needle
from redaction.ocr import Reading
from redaction.pipeline import Tools
from redaction.policy import Policy
from redaction.scans import TextScan
from redaction.spans import Finding, Span, disjoint

_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")


class MailAnalyzer:
    """Finds e-mail addresses that are on no list, and each way to go wrong in its own word."""

    def analyze(self, text: str, policy: Policy, *, needles: Sequence[Needle] = ()) -> TextScan:
        if text == "hang":
            threading.Event().wait()
        if text == "crash":
            raise ValueError("alice@example.com was in here")
        if text == "missing":
            raise Unavailable("model-missing")
        found = [
            Finding(Span(hit.start(), hit.end()), "EMAIL_ADDRESS", 0.9, "contact.email")
            for hit in _MAIL.finditer(text)
        ]
        near = [finding for finding in found if finding.span.of(text) in policy.never_hide]
        found = [finding for finding in found if finding not in near]
        return TextScan(disjoint(found), disjoint(near), "en", True, policy.digest)


@dataclass
class SetReader:
    """Sees the words it was given, whatever the picture."""

    words: Sequence[Word] = ()
    unsure: Sequence[Box] = ()
    name: str = field(default="set")

    def read(self, pixels: Pixels) -> Reading:
        return Reading(tuple(self.words), tuple(self.unsure))


class BrokenReader:
    name = "broken"

    def read(self, pixels: Pixels) -> Reading:
        raise Unavailable("reader-failed")


def simple_tools(*readers: SetReader | BrokenReader) -> Tools:
    return Tools(MailAnalyzer(), readers or (SetReader(),))


def words_in_a_row(*texts: str, left: int = 20, top: int = 20, height: int = 16) -> tuple[Word, ...]:
    """Words of ten pixels a letter with one letter's blank between them."""
    words = []
    for text in texts:
        words.append(Word(text, Box(left, top, left + 10 * len(text), top + height)))
        left += 10 * len(text) + 10
    return tuple(words)
