"""What is still risky about a scanned text, and why: codes a desk can put into words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from redaction.entities import ENTITIES, Severity
from redaction.scans import TextScan


@dataclass(frozen=True, slots=True, order=True)
class Risk:
    """`code` says why, `entity` of which kind (empty for none), `count` how often."""

    code: str
    entity: str
    count: int
    severity: Severity


def risks(scan: TextScan) -> tuple[Risk, ...]:
    """Every reason to look twice, worst first; empty when there is none.

    `names-not-covered`: no model reads names in the text's language.
    `near-miss`: something that was nearly hidden, per kind.
    `unidentified-number`: a number nobody can name.
    `many-details`: a text from which so much was hidden that the rest may point to the person.
    """
    found = []
    if not scan.names_covered:
        found.append(Risk("names-not-covered", "", 1, Severity.MEDIUM))
    misses = Counter(finding.entity for finding in scan.near)
    for entity, count in misses.items():
        if entity == "OTHER":
            found.append(Risk("unidentified-number", entity, count, Severity.LOW))
        else:
            found.append(Risk("near-miss", entity, count, ENTITIES[entity].severity))
    kinds = {ENTITIES[finding.entity].group for finding in scan.findings if finding.entity in ENTITIES}
    if len(kinds & {"person", "contact", "place", "identity"}) == 4:
        found.append(Risk("many-details", "", len(scan.findings), Severity.MEDIUM))
    order = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}
    return tuple(sorted(found, key=lambda risk: (order[risk.severity], risk.code, risk.entity)))
