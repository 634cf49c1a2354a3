"""Names by the word alone: listed ones, capitalised ones, and those that are used like names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redaction.recognizers.gazetteer import family_names, given_names, names_of_products
from redaction.recognizers.given import GIVEN
from redaction.recognizers.machine import Lines, lines_in_one_case
from redaction.recognizers.people import LINK, NOT_NAMES
from redaction.recognizers.sense import NameSense
from redaction.recognizers.words import ALSO_WORDS, NO_PEOPLE, ORDINARY, PRODUCTS
from redaction.spans import Finding, Span


def is_given(word: str, sense: NameSense) -> bool:
    """True for a listed given name, in small letters, that is used like one; `will` and `max` are not."""
    return word in given_names() and word not in ALSO_WORDS and likeness(word, sense, unknown=1.0) > 0.2


def likeness(word: str, sense: NameSense, *, unknown: float = 0.0) -> float:
    likeness = sense.of(word)
    return unknown if likeness is None else likeness


# In a language without a name model two neighbouring capitalised words inside a sentence are taken for a
# name. German writes its nouns so, English its headings; both have models that read them.
_PAIR: Final = regex.compile(
    r"(?<=[\p{Ll}\p{N},;:)”’\"][ ]{1,2}|[ ][(„“\"«»‘'])\p{Lu}[\p{L}\p{M}'’.-]*(?:[ ](?:(?:de|la|van|der|von|den|del|di|da|dos|af|av)[ ])?\p{Lu}[\p{Ll}\p{M}'’-]+){1,3}"
)


_OTHER_SCRIPT: Final = regex.compile(
    r"(?<![\p{L}\p{N}])[\p{Lu}--\p{Latin}]\p{Ll}{2,}(?:[ -][\p{Lu}--\p{Latin}]\p{Ll}+)*(?![\p{L}\p{N}])",
    regex.VERSION1,
)


def capitalised(text: str, language: str) -> Iterator[Finding]:
    """Pairs of capitalised words where no model reads the language; nothing where one does.

    In a text in Latin letters a capitalised word in Greek or Cyrillic ones is
    taken for a name by itself.
    """
    if language not in ("el", "bg"):
        for match in _OTHER_SCRIPT.finditer(text):
            if language == "und" and not regex.search(r"[\p{L}\p{N},:;][ ]$", text[: match.start()][-2:]):
                continue  # perhaps only the first word of a sentence
            yield Finding(Span(*match.span()), "PERSON", 0.55, "people.other-script")
    if language in ("en", "de", "fr", "es", "und"):
        return
    lines = Lines(text)
    for match in _PAIR.finditer(text):
        words = match.group().split()
        if any(
            word.lower().strip(".") in NO_PEOPLE or word.lower() in ORDINARY for word in words
        ) or lines.machine_at(match.start()):
            continue
        yield Finding(Span(*match.span()), "PERSON", 0.55, "people.capitalised")


_GIVEN: Final = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}_.@/\\#$-])(?<given>\p{{Lu}}\p{{Ll}}[\p{{L}}\p{{M}}]+(?:-\p{{Lu}}\p{{L}}+)?)(?<rest>(?:[ ](?:\p{{Lu}}\.?|{LINK}|\p{{Lu}}\p{{L}}[\p{{L}}\p{{M}}'’-]*))*[ ]\p{{Lu}}\p{{L}}[\p{{L}}\p{{M}}'’-]*)?(?![\p{{L}}\p{{N}}_@/\\(]|\.\p{{L}}|::)"
)


_INSIDE: Final = regex.compile(r"[\p{Ll}\p{N},;)][ ]{1,2}[(„“\"«»‘']?$")


def by_given_name(text: str, language: str, sense: NameSense) -> Iterator[Finding]:
    """A listed given name with a capitalised neighbour; alone where it is common, or used like a name only.

    The word vectors know English; elsewhere a name alone must be one of the
    common ones, or stand inside a sentence where nouns have no capital.
    """
    lines = Lines(text)
    for match in _GIVEN.finditer(text):
        word, rest = match.group("given").lower(), match.group("rest")
        common = word in GIVEN and word not in PRODUCTS
        if not common and word not in given_names() and not (rest and word in names_of_products()):
            continue
        if rest:
            words = [said.strip(".").lower() for said in rest.split()]
            if any(said in NOT_NAMES or said in ORDINARY or said in PRODUCTS for said in words):
                continue
            score = 0.75 if common else 0.6
            alike = is_given(word, sense) and likeness(words[-1], sense) > -0.3
            alike = alike or words[-1] in family_names()
            if not common and not alike and not _fills_a_cell(text, match):
                continue
        elif (
            common
            or (language in ("en", "und") and likeness(match.group("given"), sense, unknown=0.6) > 0.5)
            or (
                language not in ("en", "und", "de")
                and _INSIDE.search(text[max(0, match.start() - 4) : match.start()])
            )
        ):
            score = 0.55
        else:
            continue
        # Among figures and marks only what fills a cell of a table is a name.
        if not lines.machine_at(match.start()) or (rest and _fills_a_cell(text, match)):
            yield Finding(Span(*match.span()), "PERSON", score, "people.given-name")
    yield from _in_capitals(text)


_IN_CAPITALS: Final = regex.compile(
    r"(?<![\p{L}\p{N}_@/-])\p{Lu}[\p{Lu}\p{M}]+(?:-\p{Lu}+)?(?:[ ](?:\p{Lu}\.|\p{Lu}[\p{Lu}\p{M}'’-]+)){1,4}(?![\p{L}\p{N}_@/(-])"
)


def _in_capitals(text: str) -> Iterator[Finding]:
    """A given name and what follows it where both are written in capitals, as in many signatures."""
    lines = Lines(text)
    for match in _IN_CAPITALS.finditer(text):
        words = match.group().lower().split()
        if words[0] not in given_names() or any(word in ORDINARY or word in PRODUCTS for word in words):
            continue
        if not lines.machine_at(match.start()):
            yield Finding(Span(*match.span()), "PERSON", 0.6, "people.given-name")


def _fills_a_cell(text: str, match: regex.Match[str]) -> bool:
    before = regex.search(r"(?:^|[|,;\t\n\"'])[ ]*$", text[max(0, match.start() - 12) : match.start()])
    return bool(before and regex.match(r"[ ]*(?:$|[|,;\t\n\"'])", text[match.end() : match.end() + 12]))


_LONE_WORD: Final = regex.compile(r"(?<![\p{L}\p{N}_@/.\-#$])\p{L}{3,}(?![\p{L}\p{N}_@/(]|\.\p{L})")


def in_small_letters(text: str, language: str, sense: NameSense) -> Iterator[Finding]:
    """Given names without their capital, and in lines of one case every word that is used like a name.

    In English only, which the word vectors know.
    """
    if language != "en":
        return
    lines = Lines(text)
    for match in _LONE_WORD.finditer(text):
        word = match.group()
        listed = word in given_names() and _is_used_as_name(word, 0.4, sense)
        if listed and not lines.machine_at(match.start()):
            yield Finding(Span(*match.span()), "PERSON", 0.55, "people.small-letters")
    for line in lines_in_one_case(text):
        for match in _LONE_WORD.finditer(text, line.start, line.end):
            if _is_used_as_name(match.group().lower(), 0.6, sense):
                yield Finding(Span(*match.span()), "PERSON", 0.55, "people.small-letters")


def _is_used_as_name(word: str, least: float, sense: NameSense) -> bool:
    if word in ORDINARY or word in PRODUCTS or word in NOT_NAMES or word in ALSO_WORDS:
        return False
    return likeness(word, sense, unknown=-1.0) > least
