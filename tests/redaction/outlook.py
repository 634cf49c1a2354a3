"""A mail file of Outlook, built block by block. Source: [MS-CFB], version 3, sectors of 512 bytes."""

from __future__ import annotations

import struct
from collections.abc import Mapping

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 512
_CUTOFF = 4096  # shorter streams would need a table of their own, so all are made this long


def a_msg(properties: Mapping[str, str]) -> bytes:
    """A message with these text properties, such as `{"1000": "the words"}`."""
    streams = {
        f"__substg1.0_{number}001F": text.encode("utf-16-le").ljust(_CUTOFF, b"\0")
        for number, text in properties.items()
    }
    entries = 1 + len(streams)
    directory = -(-entries // 4)
    table, blocks, at = [_FAT], bytearray(), 1 + directory
    for n in range(directory):
        table.append(2 + n if n + 1 < directory else _END)
    rows = [_entry("Root Entry", kind=5, child=1 if streams else _FREE, start=_END, size=0)]
    for number, (name, content) in enumerate(streams.items(), 1):
        count = -(-len(content) // _SECTOR)
        right = number + 1 if number < len(streams) else _FREE
        rows.append(_entry(name, kind=2, right=right, start=at, size=len(content)))
        table += [*range(at + 1, at + count), _END]
        blocks += content.ljust(count * _SECTOR, b"\0")
        at += count
    listed = b"".join(rows).ljust(directory * _SECTOR, b"\0")
    fat = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    if len(fat) > _SECTOR:
        raise ValueError("more than one table would be needed")
    return _header() + fat + listed + bytes(blocks)


def _header() -> bytes:
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    shape = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<9I", 0, 1, 1, 0, _CUTOFF, _END, 0, _END, 0)
    return magic + shape + places + struct.pack("<109I", 0, *[_FREE] * 108)


def _entry(name: str, *, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
