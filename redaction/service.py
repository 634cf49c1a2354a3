"""The detector process: holds the models, answers on loopback with a token, keeps nothing.

    desk ── HTTP, token ──> serve()         one light process: reads a question, waits, answers
                              └── pipe ──> _work()   one or more children with the models

The models run in children because a Python thread cannot be stopped: a
picture or text that overruns its time costs its child, which is killed and
replaced, and everybody else goes on. The child that takes its place loads
for some seconds; questions wait for it within their own time.
"""

from __future__ import annotations

import hmac
import os
import queue
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from socketserver import TCPServer, ThreadingMixIn

from redaction import errors, pipeline, wire
from redaction.documents.apart import written_of
from redaction.errors import CannotRead, RedactionError, Unavailable
from redaction.pipeline import Tools, load_tools
from redaction.verify import verify_document

HOST = "127.0.0.1"
MAX_BODY = 64_000_000  # 40 MB of picture in base64, with room for the rest
_READ_SECONDS = 30
_LOAD_SECONDS = 300
_PARENT_SECONDS = 1.0
_READY = b"ready"

_STATUS = {
    "CannotRead": HTTPStatus.UNPROCESSABLE_ENTITY,
    "CannotRedact": HTTPStatus.CONFLICT,
    "Unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True)
class Detector:
    """How the process runs.

    `port` 0 takes a free one; `seconds` bounds one question, its waiting for a
    free child included; `load` runs in each child, so it must be a function of
    a module.
    """

    token: str
    port: int = 0
    workers: int = 1
    seconds: float = 110.0
    load: Callable[[], Tools] = load_tools


def serve(detector: Detector, on_ready: Callable[[int], None]) -> int:
    """Answer until stopped by SIGTERM, SIGINT or the end of the parent; the exit code.

    `on_ready` gets the port when the models are loaded. Raises OSError when
    the port is taken, Unavailable when a model is missing.
    """
    if not detector.token:
        raise Unavailable("token-missing")
    with _Server(detector) as server:
        stop = _stopper(server)
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        _watch_parent(lambda: os._exit(0))
        # Listen while loading: `/ready` says "not yet", and a taken port shows at once.
        thread = threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True)
        thread.start()
        try:
            server.pool.start(detector.workers)
            on_ready(server.server_address[1])
            while thread.is_alive():
                thread.join(0.5)
                server.pool.check()
        finally:
            server.pool.close()
    return 0


def _stopper(server: _Server) -> Callable[[int, object], None]:
    def stop(number: int, frame: object) -> None:
        # `shutdown` waits for the loop, which must not happen inside a signal.
        threading.Thread(target=server.shutdown, daemon=True).start()
        if not server.pool.is_ready:
            server.pool.close()
            os._exit(0)  # still loading: there is nobody to wait for

    return stop


def _watch_parent(leave: Callable[[], None]) -> None:
    """Call `leave` when the process that started us is gone, killed included."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_SECONDS)
        leave()

    if parent > 1:
        threading.Thread(target=watch, daemon=True).start()


# ---- the light process


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, detector: Detector) -> None:
        self.detector = detector
        self.pool = _Pool(detector)
        super().__init__((HOST, detector.port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Name the error only; a traceback may hold what was asked."""
        kind = sys.exc_info()[0]
        sys.stderr.write(f"detector: {kind.__name__ if kind else 'error'} while answering\n")


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _READ_SECONDS
    server_version, sys_version = "detector", ""

    def do_GET(self) -> None:
        if self.path != "/ready":
            self._fail(HTTPStatus.NOT_FOUND, "Unavailable", "no-such-question")
        elif self.server.pool.is_ready:
            self._answer(HTTPStatus.OK, b'{"ready": true}')
        else:
            self._fail(HTTPStatus.SERVICE_UNAVAILABLE, "Unavailable", "loading")

    def do_POST(self) -> None:
        wanted = f"Bearer {self.server.detector.token}".encode()
        given = (self.headers.get("Authorization") or "").encode("latin-1", "replace")
        if not hmac.compare_digest(wanted, given):
            return self._fail(HTTPStatus.UNAUTHORIZED, "Unavailable", "wrong-token")
        if self.path not in wire.QUESTIONS:
            return self._fail(HTTPStatus.NOT_FOUND, "Unavailable", "no-such-question")
        length = self.headers.get("Content-Length") or ""
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            return self._fail(HTTPStatus.LENGTH_REQUIRED, "Unavailable", "no-length")
        if int(length) > MAX_BODY:
            return self._fail(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "CannotRead", "too-large")
        body = self.rfile.read(int(length))
        if len(body) != int(length):
            return self._fail(HTTPStatus.BAD_REQUEST, "Unavailable", "cut-short")
        try:
            status, answer = self.server.pool.ask(self.path, body)
        except Unavailable as error:
            return self._fail(HTTPStatus.SERVICE_UNAVAILABLE, "Unavailable", error.reason)
        return self._answer(status, answer)

    def _fail(self, status: int, error: str, reason: str) -> None:
        self._answer(status, wire.encode(wire.Failure(error, reason)))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: what is asked here is what must not be kept."""


class _Pool:
    """Children with loaded models, handed out one question at a time."""

    def __init__(self, detector: Detector) -> None:
        self.seconds, self.load = detector.seconds, detector.load
        self._free: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._children: set[_Child] = set()
        self._was_loaded = False
        self._broken: str | None = None
        self._closed = False

    @property
    def is_ready(self) -> bool:
        """Whether models are loaded; stays true while a killed child is being replaced."""
        return self._was_loaded and self._broken is None

    def start(self, workers: int) -> None:
        """Load the first child, then the others. Raises Unavailable with the reason of the first failure."""
        for _ in range(max(1, workers)):
            self._add(_Child(self.load))

    def check(self) -> None:
        """Raise Unavailable when a replacement could not load: better to be started anew than half alive."""
        if self._broken is not None:
            raise Unavailable(self._broken)

    def ask(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer. Raises Unavailable: `busy`, `late`, `worker-died`."""
        until = time.monotonic() + self.seconds
        try:
            child = self._free.get(timeout=self.seconds)
        except queue.Empty:
            raise Unavailable("busy") from None
        try:
            answer = child.ask(path, body, until - time.monotonic())
        except Unavailable:
            self._replace(child)
            raise
        self._free.put(child)
        return answer

    def close(self) -> None:
        self._closed = True
        for child in tuple(self._children):
            child.kill()

    def _add(self, child: _Child) -> None:
        self._children.add(child)
        try:
            child.wait_until_loaded()
        except Unavailable:
            self._children.discard(child)
            child.kill()
            raise
        self._was_loaded = True
        self._free.put(child)

    def _replace(self, child: _Child) -> None:
        child.kill()
        self._children.discard(child)
        threading.Thread(target=self._load_another, daemon=True).start()

    def _load_another(self) -> None:
        if self._closed:
            return
        try:
            self._add(_Child(self.load))
        except Unavailable as error:
            if not self._closed:
                self._broken = error.reason


