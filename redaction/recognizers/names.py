"""From what the models say to findings: whole words, sober, grown to whole names and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from redaction.language import FUNCTION_WORDS
from redaction.recognizers.given import GIVEN
from redaction.recognizers.machine import is_machine
from redaction.recognizers.models import PLACES
from redaction.recognizers.people import NOT_NAMES
from redaction.recognizers.traces import NOBODY
from redaction.recognizers.words import ALSO_WORDS, INSTITUTIONS, ORDINARY, PRODUCTS
from redaction.spans import Finding, Span


@dataclass(frozen=True, slots=True, order=True)
class Guess:
    """What one model said about a part of the view; `label` is the model's own."""

    start: int
    end: int
    label: str
    score: float
    model: str


_NAME_LABELS: Final = frozenset(("PERSON", "GIVEN_NAME", "SURNAME"))
_NUMBER_LABELS: Final = {
    "PHONE": ("PHONE_NUMBER", 7),
    "TAX_ID": ("NATIONAL_ID", 6),
    "GOVERNMENT_ID": ("NATIONAL_ID", 6),
    "PASSPORT": ("DOCUMENT_ID", 6),
    "DRIVERS_LICENSE": ("DOCUMENT_ID", 6),
    "BANK_ACCOUNT": ("BANK_ACCOUNT", 7),
    "ROUTING_NUMBER": ("BANK_ACCOUNT", 8),
}
# Letters at the ends at most: what has them inside is a hash or an id of a machine.
_PLAIN_NUMBER: Final = regex.compile(
    r"(?![01]{8}|\d{1,3}(?:\.\d{1,5}){3}$)\+?[A-Z]{0,4}[ -]?\(?\d(?:[\d ().\-/]*\d)?[ -]?[A-Z]{0,3}"
)
_WORD_CHAR: Final = regex.compile(r"[\p{L}\p{M}\p{N}'’]")


def findings_of(text: str, guesses: Iterable[Guess], language: str) -> Iterator[Finding]:
    """Findings in the view, not yet disjoint: people, addresses, places, organisations, labelled numbers.

    Outside English the English pipeline is trusted with capitalised words
    only, and alone it proves nothing.
    """
    guesses = sorted(set(guesses))
    slugs = [guess for guess in guesses if guess.model == "slug"]
    guesses = [guess for guess in guesses if guess.model != "slug"]
    yield from _slug_people(text, slugs)
    named = [guess for guess in guesses if guess.label in _NAME_LABELS]
    if language not in ("en", "und"):
        named = [piece for guess in named for piece in _capitalised(text, guess)]
    yield from _people(text, sorted(named), english=language in ("en", "und"))
    yield from _addresses(text, [guess for guess in guesses if guess.label in PLACES])
    for guess in guesses:
        if guess.label in ("LOCATION", "ORGANIZATION", "CITY", "STATE"):
            entity = "ORGANIZATION" if guess.label == "ORGANIZATION" else "LOCATION"
            yield Finding(_snapped(text, guess.start, guess.end), entity, 0.4, f"models.{entity.lower()}")
        elif guess.label in _NUMBER_LABELS:
            entity, least = _NUMBER_LABELS[guess.label]
            span = _snapped(text, guess.start, guess.end)
            digits = sum(char.isdigit() for char in span.of(text))
            plain = _PLAIN_NUMBER.fullmatch(span.of(text)) and not regex.match(
                r"[-_/.:][\p{L}\p{N}]", text[span.end : span.end + 2]
            )
            plain = plain and not regex.search(
                r"[\p{L}\p{N}][-_/.:=]$", text[max(0, span.start - 2) : span.start]
            )
            if plain and digits >= least and guess.score >= 0.6 and not is_machine(_line(text, guess.start)):
                yield Finding(span, entity, 0.55, "models.number")


