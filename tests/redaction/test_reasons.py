"""Every rule has a sentence of its own or of its family."""

from __future__ import annotations

import pytest

from redaction.reasons import how_sure, reason
from redaction.recognizers import RULES

UNKNOWN = reason("nobody.knows")
OTHERS = (
    "models.person",
    "dictionary.exact",
    "ticket.same-value",
    "picture.face",
    "code.QRCode",
    "person.marked",
)


@pytest.mark.parametrize("rule", sorted({rule.id for rule in RULES} | set(OTHERS)))
def test_every_rule_can_be_explained(rule: str) -> None:
    assert reason(rule) not in ("", UNKNOWN)


def test_a_new_rule_is_explained_by_its_family() -> None:
    assert reason("secrets.invented-tomorrow") == reason("secrets")


@pytest.mark.parametrize(
    ("score", "words"), [(1.0, "sure"), (0.7, "likely"), (0.5, "perhaps"), (0.3, "unlikely")]
)
def test_a_score_has_a_word(score: float, words: str) -> None:
    assert how_sure(score) == words
