"""Every benchmark still does what it measures, at a fiftieth of its size."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

NAMES = sorted(
    path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if not path.stem.startswith("test_")
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NAMES)
def test_a_small_run_gives_its_figures(name: str) -> None:
    figures = import_module(f"tests.benchmarks.{name}").run(0.02)
    assert figures
    assert all(figure > 0 for figure in figures.values())
