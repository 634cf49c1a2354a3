"""Synthetic personal values, planted in a shadow copy of each run to prove that it catches them.

A rule that was switched off, a model that loads but finds nothing, a threshold set too high: all of them
give a clean-looking result. A canary that survives says that it is not clean but blind. The values are
drawn anew for each run, so that no list of exceptions can hold them; each is official test data, or of a
range that belongs to nobody.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from redaction.spans import Finding, Span

Draw = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of canary: a sentence around a value that is drawn anew each time."""

    name: str
    before: str
    draw: Draw
    after: str = ""


@dataclass(frozen=True, slots=True)
class Canary:
    """A planted value: its kind, and where it stands in the shadow (code points)."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Shadow:
    """A text with canaries in it; it is scanned and thrown away, never published."""

    text: str
    canaries: tuple[Canary, ...]


def plant(text: str, chance: random.Random) -> Shadow:
    """The text with one canary of each kind on lines of their own, between its lines."""
    lines = text.split("\n")
    kinds = list(KINDS)
    chance.shuffle(kinds)
    places = sorted(chance.randrange(len(lines) + 1) for _ in kinds)
    out, canaries, at = [], [], 0
    for number in range(len(lines) + 1):
        while places and places[0] == number:
            places.pop(0)
            kind = kinds.pop()
            value = kind.draw(chance)
            start = at + len(kind.before)
            canaries.append(Canary(kind.name, Span(start, start + len(value))))
            line = f"{kind.before}{value}{kind.after}"
            out.append(line)
            at += len(line) + 1
        if number < len(lines):
            out.append(lines[number])
            at += len(lines[number]) + 1
    return Shadow("\n".join(out), tuple(canaries))


def survivors(shadow: Shadow, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Kinds of the canaries of which any letter or digit would have stayed readable, sorted."""
    covered: set[int] = set()
    for finding in findings:
        covered.update(range(finding.span.start, finding.span.end))
    return tuple(sorted(c.kind for c in shadow.canaries if not _is_covered(shadow.text, c.span, covered)))


def _is_covered(text: str, span: Span, covered: set[int]) -> bool:
    return all(at in covered for at in range(span.start, span.end) if text[at].isalnum())


def _digits(count: int) -> Draw:
    return lambda chance: "".join(chance.choice("0123456789") for _ in range(count))


def _word(chance: random.Random, length: int = 7) -> str:
    """A pronounceable word that is in no dictionary."""
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(length // 2 + 1))[
        :length
    ]


def _letters(chance: random.Random, length: int) -> str:
    """As a key looks: letters of both cases with at least one digit among them."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
    drawn = [chance.choice(alphabet) for _ in range(length)]
    drawn[chance.randrange(1, length)] = chance.choice("23456789")
    return "".join(drawn)


def _given(chance: random.Random) -> str:
    return chance.choice(("Priya", "Marta", "Johan", "Chiara", "Duncan", "Ingrid", "Rafael", "Amelia"))


def _surname(chance: random.Random) -> str:
    return chance.choice(("Ellingsen", "Kowalski", "Hargreaves", "Lindqvist", "Moreau", "Castellano"))


def _luhn(number: str) -> str:
    """The number with its check digit. Source: ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return number + str(-total % 10)


def _iban(chance: random.Random) -> str:
    """A German-shaped IBAN with right check digits. Source: ISO 13616."""
    account = "".join(chance.choice("0123456789") for _ in range(18))
    check = 98 - int(f"{account}131400") % 97
    return f"DE{check:02d}{account}"


def _token(chance: random.Random) -> str:
    def part(value: dict[str, str]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    head, body = part({"alg": "HS256", "typ": "JWT"}), part({"sub": _word(chance), "iss": "example"})
    return f"{head}.{body}.{_letters(chance, 43)}"


KINDS: Sequence[Kind] = (
    Kind("email", "Please answer to ", lambda c: f"{_word(c)}.{_word(c)}@example.org", "."),
    Kind(
        "phone-uk", "You can call me on ", lambda c: f"+44 20 7946 0{c.randrange(100, 1000)}", " after nine."
    ),
    Kind("phone-us", "My phone is ", lambda c: f"(212) 555-01{c.randrange(10, 100)}", "."),
    Kind("person", "Kind regards,\n", lambda c: f"{_given(c)} {_surname(c)}"),
    Kind("ipv4", "connection from ", lambda c: f"203.0.113.{c.randrange(2, 250)}", " refused"),
    Kind("ipv6", "listening on ", lambda c: f"2001:db8:{c.randrange(4096):x}::{c.randrange(1, 4096):x}"),
    Kind("mac", "adapter eth0 ", lambda c: ":".join(f"{c.randrange(256):02x}" for _ in range(6)), " up"),
    Kind("path-windows", "File C:\\Users\\", _word, "\\AppData\\Local\\app.log"),
    Kind("path-linux", "open /home/", _word, "/.config/app.ini failed"),
    Kind("path-macos", "at /Users/", _word, "/Library/Logs/app.log"),
    Kind("password", "password=", lambda c: f"{_letters(c, 9)}-{c.randrange(100)}"),
    Kind("bearer", "Authorization: Bearer ", lambda c: _letters(c, 40)),
    Kind("jwt", "token: ", _token),
    Kind("cookie", "Cookie: sessionid=", lambda c: _letters(c, 32).lower()),
    Kind("connection", "DATABASE_URL=postgres://app:", lambda c: _letters(c, 14), "@db.example.org/main"),
    Kind("iban", "My IBAN is ", _iban, "."),
    Kind("card", "card ", lambda c: _luhn("411111" + _digits(9)(c))),
    Kind("ssn", "My SSN is ", lambda c: f"219-09-{c.randrange(1000, 10000)}", "."),
    Kind("nino", "National Insurance number: ", lambda c: f"QQ{_digits(6)(c)}C".replace("QQ", "AB")),
    Kind("address", "I live at ", lambda c: f"{c.randrange(10, 99)} {_surname(c)} Street", ", Springfield."),
    Kind("coordinates", "GPS: ", lambda c: f"{c.uniform(40, 60):.5f}, {c.uniform(1, 20):.5f}"),
)