def _slug_people(text: str, guesses: Sequence[Guess]) -> Iterator[Finding]:
    """Two name words or more side by side in a slug; one alone is too often a product.

    A capitalised neighbour counts as the second word, except a word of the language.
    """
    words: list[tuple[int, int]] = []
    for guess in [*guesses, None]:
        if words and (guess is None or not regex.fullmatch(r"[-_ ]?", text[words[-1][1] : guess.start])):
            start, end = words[0][0], max(word[1] for word in words)
            after = regex.match(r"_(\p{Lu}\p{Ll}+)(?!\p{L})", text[end : end + 40])
            before = regex.search(r"(?<!\p{L})(\p{Lu}\p{Ll}+)_$", text[max(0, start - 40) : start])
            if after and after.group(1).lower() not in ORDINARY:
                end += after.end()
            elif before and before.group(1).lower() not in ORDINARY:
                start -= len(before.group())
            if regex.search(r"\p{L}[-_ ]\p{L}", text[start:end]):
                yield Finding(Span(start, end), "PERSON", 0.6, "models.person-in-slug")
            words = []
        if guess is not None and guess.label in _NAME_LABELS and guess.score >= 0.45:
            said = text[guess.start : guess.end].lower()
            if not any(word in ORDINARY or word in PRODUCTS for word in regex.split(r"[-_ ]", said)):
                words.append((guess.start, guess.end))


def _line(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : len(text) if end < 0 else end][:2000]


def _snapped(text: str, start: int, end: int) -> Span:
    """Grown to whole words: word pieces of a model end in the middle of them."""
    while start > 0 and _WORD_CHAR.match(text[start - 1]) and _WORD_CHAR.match(text[start]):
        start -= 1
    while end < len(text) and _WORD_CHAR.match(text[end]) and _WORD_CHAR.match(text[end - 1]):
        end += 1
    while end - start > 1 and text[end - 1] in "'’":
        end -= 1
    return Span(start, end)


_RUN: Final = regex.compile(
    r"\p{Lu}[\p{L}\p{M}'’.\-]*(?:[ ](?:(?:de|la|van|der|von|den|del|di|da|dos|bin|al|el|le|ten|ter)[ ])*\p{Lu}[\p{L}\p{M}'’.\-]*)*"
)


def _capitalised(text: str, guess: Guess) -> Iterator[Guess]:
    """The runs of capitalised words inside a guess."""
    for match in _RUN.finditer(text, guess.start, guess.end):
        yield Guess(match.start(), match.end(), guess.label, guess.score, guess.model)


def _people(text: str, guesses: Sequence[Guess], *, english: bool) -> Iterator[Finding]:
    """Neighbouring guesses are one name; both models together are surer than one."""
    groups: list[list[Guess]] = []
    for guess in guesses:
        span = _trimmed(text, _snapped(text, guess.start, guess.end))
        if span is None:
            continue
        guess = Guess(span.start, span.end, guess.label, guess.score, guess.model)
        last = groups[-1] if groups else None
        end = max(other.end for other in last) if last else -1
        if last and (
            guess.start <= end or regex.fullmatch(r"[ ]|[ ]?-[ ]?|[ ]\p{Lu}\.[ ]", text[end : guess.start])
        ):
            last.append(guess)
        else:
            groups.append([guess])
    for group in groups:
        span = Span(group[0].start, max(guess.end for guess in group))
        score = _person_score(text, span, group)
        if not english and {guess.model for guess in group} == {"spacy"}:
            given = any(word.lower() in GIVEN for word in span.of(text).split())
            score = min(score, 0.6 if given or " " in span.of(text) else 0.45)
        if score:
            yield Finding(_grown(text, span), "PERSON", score, "models.person")


def _trimmed(text: str, span: Span) -> Span | None:
    """Without a possessive, quotes, and words that are no name at either end; None when nothing is left."""
    start, end = span.start, span.end
    tail = regex.search(r"(?:['’]s|[\s,.;:!?()\"*_>/|-])+$", text[start:end])
    if tail:
        end -= len(tail.group())
    words = [
        (m.start() + start, m.end() + start) for m in regex.finditer(r"[^\s/|,;:()\"<>=]+", text[start:end])
    ]
    while words and _is_no_name(text[words[0][0] : words[0][1]]):
        words.pop(0)
    while words and _is_no_name(text[words[-1][0] : words[-1][1]]):
        words.pop()
    return Span(words[0][0], words[-1][1]) if words else None


def _is_no_name(word: str) -> bool:
    low = word.lower().strip(".,'’")
    return (
        low in NOT_NAMES
        or low in FUNCTION_WORDS
        or (low in ORDINARY and low not in ALSO_WORDS)
        or not any(char.isalpha() for char in word)
    )


