"""Work on all cores: answers in order, or an error; never some of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from redaction import many
from redaction.errors import BadSpan, CannotRead, Unavailable
from redaction.many import in_order
from redaction.spans import Span

ROOT = Path(__file__).resolve().parents[2]


def doubled(number: int) -> int:
    return 2 * number


def dies_at_three(number: int) -> int:
    if number == 3:
        os._exit(1)
    return number


def cannot_read(number: int) -> int:
    raise CannotRead("odd-line")


def makes_no_span(number: int) -> Span:
    return Span(number, number)


def says_too_much(number: int) -> int:
    raise KeyError("alice@example.com")


@pytest.mark.parametrize("jobs", [1, 2])
def test_answers_come_in_the_order_of_the_questions(jobs: int) -> None:
    assert list(in_order(doubled, range(50), jobs)) == list(range(0, 100, 2))


def test_only_a_little_is_read_ahead() -> None:
    read = []

    def numbers() -> Iterator[int]:
        for number in range(1000):
            read.append(number)
            yield number

    next(in_order(doubled, numbers(), 2))
    assert len(read) < 100


def test_a_process_that_dies_is_an_error() -> None:
    with pytest.raises(Unavailable) as raised:
        list(in_order(dies_at_three, range(10), 2))
    assert raised.value.reason == "worker-died"


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_the_work_raises_arrives(jobs: int) -> None:
    with pytest.raises(CannotRead) as raised:
        list(in_order(cannot_read, [1], jobs))
    assert raised.value.reason == "odd-line"


def test_an_error_with_two_facts_arrives_too() -> None:
    with pytest.raises(BadSpan) as raised:
        list(in_order(makes_no_span, [4], 2))
    assert (raised.value.start, raised.value.end) == (4, 4)


@pytest.mark.parametrize("jobs", [1, 2])
def test_words_of_an_unexpected_error_stay_behind(jobs: int) -> None:
    with pytest.raises(Unavailable) as raised:
        list(in_order(says_too_much, [1], jobs))
    shown = f"{raised.value!r} {raised.value.__cause__!r}"
    assert "detector-failed" in shown
    assert "alice" not in shown


@pytest.mark.parametrize(
    ("limit", "most"),
    [("3200000000\n", 2), ("100\n", 1), ("max\n", 10_000)],
    ids=["two fit", "none fits", "no limit"],
)
def test_no_more_processes_than_fit_into_the_container(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    (tmp_path / "memory.max").write_text(limit)
    monkeypatch.setattr(many, "_CONTAINER_LIMIT", tmp_path / "memory.max")
    assert 1 <= many.all_cores() <= most


def detect(lines: bytes, jobs: str) -> subprocess.CompletedProcess[bytes]:
    """The command as people start it, with the real models."""
    command = [sys.executable, "-m", "redaction", "detect", "--jobs", jobs]
    return subprocess.run(command, input=lines, capture_output=True, cwd=ROOT, timeout=300, check=False)


@pytest.mark.slow
def test_two_real_processes_answer_every_line_in_order() -> None:
    texts = [f"Please write to alice{number}@example.com, thanks" for number in range(40)]
    lines = "\n".join(json.dumps({"id": n, "text": text}) for n, text in enumerate(texts))
    done = detect(lines.encode(), "2")
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(40))
    for answer, text in zip(answers, texts, strict=True):
        (span,) = answer["spans"]
        assert text[span["start"] : span["end"]].startswith("alice")


@pytest.mark.slow
def test_an_odd_line_among_good_ones_gives_no_half_answer() -> None:
    good = b'{"id": 1, "text": "write to bob@example.com"}\n'
    done = detect(good * 20 + b"odd\n" + good, "2")
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
