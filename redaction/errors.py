"""Everything that can go wrong, in one tree. Codes and places, never a piece of the document.

RedactionError
├── BadSpan            a span or box that cannot exist
├── CannotRead         the bytes are not what we can read (damaged, too large, unknown kind)
├── CannotRedact       the document cannot be made safe, so nothing may leave
└── Unavailable        a model, a reader or the detector process is missing, late or broken
"""

from __future__ import annotations


class RedactionError(Exception):
    """Base of all errors of this package; `reason` is a code such as `too-large`.

    Messages end up in task tracebacks and log files, which live longer than
    the document, so no subclass may carry text of the document.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class BadSpan(RedactionError):
    """A span or box with impossible bounds."""

    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end
        super().__init__(f"bad-span {start}..{end}")

    def __reduce__(self) -> tuple[type[BadSpan], tuple[int, int]]:
        # It must survive the way from a worker process: one that cannot be rebuilt there breaks the pool.
        return type(self), (self.start, self.end)


class CannotRead(RedactionError):
    """The bytes cannot be read as any kind we know: `damaged`, `too-large`, `unknown-kind`."""


class CannotRedact(RedactionError):
    """The document cannot be made safe, so nothing may leave."""


class Unavailable(RedactionError):
    """A model, a reader or the detector process is missing, late or broken."""
