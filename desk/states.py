"""States that rows go through: which steps there are, and each taken once, whoever else tries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.db import models


class BadMove(Exception):
    """This change of state does not exist."""


class Overtaken(Exception):
    """Someone else changed the row in the meantime."""


class Moving(models.Model):
    """A row with a `state` and the table NEXT of the steps that lead on from each.

    `SEEN` names what else must still be as this object says for a step to be taken.
    """

    NEXT: ClassVar[Mapping[Any, Collection[Any]]]
    SEEN: ClassVar[tuple[str, ...]] = ("state",)
    state: Any

    class Meta:
        abstract = True

    def move(self, to: str, **changes: Any) -> None:
        """Change state once, whoever else tries at the same time; `changes` are set with it.

        Raises BadMove when there is no such step, Overtaken when the row is no
        longer what this object says.
        """
        if to not in self.NEXT[self.state]:
            raise BadMove(f"{self.state} to {to}")
        seen = {name: getattr(self, name) for name in self.SEEN}
        if not type(self)._default_manager.filter(pk=self.pk, **seen).update(**{"state": to, **changes}):
            raise Overtaken(self.pk)
        self.state = to
        for name, value in changes.items():
            setattr(self, name, value)
