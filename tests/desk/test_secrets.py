"""The keys a development desk makes for itself, and the processes that start together and share them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Reports each moment in which another process would have found the key's file without a key in it.
WATCH = """
import os, sys
from pathlib import Path
key = Path(os.environ["DESK_KEYS"]) / "secret_key.txt"
seen = []
def look(event, args):
    try:
        if os.stat(key).st_size == 0:
            seen.append(event)
    except FileNotFoundError:
        pass
sys.addaudithook(look)
import desk.settings
print(len(seen), key.stat().st_size > 0)
"""
SHOW = "import desk.settings as s; print(s.SECRET_KEY, s.MASTER_KEY)"


def start(script: str, keys: Path) -> subprocess.Popen[str]:
    """A process of a desk whose keys are in that folder."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("SECRET_", "MASTER_"))}
    given = {**mine, "DESK_ENV": "development", "DESK_KEYS": str(keys)}
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True
    )


def answer(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.strip()


def test_nobody_ever_finds_the_file_of_a_key_empty(tmp_path: Path) -> None:
    assert answer(start(WATCH, tmp_path)) == "0 True"


def test_processes_that_start_together_have_the_same_keys(tmp_path: Path) -> None:
    together = [start(SHOW, tmp_path) for _ in range(4)]
    answers = {answer(process) for process in together}
    assert len(answers) == 1
    assert all(len(key) >= 48 for key in answers.pop().split())


def test_a_key_is_for_its_owner_only_and_leaves_no_draft(tmp_path: Path) -> None:
    answer(start(SHOW, tmp_path))
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"secret_key.txt": 0o600, "master_key.txt": 0o600}
