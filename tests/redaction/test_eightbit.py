"""The tagger in bytes finds what it finds in four bits, and nothing else is ever taken for a model."""

from __future__ import annotations

import pytest

from redaction.errors import Unavailable
from redaction.recognizers import models
from redaction.recognizers.eightbit import eight_bit

SAID = (
    "My name is Olumide Adeyemi and I live at 12 Hollow Ridge Road, Springfield.",
    "Friederike Sauer from our team sees it as well, but only when the report is long.",
    "Please call Mirela Petkova back at noon.",
)


def tagged(tagger: models.Rampart, text: str) -> list[tuple[int, int, str]]:
    return [(tag.start, tag.end, tag.label) for tag in tagger.tags(text)]


def test_both_ways_of_multiplying_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "multiplies_bytes", lambda: True)
    fast = models.Rampart()
    monkeypatch.setattr(models, "multiplies_bytes", lambda: False)
    slow = models.Rampart()
    assert [tagged(fast, text) for text in SAID] == [tagged(slow, text) for text in SAID]
    assert all(tagged(fast, text) for text in SAID)


def test_what_a_sentence_holds_does_not_depend_on_its_neighbours() -> None:
    tagger = models.Rampart()
    alone = tagged(tagger, SAID[2])
    at = len(SAID[0]) + 1
    beside = [(s - at, e - at, label) for s, e, label in tagged(tagger, f"{SAID[0]}\n{SAID[2]}") if s >= at]
    assert beside == alone


@pytest.mark.parametrize("model", [b"", b"\x00\x01", b"not a model at all"])
def test_what_is_no_such_model_is_refused(model: bytes) -> None:
    with pytest.raises(Unavailable, match="model-changed"):
        eight_bit(model)
