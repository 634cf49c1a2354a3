"""What a rule is: a pattern, what it finds, how sure it is. Families of rules stand beside this file.

A rule sees the readable view of the whole text. It never logs and never
swallows: a pattern that takes too long raises, because "nothing found" would
publish everything it was meant to find.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import regex

from redaction.errors import Unavailable
from redaction.spans import Finding, Span, words_beside

# Scores by how sure we are; see `redaction.policy.Policy.threshold`.
SURE: Final = 0.95
LIKELY: Final = 0.7
NOTE: Final = 0.3

# Stands for every character of a placeholder that is in the text already.
BLANK: Final = "\ufffc"


@dataclass(frozen=True, slots=True)
class Clock:
    """How long one document may take; `ends` is on the monotonic clock."""

    ends: float

    @classmethod
    def of(cls, seconds: float) -> Clock:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds left, always positive. Raises Unavailable("too-slow") when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise Unavailable("too-slow")
        return left


@dataclass(frozen=True, slots=True)
class Page:
    """A text as rules see it: the view, the same in lower case, and the clock."""

    text: str
    lower: str
    clock: Clock

    def line_of(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after on the same line, at most 120 characters each."""
        before = self.text[max(0, start - 120) : start].rpartition("\n")[2]
        after = self.text[end : end + 120].partition("\n")[0]
        return before, after


class Recognizer(Protocol):
    """Anything that finds one family's values in a page."""

    @property
    def id(self) -> str: ...

    def find(self, page: Page) -> Iterator[Finding]: ...


# Looks at a match and gives its score, or None when it is something else.
Check = Callable[["regex.Match[str]", Page], float | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern whose groups named `hide` are hidden, or the whole match without such a group.

    Several patterns are what they would be with `|` between them: the first
    match in the text wins, then the first pattern. Apart they are quicker,
    because for one alone the engine looks for the letters it cannot do without.

    `needs`: the page must hold one of these (lower case) or the pattern is
    not tried; it is what keeps a megabyte of log cheap. `gate`: a cheaper
    pattern that is found wherever a match is, for the same purpose.
    """

    id: str
    entity: str
    pattern: str | tuple[str, ...]
    score: float = SURE
    needs: Sequence[str] = ()
    check: Check | None = None
    gate: str = ""
    compiled: tuple[regex.Pattern[str], ...] = field(init=False, repr=False, compare=False)
    opens: regex.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        flags = regex.VERSION0 | regex.MULTILINE
        patterns = (self.pattern,) if isinstance(self.pattern, str) else self.pattern
        object.__setattr__(self, "compiled", tuple(regex.compile(pattern, flags) for pattern in patterns))
        object.__setattr__(self, "opens", regex.compile(self.gate, flags) if self.gate else None)

    def find(self, page: Page) -> Iterator[Finding]:
        """Findings in text order; raises Unavailable("too-slow") when the clock runs out."""
        if self.needs and not any(word in page.lower for word in self.needs):
            return
        if self.opens and search(self.opens, page, 0) is None:
            return
        for match in leftmost(self.compiled, page):
            score = self.score if self.check is None else self.check(match, page)
            if score is None:
                continue
            groups = match.spans("hide") if "hide" in match.re.groupindex else [match.span()]
            spans = [Span(start, end) for start, end in groups if start < end]
            context = words_beside(page.text, Span(*match.span()), spans) if spans else ()
            for span in spans:
                yield Finding(span, self.entity, score, self.id, context)


def search(pattern: regex.Pattern[str], page: Page, at: int) -> regex.Match[str] | None:
    """The first match from `at` on; raises as `matches` does."""
    try:
        return pattern.search(page.text, at, timeout=page.clock.left())
    except TimeoutError:
        raise Unavailable("too-slow") from None


def matches(
    pattern: regex.Pattern[str], page: Page, start: int = 0, end: int | None = None
) -> Iterator[regex.Match[str]]:
    """All matches between `start` and `end`; raises Unavailable("too-slow") instead of stopping early."""
    stop = len(page.text) if end is None else end
    try:
        yield from pattern.finditer(page.text, start, stop, timeout=page.clock.left())
    except TimeoutError:
        raise Unavailable("too-slow") from None


def leftmost(patterns: Sequence[regex.Pattern[str]], page: Page) -> Iterator[regex.Match[str]]:
    """The matches that the patterns with `|` between them would have; raises as `matches` does."""
    if len(patterns) == 1:
        yield from matches(patterns[0], page)
        return
    ahead = [search(pattern, page, 0) for pattern in patterns]
    while waiting := [match for match in ahead if match]:
        first = min(waiting, key=lambda match: match.start())
        yield first
        for number, match in enumerate(ahead):
            if match and match.start() < first.end():
                ahead[number] = search(patterns[number], page, first.end())
