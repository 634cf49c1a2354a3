"""How fast the text engine reads: the first text, many beside vanilla Presidio, and large ones."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

from presidio_analyzer import BatchAnalyzerEngine

from redaction.analyze import build_analyzer
from redaction.evaluate.predict import vanilla_engine
from redaction.policy import DEFAULT_POLICY

_PEOPLE = ("Alice Example", "Friederike Sauer", "Olumide Adeyemi", "Mirela Petkova", "Pedro Santos")
_SENTENCES = (
    "Since the update on Monday the nightly export stops after a few minutes and leaves an empty file.",
    "I restarted the service twice, cleared the cache and still get the same message in the dialogue.",
    "{name} from our team sees it as well, but only when the report holds more than a thousand rows.",
    "Could you tell us whether the timeout can be raised, or is there a setting that we overlooked?",
    "The log says that the connection was reset by the other side while the query was still running.",
    "You can reach me at {mail} or call {phone} in the afternoon.",
    "In version 7.2.1 the same report took less than a minute, so we think that something has changed.",
    "We have attached the configuration and the output of the health check for the last three days.",
)


def run(scale: float) -> dict[str, float]:
    """Read one ticket in a new process, 200 in prose with both, then large texts. Figures as named.

    The ratio to vanilla by the clock counts that our tagger works beside the
    rest; the one of processor time says what a text costs.
    """
    count = max(2, int(200 * scale))
    tickets = [_ticket(random.Random(number)) for number in range(count)]
    ours = build_analyzer()
    vanilla = BatchAnalyzerEngine(vanilla_engine())
    for ticket in tickets[:2]:  # both warm
        ours.analyze(ticket, DEFAULT_POLICY)
        list(vanilla.analyze_iterator([ticket], "en"))
    started = time.process_time()
    each = [_seconds(partial(ours.analyze, ticket, DEFAULT_POLICY)) for ticket in tickets]
    cost, started = time.process_time() - started, time.process_time()
    theirs = _seconds(lambda: list(vanilla.analyze_iterator(tickets, "en")))
    their_cost = time.process_time() - started
    log = _log(max(1, int(60_000 * scale)))
    large_log = _log(max(1, int(1_000_000 * scale)))
    prose = _prose(random.Random(0), max(1, int(1_000_000 * scale)))
    return {
        "seconds to the first result in a new process": _seconds(partial(_first_result, _FIRST, tickets[0])),
        "seconds to the first result, vanilla": _seconds(partial(_first_result, _FIRST_VANILLA, tickets[0])),
        "tickets": count,
        "tickets a second": count / sum(each),
        "tickets a second, vanilla": count / theirs,
        "ratio to vanilla": theirs / sum(each),
        "ratio to vanilla, processor time": their_cost / cost,
        "median in milliseconds": 1000 * sorted(each)[(count - 1) // 2],
        "p95 in milliseconds": 1000 * sorted(each)[int(0.95 * (count - 1))],
        "code points of log": len(log),
        "seconds for the log": _seconds(lambda: ours.analyze(log, DEFAULT_POLICY)),
        "code points of large log": len(large_log),
        "seconds for the large log": _seconds(lambda: ours.analyze(large_log, DEFAULT_POLICY)),
        "code points of prose without repetition": len(prose),
        "seconds for the prose": _seconds(lambda: ours.analyze(prose, DEFAULT_POLICY)),
    }


_FIRST = (
    "import sys; from redaction.analyze import build_analyzer; from redaction.policy import DEFAULT_POLICY; "
    "build_analyzer().analyze(sys.stdin.read(), DEFAULT_POLICY)"
)
_FIRST_VANILLA = (
    "import sys; from redaction.evaluate.predict import vanilla_engine; "
    "vanilla_engine().analyze(sys.stdin.read(), 'en')"
)


def _first_result(program: str, ticket: str) -> None:
    subprocess.run(
        [sys.executable, "-c", program], input=ticket, text=True, check=True, stderr=subprocess.DEVNULL
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _ticket(dice: random.Random) -> str:
    """A greeting, two or three paragraphs and a signature: about nine hundred code points."""
    name = dice.choice(_PEOPLE)
    paragraphs = [
        " ".join(dice.sample(_SENTENCES, dice.randint(2, 4))).format(
            name=dice.choice(_PEOPLE),
            mail=f"{name.split()[0].lower()}{dice.randint(1, 99)}@example.com",
            phone=f"613-555-01{dice.randint(10, 99)}",
        )
        for _ in range(dice.randint(2, 3))
    ]
    return "\n\n".join((f"Hi {dice.choice(_PEOPLE).split()[0]},", *paragraphs, f"Kind regards,\n{name}"))


def _prose(dice: random.Random, size: int) -> str:
    """Lines of words in no order, no two alike, with a name in one of eight."""
    words = sorted({word for sentence in _SENTENCES for word in sentence.split() if word.isalpha()})
    lines: list[str] = []
    length = 0
    while length < size:
        said = dice.sample(words, 24)
        if dice.random() < 1 / 8:
            said[12] = dice.choice(_PEOPLE)
        lines.append(" ".join(said) + ".")
        length += len(lines[-1]) + 1
    return "\n".join(lines)


def _log(size: int) -> str:
    """Lines of few shapes whose numbers all differ."""
    lines: list[str] = []
    length = 0
    while length < size:
        number = len(lines)
        lines.append(
            f"2026-11-{number % 28 + 1:02} 09:{number % 60:02}:14,{number % 1000:03} INFO "
            f"[worker-{number % 8}] o.e.billing.NightlyJob - row {number} took {number * 7} ms"
        )
        length += len(lines[-1]) + 1
    return "\n".join(lines)
