"""Writes the sets whose texts no rule had seen: `python -m tests.evaluation.unseen`.

Every text of `written/` was written by hand, with its marks, before its
author looked at a rule of the engine: `second` on 2026-11-25, `third` on
2026-11-26. Each was measured before anything was changed for it, and those
first figures are the ones that say something about unseen texts: once its
misses have taught a rule, even with another value, a set says as little
about them as the first one does by now. A text marked wrongly stays.

A mark is written `⟦KIND value⟧`, of tier `context` as `⟦~KIND value⟧`. The
first line of a file is a remark; `===` stands between two texts; the name of
the file is their language, `machine` and `clean` are English or none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.evaluation.make import Document, MarkedSpan

HERE = Path(__file__).parent
UNSEEN = HERE / "unseen"
SETS = ("second", "third")
NAMES = ("tickets", "machine", "clean")
_MARK = re.compile(r"⟦(~?)([A-Z_]+) ([^⟧]+)⟧")


def documents(which: str, name: str) -> Iterator[Document]:
    """`tickets` (what people write), `machine` (what machines write) or `clean` (nothing personal) of a set."""
    for path in sorted((HERE / "written" / which).glob("*.txt")):
        if (path.stem if path.stem in NAMES else "tickets") == name:
            texts = path.read_text(encoding="utf-8").partition("\n")[2].split("\n===\n")
            for number, text in enumerate(texts):
                yield _document(f"{path.stem}-{number:02}", path.stem, text.strip("\n"))


def _document(name: str, stem: str, written: str) -> Document:
    text, spans, at = "", list[MarkedSpan](), 0
    for mark in _MARK.finditer(written):
        text += written[at : mark.start()]
        tier = "context" if mark[1] else "core"
        spans.append({"start": len(text), "end": len(text + mark[3]), "label": mark[2], "tier": tier})
        text += mark[3]
        at = mark.end()
    lang = "en" if stem in NAMES else stem
    return {"id": name, "text": text + written[at:], "lang": lang, "spans": spans}


def lines(which: str, name: str) -> str:
    return "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents(which, name))


def main() -> None:
    for which in SETS:
        (UNSEEN / which).mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            (UNSEEN / which / f"{name}.jsonl").write_text(lines(which, name), encoding="utf-8")


if __name__ == "__main__":
    main()
