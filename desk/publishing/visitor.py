"""Read public pages as an anonymous visitor: real addresses, every middleware, no cookie."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from desk.redactor import CannotRead


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    kind: str  # content type

    @property
    def words(self) -> str:
        """Everything in it that could be read, markup and all; of JSON the values.

        Raises CannotRead for an answer that is not what it says it is.
        """
        try:
            text = self.body.decode("utf-8")
            leaves = json.loads(text) if self.kind.startswith("application/json") else None
        except ValueError:
            raise CannotRead("odd-answer") from None
        if leaves is not None:
            return "\n".join(_leaves(leaves))
        return f"{text}\n{html.unescape(text)}"


def visit(path: str, query: str = "") -> Answer:
    """What this address answers to somebody without a cookie."""
    origin = urlsplit(settings.DESK_ORIGIN)
    port = str(origin.port or (443 if origin.scheme == "https" else 80))
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": origin.netloc,
        "HTTP_X_FORWARDED_PROTO": origin.scheme,
        "SERVER_NAME": origin.hostname or "localhost",
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": origin.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    said: dict[str, Any] = {}

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        said["status"] = int(status.split()[0])
        said["kind"] = dict(headers).get("Content-Type", "")
        return io.BytesIO().write  # a relic of the protocol that nothing calls

    response = _handler()(environ, start_response)
    try:
        body = b"".join(response)
    finally:
        response.close()
    return Answer(said["status"], body, said["kind"])


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield str(value)


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()