_ODD: Final = regex.compile(
    r"[\d_@#$%{}\[\]<>=\\/+*~^|]|\w\.\w{2,}|(?<!\b(?:Mc|Mac|De|Di|Da|La|Le|Van|Von|Fitz|O|D|Du|Ni))\p{Ll}\p{Lu}|\b\p{Lu}{2,}\p{Ll}|\(\)|::|\.\."
)


def _person_score(text: str, span: Span, group: Sequence[Guess]) -> float:
    """0 when it is no name; else how sure the models are together."""
    said = span.of(text)
    words = regex.findall(r"[\p{L}\p{M}'’\-]+", said)
    if not words or len(said) > 80 or all(len(word) < 2 for word in words):
        return 0.0
    if any(word.lower() in PRODUCTS or word.lower() in INSTITUTIONS for word in words):
        return 0.0
    if _ODD.search(said):
        return 0.0
    models = {guess.model for guess in group}
    best = max(guess.score for guess in group if guess.model == "rampart") if "rampart" in models else 0.0
    small = all(word[0].islower() for word in words)
    if small and (best < 0.7 or any(word in ORDINARY for word in words if len(word) > 1)):
        return 0.0
    if is_machine(_line(text, span.start)):
        sure = (
            len(models) == 2
            and best > 0.8
            and len(words) > 1
            and all(regex.match(r"\p{Lu}\p{Ll}", word) for word in words)
        )
        return 0.7 if sure else 0.35
    if len(words) == 1 and said.isupper() and len(said) < 5:
        return 0.35
    if len(models) == 2:
        return 0.95
    if "spacy" in models:
        return 0.65 if len(words) > 1 else 0.45
    return 0.5 + best * 0.4


def _grown(text: str, span: Span) -> Span:
    """Over a capitalised neighbour, an initial, and the parts of a handle."""
    start, end = span.start, span.end
    match = regex.match(
        r"(?:[ ]\p{Lu}\.(?=[ ]\p{Lu}))?(?:[ ]|-|,[ ](?=\p{Lu}+\b))(?:(?:de|la|van|der|von|den|del|di|da|dos|bin|al|el|le|ten|ter)[ ]){0,2}(\p{Lu}[\p{L}\p{M}'’-]+)",
        text[end : end + 60],
    )
    if match and not _stops(match.group(1)):
        end += match.end()
    before = regex.search(
        r"(?<![.!?:\n]\s{0,3}|^)(?<!\p{L})(\p{Lu}[\p{L}\p{M}'’-]+|\p{Lu}\.)[ ]$",
        text[max(0, start - 30) : start],
    )
    if before and not _stops(before.group(1)):
        start -= len(before.group(0))
    titled = _TITLE.search(text[max(0, start - 24) : start])
    if titled:
        start -= len(titled.group())
    return Span(start, end)


_TITLE: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Capt|Sgt|Lt|Col|M|MM|Mme|Mlle|Sr|Sra|Srta|Dra|Don|Doña|Herr|Frau|Sig|Dott)\.?[ ]+$"
)


def _stops(word: str) -> bool:
    low = word.lower().strip(".'’")
    return low in ORDINARY or low in NOT_NAMES or low in PRODUCTS or word.isupper()


def _addresses(text: str, guesses: Sequence[Guess]) -> Iterator[Finding]:
    """Pieces of an address close together are one address if a street or house is among them."""
    cluster: list[Guess] = []
    pieces = [guess for guess in guesses if _reads_like_a_place(text[guess.start : guess.end])]
    for guess in [*pieces, None]:
        if cluster and (guess is None or not _is_near(text, max(g.end for g in cluster), guess.start)):
            labels = {piece.label for piece in cluster}
            best = max(piece.score for piece in cluster)
            span = _snapped(text, cluster[0].start, max(piece.end for piece in cluster))
            street = "STREET_NAME" in labels or "SECONDARY_ADDRESS" in labels
            numbered = regex.search(r"\d", span.of(text)) is not None
            if not is_machine(_line(text, span.start)) or len(labels) > 2:
                if street and numbered and best > 0.5 and labels & {"BUILDING_NUMBER", "ZIP_CODE"}:
                    yield Finding(span, "ADDRESS", 0.85, "models.address")
                elif (street or "BUILDING_NUMBER" in labels or "ZIP_CODE" in labels) and len(
                    span.of(text)
                ) > 4:
                    alone = len(labels) == 1
                    yield Finding(
                        span, "ADDRESS", 0.55 if best > 0.75 and not alone else 0.4, "models.address"
                    )
            cluster = []
        if guess is not None:
            cluster.append(guess)


