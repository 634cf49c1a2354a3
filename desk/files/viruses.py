"""Have clamd, if there is one, look at a private file once; what it finds something in is never opened again.

Source: clamd(8), command INSTREAM: pieces of the file, each behind its length as four bytes, then a length of
zero; the answer is `stream: OK` or `stream: NAME FOUND`, and anything else is no answer.
"""

from __future__ import annotations

import socket
import struct

from django.conf import settings

from desk.audit.record import record
from desk.files.models import StoredFile
from desk.files.store import CannotOpen, pieces

TIMEOUT = 60.0  # seconds for each step; a busy clamd queues what it is asked
LONGEST_ANSWER = 4096  # bytes


class CannotCheck(Exception):
    """The virus scanner gave no answer, so nobody knows; the argument is a code."""

    reason = "virus-scanner-unavailable"


def check(file: StoredFile) -> None:
    """Look at the file, if somebody said where clamd is and it was not looked at before.

    Raises CannotOpen("virus") when something was found, now or before, and
    as `pieces` does; CannotCheck when there is no answer.
    """
    if settings.CLAMD_ADDRESS and file.virus_check == StoredFile.VirusCheck.NONE:
        has_virus = _ask(file)
        file.virus_check = StoredFile.VirusCheck.FOUND if has_virus else StoredFile.VirusCheck.PASSED
        file.save(update_fields=["virus_check"])
        if has_virus:
            record("file.virus", file, by="system")
    if file.virus_check == StoredFile.VirusCheck.FOUND:
        raise CannotOpen("virus")


def _ask(file: StoredFile) -> bool:
    try:
        with _connection(settings.CLAMD_ADDRESS) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for piece in pieces(file):
                if piece:
                    clamd.sendall(struct.pack("!I", len(piece)) + piece)
            clamd.sendall(struct.pack("!I", 0))
            answer = _answer(clamd)
    except (OSError, ValueError) as error:  # also when it hangs up because the file is too long for it
        raise CannotCheck(type(error).__name__) from None
    if answer == b"stream: OK":
        return False
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return True
    raise CannotCheck("no-answer")


def _connection(address: str) -> socket.socket:
    """A socket of the system where the address is a path, else `host:port`. Raises OSError, ValueError."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)


def _answer(clamd: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER:
        if not (more := clamd.recv(LONGEST_ANSWER)):
            break
        said += more
    return said.rstrip(b"\0")