class _Child:
    """One process with the models, and the pipe to it."""

    def __init__(self, load: Callable[[], Tools]) -> None:
        context = get_context("spawn")  # forked copies would inherit locks held by the model libraries
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_work, args=(theirs, load), daemon=True)
        self._process.start()
        theirs.close()

    def wait_until_loaded(self) -> None:
        message = self._receive(_LOAD_SECONDS)
        if message != _READY:
            raise Unavailable(message.decode("ascii", "replace"))

    def ask(self, path: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        try:
            self._pipe.send_bytes(path.encode())
            self._pipe.send_bytes(body)
        except OSError:
            raise Unavailable("worker-died") from None
        status, _, answer = self._receive(seconds).partition(b"\n")
        return int(status), answer

    def kill(self) -> None:
        self._process.kill()
        self._process.join(5)

    def _receive(self, seconds: float) -> bytes:
        try:
            if not self._pipe.poll(max(0.0, seconds)):
                raise Unavailable("late")
            return self._pipe.recv_bytes()
        except (EOFError, OSError):
            raise Unavailable("worker-died") from None


# ---- a child


def _work(pipe: Connection, load: Callable[[], Tools]) -> None:
    """Load the models in this process' main thread, then answer questions until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    os.environ.pop("REDACTION_TOKEN", None)
    _watch_parent(lambda: os._exit(0))
    try:
        tools = load()
    except Unavailable as error:
        pipe.send_bytes(error.reason.encode())
        return
    pipe.send_bytes(_READY)
    while True:
        try:
            path, body = pipe.recv_bytes().decode(), pipe.recv_bytes()
        except (EOFError, OSError):
            return
        status, answer = answer_question(path, body, tools)
        pipe.send_bytes(str(int(status)).encode() + b"\n" + answer)


def answer_question(path: str, body: bytes, tools: Tools) -> tuple[int, bytes]:
    """The answer to one question as HTTP status and JSON; failures as `wire.Failure`, never raised."""
    try:
        question: object = wire.decode(wire.QUESTIONS[path][0], body)
        match question:
            case wire.ScanText(text, policy, needles):
                value: object = pipeline.scan_text(text, policy, tools, needles)
            case wire.ScanImage(data, policy, needles, page):
                value = pipeline.scan_image(data, policy, tools, needles, page=page)
            case wire.RedactImage(data, hides, page):
                value = pipeline.redact_image(data, hides, page=page)
            case wire.VerifyImage(data, hidden, boxes):
                value = pipeline.verify_image(data, hidden, boxes, tools)
            case wire.BuildDocument(pages, hidden):
                value = pipeline.build_document(pages, hidden)
            case wire.ReadWritten(data):
                value = written_of(data)
            case wire.VerifyDocument(data, hidden):
                value = verify_document(data, hidden)
            case _:
                raise CannotRead("odd-message")
        return HTTPStatus.OK, wire.encode(value)
    except RedactionError as error:
        return _failed(error)
    except Exception as error:  # noqa: BLE001 - the answer is a failure, by name only: nothing passes as empty
        return _failed(Unavailable("failed-" + re.sub(r"[^a-z]", "", type(error).__name__.lower())))


def _failed(error: RedactionError) -> tuple[int, bytes]:
    name = type(error).__name__
    if name not in _STATUS or not isinstance(getattr(errors, name, None), type):
        name = "Unavailable"
    return _STATUS[name], wire.encode(wire.Failure(name, error.reason))
