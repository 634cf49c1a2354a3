"""From what the models say to findings: whole words, sober, grown to whole names and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import regex

from redaction.language import FUNCTION_WORDS
from redaction.recognizers.alone import is_given, likeness
from redaction.recognizers.gazetteer import family_names, given_names, names_of_products
from redaction.recognizers.machine import is_machine, line_at
from redaction.recognizers.models import PLACES
from redaction.recognizers.people import LINK, NOT_NAMES
from redaction.recognizers.places import without_numbered_word
from redaction.recognizers.polite import POLITE
from redaction.recognizers.sense import NameSense
from redaction.recognizers.words import ALSO_WORDS, INSTITUTIONS, NO_PEOPLE, ORDINARY, PRODUCTS
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


def findings_of(text: str, guesses: Iterable[Guess], language: str, sense: NameSense) -> Iterator[Finding]:
    """Findings in the view, not yet disjoint: people, addresses, places, organisations, labelled numbers.

    Outside English the English pipeline is trusted with capitalised words
    only, and alone it proves nothing.
    """
    guesses = sorted(set(guesses))
    slugs = [guess for guess in guesses if guess.model == "slug"]
    recased = [guess for guess in guesses if guess.model == "recased"]
    guesses = [guess for guess in guesses if guess.model not in ("slug", "recased")]
    yield from _slug_people(text, slugs)
    yield from _recased_people(text, recased, sense)
    named = [guess for guess in guesses if guess.label in _NAME_LABELS]
    named += list(_mistaken(text, guesses, sense))
    if language != "en":
        named = [piece for guess in named for piece in _capitalised(text, guess)]
    yield from _people(text, sorted(named), language, sense)
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
            if (
                plain
                and digits >= least
                and guess.score >= 0.6
                and not is_machine(line_at(text, guess.start))
            ):
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


# Longer than a word of a name in small letters is words run together, or fill.
_LONGEST: Final = 22


def _recased_people(text: str, guesses: Sequence[Guess], sense: NameSense) -> Iterator[Finding]:
    """Words that were given a capital for the models to see, where the word by itself reads like a name too."""
    for guess in guesses:
        if guess.label not in _NAME_LABELS:
            continue
        for match in _NAME_WORD.finditer(text, guess.start, guess.end):
            word = match.group().lower()
            if len(word) > _LONGEST or len(set(word)) < 2:
                continue
            if is_given(word, sense) or likeness(word, sense, unknown=guess.score) > 0.3:
                yield Finding(Span(*match.span()), "PERSON", 0.6, "models.person-recased")


_NAME_WORD: Final = regex.compile(r"\p{L}[\p{L}\p{M}]+(?:[-'’]\p{L}[\p{L}\p{M}]+)*")


_AS_NAME: Final = regex.compile(r"\p{Lu}[\p{Ll}\p{M}'’-]+|\p{Lu}\.?")


def _mistaken(text: str, guesses: Sequence[Guess], sense: NameSense) -> Iterator[Guess]:
    """People whom the English pipeline took for a firm or a town.

    Several words beginning with a given name, or one word used like a name.
    """
    for guess in guesses:
        if guess.label not in ("LOCATION", "ORGANIZATION") or guess.model != "spacy":
            continue
        words = text[guess.start : guess.end].split()
        if not words or not all(_AS_NAME.fullmatch(word) for word in words):
            continue
        low = [word.lower() for word in words]
        if any(word in ORDINARY or word in INSTITUTIONS or word in PRODUCTS for word in low):
            continue
        given = is_given(low[0], sense)
        if len(words) > 1:
            mistaken = given or (low[0] in given_names() and low[-1] in family_names())
        else:
            least = 0.3 if low[0] in given_names() or low[0] in family_names() else 0.6
            mistaken = likeness(words[0], sense, unknown=1.0 if given else 0.0) > least
        if mistaken and len(words) < 5:
            yield replace(guess, label="PERSON", model="mistaken")


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
    r"\p{Lu}[\p{L}\p{M}'’.\-]*(?:[ ](?:(?:van|von|de|del|di|da|dos|bin|al|el|la|le|ten|ter)[ ](?:der[ ]|den[ ]|de[ ]|la[ ])?)?\p{Lu}[\p{L}\p{M}'’.\-]*)*"
)


def _capitalised(text: str, guess: Guess) -> Iterator[Guess]:
    """The runs of capitalised words inside a guess."""
    for match in _RUN.finditer(text, guess.start, guess.end):
        yield Guess(match.start(), match.end(), guess.label, guess.score, guess.model)


def _people(text: str, guesses: Sequence[Guess], language: str, sense: NameSense) -> Iterator[Finding]:
    """Neighbouring guesses are one name; both models together are surer than one."""
    groups: list[list[Guess]] = []
    for guess in guesses:
        span = _trimmed(text, _snapped(text, guess.start, guess.end), sense)
        if span is None:
            continue
        guess = Guess(span.start, span.end, guess.label, guess.score, guess.model)
        last = groups[-1] if groups else None
        end = max(other.end for other in last) if last else -1
        if last and (
            guess.start <= end or regex.fullmatch(r"[ ]|[ ]?-[ ]?|[ ]\p{Lu}\.?[ ]", text[end : guess.start])
        ):
            last.append(guess)
        else:
            groups.append([guess])
    for group in groups:
        span = Span(group[0].start, max(guess.end for guess in group))
        score = _person_score(text, span, group, sense)
        if language not in ("en", "und") and not any(guess.model == "rampart" for guess in group):
            score = min(score, _alone_abroad(text, span, language))
        alone = len({guess.model for guess in group}) == 1
        if alone and language not in _MODELLED and _only_begins(text, span):
            score = min(score, 0.45)
        if score:
            yield Finding(_grown(text, span, sense), "PERSON", score, "models.person")


# The languages in which one model alone was seen to tell the first word of a sentence from a name.
_MODELLED: Final = frozenset(("en", "de", "fr", "es", "it", "nl", "pt", "da", "sv", "no"))


def _only_begins(text: str, span: Span) -> bool:
    """True for one word that nobody lists, with no other reason for its capital than that a sentence begins."""
    said = span.of(text).lower()
    if " " in said or said in given_names() or said in family_names():
        return False
    after = text[span.end : span.end + 2]
    begins = regex.search(r"(?:^|[.!?\n])[ ]*$", text[max(0, span.start - 4) : span.start])
    return bool(begins) and regex.match(r"[ ]\p{Ll}|[,!.]", after) is not None


def _alone_abroad(text: str, span: Span, language: str) -> float:
    """At most how sure the English pipeline can be by itself of a name in another language.

    A capital inside a sentence says much, except in German, whose nouns have one too.
    """
    words = span.of(text).lower().split()
    given, family = given_names().intersection(words), family_names().intersection(words)
    inside = regex.search(
        r"[\p{Ll}\p{N},;:)][ ]{1,2}[(„“\"«»‘']?$", text[max(0, span.start - 4) : span.start]
    )
    if language == "de":
        return 0.6 if given or (family and (inside or len(words) > 1)) else 0.45
    return 0.6 if given or inside or len(words) > 1 else 0.45


def _trimmed(text: str, span: Span, sense: NameSense) -> Span | None:
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
    said = [text[first:last] for first, last in words]
    if any(word[0].isupper() for word in said):  # then what is small at the ends is the sentence
        while said[-1].islower() and not _is_small_name(said[-1], sense):
            said.pop(), words.pop()
        while said[0].islower() and not _is_small_name(said[0], sense):
            said.pop(0), words.pop(0)
    return Span(words[0][0], words[-1][1]) if words else None


def _is_small_name(word: str, sense: NameSense) -> bool:
    """True for a particle (`de`, `van`) and for a word that is used like a name, in small letters."""
    return len(word) < 4 or word in given_names() or likeness(word, sense) > 0.3


def _is_no_name(word: str) -> bool:
    low = word.lower().strip(".,'’")
    return (
        low in NOT_NAMES
        or low in FUNCTION_WORDS
        or low in POLITE
        or (low in ORDINARY and low not in ALSO_WORDS)
        or not any(char.isalpha() for char in word)
    )


_ODD: Final = regex.compile(
    r"[\d_@#$%{}\[\]<>=\\/+*~^|]|\w\.\w{2,}|\p{Ll}(?<!\b(?:Mc|Mac|De|Di|Da|Del|Della|La|Le|Van|Von|Fitz|Du|Ni|Mme|Mlle|Dr))\p{Lu}|\b\p{Lu}{2,}\p{Ll}|\(\)|::|\.\."
)


def _person_score(text: str, span: Span, group: Sequence[Guess], sense: NameSense) -> float:
    """0 when it is no name; else how sure the models are together, and the word's own sense where it is alone."""
    said = span.of(text)
    words = regex.findall(r"[\p{L}\p{M}'’\-]+", said)
    if not words or len(said) > 80 or all(len(word) < 2 for word in words):
        return 0.0
    low_words = [word.lower() for word in words]
    if len(words) > 1:  # `Hugo` is a product, `Hugo Sample` is somebody
        low_words = [word for word in low_words if word not in names_of_products()]
    if any(word in NO_PEOPLE for word in low_words):
        return 0.0
    if _ODD.search(said):
        return 0.0
    models = {guess.model for guess in group}
    best = max(guess.score for guess in group if guess.model == "rampart") if "rampart" in models else 0.0
    small = all(word[0].islower() for word in words)
    if small and (best < 0.7 or any(word in ORDINARY for word in words if len(word) > 1)):
        return 0.0
    if small:
        # The tagger likes short words of a sentence; it must be surer the less the word reads like a name.
        least = 0.3 if best < 0.95 else -0.3
        if not any(likeness(word, sense, unknown=best - 0.5) > least for word in words):
            return 0.35
    if is_machine(line_at(text, span.start)):
        sure = (
            len(models) == 2
            and best > 0.8
            and len(words) > 1
            and all(regex.match(r"\p{Lu}\p{Ll}", word) for word in words)
        )
        return 0.7 if sure else 0.35
    if len(words) == 1 and said.isupper() and len(said) < 5:
        return 0.35
    if len(words) == 1 and not small:
        low = said.lower()
        if "rampart" not in models and regex.match(r"[ ]?:", text[span.end : span.end + 2]):
            return 0.45  # the label of a field
        listed = low in given_names() or low in family_names()
        if not listed and likeness(said, sense) < (-0.9 if {"spacy", "rampart"} <= models else -0.5):
            return 0.45
        if "rampart" not in models:
            plain = regex.fullmatch(r"\p{Lu}[\p{Ll}\p{M}'’-]+", said)
            return 0.58 if listed or (plain and likeness(said, sense) > -0.1) else 0.45
    if "rampart" not in models:
        named = any(word.lower() in given_names() or likeness(word, sense, unknown=0.5) > 0 for word in words)
        return 0.65 if named else 0.45
    return 0.95 if "spacy" in models else 0.5 + best * 0.4


