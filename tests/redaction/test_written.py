"""Files that are read as text: what is seen comes out, what is hidden is looked at and stays behind."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from email.message import EmailMessage

import pytest
from PIL import Image

from redaction.documents.apart import Limits, page_of, written_of
from redaction.documents.image import open_image
from redaction.documents.inside import MOST
from redaction.documents.sniff import WRITTEN, Kind, sniff
from redaction.documents.written import Written, read_written
from redaction.errors import CannotRead
from tests.redaction.office import (
    a_docx,
    a_pptx,
    an_odf,
    an_xlsx,
    packed,
    paragraph,
    relations,
    row,
    with_pictures,
)
from tests.redaction.outlook import a_msg
from tests.redaction.pictures import a_screenshot, encoded

SECRET = "Alice Archer"


def left(written: Written) -> dict[str, int]:
    return {one.what: one.count for one in written.left_out}


def a_mail(text: str = "The export stops.", html: str = "", attachment: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Bob <bob@example.org>", "support@example.com"
    message["Subject"] = "Größe"
    message["Message-ID"] = "<1@example.org>"
    message["X-Seen-By"] = SECRET
    if text:
        message.set_content(text)
    if html:
        if text:
            message.add_alternative(html, subtype="html")
        else:
            message.set_content(html, subtype="html")
    if attachment:
        message.add_attachment(attachment, filename="notes.txt")
    return message.as_bytes()


HIDING = [
    (
        a_docx(
            paragraph("Seen")
            + f'<w:del w:author="Bob"><w:p><w:r><w:delText>{SECRET}</w:delText></w:r></w:p></w:del>'
        ),
        "deletions",
    ),
    (
        a_docx(
            paragraph("Seen"),
            word_comments_xml=f"<w:c xmlns:w='urn:w'><w:comment w:author='{SECRET}'/></w:c>",
        ),
        "comments",
    ),
    (
        a_docx(paragraph("Seen") + f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p>"),
        "hidden-text",
    ),
    (
        a_docx(paragraph("Seen") + f"<w:p><w:r><w:instrText>HYPERLINK {SECRET}</w:instrText></w:r></w:p>"),
        "fields",
    ),
    (a_docx(paragraph("Seen"), docProps_core_xml=f"<p><creator>{SECRET}</creator></p>"), "properties"),
    (
        a_docx(
            paragraph("Seen"), **{"word__rels/document_xml.rels": relations(outside=[f"mailto:{SECRET}"])}
        ),
        "links",
    ),
    (an_xlsx(("Seen", "visible", ""), ("raw", "veryHidden", row(SECRET))), "hidden-sheets"),
    (an_xlsx(("Seen", "visible", row(SECRET, hidden=True))), "hidden-rows"),
    (
        an_xlsx(("Seen", "visible", '<cols><col min="2" max="2" hidden="1"/></cols>' + row("x", SECRET))),
        "hidden-columns",
    ),
    (an_xlsx(("Seen", "visible", ""), xl_comments1_xml=f"<c><t>{SECRET}</t></c>"), "comments"),
    (an_xlsx(("Seen", "visible", ""), xl_pivotCache_one_xml=f'<p><s v="{SECRET}"/></p>'), "pivot-data"),
    (an_xlsx(("Seen", "visible", f'<row><c r="A1"><f>IF("{SECRET}")</f><v>1</v></c></row>')), "formulas"),
    (a_pptx(("Seen", True), (SECRET, False)), "hidden-slides"),
    (a_pptx(("Seen", True), notes=SECRET), "notes"),
    (
        an_odf(f"<text:p>Seen<office:annotation><text:p>{SECRET}</text:p></office:annotation></text:p>"),
        "comments",
    ),
    (
        an_odf(
            f"<text:tracked-changes><text:p>{SECRET}</text:p></text:tracked-changes><text:p>Seen</text:p>"
        ),
        "deletions",
    ),
    (an_odf("<text:p>Seen</text:p>", meta=f"<dc:creator>{SECRET}</dc:creator>"), "properties"),
    (
        an_odf(
            f'<text:p>Seen</text:p><table:table><table:table-row table:visibility="collapse"><table:table-cell>'
            f"<text:p>{SECRET}</text:p></table:table-cell></table:table-row></table:table>"
        ),
        "hidden-rows",
    ),
    (a_mail("Seen"), "mail-fields"),
    (a_msg({"1000": "Seen", "007D": f"X-Seen-By: {SECRET}"}), "mail-fields"),
    (a_mail("Seen", attachment=SECRET), "attachments"),
    (a_mail("Seen", html=f"<p>{SECRET}</p>"), "other-versions"),
    (a_mail("", html=f"<p>Seen</p><p style='display: none'>{SECRET}</p>"), "hidden-text"),
    (rb"{\rtf1\ansi{\info{\author " + SECRET.encode() + rb"}}Seen\par}", "properties"),
]


@pytest.mark.parametrize(("data", "what"), HIDING, ids=[f"{n}-{what}" for n, (_, what) in enumerate(HIDING)])
def test_what_is_hidden_is_looked_at_and_not_in_the_text(data: bytes, what: str) -> None:
    written = read_written(data)
    assert "Seen" in written.text
    assert SECRET not in written.text
    assert SECRET in written.hidden
    assert left(written)[what]


def test_pieces_of_a_word_are_one_word() -> None:
    split = "<w:p><w:r><w:t>Alice Ar</w:t></w:r><w:ins><w:r><w:rPr><w:b/></w:rPr><w:t>cher</w:t></w:r></w:ins></w:p>"
    assert read_written(a_docx(split)).text == "Alice Archer\n"


def test_headers_and_tables_are_seen() -> None:
    table = f"<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    header = f"<w:hdr xmlns:w='urn:w'>{paragraph('on top')}</w:hdr>"
    assert read_written(a_docx(table, word_header1_xml=header)).text == "a | b\n\nHeader:\non top\n"


def test_a_text_box_is_seen_once() -> None:
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    both = f"<w:p><w:r><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:r></w:p>"
    assert read_written(a_docx(both)).text.split() == ["boxed"]


def test_a_sheet_is_rows_of_cells() -> None:
    inside = '<row><c r="A1" t="s"><v>0</v></c><c r="C1"><v>7</v></c></row>' + row("x")
    assert read_written(an_xlsx(("Errors", "visible", inside), strings=["code"])).text == (
        "Sheet: Errors\ncode\t\t7\nx\n"
    )


def test_a_date_is_a_date() -> None:
    styles = '<s><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></s>'
    sheet = '<row><c r="A1" s="1"><v>46000</v></c></row>'
    assert "2025-12-09" in read_written(an_xlsx(("S", "visible", sheet), xl_styles_xml=styles)).text


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-cmd", "@SUM(A1)"])
def test_a_cell_cannot_run(cell: str) -> None:
    assert f"'{cell}" in read_written(an_xlsx(("S", "visible", row("x", cell)))).text
    assert read_written(f'name,what\nx,{cell}\ny,"{cell}"\n'.encode()).text == (
        f"name,what\nx,'{cell}\ny,\"'{cell}\"\n"
    )


@pytest.mark.parametrize("text", ["a,b\n-1,+2.5\n", "- a list, of\n- things\n", "x = 1\n=====\n"])
def test_numbers_and_other_text_stay_as_they_are(text: str) -> None:
    assert read_written(text.encode()).text == text


def test_slides_come_in_the_order_of_the_show() -> None:
    assert read_written(a_pptx(("first", True), ("second", True))).text == (
        "Slide 1\nfirst\n\nSlide 2\nsecond\n"
    )


def test_a_mail_is_its_letterhead_and_its_words() -> None:
    assert read_written(a_mail()).text == (
        "From: Bob <bob@example.org>\nTo: support@example.com\nSubject: Größe\n\nThe export stops.\n"
    )


def test_a_mail_of_markup_is_its_lines() -> None:
    shown = read_written(a_mail("", html="<p>one<br>two</p><script>three()</script><td>a<td>b")).text
    assert shown.endswith("\none\ntwo\na\tb\n")


def test_a_mail_of_outlook_is_its_letterhead_and_its_words() -> None:
    message = a_msg({"0C1A": "Bob", "0037": "Größe", "1000": "The export\r\nstops."})
    assert sniff(message) == Kind.MSG
    assert read_written(message).text == "From: Bob\nSubject: Größe\n\nThe export\nstops.\n"


def test_escapes_of_json_are_written_out() -> None:
    line = json.dumps({"mail": "alice\u0040example.com"}).replace("@", "\\u0040")
    assert "alice@example.com" in read_written(f"{line}\n".encode()).text
    assert read_written(rb'{"a": "\u0022\ud83d\ude00"}').text == '{"a": "\\u0022😀"}'


def test_lines_of_a_log_stay_lines() -> None:
    log = "first C:\\users\\u0041\n\nthird\n"
    assert read_written(log.encode()).text == log


def test_a_packed_log_is_read() -> None:
    assert sniff(gzip.compress(b"one\ntwo\n")) == Kind.GZIP
    assert read_written(gzip.compress(b"one\n") + gzip.compress(b"two\n")).text == "one\ntwo\n"


def test_a_packed_archive_is_none_of_ours() -> None:
    assert sniff(gzip.compress(b"x" * 257 + b"ustar" + b"\0" * 300)) == Kind.ARCHIVE
    assert sniff(gzip.compress(gzip.compress(b"one\ntwo\n"))) == Kind.ARCHIVE


def lying(size: int) -> bytes:
    """A package whose one part says it is small."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/document.xml", b" " * size)
    return out.getvalue()


LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="urn:w"><w:body>&b;</w:body></w:document>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lying(31_000_000), "too-large"),
        (packed({"[Content_Types].xml": "<x/>", "word/document.xml": LAUGHS}), "damaged"),
        (packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<w:document"}), "damaged"),
        (packed({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", "../../etc/x": "x"}), "damaged"),
        (packed({"[Content_Types].xml": "<x/>", "word/other.xml": "<x/>"}), "damaged"),
        (a_docx(paragraph("x"))[:-30], "unknown-kind"),
        (gzip.compress(b"log line\n" * 20, mtime=0)[:-9], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le"), "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(CannotRead, match=f"^{reason}$"):
        read_written(data)


def test_a_packed_bomb_is_too_large() -> None:
    with pytest.raises(CannotRead, match="too-large"):
        read_written(gzip.compress(b"log line\n" * 12_000_000, 1))


def test_nested_elements_without_end_end() -> None:
    deep = "<w:x>" * 50_000 + "</w:x>" * 50_000
    with pytest.raises(CannotRead):
        written_of(a_docx(deep), limits=Limits(patience=60))


def test_text_is_read_in_a_process_of_its_own() -> None:
    data = a_docx(paragraph("Größe"), docProps_core_xml="<p><creator>Bob</creator></p>")
    assert written_of(data) == read_written(data)


def test_every_written_kind_has_its_reader() -> None:
    assert {
        Kind.TEXT,
        Kind.GZIP,
        Kind.MAIL,
        Kind.MSG,
        Kind.RTF,
        Kind.DOCX,
        Kind.XLSX,
        Kind.PPTX,
        Kind.ODF,
    } == WRITTEN


DRAWING = a_screenshot(["Call +1 415 555 0123"])
THUMBNAIL = {"docProps/thumbnail.jpeg": DRAWING}
SHOWING = [
    (a_docx(paragraph("Seen")), "word/document.xml", "word/media/image1.png"),
    (an_xlsx(("Seen", "visible", row("x"))), "xl/worksheets/sheet0.xml", "xl/media/image1.png"),
    (a_pptx(("Seen", True)), "ppt/slides/slide0.xml", "ppt/media/image1.png"),
]


@pytest.mark.parametrize(("file", "part", "name"), SHOWING)
def test_a_picture_inside_is_a_page_of_the_file(file: bytes, part: str, name: str) -> None:
    data = with_pictures(file, part, {name: DRAWING})
    assert written_of(data).pictures == (name,)
    assert left(written_of(data)).get("pictures") is None
    page = page_of(data)
    assert (page.pages, page.pixels.tobytes()) == (1, open_image(DRAWING).tobytes())


def test_a_picture_inside_an_opendocument_file_is_a_page_of_it() -> None:
    image = '<draw:image xmlns:draw="urn:draw" xlink:href="Pictures/one.png"/>'
    data = an_odf(f"<text:p>Seen{image}</text:p>", parts={"Pictures/one.png": DRAWING})
    assert written_of(data).pictures == ("Pictures/one.png",)
    assert page_of(data).pages == 1


def test_pictures_of_hidden_slides_and_thumbnails_are_left_out() -> None:
    slides = a_pptx(("Seen", True), ("Unseen", False))
    data = with_pictures(slides, "ppt/slides/slide1.xml", {"ppt/media/image1.png": DRAWING, **THUMBNAIL})
    written = written_of(data)
    assert written.pictures == ()
    assert left(written)["pictures"] == 2


def test_a_drawing_that_we_cannot_open_is_counted_as_left_out() -> None:
    data = with_pictures(
        a_docx(paragraph("Seen")), "word/document.xml", {"word/media/image1.emf": b"\1\0\0\0"}
    )
    assert written_of(data).pictures == ()
    assert left(written_of(data))["pictures"] == 1


def test_more_pictures_than_a_person_looks_at_are_counted_as_left_out() -> None:
    many = {f"word/media/image{n}.png": DRAWING for n in range(MOST + 2)}
    written = written_of(with_pictures(a_docx(paragraph("Seen")), "word/document.xml", many))
    assert len(written.pictures) == MOST
    assert left(written)["pictures"] == 2


def test_there_is_no_picture_behind_the_last() -> None:
    data = with_pictures(a_docx(paragraph("Seen")), "word/document.xml", {"word/media/image1.png": DRAWING})
    with pytest.raises(CannotRead, match="no-such-page"):
        page_of(data, 1)


def test_a_picture_inside_that_is_a_bomb_is_refused() -> None:
    bomb = {"word/media/image1.png": encoded(Image.new("1", (16_000, 16_000)))}
    with pytest.raises(CannotRead, match="too-large"):
        page_of(with_pictures(a_docx(paragraph("Seen")), "word/document.xml", bomb))
