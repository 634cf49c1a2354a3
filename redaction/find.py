"""Known values found again: in a text and in the words an optical reader saw.

A needle is something already certain (an account's name, an address a person
asked to hide), so everything that reads the same is found: other case or
accents, other spacing of a number, invisible characters, `jane (at) example`.
Bounds are whole words, so "Al" is not found in "also".
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import regex

from redaction.boxes import Box, BoxFinding, Word
from redaction.spans import Finding, disjoint
from redaction.view import View, view_of

# Letters that Unicode does not decompose, as people without them type them.
_PLAIN = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
}
# The other way to write a letter without its marks, on top of dropping them.
SPELLED = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "nh"}

_RUNS = regex.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
_BEFORE, _AFTER = r"(?<![\p{L}\p{N}])", r"(?![\p{L}\p{N}])"
_AT = r"(?:\s*[\[({<]\s*(?:at|@|arroba)\s*[\])}>]\s*|\s+at\s+|\s*@\s*)"
_DOT = r"(?:\s*[\[({<]\s*(?:dot|\.|punto|punkt|point)\s*[\])}>]\s*|\s+dot\s+|\.)"

# What an optical reader mixes up; each class is written as one letter.
_CONFUSED = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b", "6": "b", "9": "g", "2": "z"}
)


@dataclass(frozen=True, slots=True, order=True)
class Needle:
    """A value to find and what it is; `entity` is a key of `redaction.entities.ENTITIES`."""

    value: str = field(repr=False)
    entity: str = "OTHER"


@dataclass(frozen=True, slots=True)
class Sought:
    """Needles made ready for many texts: what takes longer than reading one is done once, by `sought`."""

    patterns: tuple[tuple[Needle, regex.Pattern[str]], ...] = field(repr=False)


def sought(needles: Iterable[Needle]) -> Sought:
    """The needles as `find_in_text` looks for them; those without a letter or digit are left out."""
    return Sought(tuple((one, pattern) for one in needles if (pattern := _pattern(one.value))))


def find_in_text(text: str, needles: Iterable[Needle] | Sought) -> tuple[Finding, ...]:
    """Every occurrence of every needle, disjoint, in text order.

    Spans are of `text` as written. A needle without a letter or digit finds
    nothing. Rule `dictionary.exact`, score 1.
    """
    patterns = (needles if isinstance(needles, Sought) else sought(needles)).patterns
    if not patterns:
        return ()
    seen, folded = _folded(view_of(text))
    findings = []
    for needle, pattern in patterns:
        for match in pattern.finditer(folded):
            span = seen.back(match.start(), match.end())
            findings.append(Finding(span, needle.entity, 1.0, "dictionary.exact"))
    return disjoint(findings)


def find_in_words(words: Sequence[Word], needles: Iterable[Needle]) -> tuple[BoxFinding, ...]:
    """Every needle in the words of one picture; one box per line that it stands on.

    The order of `words` does not matter. Spaces are ignored and letters that
    readers confuse are one letter, so a short needle (under four letters and
    digits) must be a whole word as read. Score is the lowest of its words.
    """
    lines = _lines(words)
    text, owner = _squash_lines(lines)
    ordered = [word for line in lines for word in line]
    row_of = [row for row, line in enumerate(lines) for _ in line]
    findings: list[BoxFinding] = []
    for needle in needles:
        for first, last in _hits(text, owner, ordered, needle.value):
            for row in sorted({row_of[i] for i in range(first, last + 1)}):
                on_row = [ordered[i] for i in range(first, last + 1) if row_of[i] == row]
                box = _around(word.box for word in on_row)
                score = min(word.score for word in on_row)
                findings.append(BoxFinding(box, needle.entity, score, "dictionary.optical"))
    return tuple(sorted(set(findings)))


def _pattern(value: str) -> regex.Pattern[str] | None:
    """What the needle may look like in a folded text, or None when there is nothing to look for."""
    plain = view_of(value).text.strip().casefold()
    if not any(char.isalnum() for char in plain):
        return None
    if regex.fullmatch(r"\S+@\S+", plain):
        local, _, domain = plain.rpartition("@")
        return regex.compile(
            _BEFORE + _spelled(local) + _AT + _DOT.join(map(_spelled, domain.split("."))) + _AFTER
        )
    digits = sum(char.isdigit() for char in plain)
    if digits >= 4 and not regex.search(r"\p{L}{3}", plain):
        # A number is the same number however it is grouped; letters keep their place.
        marks = [regex.escape(char) for char in fold(plain) if char.isalnum()]
        return regex.compile(_BEFORE + r"[\s.\-/():]{0,3}".join(marks) + _AFTER)
    return regex.compile(_BEFORE + _spelled(plain).strip() + _AFTER)


def _spelled(value: str) -> str:
    """A pattern for case-folded words: accents optional, white space and its stand-ins alike."""
    out: list[str] = []
    for char in unicodedata.normalize("NFC", value):
        if char.isspace():
            if not out or out[-1] != _GAP:
                out.append(_GAP)
            continue
        plain = regex.escape(fold(char))
        other = SPELLED.get(char)
        out.append(f"(?:{plain}|{other})" if other else "['’ʼ`]?" if char in "'’ʼ`" else plain)
    return "".join(out)


_GAP = r"(?:[\s,._+\-]|%20){1,3}"


def fold(value: str) -> str:
    """Case and accents gone; may be longer or shorter than the value. A view's text goes in."""
    if value.isascii():
        return value.lower()
    out = []
    for char in unicodedata.normalize("NFKD", value.casefold()):
        if not unicodedata.combining(char):
            out.append(_PLAIN.get(char, char))
    return "".join(out)


