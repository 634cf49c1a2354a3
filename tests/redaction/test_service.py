"""The detector process: guarded, bounded in time, and never a word about what it was asked."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from redaction import wire
from redaction.boxes import Box
from redaction.documents.image import open_image
from redaction.draw import PixelHide, is_covered
from redaction.errors import CannotRead, Unavailable
from redaction.find import Needle
from redaction.pipeline import ImageScan, RedactedPage, Tools
from redaction.policy import DEFAULT_POLICY, Policy
from redaction.scans import TextScan
from redaction.service import MAX_BODY, Detector, _Server
from redaction.verify import ImageCheck
from tests.redaction.pictures import a_screenshot
from tests.redaction.simple_tools import simple_tools

TOKEN = "made-up-token"
ROOT = Path(__file__).resolve().parents[2]


def load() -> Tools:
    return simple_tools()


def load_nothing() -> Tools:
    raise Unavailable("model-missing")


@pytest.fixture(scope="module")
def detector() -> Iterator[_Server]:
    """A server with one child that knows e-mail addresses and has four seconds a question."""
    with _Server(Detector(TOKEN, seconds=4.0, load=load)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            server.pool.start(1)
            yield server
        finally:
            server.shutdown()
            thread.join()
            server.pool.close()


def ask(
    server: _Server, path: str, body: bytes, *, method: str = "POST", token: str = TOKEN, **headers: str
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=30)
    try:
        connection.request(method, path, body, {"Authorization": f"Bearer {token}", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def a_text(text: str) -> bytes:
    return wire.encode(wire.ScanText(text, DEFAULT_POLICY, ()))


def test_a_text_is_scanned(detector: _Server) -> None:
    status, body = ask(detector, "/scan-text", a_text("write to alice@example.com"))
    scan = wire.decode(TextScan, body)
    assert status == 200
    assert [finding.entity for finding in scan.findings] == ["EMAIL_ADDRESS"]
    assert scan.policy_digest == DEFAULT_POLICY.digest


def test_a_picture_is_scanned_covered_and_verified(detector: _Server) -> None:
    picture, box = a_screenshot(["x"]), Box(10, 10, 90, 40)
    _, body = ask(detector, "/scan-image", wire.encode(wire.ScanImage(picture, DEFAULT_POLICY, ())))
    assert wire.decode(ImageScan, body).width == 640
    _, body = ask(detector, "/redact-image", wire.encode(wire.RedactImage(picture, (PixelHide(box),))))
    safe = wire.decode(RedactedPage, body).data
    assert is_covered(open_image(safe), box)
    _, body = ask(detector, "/verify-image", wire.encode(wire.VerifyImage(safe, ("Alice",), (box,))))
    assert wire.decode(ImageCheck, body).problems == ()


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
def test_a_wrong_token_is_turned_away(detector: _Server, token: str) -> None:
    status, body = ask(detector, "/scan-text", a_text("x"), token=token)
    assert status == 401
    assert wire.decode(wire.Failure, body).reason == "wrong-token"


def test_readiness_needs_no_token(detector: _Server) -> None:
    assert ask(detector, "/ready", b"", method="GET", token="") == (200, b'{"ready": true}')


@pytest.mark.parametrize(
    ("path", "body", "status", "error", "reason"),
    [
        ("/nowhere", b"{}", 404, "Unavailable", "no-such-question"),
        ("/scan-text", b"not json", 422, "CannotRead", "odd-message"),
        ("/scan-text", b'{"text": "x"}', 422, "CannotRead", "odd-message"),
        ("/scan-text", a_text("crash"), 503, "Unavailable", "failed-valueerror"),
        ("/scan-text", a_text("missing"), 503, "Unavailable", "model-missing"),
        (
            "/scan-image",
            wire.encode(wire.ScanImage(b"no picture", DEFAULT_POLICY, ())),
            422,
            "CannotRead",
            "damaged",
        ),
        (
            "/redact-image",
            wire.encode(wire.RedactImage(a_screenshot(["x"]), (PixelHide(Box(9000, 0, 9001, 1)),))),
            409,
            "CannotRedact",
            "box-outside",
        ),
    ],
)
def test_a_failure_is_a_code_and_nothing_else(
    detector: _Server, path: str, body: bytes, status: int, error: str, reason: str
) -> None:
    given, answer = ask(detector, path, body)
    assert given == status
    assert json.loads(answer) == {"error": error, "reason": reason}


def test_a_body_over_the_limit_is_not_read(detector: _Server) -> None:
    status, _ = ask(detector, "/scan-text", b"", **{"Content-Length": str(MAX_BODY + 1)})
    assert status == 413


def test_a_body_of_unknown_length_is_not_read(detector: _Server) -> None:
    status, _ = ask(detector, "/scan-text", b"0\r\n\r\n", **{"Transfer-Encoding": "chunked"})
    assert status == 411


def test_a_question_that_overruns_is_ended_and_the_next_is_answered(detector: _Server) -> None:
    status, body = ask(detector, "/scan-text", a_text("hang"))
    assert (status, wire.decode(wire.Failure, body).reason) == (503, "late")
    status, body = ask(detector, "/scan-text", a_text("bob@example.com"))
    assert status == 200
    assert len(wire.decode(TextScan, body).findings) == 1


def test_missing_models_are_told_at_the_start() -> None:
    with (
        _Server(Detector(TOKEN, load=load_nothing)) as server,
        pytest.raises(Unavailable, match="model-missing"),
    ):
        server.pool.start(1)


def test_it_does_not_run_without_a_token() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "REDACTION_TOKEN"}
    command = [sys.executable, "-m", "redaction", "serve", "--port", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("serve: ")
    assert done.stderr.endswith("[token-missing]\n")


# ---- the wire


@pytest.mark.parametrize(
    "value",
    [
        wire.ScanText(
            "Zoë\n", Policy(never_hide=("Apex",), always_hide=(Needle("QX-77"),)), (Needle("a", "PERSON"),)
        ),
        wire.ScanImage(bytes(range(256)), DEFAULT_POLICY, ()),
        wire.RedactImage(b"", (PixelHide(Box(1, 2, 3, 4), "[person A]"),)),
        wire.VerifyImage(b"x", ("Alice",), (Box(0, 0, 1, 1),)),
        wire.Failure("CannotRead", "damaged"),
    ],
)
def test_what_is_sent_arrives(value: object) -> None:
    assert wire.decode(type(value), wire.encode(value)) == value


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"null",
        b"{}",
        b'{"findings": []}',
        b'{"problems": [], "words": [], "more": 1}',
        b'{"problems": null, "words": []}',
        b'{"problems": [{"code": 1, "where": "x"}], "words": []}',
        b'{"problems": [], "words": [{"text": "a", "box": [1, 2, 3, 4], "score": 1}]}',
        b'{"problems": [], "words": [{"text": "a", "box": {"left": 9, "top": 0, "right": 1, "bottom": 1}}]}',
        b"[" * 100_000,
    ],
)
def test_an_odd_message_is_an_error_never_an_empty_answer(message: bytes) -> None:
    with pytest.raises(CannotRead, match="odd-message"):
        wire.decode(ImageCheck, message)


# ---- the real process


@pytest.mark.slow
@pytest.mark.ocr
def test_the_process_loads_answers_and_ends_with_its_parent() -> None:
    """The parent is killed without a word; the detector and its child must still go."""
    program = "import subprocess, sys; subprocess.run([sys.executable, '-m', 'redaction', 'serve'])"
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "REDACTION_TOKEN": TOKEN},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    ready = parent.stdout.readline()
    assert ready.startswith("ready 127.0.0.1:")
    port = int(ready.rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(
        "POST", "/scan-text", a_text("alice@example.com"), {"Authorization": f"Bearer {TOKEN}"}
    )
    assert wire.decode(TextScan, connection.getresponse().read()).findings
    connection.close()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    # The detector and its children hold the other end of this pipe: it ends when the last of them does.
    assert parent.stdout.read() == ""
    parent.stdout.close()
