"""Post on its way in: what a raw message says, and whether a person wrote it. It keeps nothing."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser

LARGEST = 5 * 1024 * 1024  # bytes of a raw message
LONGEST_WORDS = 20_000  # code points
# Real headers that we read are shorter. The standard library's time grows with the square of the length:
# 300 kB of encoded words took 3.4 seconds (2026-11-26).
LONGEST_HEADER = 4_000

_ADDRESS = re.compile(r"[^\s@<>\"]{1,64}@[A-Za-z0-9.-]{1,190}")
# A reply repeats what it answers: a line like this begins it.
_QUOTED = re.compile(
    r"^(?:>|On .{1,200} wrote:$|-{2,}\s*Original Message|Am .{1,200} schrieb.{0,200}:$)", re.M
)


class _ShortHeaders(email.policy.EmailPolicy):
    """Reads a header longer than any real one as an empty one, before anything looks into it."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value if len(value) <= LONGEST_HEADER else ""


class CannotParse(Exception):
    """This is no message that we can answer: `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """Who says they wrote, and their own words, without what they quote. Nobody has proved the address."""

    sender: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    is_automatic: bool  # a program's: an answer would go round in circles


def parse(raw: bytes) -> IncomingMail:
    """What the message says. Raises CannotParse: `too-large`, `no-sender`, `no-words`, `broken`."""
    if len(raw) > LARGEST:
        raise CannotParse("too-large")
    try:
        message = email.message_from_bytes(raw, policy=_ShortHeaders())
        sender = parseaddr(str(message.get("From", "")))[1].strip()
        subject = " ".join(str(message.get("Subject", "")).split())[:200]
        text = _own_words(_text_of(message)) if isinstance(message, EmailMessage) else ""
    except (LookupError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # The standard library's parser answers odd headers in odd ways, and what is nested without end by
        # running out of stack; none of them is a message to us.
        raise CannotParse("broken") from None
    if not _ADDRESS.fullmatch(sender):
        raise CannotParse("no-sender")
    if not text.strip() and not subject:
        raise CannotParse("no-words")
    return IncomingMail(sender, subject, text[:LONGEST_WORDS], _is_automatic(message))


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    content = body.get_content()
    if not isinstance(content, str):
        return ""
    if body.get_content_subtype() != "html":
        return content
    words = _Words()
    words.feed(content[: 10 * LONGEST_WORDS])
    words.close()
    return "".join(words.said)


class _Words(HTMLParser):
    """What a page of markup says, one line for each block."""

    SILENT = frozenset({"script", "style", "head", "title"})
    BLOCKS = frozenset({"p", "div", "li", "tr", "h1", "h2", "h3", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SILENT and not self._silent:
            self._silent = tag
        if tag == "br":
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag in self.BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def _own_words(text: str) -> str:
    quoted = _QUOTED.search(text)
    return (text[: quoted.start()] if quoted else text).replace("\0", "").strip()


def _is_automatic(message: email.message.Message) -> bool:
    """Source: RFC 3834, and the headers that lists and older programs use instead."""
    if str(message.get("Auto-Submitted", "no")).strip().casefold() != "no":
        return True
    if str(message.get("Precedence", "")).strip().casefold() in {"bulk", "junk", "list", "auto_reply"}:
        return True
    return message.get("List-Id") is not None or str(message.get("Return-Path", "")).strip() == "<>"
