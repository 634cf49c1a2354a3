"""Files as careless programs and hurried people leave them: what they hold out of sight is not in the copy.

Each goes the whole way through the real readers and is then read by `tests.redaction.strangers`.
"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from redaction.copies import safe_copy
from redaction.documents.image import open_image
from redaction.ocr import read_all
from redaction.pipeline import Tools
from tests.redaction.office import a_docx, an_xlsx, paragraph, relations, row
from tests.redaction.papers import a_pdf
from tests.redaction.pictures import DARK, LIGHT, a_picture, encoded
from tests.redaction.strangers import readings, squashed

pytestmark = [pytest.mark.slow, pytest.mark.ocr]

WHO = ("Henrike Falkner", "+44 20 7946 0853")
CODE = "Error 0x8007043C"


def on_clear_ground() -> bytes:
    clear = Image.new("RGBA", (820, 150), (0, 0, 0, 0))
    pen = ImageDraw.Draw(clear)
    for number, line in enumerate([" / ".join(WHO), CODE]):
        pen.text((20, 20 + 54 * number), line, fill=(0, 0, 0, 255), font=ImageFont.load_default(30))
    return encoded(clear)


def in_sixteen_bits() -> bytes:
    grey = np.asarray(shown().convert("L"), dtype=np.uint16) * 257
    return encoded(Image.fromarray(grey))


def shown() -> Image.Image:
    return a_picture([" / ".join(WHO), CODE], size=(820, 150), pixels=30)


def lying_on_its_side() -> bytes:
    """As a telephone keeps it: the pixels turned, and a note that says how to show them."""
    note = Image.Exif()
    note[0x0112] = 6
    return encoded(shown().rotate(90, expand=True), "JPEG", quality=95, exif=note)


def half_dark() -> bytes:
    """A terminal beside a form."""
    both = Image.new("RGB", (1240, 150))
    both.paste(a_picture([WHO[0], CODE], size=(620, 150), theme=DARK, pixels=26), (0, 0))
    both.paste(a_picture([f"Phone: {WHO[1]}", "Ready"], size=(620, 150), theme=LIGHT, pixels=26), (620, 0))
    return encoded(both)


PICTURES = {
    "clear ground": on_clear_ground(),
    "palette": encoded(shown().convert("P", palette=Image.Palette.ADAPTIVE, colors=16)),
    "sixteen bits": in_sixteen_bits(),
    "four inks": encoded(shown().convert("CMYK"), "JPEG", quality=95),
    "on its side": lying_on_its_side(),
    "half dark": half_dark(),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_any_make_loses_the_person_and_keeps_the_error(name: str, tools: Tools) -> None:
    copy = safe_copy(PICTURES[name], tools)
    words = [word.text for reading in read_all(tools.readers, open_image(copy)) for word in reading.words]
    read = squashed("".join([*words, *readings(copy)]))
    assert squashed(CODE) in read
    assert [value for value in ("henrike", "falkner", "0853") if value in read] == []


def test_the_word_after_a_name_stays(tools: Tools) -> None:
    line = "Henrike Falkner restarts job-runner-3 after error 4417"
    copy = safe_copy(encoded(a_picture([line], size=(1100, 90), pixels=28)), tools)
    for reading in read_all(tools.readers, open_image(copy)):
        read = squashed("".join(word.text for word in reading.words))
        assert "estartsjobrunner3aftererror4417" in read
        assert "falkner" not in read


def test_a_cropped_picture_ends_where_it_ends(tools: Tools) -> None:
    """Programs that save over a longer file leave the end of the old one behind the new one."""
    whole, crop = encoded(shown()), encoded(a_picture([CODE], size=(300, 80)))
    copy = safe_copy(crop + b"Falkner" + whole[len(crop) :], tools)
    assert copy.index(b"IEND") + 8 == len(copy)
    assert b"Falkner" not in copy


def test_a_black_box_over_words_hides_them_in_the_copy_too(tools: Tools) -> None:
    paper = a_pdf([" ".join(WHO), CODE], over="0 g 56 756 400 20 re f")
    read = squashed("".join(readings(safe_copy(paper, tools))))
    assert squashed(CODE) in read
    assert [value for value in ("falkner", "0853") if value in read] == []


def test_no_part_of_a_document_brings_a_person_along(tools: Tools) -> None:
    who = WHO[0]
    split = "<w:p><w:r><w:t>Owner: Henrike Falk</w:t></w:r><w:r><w:t>ner</w:t></w:r></w:p>"
    gone = f'<w:p><w:del w:author="{who}"><w:r><w:delText>ask {who}</w:delText></w:r></w:del></w:p>'
    document = a_docx(
        split + paragraph(CODE) + gone,
        word_header1_xml=f"<w:hdr xmlns:w='urn:w'>{paragraph(f'{who}, Amselweg 12')}</w:hdr>",
        word_comments_xml=f"<w:c xmlns:w='urn:w'><w:comment w:author='{who}'/></w:c>",
        docProps_core_xml=f"<p><creator>{who}</creator></p>",
        **{"word__rels/document_xml.rels": relations(outside=["mailto:henrike.falkner@example.com"])},
    )
    copy = safe_copy(document, tools).decode()
    assert CODE in copy
    assert [value for value in ("Henrike", "Falk", "falkner", "Amselweg") if value in copy] == []


def test_a_clean_sheet_leaves_the_people_of_the_others_behind(tools: Tools) -> None:
    who = WHO[0]
    workbook = an_xlsx(
        ("Errors", "visible", row(CODE) + row(who, hidden=True)),
        ("raw", "veryHidden", row(who, "henrike.falkner@example.com")),
        xl_pivotCache_one_xml=f'<p><s v="{who}"/></p>',
    )
    assert safe_copy(workbook, tools).decode() == f"Sheet: Errors\n{CODE}\n"


def test_the_bytes_of_a_copy_are_new_even_when_nothing_was_found(tools: Tools) -> None:
    note = Image.Exif()
    note[0x013B] = WHO[0]
    note[0x8825] = {1: "N", 2: (52.0, 22.0, 23.0), 3: "E", 4: (4.0, 53.0, 31.0)}
    photo = encoded(a_picture(["Rack 9 is dark"]), "JPEG", quality=95, exif=note)
    copy = safe_copy(photo, tools)
    assert not Image.open(io.BytesIO(copy)).getexif()
    assert "falkner" not in squashed("".join(readings(copy)))
