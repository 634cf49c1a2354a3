"""The desk's door to the detector: whatever is wrong on the other side, nothing passes as "nothing found"."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from desk import redactor
from desk.redactor import Box, CannotRead, CannotRedact, Needle, PixelHide
from redaction import wire
from redaction.pipeline import ImageScan

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "made-up-token"
HEAVY = ("spacy", "presidio_analyzer", "cv2", "onnxruntime", "rapidocr", "tokenizers")


class Stand:
    """A detector of one set answer, on a port of its own, that remembers the last question."""

    def __init__(self) -> None:
        self.status, self.body = 200, b"{}"
        self.path, self.token, self.question = "", "", b""
        stand = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stand.path, stand.token = self.path, self.headers["Authorization"]
                stand.question = self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def do_GET(self) -> None:
                self.send_response(stand.status)
                self.end_headers()
                self.wfile.write(stand.body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def stand(settings: Settings) -> Iterator[Stand]:
    stand = Stand()
    settings.DETECTOR_URL, settings.DETECTOR_TOKEN, settings.DETECTOR_TIMEOUT = stand.url, TOKEN, 5
    thread = threading.Thread(target=stand.server.serve_forever, args=(0.05,))
    thread.start()
    yield stand
    stand.server.shutdown()
    thread.join()
    stand.server.server_close()


def an_image_scan() -> bytes:
    return wire.encode(ImageScan(10, 10, (), (), redactor.settings_policy().digest))


QUESTIONS: list[Callable[[], object]] = [
    lambda: redactor.scan_text("alice@example.com", redactor.settings_policy()),
    lambda: redactor.scan_image(b"picture", redactor.settings_policy()),
    lambda: redactor.redact_image(b"picture", [PixelHide(Box(0, 0, 1, 1))]),
    lambda: redactor.verify_image(b"picture", hidden=["Alice"], boxes=[]),
]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_an_absent_detector_is_an_error(ask: Callable[[], object], settings: Settings) -> None:
    settings.DETECTOR_URL = "http://127.0.0.1:9"  # the discard port, where nobody listens
    with pytest.raises(CannotRedact, match=r"^detector-unavailable$"):
        ask()


@pytest.mark.parametrize("ask", QUESTIONS)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"{}"),
        (200, b"null"),
        (200, b"[]"),
        (200, b'{"findings": []}'),
        (200, b"<html>a proxy's page</html>"),
        (302, b""),
        (401, b'{"error": "Unavailable", "reason": "wrong-token"}'),
        (422, b'{"error": "CannotRead", "reason": "odd-message"}'),
        (422, b'{"error": "CannotRead", "reason": "a piece of a document"}'),
        (500, b"Traceback"),
        (503, b'{"error": "Unavailable", "reason": "late"}'),
    ],
)
def test_an_odd_answer_is_an_error(ask: Callable[[], object], status: int, body: bytes, stand: Stand) -> None:
    stand.status, stand.body = status, body
    with pytest.raises(CannotRedact, match=r"^detector-unavailable$"):
        ask()


def test_a_detector_that_does_not_answer_in_time_is_an_error(settings: Settings) -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as silent:  # accepts, never serves
        settings.DETECTOR_URL = f"http://127.0.0.1:{silent.server_address[1]}"
        settings.DETECTOR_TIMEOUT = 0.2
        with pytest.raises(CannotRedact, match=r"^detector-unavailable$"):
            redactor.scan_text("alice@example.com", redactor.settings_policy())
        assert not redactor.is_ready()


def test_a_scan_under_other_rules_is_an_error(stand: Stand) -> None:
    stand.body = wire.encode(ImageScan(10, 10, (), (), "0" * 64))
    with pytest.raises(CannotRedact, match=r"^detector-unavailable$"):
        redactor.scan_image(b"picture", redactor.settings_policy())


def test_the_question_goes_with_the_token_and_the_needles(stand: Stand) -> None:
    stand.body = an_image_scan()
    redactor.scan_image(b"picture", redactor.settings_policy(), needles=[Needle("QX-77")])
    asked = wire.decode(wire.ScanImage, stand.question)
    assert (stand.path, stand.token) == ("/scan-image", f"Bearer {TOKEN}")
    assert asked == wire.ScanImage(b"picture", redactor.settings_policy(), (Needle("QX-77"),))


def test_a_damaged_picture_is_named_as_such(stand: Stand) -> None:
    stand.status, stand.body = 422, wire.encode(wire.Failure("CannotRead", "damaged"))
    with pytest.raises(CannotRead, match=r"^damaged$"):
        redactor.scan_image(b"picture", redactor.settings_policy())


def test_a_picture_that_cannot_be_made_safe_is_named_as_such(stand: Stand) -> None:
    stand.status, stand.body = 409, wire.encode(wire.Failure("CannotRedact", "box-outside"))
    with pytest.raises(CannotRedact, match=r"^box-outside$"):
        redactor.redact_image(b"picture", [])


def test_ready_means_models_loaded(stand: Stand) -> None:
    assert redactor.is_ready()
    stand.status = 503
    assert not redactor.is_ready()


def test_the_policy_comes_from_the_settings(settings: Settings) -> None:
    settings.DESK_POLICY = {"never_hide": ["Apex Router"], "always_hide": [["QX-77", "ACCOUNT_ID"]]}
    policy = redactor.settings_policy()
    assert policy.never_hide == ("Apex Router",)
    assert policy.always_hide == (Needle("QX-77", "ACCOUNT_ID"),)
    settings.DESK_POLICY = {}
    assert redactor.settings_policy().digest != policy.digest


@pytest.mark.parametrize("wrong", [{"treshold": 0.4}, {"threshold": 7}, {"threshold": "high"}])
def test_an_odd_policy_stops_the_desk(wrong: dict[str, object], settings: Settings) -> None:
    settings.DESK_POLICY = wrong
    with pytest.raises(ImproperlyConfigured):
        redactor.settings_policy()


def test_the_same_value_keeps_its_label_in_one_post() -> None:
    book = redactor.label_book(b"k" * 32, {})
    first = book.label("PERSON", "Alice Example")
    again = redactor.label_book(b"k" * 32, dict(book.entries))
    assert first == again.label("PERSON", "alice  example") == "[person A]"


def test_the_desk_loads_no_model() -> None:
    """Web and worker processes must stay light: the models live in the detector alone."""
    program = (
        "import sys, json; from django.conf import settings; settings.configure();"
        "import desk.redactor;"
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert json.loads(done.stdout) == []