def _grown(text: str, span: Span, sense: NameSense) -> Span:
    """Over a capitalised neighbour, an initial, and the parts of a handle."""
    start, end = span.start, span.end
    match = regex.match(
        r"(?:[ ]\p{Lu}\.?(?=[ ]\p{Lu}))?(?:[ ]|-|,[ ](?=\p{Lu}+\b))(?:(?:van|von|de|del|di|da|dos|bin|al|el|la|le|ten|ter)[ ](?:der[ ]|den[ ]|de[ ]|la[ ])?)?(\p{Lu}[\p{L}\p{M}'’-]+)",
        text[end : end + 60],
    )
    if match and not _stops(match.group(1), sense):
        end += match.end()
    elif initials := regex.match(
        r"[ ]\p{Lu}{1,2}(?=[,.;\n]|$)|[ ](?:\p{Lu}\.[ ]?){1,3}(?=[,;\n]|$)", text[end : end + 10]
    ):
        end += initials.end()  # the name of an author behind it: "Example A, Sample BC"
    before = regex.search(
        r"(?<![.!?:\n]\s{0,3}|^)(?<!\p{L})(\p{Lu}[\p{L}\p{M}'’-]+)[ ](?:\p{Lu}\.?[ ])?$|(?<!\p{L})(?:\p{Lu}\.[ ]?){1,3}$|(?<![\p{L}\p{N}'’][ ]?)(?:[B-HJ-Z][ ]){1,2}$|(?<!\p{L})(?:[Aa]l|[Ee]l|[Uu]l|[Aa]bu|[Bb]in|O|D)[-'’]$|(?<!\p{L})(?:\p{Lu}\.[ ])?(?:de[ ][Ll]a|de[ ]los|van[ ]der|van[ ]den|van[ ]de|von[ ]der|von|van)[ ]$",
        text[max(0, start - 30) : start],
    )
    if before and not (before.group(1) and _stops(before.group(1), sense)):
        start -= len(before.group(0))
    if (
        regex.match(r"(?:La|Las|Los|Le)[ ]", text[start : start + 4])
        and text[max(0, start - 3) : start] == "de "
    ):
        start -= 3
    family = _FAMILY_FIRST.search(text[max(0, start - 40) : start])
    listed = family and (family.group("particle") or family.group("name").lower() in family_names())
    if family and listed and text[start:end].lower() in given_names():
        start -= len(family.group())
    titled = _TITLE.search(text[max(0, start - 24) : start])
    if titled:
        start -= len(titled.group())
    return Span(start, end)


