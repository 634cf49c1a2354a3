"""The real models, loaded once per run for the tests that need them."""

from __future__ import annotations

import pytest
from hypothesis import settings

from redaction.analyze import Analyzer, build_analyzer
from redaction.ocr import Ocr, load_readers
from redaction.pipeline import Tools

# No test here is about how busy the machine is: an example that waits for a core proves nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """The language models and all rules."""
    return build_analyzer()


@pytest.fixture(scope="session")
def readers() -> tuple[Ocr, ...]:
    """The optical readers of this machine."""
    return load_readers()


@pytest.fixture(scope="session")
def tools(analyzer: Analyzer, readers: tuple[Ocr, ...]) -> Tools:
    """Everything that the detector process holds."""
    return Tools(analyzer, readers)
