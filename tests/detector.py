"""One detector for a whole test run, however many processes share the work.

Whoever needs it first starts it, through a keeper: this file run as a program. The keeper belongs to
no test process, and ends the detector when the run is over or its first process is gone.
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOADS = 240.0  # seconds, on a busy machine


def running_detector(shared: Path) -> tuple[str, str]:
    """Address and token of the run's detector, which is ready. Raises RuntimeError when it never is."""
    note = shared / "detector.json"
    with (shared / "detector.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            with socket.create_server(("127.0.0.1", 0)) as probe:
                port = probe.getsockname()[1]
            token = secrets.token_urlsafe(24)
            keeper = subprocess.Popen(
                [sys.executable, __file__, str(shared), str(port), os.environ["DESK_TEST_CONTROLLER"]],
                env={**os.environ, "REDACTION_TOKEN": token, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            wait_until_ready(port, keeper)
            note.write_text(json.dumps([f"http://127.0.0.1:{port}", token]))
        url, token = json.loads(note.read_text())
        return url, token


def wait_until_ready(port: int, keeper: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LOADS
    while time.monotonic() < end and keeper.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/ready")
            if connection.getresponse().status == 200:
                # It is not ours to wait for; without this its object complains when collected.
                keeper.returncode = 0
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    keeper.kill()
    keeper.wait()
    raise RuntimeError("the detector did not become ready")


def keep(shared: Path, port: int, controller: int) -> None:
    """Run the detector while the shared folder and the run's first process are there."""
    command = [sys.executable, "-P", "-m", "redaction", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as detector:
        while detector.poll() is None and shared.exists() and alive(controller):
            time.sleep(0.3)
        detector.terminate()
        try:
            detector.wait(10)
        except subprocess.TimeoutExpired:
            detector.kill()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
