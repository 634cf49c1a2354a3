"""What is still risky about a copy when everything is decided, and how much: reasons, not a number alone.

The weights are ours and coarse on purpose; no reason counts without end, so that a long copy is not risky
for its length. They say where a person should look twice, and when a second one should.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from desk.publishing.models import Part, Publication, ReviewItem
from desk.redactor import ENTITIES, Severity

Verdict = ReviewItem.Verdict


class Level(IntEnum):
    LOW = 0
    MEDIUM = 1
    HIGH = 2


FROM_POINTS = ((5, Level.HIGH), (2, Level.MEDIUM), (0, Level.LOW))
# Code -> what it says, points for each, most points. A count stands behind the words.
REASONS = {
    "kept-severe": ("Kept visible although of high severity", 3, 6),
    "kept-unread": ("Areas kept visible that nobody could read, faces or codes", 2, 4),
    "names-not-covered": ("Texts in a language in which no model reads names", 2, 2),
    "points-to-one": (
        "Kinds of detail about one person kept visible together",
        2,
        2,
    ),
    "many-details": ("Texts with so much hidden that the rest may point to the person", 1, 2),
    "near-severe": ("Near misses of high severity that are not hidden", 1, 3),
    "kept-unsure": ("Kept visible, and the detector was unsure, too", 1, 1),
    "near-miss": ("Other near misses that are not hidden", 0, 0),
}
UNSURE = 0.6  # score below which a finding was no clear case
POINTING = frozenset({"person", "organisation", "place"})  # groups of the catalogue that together tell who


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code, how often it holds, and what it adds."""

    code: str
    count: int

    @property
    def points(self) -> int:
        _, each, most = REASONS[self.code]
        return min(self.count * each, most)

    @property
    def words(self) -> str:
        return f"{REASONS[self.code][0]}: {self.count}"


@dataclass(frozen=True, slots=True)
class Residual:
    """The risk that is left, worst reasons first. No reasons: none is known, which is not none."""

    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def level(self) -> Level:
        return next(level for points, level in FROM_POINTS if self.points >= points)


def residual_risk(publication: Publication) -> Residual:
    """What is left in the copy as it is decided now."""
    parts = list(publication.parts.prefetch_related("items", "near_misses"))
    kept = [item for part in parts for item in part.items.all() if item.verdict == Verdict.KEEP]
    counts = {
        "names-not-covered": sum("names-not-covered" in part.risks for part in parts),
        "many-details": sum("many-details" in part.risks for part in parts),
        **_of_kept(kept),
        **_of_near(parts),
    }
    reasons = [Reason(code, count) for code, count in counts.items() if count]
    return Residual(tuple(sorted(reasons, key=lambda reason: (-reason.points, reason.code))))


def _of_kept(kept: Sequence[ReviewItem]) -> dict[str, int]:
    severe = [item for item in kept if ENTITIES[item.entity].severity == Severity.HIGH]
    unread = [item for item in kept if ENTITIES[item.entity].group == "image area"]
    groups = {ENTITIES[item.entity].group for item in kept} & POINTING
    return {
        "kept-severe": len(severe),
        "kept-unread": len(unread),
        "kept-unsure": sum(item.score < UNSURE for item in kept if item not in severe + unread),
        "points-to-one": len(groups) if groups == POINTING else 0,
    }


def _of_near(parts: Sequence[Part]) -> dict[str, int]:
    open_ones = [
        miss
        for part in parts
        for miss in part.near_misses.all()
        if not miss.is_listed and not miss.is_covered(part.items.all())
    ]
    severe = sum(ENTITIES[miss.entity].severity == Severity.HIGH for miss in open_ones)
    return {"near-severe": severe, "near-miss": len(open_ones) - severe}
