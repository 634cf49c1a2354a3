"""Why something is hidden, in plain words, for everybody.

The answer depends on the kind of a thing and on nothing else. Who found it, by which rule, and whether
somebody asked for it to go would tell more than the kind does, so a hiding on request reads like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dates import MONTHS

from desk.publishing.models import Publication, Revision
from desk.redactor import ENTITIES
from desk.tickets.models import Product

# Group of the catalogue -> how its kinds are found.
RULES = {
    "person": "What stands for one person: by language models, by its form, and by the ticket's own records.",
    "contact": "Anything by which somebody can be reached: it has the form of an address or a number.",
    "organisation": "Names of companies and the like, from language models and the ticket's own records.",
    "place": "Where somebody lives, works or was, as language models and forms of addresses show it.",
    "identity": "Numbers of papers, accounts and cards, by their form and their check digits.",
    "network": "Names and numbers of machines and networks: they have a form of their own.",
    "secret": "What opens a door: keys, passwords and tokens, by their form and by the words beside them.",
    "image area": "Faces, codes and writing in pictures that could be personal or could not be read.",
    "other": "What a person at the desk judged to be personal although it has no form of its own.",
}

PUBLIC_MAIL = ("published", "news")  # mail templates whose words anybody may see
ARTICLE = "publishing/_article.html"
USED = re.compile(r"""{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
RANDOM_NAME = re.compile(r"\b[0-9a-f]{16}\b")  # the unguessable part of a file's name
WORD = re.compile(r"[^\W\d_]{2,}")
FEED = "feed xmlns link rel alternate self entry title author id published updated summary subtitle http"
ALT_TEXT = "Screenshot. Document, page. Animation, picture. Hidden in it: png pdf. Nothing is hidden in it."
EMPTY_TAGS = frozenset({"img", "br", "hr", "wbr", "input", "meta", "link"})


@dataclass(frozen=True, slots=True)
class Hidden:
    """One placeholder of a post: its label, what kind of thing it stands for, and the rule of that kind."""

    label: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class KindInWords:
    """One kind of the catalogue as the public reads it."""

    words: str
    name: str
    rule: str


def hidden_in(revision: Revision) -> list[Hidden]:
    """Each placeholder in the words of a revision, once, in the order of the text; from the stored ledger.

    Pictures are not in it: their hidden areas are counted by the receipt.
    """
    rows: Sequence[dict[str, Any]] = revision.ledger
    once = {row["label"]: row["entity"] for row in rows}
    return [
        Hidden(label, ENTITIES[entity].name, RULES[ENTITIES[entity].group]) for label, entity in once.items()
    ]


def areas_in(revision: Revision) -> int:
    """How many areas of its pictures are covered."""
    return int(revision.receipt.get("groups", {}).get("image area", 0))


def words_beside() -> str:
    """Our own words that may stand beside any post: rules, kinds, statuses; not labels, which people write.

    A person called Fixed must not be found in a status for ever.
    """
    kinds = [word for entity in ENTITIES.values() for word in (entity.name, entity.words)]
    return "\n".join([*RULES.values(), *kinds, *Publication.Status.labels, *Publication.Status.values])


def words_around() -> str:
    """Everything that public pages say around any post, and that nobody wrote about a person.

    A person called Page must not be found in "Page 1 of 2" for ever. What
    stands in a post itself is read apart from this.
    """
    return f"{words_of_templates()}\n{words_beside()}"


def words_around_today() -> str:
    """The same with names of products and months: a person called May is not found in every date."""
    products = Product.objects.values_list("name", flat=True)
    return "\n".join([words_around(), *products, *map(str, MONTHS.values())])


def is_frame(text: str) -> bool:
    """Whether a short text holds nothing but our own words, numbers and tokens of addresses."""
    return {word.casefold() for word in WORD.findall(RANDOM_NAME.sub("", text))} <= _frame_vocabulary()


def own_words(article: str) -> str:
    """What a person wrote in a stored article: without our headings, placeholders and markup."""
    reader = _OwnWords()
    reader.feed(article)
    reader.close()
    return "".join(reader.pieces)


@cache
def words_of_templates() -> str:
    """The source of every template that makes public bytes, and of all that these include or extend."""
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    patterns = ["public/**/*.html", *(f"mail/{name}.*" for name in PUBLIC_MAIL)]
    found = [path for pattern in patterns for path in folder.glob(pattern)]
    todo = [ARTICLE, *(str(path.relative_to(folder)) for path in found)]
    read: dict[str, str] = {}
    while todo:
        name = todo.pop()
        if name not in read:
            read[name] = (folder / name).read_text(encoding="utf-8")
            todo += USED.findall(read[name])
    return "\n".join([*(read[name] for name in sorted(read)), FEED, ALT_TEXT])


@cache
def _frame_vocabulary() -> frozenset[str]:
    return frozenset(word.casefold() for word in WORD.findall(words_around()))


class _OwnWords(HTMLParser):
    """Collects the text inside elements of class `words`, less that of placeholders."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open: list[tuple[str, str]] = []  # tag and class, outermost first

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in EMPTY_TAGS:
            self.pieces.append(" ")
            return
        classes = (dict(attrs).get("class") or "").split()
        self._open.append((tag, next((c for c in classes if c in ("words", "placeholder")), "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        self.pieces.append(" ")

    def handle_data(self, text: str) -> None:
        inside = [kind for _, kind in self._open]
        if "placeholder" in inside:
            self.pieces.append(" \N{BLACK SQUARE} ")  # what stands on both sides of it is no run of words
        elif "words" in inside:
            self.pieces.append(text)


def kinds_in_words() -> list[KindInWords]:
    """All kinds that can be hidden, in the order of the catalogue."""
    return [KindInWords(entity.words, entity.name, RULES[entity.group]) for entity in ENTITIES.values()]
