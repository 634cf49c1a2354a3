"""JSON lines in, JSON lines out: what looks personal in each document of a long row."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

from redaction.analyze import Analyzer, build_analyzer
from redaction.errors import CannotRead
from redaction.policy import DEFAULT_POLICY
from redaction.spans import Finding

_HALF_CHARACTER: Final = re.compile("[\ud800-\udfff]")


def spans_of(line: bytes) -> str:
    """The answer to one line `{"id", "text"}`: `{"id", "spans"}` on one line; other fields are left alone.

    Raises CannotRead("odd-line") for anything else than such a line in UTF-8
    and what the analyzer raises. The models are loaded by the first line.
    """
    try:
        document = json.loads(line)
        name, text = document["id"], document["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise CannotRead("odd-line") from None
    if not isinstance(text, str) or not isinstance(name, str | int):
        raise CannotRead("odd-line")
    # JSON can say half a character, which no model takes; any other sign keeps the offsets.
    whole = _HALF_CHARACTER.sub("\ufffd", text)
    findings = analyzer().analyze(whole, DEFAULT_POLICY).findings
    return json.dumps({"id": name, "spans": [span_row(finding) for finding in findings]})


@cache
def analyzer() -> Analyzer:
    """The models of this process."""
    return build_analyzer()


def span_row(finding: Finding) -> dict[str, object]:
    """A finding for JSON: `start` and `end` in code points, end excluded; never the value."""
    return {
        "start": finding.span.start,
        "end": finding.span.end,
        "label": finding.entity,
        "score": round(finding.score, 4),
        "rule": finding.rule,
    }
