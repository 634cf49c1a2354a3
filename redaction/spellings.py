"""Other ways in which people write one and the same value: a needle in, all its needles out.

`redaction.find` already reads over case, accents, spacing, grouping of digits and obfuscated addresses.
Here are the ways that are other words: initials, surname first, names run together, numbers with and
without their country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import phonenumbers
import regex

from redaction.find import Needle

# Where our people live; a national number is read as each of these, if it could be one of it.
REGIONS = (
    "US",
    "MX",
    "GB",
    "IE",
    "DE",
    "AT",
    "CH",
    "FR",
    "BE",
    "NL",
    "ES",
    "PT",
    "IT",
    "PL",
    "SE",
    "AU",
    "NZ",
)
SHORTEST_RUN = 6  # letters of a name that is looked for in one word; shorter ones are other words, too

_NAME = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}'’.\-]*(?:[\s,]+[\p{L}\p{M}][\p{L}\p{M}'’.\-]*){1,3}")
_PARTICLES = frozenset("van von der den de del della di da la le du el al bin ten ter zu zur af av".split())
# What people write for an umlaut where a keyboard has none.
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}


def spellings(needles: Iterable[Needle]) -> tuple[Needle, ...]:
    """The needles and all other ways to write them, each once, the given ones first."""
    given = tuple(dict.fromkeys(needles))
    others = (Needle(value, needle.entity) for needle in given for value in _others(needle.value))
    return tuple(dict.fromkeys((*given, *others)))


def _others(value: str) -> Iterator[str]:
    value = " ".join(value.split())
    if "@" in value.strip("@"):
        yield from _of_mail(value)
    elif regex.match(r"@[\p{L}\p{N}_.\-]{4,}$", value):
        yield value[1:]  # a handle: in an address of a page it stands without its mark
    elif _NAME.fullmatch(value):
        yield from _of_name(value)
    elif sum(char.isdigit() for char in value) >= 7 and regex.fullmatch(r"[+\d\s().\-/]+", value):
        yield from _of_phone(value)


def _of_mail(value: str) -> Iterator[str]:
    """`jane+shop@…` is the mailbox of `jane@…`."""
    local, _, domain = value.rpartition("@")
    if "+" in local.strip("+"):
        yield f"{local.partition('+')[0]}@{domain}"


def _of_name(value: str) -> Iterator[str]:
    """First and last word decide: middle names come and go, particles belong to what follows them.

    `Zwiebel, Ruprecht Anton` is read as `Ruprecht Anton Zwiebel`.
    """
    before, comma, behind = value.partition(",")
    words = regex.split(r"[\s,]+", f"{behind.strip()} {before}" if comma else value)
    first, rest = words[0], words[1:]
    if not rest:
        return
    at = next((i for i, word in enumerate(rest) if word.casefold() in _PARTICLES), len(rest) - 1)
    last = " ".join(rest[at:])
    if comma or at:  # the words in their order, and without what stands in the middle
        yield " ".join(words)
        yield f"{first} {last}"
    yield f"{last} {first}"
    if len(first.rstrip(".")) > 1 and len(last) > 2:
        yield f"{first[0]} {last}"
        yield f"{last} {first[0]}"
    joined = "".join(regex.findall(r"[\p{L}\p{M}]", f"{first}{last}"))
    if len(joined) >= SHORTEST_RUN:
        yield joined
    if len(last) >= SHORTEST_RUN:
        yield first[0] + joined[-len(regex.findall(r"[\p{L}\p{M}]", last)) :]
    umlauts = regex.sub("[aou]e", lambda match: _UMLAUTS[match[0].lower()], value, flags=regex.IGNORECASE)
    if umlauts != value:
        yield umlauts


def _of_phone(value: str) -> Iterator[str]:
    """The number with its country, with `00` or `+` or neither, and as it is dialled at home.

    A number without a country is taken for one of each of REGIONS in which it could be one.
    """
    value = regex.sub(r"^\(?00(?=[1-9])", "+", value)
    regions: tuple[str | None, ...] = (None,) if value.lstrip("( ").startswith("+") else REGIONS
    for region in regions:
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_valid_number(number):
            continue
        country, home = str(number.country_code), phonenumbers.national_significant_number(number)
        yield from (country + home, f"00{country}{home}", home, f"0{home}", f"{country}0{home}")