def _reads_like_a_place(said: str) -> bool:
    """A number or capitalised words; not what ends in a word of the sentence."""
    return bool(regex.search(r"[\p{Lu}\d]", said)) and not regex.search(r"(?<!\p{L})\p{Ll}{4,}$", said)


def _is_near(text: str, end: int, start: int) -> bool:
    gap = text[end:start] if end < start else ""
    return regex.fullmatch(r"[\s,.;/#-]{0,4}(?:\p{L}{1,4}\.?)?[\s,.]{0,3}", gap) is not None


_LIST: Final = regex.compile(
    r"\b\p{Lu}[\p{L}\p{M}'’-]+(?:,[ ]\p{Lu}[\p{L}\p{M}'’-]+){2,12},?(?:[ ](?:and|or|und|et|y|e|en|och|og|ja|i|a)[ ]\p{Lu}[\p{L}\p{M}'’-]+)?\b|\b\p{Lu}[\p{L}\p{M}'’-]+[ ](?:and|und|et|y|e|en|och|og)[ ]\p{Lu}[\p{L}\p{M}'’-]+\b"
)


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
    for match in _PAIR.finditer(text):
        words = match.group().split()
        if any(
            word.lower().strip(".") in PRODUCTS | INSTITUTIONS or word.lower() in ORDINARY for word in words
        ) or is_machine(_line(text, match.start())):
            continue
        yield Finding(Span(*match.span()), "PERSON", 0.55, "people.capitalised")


def listed(text: str, findings: Sequence[Finding], threshold: float) -> Iterator[Finding]:
    """In a list of single capitalised words the rest are people when half of them are."""
    known = {
        at
        for f in findings
        if f.entity == "PERSON" and f.score >= threshold
        for at in range(f.span.start, f.span.end)
    }
    for match in _LIST.finditer(text) if known else ():
        words = list(regex.finditer(r"\p{Lu}[\p{L}\p{M}'’-]+", match.group()))
        people = [m for m in words if match.start() + m.start() in known]
        if people and 2 * len(people) >= len(words) and not is_machine(_line(text, match.start())):
            for m in words:
                low = m.group().lower()
                if (
                    m not in people
                    and low not in ORDINARY
                    and low not in PRODUCTS
                    and not m.group().isupper()
                ):
                    yield Finding(
                        Span(match.start() + m.start(), match.start() + m.end()),
                        "PERSON",
                        0.6,
                        "people.listed",
                    )


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
    text: str, findings: Sequence[Finding], threshold: float, *, english: bool
) -> Iterator[Finding]:
    """Names and accounts found once are found wherever they stand in the same text."""
    known = _known(text, [finding for finding in findings if finding.score >= threshold], english=english)
    # "Jon" for "Jonathan": a beginning that leaves at least three letters out.
    short = {name[:size] for name in known.names for size in range(3, len(name) - 2)} - ORDINARY - PRODUCTS
    for match in _NAME_WORD.finditer(text) if known.names or known.sure else ():
        word = regex.sub(r"['’]s$", "", match.group())
        low = word.lower()
        span = Span(match.start(), match.start() + len(word))
        if low in known.sure or (low in known.names and word[0].isupper()):
            yield Finding(span, "PERSON", 0.75, "people.same-ticket")
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


_NAME_WORD: Final = regex.compile(r"(?<![\p{L}\p{N}])[\p{L}\p{M}]{3,}(?:['’-][\p{L}\p{M}]+)*")


def _known(text: str, findings: Sequence[Finding], *, english: bool) -> _Known:
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
    never = ORDINARY | PRODUCTS | NOT_NAMES | NOBODY
    names |= sure
    return _Known(
        frozenset(names - never),
        frozenset(sure - never - ALSO_WORDS) if english else frozenset(),
        frozenset(accounts - NOBODY - ORDINARY),
    )
