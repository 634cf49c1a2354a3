"""Why a finding is one, for the agent who decides about it: in words, with what stood beside it."""

from __future__ import annotations

from dataclasses import dataclass

from desk.publishing.models import ReviewItem
from desk.redactor import ENTITIES, how_sure, reason


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known about one finding.

    `sure` is one of the words of `how_sure`, empty where a person marked it.
    `beside` are words of the part itself, to be shown to its reviewer and
    kept nowhere; `others` are the names of kinds it was not taken for.
    """

    sentence: str
    sure: str
    beside: tuple[str, ...]
    others: tuple[str, ...]


def grounds_of(item: ReviewItem) -> Grounds:
    """Read from the stored finding and the text of its part; nothing is scanned anew."""
    by_rule = item.origin == ReviewItem.Origin.DETECTOR
    others = dict.fromkeys(
        ENTITIES[entity].name for entity, _, _ in item.lost if entity not in (item.entity, "OTHER")
    )
    return Grounds(
        sentence=reason(item.rule) if by_rule else item.get_origin_display() + ".",
        sure=how_sure(item.score) if by_rule else "",
        beside=tuple(item.part.text[start:end] for start, end in item.context),
        others=tuple(others),
    )
