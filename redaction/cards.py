"""Payment card numbers, cut out of a text before anything is kept.

Nothing here waits for a reviewer: a number that has the length, the prefix
and the check digit of a card is gone before it is stored.
Source: ISO/IEC 7812-1 (Luhn check digit) and the issuers' published ranges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex
from stdnum import iban, luhn

from redaction.spans import Span
from redaction.view import view_of

CUT = "[card number removed]"

# (first, last prefix, lengths); both prefixes have the same number of digits.
_ISSUERS: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (4, 4, (13, 16, 19)),  # Visa
    (51, 55, (16,)),  # Mastercard
    (2221, 2720, (16,)),
    (34, 34, (15,)),  # American Express
    (37, 37, (15,)),
    (300, 305, (14, 16, 19)),  # Diners Club
    (3095, 3095, (14, 16, 19)),
    (36, 36, (14, 16, 19)),
    (38, 39, (14, 16, 19)),
    (6011, 6011, (16, 17, 18, 19)),  # Discover
    (644, 659, (16, 17, 18, 19)),
    (3528, 3589, (16, 17, 18, 19)),  # JCB
    (62, 62, (16, 17, 18, 19)),  # UnionPay
    (81, 81, (16, 17, 18, 19)),
    (5018, 5018, (13, 14, 15, 16, 17, 18, 19)),  # Maestro
    (5020, 5020, (13, 14, 15, 16, 17, 18, 19)),
    (5038, 5038, (13, 14, 15, 16, 17, 18, 19)),
    (5893, 5893, (13, 14, 15, 16, 17, 18, 19)),
    (6304, 6304, (13, 14, 15, 16, 17, 18, 19)),
    (6759, 6763, (13, 14, 15, 16, 17, 18, 19)),
    (2200, 2204, (16, 17, 18, 19)),  # Mir
    (5019, 5019, (16,)),  # Dankort
    (60, 60, (16,)),  # RuPay
    (508, 508, (16,)),
    (5060, 5061, (16, 18, 19)),  # Verve
    (6500, 6500, (16, 18, 19)),
)

# Groups as people and terminals write them; one group is any length.
_LAYOUTS = frozenset(
    {
        (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1), (4, 4, 4, 1),
        (4, 4, 4, 2), (4, 4, 4, 3), (4, 4, 5), (6, 13), (6, 10), (6, 6, 4), (6, 4, 6), (10, 5), (4, 11),
        # one separator lost
        (8, 8), (4, 12), (12, 4), (8, 4, 4), (4, 8, 4), (4, 4, 8),
    }
)  # fmt: skip

# Glued to a word ("card4242...") it is still a card; glued to what could be hex it is a part of an id.
_RUN = regex.compile(
    r"(?:(?<![\p{L}\p{N}])|(?<=(?<![\p{L}\p{N}])[g-zG-Z]\p{L}{2,20})"
    r"|(?<=(?<![\p{L}\p{N}])\p{L}[g-zG-Z]\p{L}{1,20}))"
    r"\d+(?:(?:[ \t]{1,2}|[ ]?[-\u2010-\u2015.][ ]?|\r?\n)\d+)*(?![\p{L}\p{N}])"
)
_GROUP = regex.compile(r"\d+")
_IMEI_WORDS = regex.compile(r"(?i)\b(?:imei(?:sv)?|meid|esn)\b")
_IBAN_HEAD = regex.compile(r"(?i)(?<![\p{L}\p{N}])[a-z]{2}\d{2}[ ]?(?:[a-z]{4}[ ]?)?$")


@dataclass(frozen=True, slots=True)
class Cut:
    """The text without card numbers, and how many were cut."""

    text: str
    count: int


def cut_cards(text: str) -> Cut:
    """Replace every payment card number; the text is returned as it was only when it holds none."""
    pieces: list[str] = []
    done = count = 0
    for span in card_spans(text):
        pieces += (text[done : span.start], CUT)
        done = span.end
        count += 1
    return Cut("".join((*pieces, text[done:])), count)


def card_spans(text: str) -> Iterator[Span]:
    """Where the card numbers stand, in order, disjoint; spans of the text as written."""
    seen = view_of(text)
    for span in card_spans_read(seen.text):
        yield seen.back(span.start, span.end)


def card_spans_read(text: str) -> Iterator[Span]:
    """The same for a text that is a readable view already; spans of the view."""
    for run in _RUN.finditer(text):
        if run.end() - run.start() < 13:
            continue  # most numbers of a log; no card is as short
        groups = [(run.start() + m.start(), run.start() + m.end()) for m in _GROUP.finditer(run.group())]
        at = 0
        while at < len(groups):
            last = _card_from(text, groups, at)
            if last is None:
                at += 1
                continue
            yield Span(groups[at][0], groups[last][1])
            at = last + 1


def is_card(digits: str) -> bool:
    """True for 13 to 19 digits with an issuer's prefix and length and a right check digit."""
    return any(
        len(digits) in lengths and first <= int(digits[: len(str(first))]) <= last
        for first, last, lengths in _ISSUERS
    ) and luhn.is_valid(digits)


def _card_from(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The last group of the longest card that begins with this group, or None."""
    for last in range(min(len(groups), first + 6) - 1, first - 1, -1):
        start, end = groups[first][0], groups[last][1]
        sizes = tuple(b - a for a, b in groups[first : last + 1])
        if not 13 <= sum(sizes) <= 19 or (len(sizes) > 1 and sizes not in _LAYOUTS):
            continue
        digits = "".join(text[a:b] for a, b in groups[first : last + 1])
        if is_card(digits) and not _is_something_else(text, start, end, digits):
            return last
    return None


def _is_something_else(text: str, start: int, end: int, digits: str) -> bool:
    """True for a device number beside its name, a decimal fraction, and the inside of an IBAN."""
    before, after = text[max(0, start - 48) : start], text[end : end + 24]
    if len(digits) in (15, 16) and digits[:2] not in ("34", "37"):
        line = before.rpartition("\n")[2]
        if _IMEI_WORDS.search(line) or _IMEI_WORDS.search(after.partition("\n")[0]):
            return True
    if regex.search(r"(?<![\d.])\d{1,3}\.$", before) and start + len(digits) == end:
        return True
    head = _IBAN_HEAD.search(before)
    if head is None:
        return False
    whole = regex.match(r"[\p{L}\p{N} ]+", text[start - len(head.group()) : end + 20])
    return whole is not None and _begins_with_iban(whole.group())


def _begins_with_iban(text: str) -> bool:
    plain = "".join(text.split())
    return any(iban.is_valid(plain[:size]) for size in range(15, min(len(plain), 34) + 1))
