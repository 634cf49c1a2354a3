"""A file of each kind that can be published, with the given values in it, each in a sentence of its own."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw, ImageFont

from tests.redaction.office import a_docx, a_pptx, an_odf, an_xlsx, paragraph, row
from tests.redaction.outlook import a_msg
from tests.redaction.papers import a_pdf
from tests.redaction.pictures import encoded


def said(value: str) -> str:
    start = "Write to" if "@" in value else "Call" if value.startswith("+") else "Server"
    return f"{start} {value} about it."


def drawn(planted: Sequence[str]) -> Image.Image:
    picture = Image.new("RGB", (900, 46 * len(planted) + 30), "white")
    pen = ImageDraw.Draw(picture)
    for number, value in enumerate(planted):
        pen.text((24, 20 + 46 * number), said(value), fill="black", font=ImageFont.load_default(24))
    return picture


def lines(planted: Sequence[str]) -> str:
    return "".join(f"{said(value)}\n" for value in planted)


def paragraphs(planted: Sequence[str]) -> str:
    return "".join(paragraph(said(value)) for value in planted)


def several(form: str, planted: Sequence[str]) -> bytes:
    half = len(planted) // 2
    first, second = drawn(planted[:half]), drawn(planted[half:])
    return encoded(first, form, save_all=True, append_images=[second])


def a_paper(planted: Sequence[str]) -> bytes:
    half = len(planted) // 2
    first, second = list(map(said, planted[:half])), list(map(said, planted[half:]))
    return a_pdf(first, second, size=(480, 100 + 32 * len(second)))


def a_letter(planted: Sequence[str]) -> bytes:
    head = (
        "Received: by 192.0.2.1\r\nFrom: support@example.com\r\nTo: x@example.com\r\nSubject: Words\r\n\r\n"
    )
    return (head + lines(planted)).encode()


WRITTEN: dict[str, Callable[[Sequence[str]], bytes]] = {
    "text": lambda planted: lines(planted).encode(),
    "gzip": lambda planted: gzip.compress(lines(planted).encode()),
    "mail": a_letter,
    "msg": lambda planted: a_msg({"1000": lines(planted)}),
    "rtf": lambda planted: ("{\\rtf1\\ansi " + lines(planted).replace("\n", "\\par\n") + "}").encode(),
    "docx": lambda planted: a_docx(paragraphs(planted)),
    "xlsx": lambda planted: an_xlsx(("Sheet", "visible", "".join(row(said(value)) for value in planted))),
    "pptx": lambda planted: a_pptx(*((said(value), True) for value in planted)),
    "odf": lambda planted: an_odf("".join(f"<text:p>{said(value)}</text:p>" for value in planted)),
}
DRAWN: dict[str, Callable[[Sequence[str]], bytes]] = {
    "png": lambda planted: encoded(drawn(planted)),
    "jpeg": lambda planted: encoded(drawn(planted), "JPEG", quality=92),
    "webp": lambda planted: encoded(drawn(planted), "WEBP", quality=90),
    "gif": lambda planted: encoded(drawn(planted), "GIF"),
    "bmp": lambda planted: encoded(drawn(planted), "BMP"),
    "tiff": lambda planted: several("TIFF", planted),
    "pdf": lambda planted: a_paper(planted),
}
