"""Command line: `python -m redaction serve | scan | redact | detect | evaluate`.

Exit codes: 0 when all went well (and `scan` found nothing), 1 when `scan`
found something or `evaluate --strict` a floor that is not reached, 2 when
something failed, 130 when somebody stopped it. A failure is one sentence on
the standard error with a code in brackets, never words of a document.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from redaction.errors import CannotRead, CannotRedact, RedactionError
from redaction.many import all_cores, in_order
from redaction.reasons import problem

T = TypeVar("T")
_OK, _FOUND, _FAILED, _STOPPED = 0, 1, 2, 130
_BOLD = ("\033[1m", "\033[0m")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code, as the module says."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except KeyboardInterrupt:
        return _STOPPED
    except Exception as error:  # noqa: BLE001 - the last place before a terminal: a traceback may hold text
        _complain(options.command, error)
        return _FAILED
    return code


def _complain(who: str, error: Exception) -> None:
    if isinstance(error, RedactionError):
        said = f"{problem(error.reason)} [{error.reason}]"
    elif isinstance(error, OSError):
        said = f"{error.strerror or 'It cannot be read or written'}."
    else:
        said = f"{problem('unexpected')} [{type(error).__name__}]"
    sys.stderr.write(f"{who}: {said}\n")


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
    scan.add_argument(
        "--values", action="store_true", help="show what was found, too; only on your own terminal"
    )
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
    from redaction.listing import found_in, on_one_line
    from redaction.pipeline import load_tools

    tools, found, failed = load_tools(), 0, False
    for path in options.files:
        try:
            rows = list(found_in(_bytes_of(path), tools))
        except (RedactionError, OSError) as error:
            # The other files are still worth a look; the exit code says that this one had none.
            _complain(f"scan: {on_one_line(str(path))}", error)
            failed = True
            continue
        found += len(rows)
        if options.json:
            findings = [row.for_program() for row in rows]
            _write(json.dumps({"file": str(path), "findings": findings}, ensure_ascii=False) + "\n")
        else:
            bold, plain = _BOLD if sys.stdout.isatty() else ("", "")
            _write(f"{bold}{on_one_line(str(path))}{plain}: {len(rows)} found\n")
            lines = [row.for_person(colour=sys.stdout.isatty(), values=options.values) for row in rows]
            _write("".join(f"  {line}\n" for line in lines))
    return _FAILED if failed else _FOUND if found else _OK


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file of a size that we read. Raises CannotRead, OSError."""
    from redaction.documents.plain import MAX_BYTES

    size = path.stat().st_size
    if not path.is_file():
        raise CannotRead("not-a-file")  # a device or a pipe may never end
    if size > MAX_BYTES:
        raise CannotRead("too-large")
    return path.read_bytes()


# ---- redact


def _redact(options: argparse.Namespace) -> int:
    from redaction.copies import safe_copy
    from redaction.pipeline import load_tools

    data = _bytes_of(options.source)
    if options.target.exists() and options.target.samefile(options.source):
        raise CannotRedact("same-file")
    with _whole(options.target) as file:
        file.write(safe_copy(data, load_tools()))
    return _OK


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `target` when everything is in it; what goes wrong leaves no trace."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".redacting-", delete=False) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            os.chmod(file.name, target.stat().st_mode if target.exists() else 0o666 & ~_umask())
            os.replace(file.name, target)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
