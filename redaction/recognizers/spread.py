"""Names found once lead to more of them in the same text: in a list, as a first name, as an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from redaction.language import FUNCTION_WORDS
from redaction.recognizers.gazetteer import family_names, given_names, names_of_products
from redaction.recognizers.machine import is_machine, line_at
from redaction.recognizers.people import NOT_NAMES
from redaction.recognizers.sense import NameSense
from redaction.recognizers.traces import NOBODY
from redaction.recognizers.words import ALSO_WORDS, ORDINARY, PLAIN_WORDS, PRODUCTS
from redaction.spans import Finding, Span

_LIST: Final = regex.compile(
    r"\b\p{Lu}[\p{L}\p{M}'’-]+(?:(?:,[ ]\p{Lu}[\p{L}\p{M}'’-]+){2,12}|,[ ]\p{Lu}[\p{L}\p{M}'’-]+(?=,?[ ](?:and|or|und|et|y|e|en|och|og)[ ]\p{Lu})),?(?:[ ](?:and|or|und|et|y|e|en|och|og|ja|i|a)[ ]\p{Lu}[\p{L}\p{M}'’-]+)?\b|\b\p{Lu}[\p{L}\p{M}'’-]+[ ](?:and|und|et|y|e|en|och|og)[ ]\p{Lu}[\p{L}\p{M}'’-]+\b"
)


def listed(text: str, findings: Sequence[Finding], threshold: float, sense: NameSense) -> Iterator[Finding]:
    """In a list of single capitalised words the rest are people when half of them are.

    Two listed given names stand for people that nothing has found.
    """
    known = {
        at
        for f in findings
        if f.entity == "PERSON" and f.score >= threshold
        for at in range(f.span.start, f.span.end)
    }
    for match in _LIST.finditer(text):
        words = list(regex.finditer(r"\p{Lu}[\p{L}\p{M}'’-]+", match.group()))
        people = [m for m in words if match.start() + m.start() in known]
        given = {
            m.group().lower()
            for m in words
            if m.group().lower() in given_names() or m.group().lower() in names_of_products()
        }
        if people or len(given) > 1:
            people += [m for m in words if m not in people and m.group().lower() in given]
        if people and 2 * len(people) >= len(words) and not is_machine(line_at(text, match.start())):
            for m in words:
                low = m.group().lower()
                if (
                    match.start() + m.start() not in known
                    and low not in ORDINARY
                    and (low not in PRODUCTS or low in names_of_products())
                    and not m.group().isupper()
                    and _may_be_name(m.group(), sense)
                ):
                    yield Finding(
                        Span(match.start() + m.start(), match.start() + m.end()),
                        "PERSON",
                        0.6,
                        "people.listed",
                    )


_AND: Final = r"(?:,[ ]|,?[ ](?:and|et|und|y|e|en|och|og|&)[ ])"
_WITH_INITIAL: Final = r"(?<![\p{L}\p{N}])\p{Lu}\.(?:[ ]?-?\p{Lu}\.)?[ ](?<family>\p{Lu}[\p{L}\p{M}'’-]+)"
_ONE_OF_A_ROW: Final = regex.compile(_WITH_INITIAL)
_ROW_BEFORE: Final = regex.compile(rf"{_WITH_INITIAL}{_AND}$")
_ROW_BEHIND: Final = regex.compile(rf"{_AND}{_WITH_INITIAL}")


def in_a_row(text: str, sense: NameSense) -> Iterator[Finding]:
    """Each of "A. Sample, B. Sample and C. Sample": one alone could be a heading, "A. Settings"."""
    for match in _ONE_OF_A_ROW.finditer(text):
        start, end = match.span()
        if not _ROW_BEHIND.match(text, end) and not _ROW_BEFORE.search(text, max(0, start - 40), start):
            continue
        family = match["family"]
        if family.lower() not in PLAIN_WORDS and _may_be_name(family, sense):
            yield Finding(Span(start, end), "PERSON", 0.75, "people.in-a-row")


_WORD_BEFORE: Final = regex.compile(r"(?<![\p{L}\p{N}])(\p{L}{2,4})\s{1,4}$")
_IN_BRACKETS: Final = regex.compile(r"[ ]?\((\p{L}{2,4})\)")


def initialled(text: str, findings: Sequence[Finding], threshold: float) -> Iterator[Finding]:
    """Initials right before the name they are made of, or in brackets behind it: "Thx mk" over "Marta Kask"."""
    for finding in findings:
        words = finding.span.of(text).split()
        if finding.entity != "PERSON" or finding.score < threshold or len(words) < 2:
            continue
        initials = "".join(word[0] for word in words).casefold()
        start, end = finding.span.start, finding.span.end
        before = _WORD_BEFORE.search(text, max(0, start - 9), start)
        for match in (before, _IN_BRACKETS.match(text, end)):
            # Of a part, too: two names may have been taken for one.
            if match is not None and initials.startswith(match.group(1).casefold()):
                yield Finding(Span(*match.span(1)), "PERSON", 0.7, "people.initials")


def _may_be_name(word: str, sense: NameSense) -> bool:
    """False for a word that is used like an ordinary one; a listed name and an unknown word may be."""
    if word.lower() in given_names() or word.lower() in family_names():
        return True
    likeness = sense.of(word)
    return likeness is None or likeness > (0.0 if word.isupper() else -0.5)


@dataclass(frozen=True, slots=True)
class _Known:
    """What one text has shown so far, in small letters.

    `names` are looked for where they have a capital, `sure` in any case,
    `accounts` as whole strings.
    """

    names: frozenset[str]
    sure: frozenset[str]
    accounts: frozenset[str]


def propagated(
    text: str, findings: Sequence[Finding], threshold: float, sense: NameSense, *, english: bool
) -> Iterator[Finding]:
    """Names and accounts found once are found wherever they stand in the same text."""
    sure = [finding for finding in findings if finding.score >= threshold]
    known = _known(text, sure, sense, english=english)
    # "Jon" for "Jonathan": a beginning that leaves at least three letters out.
    short = {name[:size] for name in known.names for size in range(3, len(name) - 2)} - ORDINARY - PRODUCTS
    for match in _NAME_WORD.finditer(text) if known.names or known.sure else ():
        word = match.group()
        if word.endswith(("'s", "’s")):  # for each word of the text, so no pattern
            word = word[:-2]
        low = word.lower()
        span = Span(match.start(), match.start() + len(word))
        if low in known.sure or (low in known.names and word[0].isupper()):
            yield Finding(_with_initial(text, span), "PERSON", 0.75, "people.same-ticket")
        elif not english and low[-1] == "s" and low[:-1] in known.names and word[0].isupper():
            yield Finding(span, "PERSON", 0.7, "people.same-ticket")  # a genitive
        elif low in short and word[0].isupper():
            yield Finding(span, "PERSON", 0.55, "people.short-form")
        elif "-" in word:
            for part in regex.finditer(r"[\p{L}\p{M}]{3,}", word):
                if part.group().lower() in known.sure:
                    start = match.start() + part.start()
                    yield Finding(Span(start, start + len(part.group())), "PERSON", 0.7, "people.same-ticket")
    if not known.accounts:
        return
    every = "|".join(regex.escape(account) for account in sorted(known.accounts, key=len, reverse=True))
    for match in regex.finditer(
        rf"(?<![\p{{L}}\p{{N}}])(?:{every})(?![\p{{L}}\p{{N}}])", text, regex.IGNORECASE
    ):
        entity = "PERSON" if match.group().endswith(".") else "USERNAME"
        yield Finding(Span(*match.span()), entity, 0.75, "people.same-account")


_INITIAL_BEFORE: Final = regex.compile(
    r"(?<!\p{L})(?:\p{Lu}\.[ ]?|(?<=\p{L}[ ])[B-HJ-Z][ ]|(?:[Aa]l|[Ee]l|[Uu]l|[Aa]bu|[Bb]in|O|D)[-'’])$"
)


def _with_initial(text: str, span: Span) -> Span:
    """Grown over an initial or a particle before the name: `J. Sample`, `al-Sample`."""
    before = _INITIAL_BEFORE.search(text, max(0, span.start - 6), span.start)
    return Span(before.start(), span.end) if before else span


_NAME_WORD: Final = regex.compile(r"(?<![\p{L}\p{N}])[\p{L}\p{M}]{3,}(?:['’-][\p{L}\p{M}]+)*")


_NEVER: Final = PLAIN_WORDS | NOT_NAMES | NOBODY


def _known(text: str, findings: Sequence[Finding], sense: NameSense, *, english: bool) -> _Known:
    """The names and accounts among findings that are sure enough to be looked for again."""
    names: set[str] = set()
    sure: set[str] = set()
    accounts: set[str] = set()
    for finding in findings:
        said = finding.span.of(text)
        if finding.entity == "PERSON":
            if initials := regex.search(r"(?<!\p{L})\p{Lu}\.[ ]?\p{Lu}\.$", said):
                accounts.add(initials.group().lower())
            if finding.score < 0.75 and not (english and " " in said and finding.score >= 0.6):
                continue
            words = [word for word in _NAME_WORD.findall(said) if said.islower() or word[0].isupper()]
            # `J. Sample PASTA`: capitals beside a name are another's, unless they read like a name.
            words = [
                word for word in words if not word.isupper() or said.isupper() or _may_be_name(word, sense)
            ]
            names |= {word.lower() for word in words} - FUNCTION_WORDS
            if finding.score >= 0.9 or said.islower():
                sure |= {word.lower() for word in words if len(word) > 3} - FUNCTION_WORDS
        elif finding.entity == "EMAIL_ADDRESS" and "@" in said:
            local = said.partition("@")[0].lower()
            sure |= set(regex.findall(r"\p{L}{4,}", local))
            if len(local) >= 5:
                accounts.add(local)
        elif finding.entity == "USERNAME" and len(said) >= 4:
            accounts.add(said.lower())
            sure |= set(regex.findall(r"(?<!\p{L})\p{L}{4,}(?=[._])|(?<=[._])\p{L}{4,}", said.lower()))
    names |= sure
    sure = {word for word in sure if (sense.of(word) or 0.0) > -0.3}
    names = {word for word in names if _may_be_name(word.capitalize(), sense)}
    return _Known(
        frozenset(names - _NEVER),
        frozenset(sure - _NEVER - ALSO_WORDS) if english else frozenset(),
        frozenset(accounts - NOBODY - ORDINARY),
    )
