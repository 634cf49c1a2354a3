"""Make the index of public words anew.

    python3 -m desk reindex

Nothing depends on it: what is not in the index is read whole. It only makes searches fast again.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from desk.publishing import index


class Command(BaseCommand):
    help = "Make the index of public words anew."

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"{index.rebuild()} posts are in the index.")
