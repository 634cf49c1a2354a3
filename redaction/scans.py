"""What a look at a text gave; apart from `analyze`, so that readers of it load no engine."""

from __future__ import annotations

from dataclasses import dataclass

from redaction.spans import Finding


@dataclass(frozen=True, slots=True)
class TextScan:
    """What was found in one text.

    `findings` are to be hidden; `near` was below the threshold or on the list
    of words to keep, for a reviewer to look at. Each is disjoint, in text
    order, and no `near` touches a finding. `language` is an ISO 639-1 code or
    `und`; `names_covered` is False when no name model reads that language.
    """

    findings: tuple[Finding, ...]
    near: tuple[Finding, ...]
    language: str
    names_covered: bool
    policy_digest: str
