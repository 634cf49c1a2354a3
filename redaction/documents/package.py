"""Zip packages of XML parts (Office, OpenDocument): read in memory under limits, never unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from redaction.documents.written import Page
from redaction.errors import CannotRead

MAX_PARTS = 5_000
MAX_PART = 30_000_000  # bytes of one unpacked part
MAX_ALL = 120_000_000

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".svg", ".webp")
_AUTHORS = ("creator", "lastModifiedBy", "initial-creator", "Manager", "Company")


class Package:
    """The parts of one file. Raises CannotRead: `damaged`, `too-large`, `locked`."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise CannotRead("damaged") from None
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS:
            raise CannotRead("too-large")
        if any(part.flag_bits & 1 for part in parts):
            raise CannotRead("locked")
        for part in parts:
            # Nothing is unpacked, so nothing could be overwritten; but no honest program writes such names.
            if part.filename.startswith(("/", "\\")) or ".." in part.filename.replace("\\", "/").split("/"):
                raise CannotRead("damaged")
        self.names = [part.filename for part in parts]
        self._room = MAX_ALL

    def read(self, name: str) -> bytes:
        """The bytes of a part; counted as they come, for a package may lie about its sizes."""
        most = min(MAX_PART, self._room)
        content = self.start(name, most + 1)
        if len(content) > most:
            raise CannotRead("too-large")
        self._room -= len(content)
        return content

    def start(self, name: str, count: int) -> bytes:
        """The first bytes of a part."""
        try:
            with self._zip.open(name) as part:
                return part.read(count)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise CannotRead("damaged") from None

    def xml(self, name: str) -> Element:
        """A part as XML, without document types and entities, which only attacks need."""
        try:
            root: Element = fromstring(self.read(name), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError):
            raise CannotRead("damaged") from None
        return root

    def matching(self, start: str, end: str = ".xml") -> list[str]:
        """Names of parts, `slide2` before `slide10`."""
        names = [name for name in self.names if name.startswith(start) and name.endswith(end)]
        return sorted(names, key=lambda name: (len(name), name))

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id -> kind of the relation (its last word) and target; empty for nothing.

        A target inside the package is a part's name, one outside an address.
        """
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels".lstrip("/")
        if relations not in self.names:
            return {}
        found = {}
        for one in self.xml(relations):
            target = one.get("Target", "")
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = (one.get("Type", "").rpartition("/")[2], target)
        return found


def tag(element: Element) -> str:
    """The name of an element without its name space; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without name space; None when there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def all_text(element: Element) -> str:
    """Every text in it, pieces apart; for what is only looked through."""
    return " ".join(text for piece in element.itertext() if (text := piece.strip()))


def hide_the_rest(package: Package, page: Page) -> None:
    """What packages carry beside their text: properties, other pictures, links to the outside, files."""
    for name in package.names:
        low = name.lower()
        if name in page.pictures:
            continue
        if low.endswith(_PICTURES):
            page.hide("pictures")
        elif "/embeddings/" in low or low.endswith((".bin", ".ole")):
            page.hide("embedded-files")
        elif low.startswith("docprops/") and low.endswith(".xml"):
            for one in package.xml(name).iter():
                if one.text and one.text.strip() and tag(one) in _AUTHORS:
                    page.hide("properties", one.text)
        elif low.startswith("customxml/") and low.endswith(".xml"):
            page.hide("other-parts", all_text(package.xml(name)))
        elif low.endswith(".rels"):
            for link in _links(package, name):
                page.hide("links", link)


def _links(package: Package, name: str) -> Iterator[str]:
    for one in package.xml(name):
        if one.get("TargetMode") == "External":
            yield one.get("Target", "").removeprefix("mailto:")
