"""An evaluation as tables for a terminal or in Markdown, and as figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from redaction.evaluate.measures import interval
from redaction.evaluate.pictures import PictureOutcome, PictureTally, draw_misses
from redaction.evaluate.plots import Bar, bars
from redaction.evaluate.run import Evaluation, Row
from redaction.listing import surroundings

_WORDS = (
    "Found: marked values of which every letter and digit is hidden, with the interval at 95 %. Shown: those "
    "that are hidden or that a reviewer sees in the list of near misses. Leaking: documents with at least "
    "one value that is not hidden. Precision: hidden characters that were to be hidden. "
    "Over-redaction: other characters that were hidden all the same."
)


def tables(evaluation: Evaluation) -> str:
    """Everything as Markdown that reads well in a terminal too, values left out."""
    parts = []
    if evaluation.ours:
        parts += [
            _table("Set", evaluation.by_set()),
            _table("Entity", evaluation.by_entity(), whole=False),
            _table("Language", evaluation.by_language()),
            _table("Names of people, by language", evaluation.people_by_language(), whole=False),
            _WORDS,
        ]
    if evaluation.pictures:
        parts.append(_pictures(evaluation.pictures))
    return "\n\n".join(part for part in parts if part) + "\n"


def misses(evaluation: Evaluation) -> Iterator[str]:
    """One line for each value that was missed, with its surroundings. These lines hold the values."""
    for name, outcomes in evaluation.ours.items():
        for outcome in outcomes:
            for mark in outcome.missed:
                around = surroundings(outcome.document.text, mark.span)
                yield f"{name}/{outcome.document.name} {mark.label}: {around}"
    for picture in evaluation.pictures:
        for miss in picture.missed:
            yield f"{picture.path.stem}: {miss.word!r}, {miss.cause}: {miss.read_as!r}"


def write_report(evaluation: Evaluation, folder: Path, *, with_misses: bool) -> None:
    """`report.md` and its figures as SVG; made beside the folder's other files, which stay.

    With misses each picture that has some is drawn in `missed/`. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figures = []
    for title, stem, rows in (
        ("Found by set", "found-by-set", evaluation.by_set()),
        ("Found by entity", "found-by-entity", evaluation.by_entity()),
        ("Found by language", "found-by-language", evaluation.by_language()),
    ):
        wanted = [Bar(row.name, row.ours.found, row.vanilla.found if row.vanilla else None) for row in rows]
        if any(bar.share is not None for bar in wanted):
            (folder / f"{stem}.svg").write_text(bars(title, wanted), encoding="utf-8")
            figures.append(f"![{title}]({stem}.svg)")
    parts = ["# Evaluation", tables(evaluation), "\n".join(figures)]
    if with_misses:
        parts += ["## Missed", "\n".join(f"    {line}" for line in misses(evaluation))]
        parts += [_drawn(picture, folder / "missed") for picture in evaluation.pictures if picture.missed]
    (folder / "report.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _drawn(picture: PictureOutcome, folder: Path) -> str:
    folder.mkdir(exist_ok=True)
    name = f"{picture.path.stem}.png"
    (folder / name).write_bytes(draw_misses(picture))
    return f"![{picture.path.stem}]({folder.name}/{name})"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _table(title: str, rows: Sequence[Row], *, whole: bool = True) -> str:
    """One table; `whole` with what can only be said of all characters of a document."""
    if not rows:
        return ""
    theirs = any(row.vanilla for row in rows)
    floors = any(row.floor is not None for row in rows)
    head = [title, "values", "found %", "95 %", *(["vanilla"] if theirs else []), "shown %", "leaking %"]
    if whole:
        head += ["precision %", *(["vanilla"] if theirs else [])]
        head += ["over-redaction %", *(["vanilla"] if theirs else [])]
    head += ["floor %"] if floors else []
    lines = [head, *(_cells(row, whole=whole, floors=floors) for row in rows)]
    return "\n".join(_aligned(lines))


def _cells(row: Row, *, whole: bool, floors: bool) -> list[str]:
    ours, theirs = row.ours, row.vanilla
    sure = interval(ours.covered, ours.marks)
    cells = [row.name, str(ours.marks), percent(ours.found)]
    cells.append(f"{percent(sure[0])}-{percent(sure[1])}" if sure else "–")
    cells += [percent(theirs.found)] if theirs else []
    cells += [percent(ours.seen), percent(ours.leaks)]
    if whole:
        cells += [percent(ours.precision), *([percent(theirs.precision)] if theirs else [])]
        cells += [percent(ours.over_redaction), *([percent(theirs.over_redaction)] if theirs else [])]
    if floors:
        cells.append("–" if row.floor is None else percent(row.floor) + (" below" if row.is_below else ""))
    return cells


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table: the first column to the left, figures to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        first, *others = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        yield "| " + " | ".join((first, *others)) + " |"
        if number == 0:
            rules = ("-" * width if at == 0 else "-" * (width - 1) + ":" for at, width in enumerate(widths))
            yield "| " + " | ".join(rules) + " |"


def _pictures(outcomes: Sequence[PictureOutcome]) -> str:
    tally = PictureTally.of(outcomes)
    lines = [
        ["Pictures", "words to hide", "covered %", "others covered %", "personal", "end to end %"],
        [
            str(tally.pictures),
            str(tally.to_hide),
            _fine(tally.found),
            _fine(tally.over),
            str(tally.personal),
            _fine(tally.end_to_end),
        ],
    ]
    causes = [f"- {cause}: {count}" for cause, count in tally.causes]
    return "\n".join([*_aligned(lines), "", "Not covered, by cause:" if causes else "", *causes]).rstrip()


def _fine(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.2f}"
