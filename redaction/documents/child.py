"""The process in which one file is opened: bounded in memory and time, without secrets, gone afterwards.

Asked by `apart`. A line of JSON and the file come in, a line of JSON and raw bytes go out. Whatever a
decoder does here (fill the memory, spin, crash) ends with this process.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any


def main() -> None:
    question = json.loads(sys.stdin.buffer.readline())
    limit(memory=question["memory"], seconds=question["seconds"])
    # Only now: what is loaded for the file's sake counts against its limits.
    from redaction.errors import RedactionError

    try:
        facts, raw = answer(question, sys.stdin.buffer.read())
    except RedactionError as error:
        facts, raw = {"reason": error.reason}, b""
    except MemoryError:
        facts, raw = {"reason": "too-large"}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")
    sys.stdout.buffer.write(raw)


def limit(*, memory: int, seconds: int) -> None:
    """Take from this process what a reader does not need; there is no way back.

    `memory` are bytes of address space, `seconds` of computing.
    """
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),  # of files; pipes are none
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        ceiling = resource.getrlimit(what)[1]
        most = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
        # The signal of the first limit says that it was the time; that of the second would say nothing.
        spare = 1 if what == resource.RLIMIT_CPU and ceiling == resource.RLIM_INFINITY else 0
        resource.setrlimit(what, (most, most + spare))


def answer(question: dict[str, Any], data: bytes) -> tuple[dict[str, object], bytes]:
    """Facts for JSON and raw bytes. Raises RedactionError."""
    if "number" in question:
        from redaction.documents.pages import open_page, pack

        return pack(open_page(data, question["number"]))
    from redaction.documents.written import read_written

    written = read_written(data)
    facts: dict[str, object] = {
        "hidden": written.hidden,
        "left_out": [[left.what, left.count] for left in written.left_out],
        "pictures": written.pictures,
    }
    return facts, written.text.encode("utf-8", "replace")


if __name__ == "__main__":
    main()
