"""spaCy's English name finder, which reads nothing twice in one document.

A copy with its names taken out is looked at again, and most of it is as it
was. What the finder says of a word hangs on the four words on either side of
it (four layers that see one neighbour each) and on the name it stands in the
middle of, of which it knows the first word and the last (spaCy's
`TransitionBasedParser.v2` without extra state tokens). So a word among the
same neighbours is what it was. Only the words around a change are read again,
with their neighbours, and a text whose parts do not fit together is read as a
whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

# Neighbours on each side that count, and words of one name, from its first on, that are remembered.
_SIDE: Final = 4
_NAME: Final = 4
# Fewer known words than this between two changes are not worth two readings.
_BETWEEN: Final = 3 * _SIDE
_MOST: Final = 0.8

# What was said of a word among its neighbours: "O", or how it stands to a name, such as `B-PERSON`; None when
# it was not always the same. Good for one document.
Said = dict[tuple[object, ...], str | None]


def named(text: str, pipeline: Language, said: Said) -> Doc:
    """The text with its names as the pipeline, a name finder alone, finds them; reads and fills `said`."""
    doc = pipeline.make_doc(text)
    keys = list(_keys(doc))
    tags = _completed(doc, [said.get(key) for key in keys], pipeline)
    if tags is None:
        doc = pipeline(doc)
        tags = _tags(doc)
    else:
        doc.set_ents(list(_names(doc, tags)))
    depth = 0
    for key, tag in zip(keys, tags, strict=True):
        depth = depth + 1 if tag[0] in "IL" else 0
        said[key] = tag if depth < _NAME and said.get(key, tag) == tag else None
    return doc


def _keys(doc: Doc) -> Iterator[tuple[object, ...]]:
    """Each word with all that the finder sees around it, as far as a name is remembered."""
    before, after = _NAME - 1 + _SIDE, _SIDE
    seen = [None] * before + [(token.orth, token.norm) for token in doc] + [None] * after
    return (tuple(seen[at : at + before + 1 + after]) for at in range(len(doc)))


def _completed(doc: Doc, known: Sequence[str | None], pipeline: Language) -> list[str] | None:
    """A tag for every word, the missing ones read anew; None when that is no saving or does not fit."""
    gaps = list(_gaps(known))
    places = [_with_neighbours(doc, start, end) for start, end in gaps]
    if sum(end - start for start, end in places) > _MOST * len(doc):
        return None
    pieces = [pipeline.make_doc(doc[start:end].text_with_ws) for start, end in places]
    tags = list(known)
    for (start, end), (first, last), piece in zip(gaps, places, pipeline.pipe(pieces), strict=True):
        if [token.orth for token in piece] != [token.orth for token in doc[first:last]]:
            return None
        tags[start:end] = _tags(piece)[start - first : end - first]
    whole = [tag for tag in tags if tag is not None]
    return whole if len(whole) == len(doc) and _fit(whole) else None


def _gaps(known: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Where tags are missing; what is known between two of them begins and ends outside of a name."""
    start, at, size = 0, 0, len(known)
    while at < size:
        first = at
        while first < size and (known[first] or "I")[0] not in "OUB":
            first += 1
        last = first
        while last < size and known[last] is not None:
            last += 1
        at = max(last, at + 1)
        while last > first and (known[last - 1] or "I")[0] not in "OUL":
            last -= 1
        if last - first >= _BETWEEN or (last == size and last > first):
            if start < first:
                yield start, first
            start = last
    if start < size:
        yield start, size


def _with_neighbours(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """The place with all neighbours that count, from a blank to a blank, where words come apart the same again."""
    first, last = max(0, start - _SIDE), min(len(doc), end + _SIDE)
    while first > 0 and not (doc[first - 1].whitespace_ or doc[first - 1].is_space):
        first -= 1
    while last < len(doc) and not (doc[last - 1].whitespace_ or doc[last - 1].is_space):
        last += 1
    return first, last


def _tags(doc: Doc) -> list[str]:
    tags = ["O"] * len(doc)
    for name in doc.ents:
        tags[name.start : name.end] = [f"I-{name.label_}"] * len(name)
        tags[name.end - 1] = f"L-{name.label_}"
        tags[name.start] = f"{'B' if len(name) > 1 else 'U'}-{name.label_}"
    return tags


def _fit(tags: Sequence[str]) -> bool:
    """Whether each name that is begun goes on as what it began and comes to an end."""
    is_open = ""
    for tag in tags:
        place, label = tag[0], tag[2:]
        if (place in "IL") != bool(is_open) or (is_open and label != is_open):
            return False
        is_open = label if place in "BI" else ""
    return not is_open


def _names(doc: Doc, tags: Sequence[str]) -> Iterator[Span]:
    start = 0
    for at, tag in enumerate(tags):
        if tag[0] in "BU":
            start = at
        if tag[0] in "LU":
            yield Span(doc, start, at + 1, label=tag[2:])
