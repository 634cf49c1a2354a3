"""An S3-speaking server for the tests: OpenStack Swift with its s3api, on free ports, in a folder of its own.

    python3 .ci/s3_server.py VENV FOLDER

VENV holds `swift` (desk/locks/s3-server.txt). Writes the configuration and one ring of one device for
each kind of server, starts the four, writes the address into FOLDER/address when `/info` answers, and
runs until it is told to stop. A simulator would accept wrong secrets and expired links; this one refuses
them. Standard library only: it runs before any environment is made.
"""

from __future__ import annotations

import os
import pwd
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

KINDS = ("account", "container", "object")
USER, SECRET = "desk:admin", "desk-secret"  # the access key has a colon
READY = 60.0  # seconds
FILTERS = (
    "catch_errors proxy-logging listing_formats bulk s3api tempauth copy container-quotas account-quotas "
    # `symlink` must stand right of `versioned_writes`, or the proxy refuses to start.
    "slo dlo versioned_writes symlink proxy-logging"
)
OPTIONS = {
    "s3api": "location = us-east-1\ns3_acl = false",
    "tempauth": f"user_desk_admin = {SECRET} .admin",
    "versioned_writes": "allow_object_versioning = true\nallow_versioned_writes = true",
}


def main(venv: Path, folder: Path) -> None:
    ports = free_ports(len(KINDS) + 1)
    etc, node = folder / "etc", folder / "node"
    etc.mkdir(parents=True)
    (node / "d1").mkdir(parents=True)
    (etc / "swift.conf").write_text(
        "[swift-hash]\nswift_hash_path_suffix = tests\nswift_hash_path_prefix = tests\n"
        "[storage-policy:0]\nname = one\ndefault = yes\n"
        "[swift-constraints]\nmax_file_size = 5368709122\n"
    )
    for kind, port in zip(KINDS, ports, strict=False):
        (etc / f"{kind}-server.conf").write_text(storage_server(kind, port, etc, node))
        ring(venv, etc, kind, port)
    (etc / "proxy-server.conf").write_text(proxy_server(ports[-1], etc))

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    servers = []
    try:
        for kind in (*KINDS, "proxy"):
            command = [
                venv / "bin" / "python",
                venv / "bin" / f"swift-{kind}-server",
                etc / f"{kind}-server.conf",
            ]
            log = (folder / f"{kind}.log").open("wb")
            servers.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT))
        address = f"http://127.0.0.1:{ports[-1]}"
        wait_for(f"{address}/info")
        (folder / "address").write_text(address)
        servers[-1].wait()
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait()


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in held]
    for server in held:
        server.close()
    return ports


def common(port: int, etc: Path) -> str:
    user = pwd.getpwuid(os.getuid()).pw_name
    return (
        f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 0\nuser = {user}\nswift_dir = {etc}\n"
    )


def storage_server(kind: str, port: int, etc: Path, node: Path) -> str:
    return common(port, etc) + (
        f"devices = {node}\nmount_check = false\ndisable_fallocate = true\nfallocate_reserve = 0\n"
        f"[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\nuse = egg:swift#{kind}\n"
        f"[{kind}-replicator]\n[{kind}-updater]\n[{kind}-auditor]\n"
    )


def proxy_server(port: int, etc: Path) -> str:
    lines = [common(port, etc), f"[pipeline:main]\npipeline = {FILTERS} proxy-server"]
    lines.append("[app:proxy-server]\nuse = egg:swift#proxy\naccount_autocreate = true")
    for name in dict.fromkeys(FILTERS.split()):
        lines.append(f"[filter:{name}]\nuse = egg:swift#{name.replace('-', '_')}\n{OPTIONS.get(name, '')}")
    return "\n".join(lines) + "\n"


def ring(venv: Path, etc: Path, kind: str, port: int) -> None:
    steps = ("create 4 1 1", f"add r1z1-127.0.0.1:{port}/d1 1", "rebalance")
    for step in steps:
        command = [venv / "bin" / "python", venv / "bin" / "swift-ring-builder", etc / f"{kind}.builder"]
        subprocess.run([*command, *step.split()], check=True, stdout=subprocess.DEVNULL)


def wait_for(url: str) -> None:
    end = time.monotonic() + READY
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())