# `Sample, Alice` and `de La Tour, Alice`.
_FAMILY_FIRST: Final = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}-])(?<particle>{LINK}[ ](?:[Ll]a[ ])?)?(?<name>\p{{Lu}}[\p{{L}}\p{{M}}'’-]+),[ ]$"
)
_TITLE: Final = regex.compile(
    r"(?<![\p{L}\p{N}])(?:Mr|Mrs|Ms|Miss|Dr|Prof|Capt|Sgt|Lt|Col|M|MM|Mme|Mlle|Sr|Sra|Srta|Dra|Don|Doña|Herr|Frau|Sig|Dott)\.?[ ]+$"
)


def _stops(word: str, sense: NameSense) -> bool:
    """True for a capitalised neighbour that is no part of the name."""
    low = word.lower().strip(".'’")
    if low in ORDINARY or low in NOT_NAMES or low in PRODUCTS or word.isupper():
        return True
    return likeness(word, sense) < -0.6 and low not in family_names() and low not in given_names()


def _addresses(text: str, guesses: Sequence[Guess]) -> Iterator[Finding]:
    """Pieces of an address close together are one address if a street or house is among them."""
    cluster: list[Guess] = []
    pieces = [guess for guess in guesses if _reads_like_a_place(text[guess.start : guess.end])]
    for guess in [*pieces, None]:
        if cluster and (guess is None or not _is_near(text, max(g.end for g in cluster), guess.start)):
            yield from _address(text, cluster)
            cluster = []
        if guess is not None:
            cluster.append(guess)


def _address(text: str, cluster: Sequence[Guess]) -> Iterator[Finding]:
    labels = {piece.label for piece in cluster}
    best = max(piece.score for piece in cluster)
    span = _snapped(text, cluster[0].start, max(piece.end for piece in cluster))
    said = without_numbered_word(span.of(text))
    if not said or (is_machine(line_at(text, span.start)) and len(labels) < 3):
        return
    if regex.fullmatch(r"\p{Lu}{1,5}-\d{1,7}", said):
        return  # the number of a ticket
    span = Span(span.start, span.start + len(said))
    street = bool(labels & {"STREET_NAME", "SECONDARY_ADDRESS"})
    coded = bool(labels & {"BUILDING_NUMBER", "ZIP_CODE"})
    if street and coded and best > 0.5 and regex.search(r"\d", said):
        yield Finding(span, "ADDRESS", 0.85, "models.address")
    elif (street or coded) and len(said) > 4:
        score = 0.55 if best > 0.75 and len(labels) > 1 else 0.4
        yield Finding(span, "ADDRESS", score, "models.address")


def _reads_like_a_place(said: str) -> bool:
    """A number or capitalised words; not what ends in a word of the sentence."""
    return bool(regex.search(r"[\p{Lu}\d]", said)) and not regex.search(r"(?<!\p{L})\p{Ll}{4,}$", said)


def _is_near(text: str, end: int, start: int) -> bool:
    gap = text[end:start] if end < start else ""
    return regex.fullmatch(r"[\s,.;/#-]{0,4}(?:\p{L}{1,4}\.?)?[\s,.]{0,3}", gap) is not None
