"""OpenDocument texts, sheets and slides (ISO/IEC 26300): what is shown of them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from redaction.documents.inside import show_drawn
from redaction.documents.package import Package, all_text, attribute, hide_the_rest, tag
from redaction.documents.plain import harmless_cell
from redaction.documents.written import Page, Written
from redaction.errors import CannotRead

# Not shown, and what it is called when it is left out.
_UNSEEN = {
    "tracked-changes": "deletions",
    "annotation": "comments",
    "annotation-end": "",
    "notes": "notes",
    "hidden-text": "hidden-text",
    "hidden-paragraph": "hidden-text",
    "scripts": "other-parts",
    "forms": "other-parts",
    "object-ole": "embedded-files",
}
_MOST_REPEATED = 200


def read_odf(data: bytes) -> Written:
    """Paragraphs as lines, rows of tables as lines with tabs between the cells. Raises CannotRead."""
    package, page = Package(data), Page()
    if "content.xml" not in package.names:
        raise CannotRead("damaged")
    if "META-INF/manifest.xml" in package.names and any(
        tag(one) == "encryption-data" for one in package.xml("META-INF/manifest.xml").iter()
    ):
        raise CannotRead("locked")
    root = package.xml("content.xml")
    hidden, bodies = _hidden_styles(root), [child for child in root if tag(child) == "body"]
    for body in bodies:
        _show(body, page, hidden)
    show_drawn(package, page, bodies)
    for name in ("meta.xml", "styles.xml"):
        if name in package.names:
            part = package.xml(name)
            for one in part.iter():
                if tag(one) in ("creator", "initial-creator", "printed-by", "user-defined"):
                    page.hide("properties", all_text(one))
                elif tag(one) in ("header", "footer"):
                    page.hide("headers", all_text(one))
    hide_the_rest(package, page)
    return page.written()


def _show(element: Element, page: Page, hidden: frozenset[str]) -> None:
    for child in element:
        name = tag(child)
        if name in _UNSEEN:
            _hide(child, page)
        elif name in ("p", "h"):
            page.line("".join(_pieces(child, page)))
        elif name == "table":
            if attribute(child, "style-name") in hidden:
                page.hide("hidden-sheets", all_text(child))
                continue
            if title := attribute(child, "name"):
                page.line(f"Table: {title}")
            _show(child, page, hidden)
            page.line()
        elif name == "page" and attribute(child, "style-name") in hidden:
            page.hide("hidden-slides", all_text(child))
        elif name == "table-row":
            _show_row(child, page)
        else:
            _show(child, page, hidden)


def _show_row(row: Element, page: Page) -> None:
    cells: list[str] = []
    for cell in row:
        if tag(cell) not in ("table-cell", "covered-table-cell"):
            continue
        lines = [piece for part in cell for piece in [_cell_text(part, page)] if piece]
        times = attribute(cell, "number-columns-repeated") or "1"
        text = harmless_cell(" ".join(lines))
        cells += [text] * min(int(times) if times.isdecimal() else 1, _MOST_REPEATED)
        if formula := attribute(cell, "formula"):
            page.hide("formulas", formula)
    line = "\t".join(cells).rstrip("\t")
    if attribute(row, "visibility") in ("collapse", "filter"):
        page.hide("hidden-rows", line)
    else:
        page.line(line)


def _cell_text(part: Element, page: Page) -> str:
    if tag(part) in _UNSEEN:
        _hide(part, page)
        return ""
    return "".join(_pieces(part, page))


def _pieces(element: Element, page: Page) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = tag(child)
        if name in _UNSEEN:
            _hide(child, page)
        elif name == "s":
            count = attribute(child, "c") or "1"
            yield " " * min(int(count) if count.isdecimal() else 1, 200)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        else:
            if name == "a" and (target := attribute(child, "href")):
                page.hide("links", target.removeprefix("mailto:"))
            yield from _pieces(child, page)
        yield child.tail or ""


def _hide(element: Element, page: Page) -> None:
    if what := _UNSEEN[tag(element)]:
        said = [all_text(element), attribute(element, "string-value") or ""]
        page.hide(what, "\n".join(said))


def _hidden_styles(root: Element) -> frozenset[str]:
    """Names of styles that hide a table or a slide."""
    hidden = set()
    for style in root.iter():
        if tag(style) != "style":
            continue
        for one in style:
            if (tag(one) == "table-properties" and attribute(one, "display") == "false") or (
                tag(one) == "drawing-page-properties" and attribute(one, "visibility") == "hidden"
            ):
                hidden.add(attribute(style, "name") or "")
    return frozenset(hidden)
