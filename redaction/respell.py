"""Words as a reader saw them, spelled as the file spells them where a reader could not tell the two apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from redaction.boxes import Word
from redaction.find import squash


def respelled(seen: Sequence[Word], layer: Sequence[Word]) -> tuple[Word, ...]:
    """The seen words, with the spelling and the spaces of the layer's words that stand in the same place.

    Only where both are the same to a reader, which takes `rn` for `m`, `l`
    for `1` and loses spaces and accents. A layer that says something else
    than the page shows is not believed, and what nobody saw is not added.
    """
    return tuple(word for one in seen for word in _spelled(one, layer))


def _spelled(word: Word, layer: Sequence[Word]) -> Iterator[Word]:
    here = sorted(
        (other for other in layer if _stands_in(other, word)),
        key=lambda other: (other.box.left, other.box.top),
    )
    if here and squash("".join(other.text for other in here)) == squash(word.text) != "":
        yield from here
    else:
        yield word


def _stands_in(other: Word, word: Word) -> bool:
    x, y = (other.box.left + other.box.right) / 2, (other.box.top + other.box.bottom) / 2
    return word.box.left <= x < word.box.right and word.box.top <= y < word.box.bottom
