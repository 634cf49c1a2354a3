"""Serve the pages with waitress: pure Python, no configuration file, good for a small company."""

from __future__ import annotations

import signal
import socket
import sys
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application

from desk.children import end_with_parent
from desk.management.commands.replay import refuse_old_database

THREADS = 8
# One form with its files, and some room for the words around them and for a page that says "too large".
LARGEST_REQUEST = settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 2**22


class Command(BaseCommand):
    help = "Serve the pages. Behind a proxy, name its address so that its headers are believed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fd", type=int, help="serve on this open socket instead")
        parser.add_argument(
            "--trusted-proxy",
            default=settings.DESK_TRUSTED_PROXY,
            help="address of the proxy whose X-Forwarded headers are true; else DESK_TRUSTED_PROXY",
        )
        parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")

    def handle(
        self,
        *,
        host: str,
        port: int,
        fd: int | None,
        trusted_proxy: str,
        with_parent: bool,
        **_: Any,
    ) -> None:
        refuse_old_database()
        if with_parent:
            end_with_parent()
        signal.signal(signal.SIGTERM, leave)
        where: dict[str, Any] = {"host": host, "port": port}
        if fd is not None:
            where = {"sockets": [socket.socket(fileno=fd)]}
        if trusted_proxy:
            where["trusted_proxy"] = trusted_proxy
            where["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto"}
        try:
            waitress.serve(
                get_wsgi_application(),
                threads=THREADS,
                ident=None,
                max_request_body_size=LARGEST_REQUEST,
                # Longer ones would wait in a temporary file, where card numbers are before they are cut.
                inbuf_overflow=LARGEST_REQUEST,
                **where,
            )
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used: {error.strerror}.") from error


def leave(number: int, frame: FrameType | None) -> None:
    """Waitress ends cleanly on SystemExit."""
    sys.exit(0)
