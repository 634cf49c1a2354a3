"""What a file is follows from its bytes, and only from a closed list is it publishable."""

from __future__ import annotations

import io
import zipfile

import pytest

from redaction.documents.sniff import PUBLISHABLE, Kind, sniff
from tests.redaction.pictures import a_picture, a_screenshot, encoded


def a_zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


MAIL = (
    "From: alice@example.com\nTo: desk@example.org\nSubject: It broke\nMessage-ID: <1@example.com>\n\nHello\n"
)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Kind.EMPTY),
        (a_screenshot(["x"]), Kind.PNG),
        (encoded(a_picture(["x"]), "JPEG"), Kind.JPEG),
        (encoded(a_picture(["x"]), "WEBP"), Kind.WEBP),
        (encoded(a_picture(["x"]), "GIF"), Kind.GIF),
        (encoded(a_picture(["x"]), "BMP"), Kind.BMP),
        (encoded(a_picture(["x"]), "TIFF"), Kind.TIFF),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\n\n <junk> %PDF-1.7\n", Kind.PDF),
        (a_zip("[Content_Types].xml", "word/document.xml"), Kind.DOCX),
        (a_zip("[Content_Types].xml", "xl/workbook.xml"), Kind.XLSX),
        (a_zip("[Content_Types].xml", "ppt/presentation.xml"), Kind.PPTX),
        (a_zip("mimetype", "content.xml"), Kind.ODF),
        (a_zip("notes.txt"), Kind.ZIP),
        (b"PK\x03\x04 and then nothing", Kind.ZIP),
        (b"\x1f\x8b\x08\x00", Kind.ARCHIVE),
        (b"MZ\x90\x00", Kind.PROGRAM),
        (b"SQLite format 3\x00", Kind.DUMP),
        (b"JAVA PROFILE 1.0.2\x00", Kind.DUMP),
        (b"-- PostgreSQL database dump\n\nSET x;\n", Kind.DUMP),
        (b"{\\rtf1 Hello}", Kind.RTF),
        (b"<html><body><script>1</script>", Kind.HTML),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', Kind.SVG),
        (b"<config><port>8080</port></config>", Kind.TEXT),
        (b'{"log": {"version": "1.2", "entries": []}}', Kind.HAR),
        (b'{"log": {"level": "warn"}, "entries": 3}', Kind.TEXT),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0", Kind.CALENDAR),
        (b"BEGIN:VCARD\r\nVERSION:4.0", Kind.CONTACT),
        (MAIL.encode(), Kind.MAIL),
        (b"Subject: a note\nFrom: the printer\n\nBoth lines are prose.", Kind.TEXT),
        (b"2026-11-03T09:21:44Z WARN port flapping\n", Kind.TEXT),
        ("Grüße aus Łódź\n".encode(), Kind.TEXT),
        ("Grüße".encode("utf-16"), Kind.TEXT),
        ("Café crème, déjà vu: the logs are below\n".encode("cp1252"), Kind.TEXT),
        (bytes(range(256)) * 8, Kind.UNKNOWN),
        (b"text\x00with a zero", Kind.UNKNOWN),
    ],
)
def test_the_kind_follows_from_the_content(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


def test_only_what_can_be_redacted_is_publishable() -> None:
    drawn = {"png", "jpeg", "webp", "gif", "bmp", "tiff", "pdf"}
    written = {"text", "gzip", "mail", "msg", "rtf", "docx", "xlsx", "pptx", "odf"}
    assert {kind.value for kind in PUBLISHABLE} == drawn | written


def test_a_script_called_png_is_no_picture() -> None:
    assert sniff(b"<html><script>alert(1)</script>") not in PUBLISHABLE
