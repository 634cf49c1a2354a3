"""The engine does not fall behind what it once found in our own set; the README has the whole figures."""

from __future__ import annotations

import pytest

from redaction.analyze import Analyzer, build_analyzer
from redaction.evaluate.measures import Tally, measure
from redaction.evaluate.sets import read_set
from redaction.policy import DEFAULT_POLICY
from tests.evaluation.make import SETS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return build_analyzer()


def tally(analyzer: Analyzer, name: str, every: int) -> Tally:
    """Counts over each so-many-th document of a set, so that all languages are among them."""
    outcomes = [
        measure(
            document, (finding.span for finding in analyzer.analyze(document.text, DEFAULT_POLICY).findings)
        )
        for document in read_set(SETS / f"{name}.jsonl")[::every]
    ]
    return sum((outcome.tally for outcome in outcomes), Tally())


@pytest.mark.parametrize(("name", "every"), [("tickets", 8), ("machine", 3)])
def test_most_of_what_is_marked_is_found(analyzer: Analyzer, name: str, every: int) -> None:
    done = tally(analyzer, name, every)
    assert done.found is not None
    assert done.found > 0.85
    assert done.over_redaction is not None
    assert done.over_redaction < 0.04


def test_texts_without_anything_personal_stay_as_they_are(analyzer: Analyzer) -> None:
    done = tally(analyzer, "clean", 2)
    assert done.over_redaction is not None
    assert done.over_redaction < 0.02
