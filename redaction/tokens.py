"""Keyed fingerprints of hidden values: the same value is known again without being kept."""

from __future__ import annotations

import hmac
import unicodedata

import regex

_TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir dame rev herr herrn frau hr fr monsieur madame mm mme mlle m messrs "
    "señor señora sr sra srta don doña sig signor signora dott dhr mevr mevrouw meneer mw pan pani "
    "senhor senhora".split()
)


def normal(entity: str, value: str) -> str:
    """The value without what does not tell two apart: case, width, spaces, a title, a possessive.

    A person's words are sorted, so "Raman, Priya" is "Priya Raman". Never
    empty for a value with any character that is not white space.
    """
    folded = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    if entity != "PERSON":
        return folded
    words = name_words(folded)
    return " ".join(sorted(words)) or folded


def name_words(value: str) -> tuple[str, ...]:
    """The words of a person's name, case-folded, in order, without titles; may be empty."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    words = regex.findall(r"[\p{L}\p{M}]+(?:['’\-][\p{L}\p{M}]+)*", regex.sub(r"['’]s\b", "", plain))
    return tuple(word for word in words if word not in _TITLES)


def fingerprint(key: bytes, entity: str, value: str) -> str:
    """32 hex digits that tell the same value again under the same key, and nothing under another.

    Source: RFC 2104 (HMAC) with SHA-256, cut to 128 bits.
    """
    said = f"{entity}\0{normal(entity, value)}".encode()
    return hmac.digest(key, said, "sha256").hex()[:32]
