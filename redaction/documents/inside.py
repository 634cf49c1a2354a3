"""The pictures inside an Office or OpenDocument file: each is looked at as if it had been sent alone."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from redaction.documents.image import Pixels, open_frame
from redaction.documents.package import Package, attribute, tag
from redaction.documents.sniff import IMAGES, Kind, sniff
from redaction.documents.written import Page, read_written
from redaction.errors import CannotRead

MOST = 30  # a person looks at each; what is beyond is counted among what is left out
# From what is shown to its pictures; not to slides' notes and masters, other sheets or comments.
_LEADING = frozenset({"image", "drawing", "vmlDrawing", "chart", "diagramDrawing"})
_SIGNED = 4096  # bytes that tell what a part is
_OPENED = IMAGES | {Kind.TIFF}


def open_inside(data: bytes, number: int, *, most: int) -> tuple[Pixels, int]:
    """One picture of those that the file shows, counted from 0, and how many there are.

    Of an animation it is the first still. Raises CannotRead: `no-such-page`,
    and as `read_written` and `open_frame`.
    """
    names = read_written(data).pictures
    if not 0 <= number < len(names):
        raise CannotRead("no-such-page")
    pixels, _ = open_frame(Package(data).read(names[number]), 0, most=most)
    return pixels, len(names)


def show_pictures(package: Package, page: Page, parts: Iterable[str]) -> None:
    """Note the pictures that these parts show, by way of their relations, as far as we can open them."""
    todo, seen = [*parts], set[str]()
    for name in todo:  # grows as relations are followed
        for kind, target in package.targets(name).values():
            if kind in _LEADING and target in package.names and target not in seen:
                seen.add(target)
                todo.append(target)
    _show(package, page, seen)


def show_drawn(package: Package, page: Page, bodies: Iterable[Element]) -> None:
    """The same for OpenDocument, where a picture is named where it stands."""
    drawn = (one for body in bodies for one in body.iter() if tag(one) == "image")
    names = {attribute(one, "href") or "" for one in drawn}
    _show(package, page, names.intersection(package.names))


def _show(package: Package, page: Page, names: set[str]) -> None:
    for name in sorted(names, key=lambda name: (len(name), name)):
        if len(page.pictures) < MOST and sniff(package.start(name, _SIGNED)) in _OPENED:
            page.pictures.append(name)
