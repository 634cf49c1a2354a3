"""Word documents (ISO/IEC 29500): the text as it is read, without comments, deletions and the like."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from redaction.documents.inside import show_pictures
from redaction.documents.package import Package, all_text, attribute, hide_the_rest, tag
from redaction.documents.written import Page, Written
from redaction.errors import CannotRead

_MAIN = "word/document.xml"
_GONE = frozenset({"del", "moveFrom"})
_TWICE = frozenset({"Fallback"})  # the same for older programs
_MARKED = frozenset({"ins", "del", "moveFrom", "moveTo"})
_APART = (("header", "Header"), ("footer", "Footer"), ("footnotes", "Notes"), ("endnotes", "Notes"))


def read_docx(data: bytes) -> Written:
    """Body, tables, headers, footers and notes, in this order. Raises CannotRead."""
    package, page = Package(data), Page()
    if _MAIN not in package.names:
        raise CannotRead("damaged")
    root = package.xml(_MAIN)
    _hide_in(root, page)
    body = next((child for child in root if tag(child) == "body"), root)
    for line in _lines(body):
        page.line(line)
    for start, title in _APART:
        for name in package.matching(f"word/{start}"):
            part = package.xml(name)
            _hide_in(part, page)
            lines = [line for line in _lines(part) if line.strip()]
            if lines:
                page.line()
                page.line(f"{title}:")
                for line in lines:
                    page.line(line)
    shown = (name for start, _ in _APART for name in package.matching(f"word/{start}"))
    show_pictures(package, page, [_MAIN, *shown])
    for name in package.matching("word/comments"):
        for comment in package.xml(name):
            page.hide("comments", f"{attribute(comment, 'author') or ''}\n{all_text(comment)}")
    for name in package.matching("word/people"):
        for person in package.xml(name):
            page.hide("properties", attribute(person, "author") or "")
    hide_the_rest(package, page)
    return page.written()


def _lines(element: Element) -> Iterator[str]:
    """Paragraphs as lines; a row of a table is one line, its cells set apart by bars."""
    for child in element:
        name = tag(child)
        if name in _GONE or name in _TWICE:
            continue
        if name == "p":
            yield "".join(_runs(child))
            for box in _boxes(child):
                yield from _lines(box)
        elif name == "tr":
            cells = [" ".join(line for line in _lines(cell) if line) for cell in child if tag(cell) == "tc"]
            yield " | ".join(cells)
        else:
            yield from _lines(child)


def _runs(element: Element) -> Iterator[str]:
    for child in element:
        name = tag(child)
        if name in _GONE or name in _TWICE or name == "txbxContent" or (name == "r" and _is_vanished(child)):
            continue
        if name == "t":
            yield child.text or ""
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        else:
            yield from _runs(child)


def _boxes(element: Element) -> Iterator[Element]:
    """Text boxes that hang on a paragraph, each once."""
    for child in element:
        if tag(child) == "txbxContent":
            yield child
        elif tag(child) not in _TWICE and tag(child) not in _GONE:
            yield from _boxes(child)


def _is_vanished(run: Element) -> bool:
    for properties in run:
        if tag(properties) == "rPr":
            for one in properties:
                if tag(one) == "vanish" and attribute(one, "val") not in ("0", "false", "off"):
                    return True
    return False


def _hide_in(root: Element, page: Page) -> None:
    """What a part holds and does not show: deleted and hidden words, fields' orders, who changed it."""
    for element in root.iter():
        name = tag(element)
        if name in _MARKED and (author := attribute(element, "author")):
            page.hide("properties", author)
        if name in _GONE:
            page.hide("deletions", all_text(element))
        elif name == "instrText":
            page.hide("fields", element.text or "")
        elif name == "r" and _is_vanished(element):
            page.hide("hidden-text", all_text(element))
