"""Writes the evaluation set: `python -m tests.evaluation.make`. The same seed always gives the same files.

The set was written for this project before anything was tuned on it, and the
engine may not be tuned on it: a value it misses becomes a synthetic twin in
the tables of `tests/redaction`, in other words and with another value.

One JSON object a line: `id`, `text`, `lang`, `spans` with `start` and `end`
(code points, end excluded), `label` (a key of `redaction.entities`), and
`tier`: `core` must be hidden, `context` may be.
"""

from __future__ import annotations

import json
import random
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from tests.evaluation.values import COUNTRIES, KINDS, Somebody

HERE = Path(__file__).parent
SETS = HERE / "sets"
_SEED = "discreet-2026-11-25"
# How often each template of a language is filled in: English tickets are most of what arrives.
_TIMES = {"en": 3, "fr": 2, "es": 2, "de": 2, "it": 2, "nl": 2, "pt": 2, "machine": 3, "clean": 2}
_SPOT = re.compile(r"\[\[(~?[a-z0-9-]+)(?::([a-z]))?\]\]")
_ORGS = (
    "Northgate Foods", "Halden & Söhne", "Blue Kettle Ltd", "Riverside Clinic", "Atelier Brume", "Quartz Logistics",
)  # fmt: skip
# What may be hidden or stay: kind in a template -> entity and values; a town is one of the person's country.
_CONTEXT: dict[str, tuple[str, tuple[str, ...]]] = {
    "org": ("ORGANIZATION", _ORGS),
    "town": ("LOCATION", ()),
    "private-ip": ("IP_ADDRESS", ("10.20.0.1", "192.168.178.1", "172.16.4.9")),
}


class MarkedSpan(TypedDict):
    start: int
    end: int
    label: str
    tier: str


class Document(TypedDict):
    id: str
    text: str
    lang: str
    spans: list[MarkedSpan]


def documents(name: str) -> Iterator[Document]:
    """One set: `tickets` (what people write), `machine` (what machines write) or `clean` (nothing personal)."""
    for path in sorted((HERE / "templates").glob("*.txt")):
        if (path.stem if path.stem in ("machine", "clean") else "tickets") == name:
            yield from _filled(path)


def _filled(path: Path) -> Iterator[Document]:
    lang = path.stem if len(path.stem) == 2 else "en"
    countries = [country for country in COUNTRIES.values() if country.lang == lang]
    templates = path.read_text(encoding="utf-8").partition("\n")[2].split("\n===\n")
    turn = 0
    for number, template in enumerate(templates):
        for time in range(_TIMES.get(path.stem, 1)):
            if time and not _SPOT.search(template):
                break  # it would be the same again
            name = f"{path.stem}-{number:02}-{time}"
            dice = random.Random(f"{_SEED} {name}")
            country = countries[turn % len(countries)]
            turn += 1
            people = {letter: Somebody(dice, country) for letter in "abc"}
            words = {
                "national-name": country.id_name,
                "paper-name": country.paper_name,
                "health-name": country.health_name,
            }
            yield _document(name, lang, template.strip("\n"), people, words, dice)


def _document(
    name: str,
    lang: str,
    template: str,
    people: dict[str, Somebody],
    words: dict[str, str],
    dice: random.Random,
) -> Document:
    text, spans, at = "", list[MarkedSpan](), 0
    for spot in _SPOT.finditer(template):
        text += template[at : spot.start()]
        at = spot.end()
        kind, who = spot[1], people[spot[2] or "a"]
        if kind in words:
            text += words[kind]
        elif kind.startswith("~"):
            text += _filling(kind[1:], dice)
        elif kind in _CONTEXT:
            said = dice.choice(who.towns if kind == "town" else _CONTEXT[kind][1])
            spans.append(_span(text, said, _CONTEXT[kind][0], "context"))
            text += said
        else:
            said = who.value(kind)
            spans.append(_span(text, said, KINDS[kind][0], "core"))
            text += said
    return {"id": name, "text": text + template[at:], "lang": lang, "spans": spans}


def _span(text: str, said: str, label: str, tier: str) -> MarkedSpan:
    return {"start": len(text), "end": len(text) + len(said), "label": label, "tier": tier}


def _filling(kind: str, dice: random.Random) -> str:
    """Something that belongs to nobody: a moment, an id, a number."""
    if kind == "uuid":
        return str(uuid.UUID(int=dice.getrandbits(128), version=4))
    if kind == "time":
        return f"2026-11-{dice.randint(1, 28):02} {dice.randint(0, 23):02}:{dice.randint(0, 59):02}:{dice.randint(0, 59):02},{dice.randint(0, 999):03}"
    if kind == "bracket":
        return "[127.0.0.1]"
    count = int(kind.lstrip("hexn"))
    return "".join(
        dice.choice("0123456789abcdef" if kind.startswith("hex") else "123456789") for _ in range(count)
    )


def lines(name: str) -> str:
    return "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents(name))


NAMES = ("tickets", "machine", "clean")


def main() -> None:
    SETS.mkdir(exist_ok=True)
    for name in NAMES:
        (SETS / f"{name}.jsonl").write_text(lines(name), encoding="utf-8")


if __name__ == "__main__":
    main()
