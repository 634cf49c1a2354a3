"""The text of a piece of HTML as a reader sees it; scripts, styles, comments and addresses are hidden."""

from __future__ import annotations

from html.parser import HTMLParser

from redaction.documents.written import Page

_BLOCKS = frozenset(
    "p div br tr li ul ol table h1 h2 h3 h4 h5 h6 hr blockquote pre section article dt dd".split()
)
_SILENT = frozenset("script style head title template noscript object iframe svg".split())
_EMPTY = frozenset("br hr img input meta link wbr area base col embed source track".split())
_ADDRESSES = ("href", "src", "alt", "title")


def show_markup(markup: str, page: Page) -> None:
    """Write the visible lines of the markup to the page, and hide the rest there. Never raises."""
    reader = _Reader(page)
    reader.feed(markup)
    reader.close()
    reader.end()


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self._page = page
        self._line: list[str] = []
        self._silent: list[str] = []  # open elements inside which nothing is seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _ADDRESSES and value:
                self._page.hide("links", value.removeprefix("mailto:"))
        style = (dict(attrs).get("style") or "").replace(" ", "").lower()
        unseen = tag in _SILENT or "display:none" in style or "visibility:hidden" in style
        if tag not in _EMPTY and (self._silent or unseen):
            self._silent.append(tag)
        if tag in _BLOCKS:
            self.end()
        elif tag in ("td", "th"):
            self._line.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        if tag in _BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data)
        elif self._silent[0] not in ("style", "script") and data.strip():
            self._page.hide("hidden-text", data)

    def handle_comment(self, data: str) -> None:
        self._page.hide("hidden-text", data)

    def end(self) -> None:
        """Write the line so far, its white space as one blank each; nothing for an empty one."""
        text = "\t".join(" ".join(cell.split()) for cell in "".join(self._line).split("\t")).strip()
        if text:
            self._page.line(text)
        self._line = []
