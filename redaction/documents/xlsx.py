"""Workbooks (ISO/IEC 29500): the values of the sheets, rows and columns that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from redaction.documents.inside import show_pictures
from redaction.documents.package import Package, all_text, attribute, hide_the_rest, tag
from redaction.documents.plain import harmless_cell
from redaction.documents.written import Page, Written
from redaction.errors import CannotRead

_MAIN = "xl/workbook.xml"
_DATES = frozenset({*range(14, 23), *range(45, 48)})  # built-in number formats of dates and times
_DATE_FORM = re.compile(r"[ymdhs]", re.I)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_FIRST_DAY = datetime(1899, 12, 30)
_MAX_COLUMN = 16_384


def read_xlsx(data: bytes) -> Written:
    """Each shown sheet under its name, a row a line, cells set apart by tabs; values, never formulas.

    Raises CannotRead.
    """
    package, page = Package(data), Page()
    if _MAIN not in package.names:
        raise CannotRead("damaged")
    shared, dates, targets = _shared(package), _date_styles(package), package.targets(_MAIN)
    shown = []
    for sheet in package.xml(_MAIN).iter():
        if tag(sheet) != "sheet":
            continue
        relation = next((value for key, value in sheet.attrib.items() if key.startswith("{")), "")
        _, name = targets.get(relation, ("", ""))
        if name not in package.names:
            raise CannotRead("damaged")
        rows = list(_rows(package.xml(name), shared, dates, page))
        if sheet.get("state", "visible") != "visible":
            page.hide("hidden-sheets", "\n".join([sheet.get("name", ""), *rows]))
            continue
        shown.append(name)
        page.line(f"Sheet: {sheet.get('name', '')}")
        for row in rows:
            page.line(row)
        page.line()
    show_pictures(package, page, shown)
    _hide_the_unseen(package, page)
    hide_the_rest(package, page)
    return page.written()


def _rows(sheet: Element, shared: Sequence[str], dates: frozenset[int], page: Page) -> Iterator[str]:
    unseen = _hidden_columns(sheet)
    for row in sheet.iter():
        if tag(row) != "row":
            continue
        cells: dict[int, str] = {}
        for place, cell in enumerate(child for child in row if tag(child) == "c"):
            column = _column(cell.get("r", ""), place)
            value = _value(cell, shared, dates)
            if column in unseen:
                if value:
                    page.hide("hidden-columns", value)
                continue
            cells[column] = harmless_cell(value)
            for formula in cell:
                if tag(formula) == "f" and formula.text:
                    page.hide("formulas", formula.text)
        last = max((column for column, value in cells.items() if value), default=-1)
        line = "\t".join(cells.get(column, "") for column in range(last + 1))
        if row.get("hidden") in ("1", "true"):
            page.hide("hidden-rows", line)
        else:
            yield line


def _value(cell: Element, shared: Sequence[str], dates: frozenset[int]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _string(cell)
    raw = next((child.text or "" for child in cell if tag(child) == "v"), "")
    if kind == "s":
        if not raw.isdecimal() or int(raw) >= len(shared):
            raise CannotRead("damaged")
        return shared[int(raw)]
    if kind == "b":
        return "TRUE" if raw == "1" else "FALSE"
    style = cell.get("s", "")
    if kind == "n" and raw and style.isdecimal() and int(style) in dates:
        return _date(raw)
    return raw


def _date(raw: str) -> str:
    try:
        at = _FIRST_DAY + timedelta(days=float(raw))
    except (ValueError, OverflowError):
        return raw
    return at.strftime("%Y-%m-%d" if float(raw) == int(float(raw)) else "%Y-%m-%d %H:%M:%S")


def _shared(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package.names:
        return []
    return [_string(one) for one in package.xml("xl/sharedStrings.xml") if tag(one) == "si"]


def _string(element: Element) -> str:
    """The text of a string in pieces, without its readings aid (`rPh`)."""
    if tag(element) == "t":
        return element.text or ""
    return "".join(_string(child) for child in element if tag(child) in ("t", "r", "is"))


def _date_styles(package: Package) -> frozenset[int]:
    """Numbers of the cell styles that show a number as a date."""
    if "xl/styles.xml" not in package.names:
        return frozenset()
    styles = package.xml("xl/styles.xml")
    known = set(_DATES)
    for form in styles.iter():
        if tag(form) == "numFmt" and _DATE_FORM.search(_QUOTED.sub("", form.get("formatCode", ""))):
            known.add(int(form.get("numFmtId", "0")) if form.get("numFmtId", "").isdecimal() else 0)
    cells = next((one for one in styles if tag(one) == "cellXfs"), None)
    if cells is None:
        return frozenset()
    forms = [one.get("numFmtId", "0") for one in cells]
    return frozenset(n for n, form in enumerate(forms) if form.isdecimal() and int(form) in known - {0})


def _hidden_columns(sheet: Element) -> frozenset[int]:
    hidden: set[int] = set()
    for one in sheet.iter():
        if tag(one) == "col" and one.get("hidden") in ("1", "true"):
            first, last = one.get("min", ""), one.get("max", "")
            if first.isdecimal() and last.isdecimal():
                hidden.update(range(int(first) - 1, min(int(last), _MAX_COLUMN)))
    return frozenset(hidden)


def _column(reference: str, place: int) -> int:
    """0 for `A1`, 27 for `AB7`; the cell's place in its row when it has no reference."""
    letters = "".join(char for char in reference.upper() if "A" <= char <= "Z")
    if not letters:
        return place
    number = 0
    for char in letters[:3]:
        number = number * 26 + ord(char) - 64
    return min(number, _MAX_COLUMN) - 1


def _hide_the_unseen(package: Package, page: Page) -> None:
    """Comments, tables behind pivots and diagrams, and names of cells."""
    for what, start in (
        ("comments", "xl/comments"),
        ("comments", "xl/threadedComments/"),
        ("properties", "xl/persons/"),
        ("pivot-data", "xl/pivotCache/"),
        ("diagrams", "xl/charts/"),
        ("text-boxes", "xl/drawings/drawing"),
    ):
        for name in package.matching(start):
            root = package.xml(name)
            said = [all_text(root), *(value for one in root.iter() for value in _said(one))]
            page.hide(what, "\n".join(said))


def _said(element: Element) -> Iterator[str]:
    for name in ("v", "displayName", "author", "name"):
        if value := attribute(element, name):
            yield value