def _folded(view: View) -> tuple[View, str]:
    """The view with case and accents gone, still knowing its way back to the written text."""
    if view.starts is None and view.text.isascii():
        return view, view.text.lower()
    starts = view.starts or array("q", range(len(view.text)))
    ends = view.ends or array("q", range(1, len(view.text) + 1))
    out: list[str] = []
    into, until = array("q"), array("q")
    for run in _RUNS.finditer(view.text):
        first, last = run.span()
        if run.group().isascii():
            out.append(run.group().lower())
            into.extend(starts[first:last])
            until.extend(ends[first:last])
            continue
        for at in range(first, last):
            plain = fold(view.text[at])
            out.append(plain)
            into.extend(starts[at : at + 1] * len(plain))
            until.extend(ends[at : at + 1] * len(plain))
    folded = "".join(out)
    return View(folded, into, until), folded


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand side by side, lines from the top, words from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.top, w.box.left)):
        for line in reversed(lines[-4:]):
            box = _around(other.box for other in line)
            shared = min(box.bottom, word.box.bottom) - max(box.top, word.box.top)
            if 2 * shared >= min(box.bottom - box.top, word.box.bottom - word.box.top):
                line.append(word)
                break
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box.left) for line in lines]


def _around(boxes: Iterable[Box]) -> Box:
    first, *rest = boxes
    for box in rest:
        first = first.union(box)
    return first


def squash_words(words: Sequence[Word]) -> str:
    """All words of one picture in reading order, as `find_in_words` compares them: no spaces at all."""
    return _squash_lines(_lines(words))[0]


def squash(value: str) -> str:
    """Letters and digits only, with everything a reader confuses written one way; "" when there are none."""
    plain = fold(view_of(value).text).translate(_CONFUSED)
    return "".join(char for char in plain.replace("rn", "m").replace("vv", "w") if char.isalnum())


def _squash_lines(lines: Sequence[Sequence[Word]]) -> tuple[str, list[int]]:
    """All words squashed together, and for each letter the index of its word."""
    pieces: list[str] = []
    owner: list[int] = []
    index = 0
    for line in lines:
        for word in line:
            piece = squash(word.text)
            pieces.append(piece)
            owner += [index] * len(piece)
            index += 1
    return "".join(pieces), owner


def _hits(text: str, owner: Sequence[int], words: Sequence[Word], value: str) -> Iterable[tuple[int, int]]:
    """First and last word of each place where the value stands."""
    wanted = squash(value)
    if not wanted:
        return
    if len(wanted) < 4:
        plain = fold(value)
        for index, word in enumerate(words):
            if plain in regex.findall(r"[\p{L}\p{N}]+", fold(view_of(word.text).text)):
                yield index, index
        return
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        first, last = owner[at], owner[end - 1]
        if _starts_a_word(text, owner, words, at) and _ends_a_word(text, owner, words, end):
            yield first, last
        at = text.find(wanted, at + 1)


def _starts_a_word(text: str, owner: Sequence[int], words: Sequence[Word], at: int) -> bool:
    """True at the first letter of a word or after something that is no letter inside it."""
    if at == 0 or owner[at] != owner[at - 1]:
        return True
    before = text[owner.index(owner[at]) : at]
    return before in _heads(words[owner[at]].text)


def _ends_a_word(text: str, owner: Sequence[int], words: Sequence[Word], end: int) -> bool:
    if end == len(text) or owner[end] != owner[end - 1]:
        return True
    before = text[owner.index(owner[end]) : end]
    return before in _heads(words[owner[end]].text)


def _heads(word: str) -> set[str]:
    """The squashed beginnings of a word that end where one of its parts ends."""
    return {squash(word[: match.end()]) for match in regex.finditer(r"[\p{L}\p{N}]+", word)}
