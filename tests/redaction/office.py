"""Small Office and OpenDocument files for tests, part by part, so that each shows what is hidden where."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_W = 'xmlns:w="urn:w" xmlns:r="urn:r"'


def with_pictures(file: bytes, shown_by: str, pictures: Mapping[str, bytes]) -> bytes:
    """The same Office file with these pictures (name -> bytes), which the part `shown_by` shows."""
    folder, _, name = shown_by.rpartition("/")
    rows = [(f"p{n}", "image", f"/{picture}") for n, picture in enumerate(pictures)]
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    return packed({**parts, f"{folder}/_rels/{name}.rels": relations(*rows), **pictures})


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def relations(*rows: tuple[str, str, str], outside: Sequence[str] = ()) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="x/{kind}" Target="{to}"/>' for i, kind, to in rows)
    inner += "".join(
        f'<Relationship Id="o{n}" Type="x/hyperlink" Target="{to}" TargetMode="External"/>'
        for n, to in enumerate(outside)
    )
    return f'<Relationships xmlns="urn:p">{inner}</Relationships>'


def a_docx(body: str, **parts: str | bytes) -> bytes:
    """A document of these paragraphs (in `w:`); further parts by name, `word_comments_xml` for example."""
    more = {name.replace("_xml", ".xml").replace("_", "/", 1): content for name, content in parts.items()}
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            **more,
        }
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def an_xlsx(*sheets: tuple[str, str, str], strings: Sequence[str] = (), **parts: str) -> bytes:
    """A workbook of sheets: name, state (`visible`, `hidden`, `veryHidden`) and the inside of the sheet."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="r{n}"/>'
        for n, (name, state, _) in enumerate(sheets)
    )
    more = {name.replace("_xml", ".xml").replace("_", "/"): content for name, content in parts.items()}
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "xl/workbook.xml": f'<workbook xmlns:r="urn:r"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                *((f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(len(sheets)))
            ),
            "xl/sharedStrings.xml": f"<sst>{''.join(f'<si><t>{one}</t></si>' for one in strings)}</sst>",
            **{
                f"xl/worksheets/sheet{n}.xml": f"<worksheet>{inside}</worksheet>"
                for n, (_, _, inside) in enumerate(sheets)
            },
            **more,
        }
    )


def row(*cells: str, hidden: bool = False) -> str:
    inside = "".join(
        f'<c r="{chr(65 + n)}1" t="inlineStr"><is><t>{cell}</t></is></c>' for n, cell in enumerate(cells)
    )
    return f"<row hidden='{int(hidden)}'>{inside}</row>"


def a_pptx(*slides: tuple[str, bool], notes: str = "") -> bytes:
    """A presentation of slides: their text and whether they are shown."""
    listed = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(len(slides)))
    parts = {
        "[Content_Types].xml": _TYPES,
        "ppt/presentation.xml": f'<p:presentation xmlns:p="urn:p" xmlns:r="urn:r">{listed}</p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"r{n}", "slide", f"slides/slide{n}.xml") for n in range(len(slides)))
        ),
    }
    for n, (text, shown) in enumerate(slides):
        parts[f"ppt/slides/slide{n}.xml"] = (
            f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a" show="{int(shown)}">'
            f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"
        )
    if notes:
        parts["ppt/notesSlides/notesSlide1.xml"] = f"<n><t>{notes}</t></n>"
    return packed(parts)


def an_odf(body: str, *, styles: str = "", meta: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """An OpenDocument file with this inside its body (`text:`, `table:`, `office:`), and further parts."""
    spaces = "".join(
        f' xmlns:{name}="urn:{name}"' for name in ("office", "text", "table", "style", "dc", "xlink")
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content{spaces}>{styles}"
            f"<office:body>{body}</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta{spaces}>{meta}</office:document-meta>",
            **(parts or {}),
        }
    )
