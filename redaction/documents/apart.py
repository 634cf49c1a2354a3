"""Open a stranger's file in a process of its own, which may use so much memory and time and no more.

A Python thread cannot be stopped, and a decoder in C that runs wild takes its process along. So each file
gets a child (`child`), killed when it overruns: the file "could not be read", and nothing else is lost.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from redaction.boxes import Box, Word
from redaction.documents.pages import Page
from redaction.documents.written import LeftOut, Written
from redaction.errors import BadSpan, CannotRead

_ROOT = Path(__file__).resolve().parents[2]
_CODE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: bytes of address space, seconds of computing, seconds on the clock."""

    memory: int = 1_000_000_000
    seconds: int = 30
    patience: float = 60.0


def page_of(data: bytes, number: int = 0, *, limits: Limits = Limits()) -> Page:
    """`pages.open_page` in a process of its own. Raises CannotRead.

    Codes as there, and `too-slow` (overran its time), `too-large` (or its
    memory), `crashed` (the reader died of it).
    """
    facts, raw = _ask({"number": number}, data, limits)
    try:
        words = tuple(Word(text, Box(*box)) for text, *box in facts["layer"])
        width, height = facts["size"]
        return Page(Image.frombytes("RGB", (width, height), raw), words, facts["pages"])
    except (KeyError, TypeError, ValueError, BadSpan):
        raise CannotRead("crashed") from None


def written_of(data: bytes, *, limits: Limits = Limits()) -> Written:
    """`written.read_written` in a process of its own. Raises CannotRead, codes as there and as `page_of`."""
    facts, raw = _ask({}, data, limits)
    try:
        left = tuple(LeftOut(what, count) for what, count in facts["left_out"])
        return Written(raw.decode(), facts["hidden"], left, tuple(facts["pictures"]))
    except (KeyError, TypeError, ValueError):
        raise CannotRead("crashed") from None


def _ask(question: dict[str, object], data: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    question = {**question, "memory": limits.memory, "seconds": limits.seconds}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "redaction.documents.child"],
            input=json.dumps(question).encode() + b"\n" + data,
            capture_output=True,
            timeout=limits.patience,
            cwd=_ROOT,
            # No token, no key, no address of a database is handed down. Against code that has taken over
            # the reader this is no wall: it runs as the same user, who could read them elsewhere.
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired:
        raise CannotRead("too-slow") from None
    if done.returncode != 0:
        raise CannotRead("too-slow" if done.returncode == -signal.SIGXCPU else "crashed")
    line, _, raw = done.stdout.partition(b"\n")
    try:
        facts = json.loads(line)
    except ValueError:
        raise CannotRead("crashed") from None
    if "reason" in facts:
        reason = str(facts["reason"])
        raise CannotRead(reason if set(reason) <= _CODE else "crashed")
    return facts, raw
