"""A PDF comes in as pixels and words, and goes out as a new file that holds nothing of the old one."""

from __future__ import annotations

import io
import random

import pikepdf
import pypdf
import pytest
from PIL import Image, ImageChops

from redaction.boxes import Box, Word
from redaction.documents.apart import Limits, page_of
from redaction.documents.image import encode_png
from redaction.documents.pages import MAX_PAGES, open_page
from redaction.documents.pdf import draw_own
from redaction.documents.pdf_out import OutPage, pdf_extras, write_pdf
from redaction.errors import CannotRead, CannotRedact
from redaction.verify import verify_document
from tests.redaction.papers import a_pdf, locked
from tests.redaction.pictures import a_picture


def a_page(*words: Word, size: tuple[int, int] = (620, 300)) -> OutPage:
    return OutPage(encode_png(a_picture(["Order 4711"], size=size)), words)


def changed(pdf: bytes, change: str) -> bytes:
    """The file as somebody else would have written it, with one more thing in it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        exec(change, {"pdf": opened, "pikepdf": pikepdf})  # noqa: S102 - our own table below
        opened.save(out)
    return out.getvalue()


def test_a_page_is_drawn_and_its_words_have_their_places() -> None:
    page = open_page(a_pdf(["Order 4711", "Grüße"], ["second"]))
    assert page.pages == 2
    assert page.pixels.size == (1240, 1755)
    assert [word.text for word in page.layer] == ["Order", "4711", "Grüße"]
    box = page.layer[0].box
    drawn = page.pixels.crop((box.left - 4, box.top - 4, box.right + 4, box.bottom + 4))
    ink = ImageChops.invert(drawn.convert("L")).point(lambda light: 255 if light > 128 else 0).getbbox()
    assert ink is not None
    assert ink[0] >= 2
    assert ink[2] <= drawn.width - 2


def test_words_under_a_black_box_are_in_the_layer() -> None:
    page = open_page(a_pdf(["Alice Archer"], over="0 g 50 740 300 60 re f"))
    assert [word.text for word in page.layer] == ["Alice", "Archer"]


def test_a_turned_page_has_its_words_where_they_are_seen() -> None:
    page = open_page(a_pdf(["Order 4711"], extra="/Rotate 90"))
    assert page.pixels.size == (1755, 1240)
    box = page.layer[0].box
    assert box.left > 1400
    drawn = page.pixels.crop((box.left, box.top, box.right, box.bottom)).convert("L")
    assert sum(drawn.histogram()[:128]) > 0


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (locked(a_pdf(["x"]), "secret"), "locked"),
        (a_pdf(*[["x"]] * (MAX_PAGES + 1)), "too-many-pages"),
        (a_pdf(["x"])[:200], "damaged"),
        (b"%PDF-1.7\nnothing of the kind", "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(pdf: bytes, reason: str) -> None:
    with pytest.raises(CannotRead, match=f"^{reason}$"):
        open_page(pdf)


def test_a_huge_page_is_drawn_smaller() -> None:
    page = open_page(a_pdf(["x"], size=(14_000, 14_000)))
    assert page.pixels.width * page.pixels.height <= 6_100_000


def test_a_page_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(CannotRead, match="no-such-page"):
        open_page(a_pdf(["x"]), 1)


def test_a_file_is_opened_in_a_process_of_its_own() -> None:
    page = page_of(a_pdf(["Order 4711"]))
    assert [word.text for word in page.layer] == ["Order", "4711"]
    assert page.pixels.getextrema() == ((0, 255), (0, 255), (0, 255))


def test_a_file_that_needs_too_much_memory_could_not_be_read() -> None:
    with pytest.raises(CannotRead, match=r"too-large|crashed"):
        page_of(a_pdf(["x"]), limits=Limits(memory=60_000_000))


def test_a_new_file_shows_exactly_the_pictures_it_was_made_of() -> None:
    chance = random.Random(4)
    sizes = [
        (792, 375),
        (1240, 1754),
        (1, 1),
        *((chance.randint(2, 900), chance.randint(2, 90)) for _ in range(40)),
    ]
    noise = [Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3)) for size in sizes]
    drawn = draw_own(write_pdf([OutPage(encode_png(picture), ()) for picture in noise]))
    assert [pixels.tobytes() for pixels, _ in drawn] == [picture.tobytes() for picture in noise]


def test_a_new_file_can_be_searched_in_every_script() -> None:
    words = [
        Word(text, Box(20, 20 + 30 * row, 200, 40 + 30 * row))
        for row, text in enumerate(["Grüße", "Łukasz", "Ελένη", "Иван", "日本語", "नमस्ते", "😀"])
    ]
    out = write_pdf([a_page(*words)])
    seen = pypdf.PdfReader(io.BytesIO(out)).pages[0].extract_text().split()
    assert seen == [word.text for word in words]
    (((_, layer)),) = draw_own(out)
    assert [word.text for word in layer[:6]] == [word.text for word in words[:6]]


def test_more_characters_than_one_font_holds_are_written() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(600))
    out = write_pdf([a_page(Word(text, Box(0, 0, 600, 20)))])
    assert pypdf.PdfReader(io.BytesIO(out)).pages[0].extract_text().strip() == text


def test_a_new_file_is_tagged_and_says_its_language() -> None:
    out = write_pdf([a_page(Word("Order", Box(20, 20, 90, 40)), Word("4711", Box(100, 20, 140, 40)))])
    with pikepdf.open(io.BytesIO(out)) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        (paragraph,) = pdf.Root.StructTreeRoot.K.K
        assert paragraph.S == "/P"


def test_the_same_pages_give_the_same_bytes() -> None:
    page = a_page(Word("Order", Box(20, 20, 90, 40)))
    assert write_pdf([page]) == write_pdf([page])


def test_a_new_file_is_clean() -> None:
    assert pdf_extras(write_pdf([a_page(Word("Order", Box(20, 20, 90, 40)))])) == ()


@pytest.mark.parametrize(
    "change",
    [
        "pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Contents='x')])",
        "pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS='app.alert(1)')",
        "pdf.Root.Metadata = pdf.make_stream(b'<x/>')",
        "pdf.attachments['x'] = pikepdf.AttachedFileSpec(pdf, b'x', filename='x')",
        "pdf.docinfo['/Author'] = 'Alice'",
        "pdf.docinfo['/Title'] = 'Alice'",
    ],
)
def test_anything_else_in_a_file_is_noticed(change: str) -> None:
    assert pdf_extras(changed(write_pdf([a_page()]), change))


@pytest.mark.parametrize("tail", [b"Alice", b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n"])
def test_bytes_after_the_end_are_noticed(tail: bytes) -> None:
    assert pdf_extras(write_pdf([a_page()]) + tail) == ("trailing",)


def test_a_picture_that_holds_more_than_pixels_is_not_put_in() -> None:
    with pytest.raises(CannotRedact, match="odd-pixels"):
        write_pdf([OutPage(a_page().png + b"Alice", ())])


def test_a_hidden_value_in_the_words_is_noticed() -> None:
    page = a_page(Word("Alice", Box(20, 20, 90, 40)), Word("Archer", Box(100, 20, 190, 40)))
    (problem,) = verify_document(write_pdf([page]), ["Alice Archer"], [page.png]).problems
    assert (problem.code, problem.where) == ("still-readable", "value 0")


def test_a_page_that_shows_something_else_is_noticed() -> None:
    other = encode_png(a_picture(["Alice Archer"], size=(620, 300)))
    (problem,) = verify_document(write_pdf([a_page()]), [], [other]).problems
    assert (problem.code, problem.where) == ("not-as-verified", "page 0")


def test_a_missing_page_is_noticed() -> None:
    page = a_page()
    (problem,) = verify_document(write_pdf([page]), [], [page.png, page.png]).problems
    assert (problem.code, problem.where) == ("not-as-verified", "pages")
