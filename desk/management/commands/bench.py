"""Measure one thing at full size, in a database of its own.

    python3 -m desk bench            what there is to measure
    python3 -m desk bench queue

A benchmark is a module in tests/benchmarks with `run(scale)`, which gives its figures by name. The
tests run each at a fiftieth of its size, for whether it is right and not for how fast it is.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import setup_databases, setup_test_environment, teardown_databases


class Command(BaseCommand):
    help = "Measure one thing at full size; without a name, say what there is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("--scale", type=float, default=1.0, help="a part of the full size")

    def handle(self, *, name: str | None, scale: float, **_: Any) -> None:
        folder = settings.BASE_DIR / "tests" / "benchmarks"
        names = sorted(path.stem for path in folder.glob("[a-z]*.py") if not path.stem.startswith("test_"))
        if name is None:
            for each in names:
                about = (import_module(f"tests.benchmarks.{each}").__doc__ or "").strip().splitlines()
                self.stdout.write(f"{each:<16}{about[0] if about else ''}")
            return
        if name not in names:
            raise CommandError(f"There is no such benchmark. There are: {', '.join(names)}.")
        run = import_module(f"tests.benchmarks.{name}").run
        with own_database():
            for what, figure in run(scale).items():
                self.stdout.write(f"{what:<40}{figure:>12,.1f}")


@contextmanager
def own_database() -> Iterator[None]:
    """A new database of the configured kind, gone afterwards; for SQLite a file, as in use."""
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        setup_test_environment()
        before = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            teardown_databases(before, verbosity=0)
