"""What a reviewer's organisation wants hidden and kept; its digest tells two policies apart."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from redaction.errors import RedactionError
from redaction.find import Needle

# Raise it with every change that can change a finding: a scan made under
# other rules is stale, and the digest is how the desk notices.
RULES_VERSION = "2026-11-26.6"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`threshold` is the score in 0..1 from which a finding is hidden without asking.

    `never_hide` are words that stay (products, the desk's own names), unless they are of high severity;
    `always_hide` are values that never stay, whatever their score.
    """

    threshold: float = 0.5
    never_hide: tuple[str, ...] = ()
    always_hide: tuple[Needle, ...] = field(default=(), repr=False)
    version: str = "default"

    def __post_init__(self) -> None:
        if not 0.0 < self.threshold <= 1.0:
            raise RedactionError("bad-threshold")

    @property
    def digest(self) -> str:
        """SHA-256 in hex over everything that can change a result."""
        return hashlib.sha256(f"{RULES_VERSION}\n{self.to_json()}".encode()).hexdigest()

    def to_json(self) -> str:
        """One line of JSON with sorted keys and lists; the same policy always gives the same line."""
        return json.dumps(
            {
                "threshold": self.threshold,
                "never_hide": sorted(self.never_hide),
                "always_hide": sorted([needle.entity, needle.value] for needle in self.always_hide),
                "version": self.version,
            },
            sort_keys=True,
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, line: str) -> Policy:
        """Read what `to_json` wrote. Raises RedactionError("bad-policy") on anything else."""
        try:
            row = json.loads(line)
            return cls(
                threshold=float(row["threshold"]),
                never_hide=tuple(str(word) for word in row["never_hide"]),
                always_hide=tuple(Needle(str(value), str(entity)) for entity, value in row["always_hide"]),
                version=str(row["version"]),
            )
        except (ValueError, KeyError, TypeError):
            raise RedactionError("bad-policy") from None


DEFAULT_POLICY = Policy()
