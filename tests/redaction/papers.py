"""PDFs for tests, written by hand so that each shows what it is made of."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence

import pikepdf

A4 = (595, 842)


def a_pdf(*pages: Sequence[str], size: tuple[int, int] = A4, over: str = "", extra: str = "") -> bytes:
    """Pages of lines in Helvetica 14, the first line 80 points below the top.

    `over` are drawing orders after the text of each page, `extra` entries of each page's dictionary.
    """
    kids = [3 + 2 * number for number in range(len(pages))]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] /Count {len(pages)} >>".encode(),
    ]
    for kid, lines in zip(kids, pages, strict=True):
        shown = "".join(
            f"BT /F1 14 Tf 60 {size[1] - 80 - 28 * number} Td ({line}) Tj ET\n"
            for number, line in enumerate(lines)
        )
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {kid + 1} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> {extra} >>".encode()
        )
        packed = zlib.compress((shown + over).encode("cp1252"))
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"
        )
    return _file(objects)


def locked(pdf: bytes, password: str) -> bytes:
    """The same, to be opened with a password only."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner=password, user=password))
    return out.getvalue()


def _file(objects: Sequence[bytes]) -> bytes:
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
