"""Tells a value from what only stands in its place, and a random one from words.

Sources: RFC 9562 (UUID); the habits of documentation: stars, brackets,
`$VARIABLE`, `%s`, a row of `x`, the alphabet, and Amazon's keys that end in
EXAMPLE. A value that stands for another tells nobody anything and stays.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import Final

import regex

_STANDS_IN: Final = regex.compile(
    r"(?i)[*•xX.·_#?-]{3,}|.*\*{3,}.*|.*#{4,}.*|(?:0123456789|123456789)\d*|<[^>]*>?|\[[^\]]*\]?|\{.*|[$][\w{(].*|%\w+%|%[sdv@].*|@\w+@|#\{.*|null|none|nil|undefined|true|false|yes|no|empty|required|optional|"
    r"string|str|text|bytes?|int|number|bool(?:ean)?|char|void|any|object|password|passwd|secret|token|key|value|default|example|changeme|"
    r"(?:your|my|insert|enter|replace|some|change)(?:[-_ ]?(?:the|a|this|me|own|with|here|your|api|app|access|secret|key|token|password|pass|client|value|id))*|"
    r"redacted|masked|hidden|filtered|removed|\(?(?:secret\s*)?hidden\)?|test|foo|bar|dummy|placeholder|sensitive|n/?a|tbd|todo"
)
# Fill that runs on: `xxxxxx`, `1234-1234-1234-`, `000000000000`, `123123123123`, and Amazon's way of marking a made-up key.
_FILLED: Final = regex.compile(
    r"(?i)x{6,}|(?<!\d)(?:1234[-_]){3,}|(?:0{4,}[-_]?){3,}|(?=\d{12})(\d{1,4}?)\1{2,}(?!\d)|(?-i:EXAMPLE(?:KEY)?)$|^(?-i:EXAMPLE)|\.{4,}"
)
_ALPHABET = 12  # that many characters each following the one before: nobody's key, somebody's sample
_UUID: Final = regex.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def entropy(value: str) -> float:
    """Shannon entropy in bits per character; 0 for an empty value."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


def stands_in(value: str) -> bool:
    """True for what stands in place of a value: stars, brackets, variables, type names, fill, the alphabet."""
    return _STANDS_IN.fullmatch(value) is not None or _FILLED.search(value) is not None or _is_alphabet(value)


def _is_alphabet(value: str) -> bool:
    run = 1
    for one, other in pairwise(value):
        run = run + 1 if ord(other) == ord(one) + 1 else 1
        if run >= _ALPHABET:
            return True
    return False


def is_uuid(value: str) -> bool:
    return _UUID.fullmatch(value) is not None


def is_jumbled(value: str) -> bool:
    """True for letters only that nobody would read: no camel case of words, no upper case of a constant.

    A word of a name in code has a vowel and is in small letters but for its
    first, so `userPassword` is read and `qXvTbnRw` is not.
    """
    if len(value) < 8 or not value.isascii() or not value.isalpha() or value.islower() or value.isupper():
        return False
    words = regex.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", value)
    read = [word for word in words if len(word) > 2 and regex.search(r"(?i)[aeiouy]", word)]
    return 3 * sum(map(len, read)) < 2 * len(value)


def reads_as_words(value: str) -> bool:
    """True for words put together: `render-nightly-report`, `NormalBrushGradient1`, `acme.mail.queue2`."""
    parts = regex.findall(r"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\d+", value)
    words = [part for part in parts if len(part) > 2 and regex.search(r"(?i)[aeiouyäöü]", part)]
    letters = sum(map(len, words))
    figures = [part for part in parts if part.isdigit()]
    return 4 * letters >= 3 * sum(char.isalnum() for char in value) and len(figures) <= 1


# `qa2-east-1208358310`: short words and figures with marks between them are the name of something.
_NAMED: Final = regex.compile(r"(?:[a-z]{1,10}\d{0,3}|\d{1,10})(?:[-_.](?:[a-z]{1,10}\d{0,3}|\d{1,10}))+")


def looks_random(value: str, least: int) -> bool:
    """True for at least `least` characters that are mixed as no word is: letters and digits, or hex."""
    if len(value) < least or stands_in(value) or reads_as_words(value) or _NAMED.fullmatch(value):
        return False
    digits = sum(char.isdigit() for char in value)
    return (digits > 0 and entropy(value) >= 2.8) or is_jumbled(value)
