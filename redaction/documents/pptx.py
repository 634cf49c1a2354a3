"""Presentations (ISO/IEC 29500): the text of the slides that are shown."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from redaction.documents.inside import show_pictures
from redaction.documents.package import Package, all_text, attribute, hide_the_rest, tag
from redaction.documents.written import Page, Written
from redaction.errors import CannotRead

_MAIN = "ppt/presentation.xml"


def read_pptx(data: bytes) -> Written:
    """Each shown slide in the order of the show. Raises CannotRead."""
    package, page = Package(data), Page()
    if _MAIN not in package.names:
        raise CannotRead("damaged")
    shown: list[str] = []
    for name in _slides(package):
        slide = package.xml(name)
        if slide.get("show") in ("0", "false"):
            page.hide("hidden-slides", all_text(slide))
            continue
        shown.append(name)
        page.line(f"Slide {len(shown)}")
        for line in _paragraphs(slide):
            page.line(line)
        page.line()
    show_pictures(package, page, shown)
    for what, start in (("notes", "ppt/notesSlides/"), ("comments", "ppt/comments/")):
        for name in package.matching(start):
            page.hide(what, all_text(package.xml(name)))
    for name in package.matching("ppt/commentAuthors") + package.matching("ppt/authors"):
        for author in package.xml(name):
            page.hide("properties", attribute(author, "name") or "")
    hide_the_rest(package, page)
    return page.written()


def _slides(package: Package) -> list[str]:
    """Names of the slides in their order. Slides that the show does not list are no part of it."""
    targets = package.targets(_MAIN)
    order = []
    for element in package.xml(_MAIN).iter():
        if tag(element) == "sldId":
            # `id` is a number of its own; the relation's is the one in a name space.
            relation = next((value for key, value in element.attrib.items() if key.startswith("{")), "")
            kind, target = targets.get(relation, ("", ""))
            if kind != "slide" or target not in package.names:
                raise CannotRead("damaged")
            order.append(target)
    return order


def _paragraphs(element: Element) -> Iterator[str]:
    for child in element:
        name = tag(child)
        if name == "p":
            text = "".join(
                (one.text or "") if tag(one) == "t" else "\n" if tag(one) == "br" else ""
                for one in child.iter()
            )
            if text.strip():
                yield text
        elif name == "tr":
            yield " | ".join(" ".join(_paragraphs(cell)) for cell in child if tag(cell) == "tc")
        elif name != "Fallback":
            yield from _paragraphs(child)
