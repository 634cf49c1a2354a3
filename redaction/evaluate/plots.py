"""Bars as SVG, small enough to be written by hand: no drawing library is worth its weight for this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

_ROW, _THICK, _TOP = 26, 10, 44
_NAMES, _SCALE, _RIGHT = 190, 420, 60  # widths in pixels: names, the bars from 0 to 100 %, the figures


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a name and a share in 0..1 of ours, and of vanilla Presidio where it ran; None for no data."""

    name: str
    share: float | None
    other: float | None = None


def bars(title: str, rows: Sequence[Bar]) -> str:
    """An SVG picture of horizontal bars from 0 to 100 %, for light and dark ground and for screen readers.

    A row without data has no bar and says so.
    """
    height = _TOP + _ROW * len(rows) + 8
    width = _NAMES + _SCALE + _RIGHT
    said = "; ".join(f"{row.name} {_figure(row.share)}" for row in rows)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" aria-labelledby="t d">',
            f'<title id="t">{escape(title)}</title><desc id="d">{escape(said)}</desc>',
            _STYLE,
            f'<text class="h" x="4" y="18">{escape(title)}</text>',
            *_legend(any(row.other is not None for row in rows)),
            *_grid(height),
            *(part for number, row in enumerate(rows) for part in _row(row, _TOP + _ROW * number)),
            "</svg>\n",
        )
    )


_STYLE = (
    "<style>text{font:12px system-ui,sans-serif;fill:#1d2733}.h{font-weight:600;font-size:14px}"
    ".g{stroke:#c9d1d9}.a{fill:#0b6e4f}.b{fill:#9aa5b1}.n{text-anchor:end}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.g{stroke:#3d4852}.a{fill:#3fb68b}.b{fill:#66727f}}</style>"
)


def _legend(both: bool) -> Iterator[str]:
    if both:
        x = _NAMES + _SCALE - 190
        yield f'<rect class="a" x="{x}" y="9" width="10" height="10"/>'
        yield f'<text x="{x + 15}" y="18">Discreet</text>'
        yield f'<rect class="b" x="{x + 85}" y="9" width="10" height="10"/>'
        yield f'<text x="{x + 100}" y="18">vanilla Presidio</text>'


def _grid(height: int) -> Iterator[str]:
    for part in range(0, 101, 25):
        x = _NAMES + _SCALE * part // 100
        yield f'<line class="g" x1="{x}" x2="{x}" y1="{_TOP - 6}" y2="{height - 8}"/>'
        yield f'<text x="{x}" y="{_TOP - 10}" text-anchor="middle">{part} %</text>'


def _row(row: Bar, top: int) -> Iterator[str]:
    yield f'<text class="n" x="{_NAMES - 8}" y="{top + 14}">{escape(row.name)}</text>'
    for share, style, offset in ((row.share, "a", 2), (row.other, "b", 2 + _THICK)):
        if share is not None:
            place = f'x="{_NAMES}" y="{top + offset}" width="{_SCALE * share:.1f}" height="{_THICK}"'
            yield f'<rect class="{style}" {place}/>'
    yield f'<text x="{_NAMES + _SCALE + 8}" y="{top + 14}">{_figure(row.share)}</text>'


def _figure(share: float | None) -> str:
    return "no data" if share is None else f"{100 * share:.1f} %"
