"""Command line: `python -m redaction serve | scan | redact | detect | evaluate`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from redaction.errors import CannotRead, RedactionError
from redaction.many import all_cores, in_order

if TYPE_CHECKING:
    from redaction.pipeline import Tools

T = TypeVar("T")
_OK, _FOUND, _FAILED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; exit code 0, 1 when `scan` found something, 2 when it failed."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except RedactionError as error:
        sys.stderr.write(f"{options.command}: {error.reason}\n")
        return _FAILED
    except OSError as error:
        sys.stderr.write(f"{options.command}: {error.strerror or 'cannot read or write'}\n")
        return _FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="redaction", description="Find and hide personal data.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the detector; its token comes from REDACTION_TOKEN")
    serve.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 takes a free one and says which")
    serve.add_argument("--workers", type=int, default=1, help="processes with models, about 1 GB each")
    serve.add_argument("--seconds", type=float, default=110.0, help="time for one question")
    serve.set_defaults(run=_serve)
    scan = commands.add_parser("scan", help="show what looks personal; exit code 1 when something does")
    scan.add_argument("files", nargs="+", type=Path, metavar="FILE")
    scan.add_argument("--json", action="store_true", help="one JSON object a file")
    scan.set_defaults(run=_scan)
    redact = commands.add_parser("redact", help="write a copy with everything found hidden")
    redact.add_argument("source", type=Path, metavar="IN")
    redact.add_argument("target", type=Path, metavar="OUT")
    redact.set_defaults(run=_redact)
    detect = commands.add_parser("detect", help="JSON lines (id, text) in, JSON lines (id, spans) out")
    detect.add_argument(
        "--jobs", type=int, default=all_cores(), help="processes of about 1 GB; all cores by default"
    )
    detect.set_defaults(run=_detect)
    evaluate = commands.add_parser("evaluate", help="measure the engine on sets of marked texts and pictures")
    evaluate.add_argument("folder", type=Path, metavar="DIR", help="holds *.jsonl, and perhaps pictures/")
    evaluate.add_argument("--baseline", action="store_true", help="run vanilla Presidio beside it")
    evaluate.add_argument("--misses", action="store_true", help="show what was missed, values and all")
    evaluate.add_argument("--report", type=Path, metavar="FOLDER", help="write report.md and figures there")
    evaluate.add_argument(
        "--strict", action="store_true", help="exit code 1 when a language is below its floor"
    )
    evaluate.add_argument("--jobs", type=int, default=all_cores(), help="processes; all cores by default")
    evaluate.set_defaults(run=_evaluate)
    return parser


def _serve(options: argparse.Namespace) -> int:
    from redaction.service import Detector, serve

    # Out of the environment at once: children and crash reports copy it.
    token = os.environ.pop("REDACTION_TOKEN", "")
    detector = Detector(token, port=options.port, workers=options.workers, seconds=options.seconds)
    return serve(detector, lambda port: _write(f"ready 127.0.0.1:{port}\n"))


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


# ---- scan


def _scan(options: argparse.Namespace) -> int:
    from redaction.pipeline import load_tools

    tools, found = load_tools(), 0
    for path in options.files:
        rows = list(_found_in(path.read_bytes(), tools))
        found += len(rows)
        if options.json:
            _write(json.dumps({"file": str(path), "findings": rows}, ensure_ascii=False) + "\n")
        else:
            _show(path, rows)
    return _FOUND if found else _OK


def _found_in(data: bytes, tools: Tools) -> Iterator[dict[str, object]]:
    """Entity, rule, score and place of each finding; never the value."""
    from redaction.detect import span_row
    from redaction.documents.plain import read_text
    from redaction.documents.sniff import IMAGES, Kind, sniff
    from redaction.pipeline import scan_image, scan_text
    from redaction.policy import DEFAULT_POLICY

    kind = sniff(data)
    if kind in IMAGES:
        for spot in scan_image(data, DEFAULT_POLICY, tools).findings:
            box = [spot.box.left, spot.box.top, spot.box.right, spot.box.bottom]
            yield {"entity": spot.entity, "rule": spot.rule, "score": spot.score, "box": box}
    elif kind is Kind.TEXT:
        text = read_text(data)
        for finding in scan_text(text, DEFAULT_POLICY, tools).findings:
            line = text.count("\n", 0, finding.span.start) + 1
            yield span_row(finding) | {"line": line}
    elif kind is not Kind.EMPTY:
        raise CannotRead("unknown-kind")


def _show(path: Path, rows: Sequence[dict[str, object]]) -> None:
    bold, plain = ("\033[1m", "\033[0m") if sys.stdout.isatty() else ("", "")
    _write(f"{bold}{path}{plain}: {len(rows)} found\n")
    for row in rows:
        place = f"box {row['box']}" if "box" in row else f"line {row['line']}, {row['start']}-{row['end']}"
        _write(f"  {row.get('entity') or row['label']:<18} {place}  {row['rule']}\n")


# ---- redact


def _redact(options: argparse.Namespace) -> int:
    from redaction.pipeline import load_tools

    data = options.source.read_bytes()
    safe = _safe_copy(data, load_tools())
    # Written only when it is whole and verified; an older copy is not half overwritten.
    part = options.target.with_name(options.target.name + ".part")
    part.write_bytes(safe)
    part.replace(options.target)
    return _OK


def _safe_copy(data: bytes, tools: Tools) -> bytes:
    from redaction.documents.plain import read_text
    from redaction.documents.sniff import IMAGES, Kind, sniff

    kind = sniff(data)
    if kind in IMAGES:
        return _safe_picture(data, tools)
    if kind is Kind.TEXT:
        return _safe_text(read_text(data), tools).encode()
    raise CannotRead("unknown-kind")


def _safe_text(text: str, tools: Tools) -> str:
    from redaction.errors import CannotRedact
    from redaction.labels import LabelBook
    from redaction.pipeline import scan_text
    from redaction.policy import DEFAULT_POLICY
    from redaction.rewrite import rewrite
    from redaction.verify import verify_text

    findings = scan_text(text, DEFAULT_POLICY, tools).findings
    safe = rewrite(text, findings, LabelBook(os.urandom(32))).text
    if problems := verify_text(safe, [finding.span.of(text) for finding in findings]):
        raise CannotRedact(problems[0].code)
    return safe


def _safe_picture(data: bytes, tools: Tools) -> bytes:
    from redaction.draw import PixelHide
    from redaction.entities import ENTITIES
    from redaction.errors import CannotRedact
    from redaction.pipeline import redact_image, scan_image, verify_image
    from redaction.policy import DEFAULT_POLICY

    findings = scan_image(data, DEFAULT_POLICY, tools).findings
    hides = [PixelHide(finding.box, f"[{ENTITIES[finding.entity].words}]") for finding in findings]
    safe = redact_image(data, hides)
    if problems := verify_image(safe, [], [hide.box for hide in hides], tools).problems:
        raise CannotRedact(problems[0].code)
    return safe


# ---- detect


def _detect(options: argparse.Namespace) -> int:
    """Spans of each document of standard input, in its order, worked on by all cores.

    Nothing is written before everything is there: what a broken run would
    leave behind looks like documents without findings.
    """
    from redaction.detect import spans_of

    lines = (line for line in sys.stdin.buffer if line.strip())
    with tempfile.TemporaryFile() as whole:
        for answer in _with_progress(in_order(spans_of, lines, max(1, options.jobs)), "documents"):
            whole.write(answer.encode() + b"\n")
        whole.seek(0)
        shutil.copyfileobj(whole, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    return _OK


def _with_progress(answers: Iterable[T], things: str) -> Iterator[T]:
    """The same answers, counted on the terminal where there is one."""
    shown = sys.stderr.isatty()
    done = 0
    for done, answer in enumerate(answers, start=1):
        if shown:
            sys.stderr.write(f"\r{done} {things}")
            sys.stderr.flush()
        yield answer
    if shown and done:
        sys.stderr.write("\n")


# ---- evaluate


def _evaluate(options: argparse.Namespace) -> int:
    """Tables to standard output; exit code 1 only when asked to be strict and a floor is not reached."""
    from redaction.evaluate.report import misses, tables, write_report
    from redaction.evaluate.run import evaluate

    jobs = max(1, options.jobs)
    evaluation = evaluate(options.folder, jobs, baseline=options.baseline, watch=_with_progress)
    _write(tables(evaluation))
    if options.misses:
        _write("\n" + "".join(f"{line}\n" for line in misses(evaluation)))
    if options.report:
        write_report(evaluation, options.report, with_misses=options.misses)
    below = any(row.is_below for row in evaluation.people_by_language())
    return _FOUND if options.strict and below else _OK


if __name__ == "__main__":
    sys.exit(main())
