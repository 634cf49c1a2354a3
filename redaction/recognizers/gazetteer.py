"""Given and family names as people in the Territories bear them, and what countries are called there.

Source: the lists of Faker (MIT), one per country, taken from national
statistics; read as plain tables, nothing is made up with them. Our own list
(`given`) adds newcomers to those countries.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Final
from unicodedata import combining, normalize

import regex

from redaction.errors import Unavailable
from redaction.recognizers.given import GIVEN
from redaction.recognizers.words import INSTITUTIONS, ORDINARY, PRODUCTS

_COUNTRIES: Final = (
    "en_US en_GB en_IE en_IN en_NZ de_DE de_AT de_CH fr_FR fr_BE fr_CH es_ES es_MX it_IT nl_NL nl_BE pt_PT pt_BR "
    "sv_SE da_DK no_NO fi_FI pl_PL cs_CZ sk_SK hu_HU ro_RO hr_HR sl_SI et_EE lv_LV lt_LT el_GR bg_BG tr_TR"
).split()
_LANGUAGES: Final = (
    "en de_DE fr_FR es_ES it_IT nl_NL pt_PT sv_SE da_DK no_NO fi_FI pl_PL cs_CZ hu_HU ro_RO hr_HR el_GR"
).split()
_GIVEN_LISTS: Final = ("first_names", "first_names_male", "first_names_female", "first_names_nonbinary")
_FAMILY_LISTS: Final = ("last_names", "last_names_male", "last_names_female")


@cache
def given_names() -> frozenset[str]:
    """Given names in small letters, without those that are ordinary words or products.

    Raises Unavailable("names-missing") when the lists are not there.
    """
    return frozenset((*_said_in(_GIVEN_LISTS), *GIVEN)) - ORDINARY - PRODUCTS - INSTITUTIONS


@cache
def names_of_products() -> frozenset[str]:
    """Given names in small letters that are products too, such as `hugo`: a neighbour must tell."""
    return PRODUCTS.intersection(_said_in(_GIVEN_LISTS)) - ORDINARY - INSTITUTIONS


@cache
def family_names() -> frozenset[str]:
    """Family names in small letters, as `given_names`."""
    return frozenset(_said_in(_FAMILY_LISTS)) - ORDINARY - PRODUCTS - INSTITUTIONS


@cache
def plain_family_names() -> frozenset[str]:
    """Family names as accounts have them: also without accents, and with their particle in one word (`degroot`)."""
    joined = {
        "".join(parts)
        for name in _listed(_FAMILY_LISTS)
        if 1 < len(parts := name.split()) < 4 and len(parts[0]) < 4 and all(part.isalpha() for part in parts)
    }
    names = family_names() | joined
    return names | {_without_accents(name) for name in names}


_NO_ACCENT: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
)


def _without_accents(name: str) -> str:
    return "".join(sign for sign in normalize("NFKD", name.translate(_NO_ACCENT)) if not combining(sign))


def built_from_name(low: str) -> bool:
    """True for `jsmith`, `smithj`, `josmith`: a family name of five letters or more, an initial or a given name beside it.

    Nothing shorter: with one letter more, many words are a short name.
    """
    family = plain_family_names()
    if any(low[cut:] in family for cut in (1, 2) if len(low) - cut >= 5):
        return True
    if len(low) > 5 and low[:-1] in family and low[-1] not in "desnry":
        return True
    return any(low[:cut] in given_names() and low[cut:] in family for cut in range(3, len(low) - 3))


@cache
def countries() -> frozenset[str]:
    """Names of all countries in the languages of the Territories, in small letters, without punctuation.

    Raises Unavailable("names-missing") as `given_names`.
    """
    found: set[str] = set()
    for place in _LANGUAGES:
        for country in getattr(_provider("address", place), "countries", ()):
            found.add(" ".join(regex.findall(r"\p{L}[\p{L}\p{M}]*", country.casefold())))
    return frozenset(found)


def _provider(kind: str, place: str) -> object:
    try:
        return import_module(f"faker.providers.{kind}.{place}").Provider
    except ImportError:
        raise Unavailable("names-missing") from None


def _said_in(lists: tuple[str, ...]) -> Iterator[str]:
    """Each name of three letters or more; a double name by its parts."""
    for name in _listed(lists):
        yield from (part for part in name.split() if len(part) > 2 and part.isalpha())


def _listed(lists: tuple[str, ...]) -> Iterator[str]:
    for country in _COUNTRIES:
        people = _provider("person", country)
        for listed in lists:
            for name in getattr(people, listed, ()):
                yield name.lower()
