"""Documents of several pages in the copy: a new PDF, made of the very page pictures that go out beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from desk.files.sealing import keyed_hash
from desk.files.store import CannotOpen, keep_private, read
from desk.publishing.models import Part, PreviewFile, ReviewItem
from desk.redactor import (
    ENTITIES,
    PAGED,
    Box,
    CannotRead,
    CannotRedact,
    Kind,
    OutPage,
    PixelHide,
    Word,
    build_document,
)

Page = tuple[Part, PreviewFile]


def is_document(part: Part) -> bool:
    """Whether the pages of this part's file go out as a document; stills of an animation do not."""
    kind = part.attachment.file.kind if part.attachment is not None else ""
    return part.kind == Part.Kind.PAGE and kind in PAGED


def hides_of(part: Part) -> list[PixelHide]:
    """The boxes to cover in a picture, by its stored decisions."""
    return [
        PixelHide(item.box, f"[{ENTITIES[item.entity].words}]")
        for item in part.items.all()
        if item.verdict == ReviewItem.Verdict.HIDE and item.is_box
    ]


def render_document(pages: Sequence[Page], hidden: Sequence[str]) -> PreviewFile:
    """The document of these finished pages, built and read again once per recipe.

    It is kept with its first page. Its words are not stored again: they are
    those of the pages. Raises CannotRedact.
    """
    first = pages[0][0]
    recipe = _recipe(pages, hidden)
    if (render := first.renders.filter(recipe=recipe).first()) is not None:
        return render
    try:
        sheets = [
            OutPage(read(render.file), (*words_of(render.words), *(hide.word for hide in hides_of(part))))
            for part, render in pages
        ]
        built = build_document(sheets, hidden=hidden)
    except (CannotRead, CannotOpen) as unreadable:
        raise CannotRedact(str(unreadable)) from None
    render, _ = PreviewFile.objects.get_or_create(
        part=first,
        recipe=recipe,
        defaults={
            "file": keep_private(built.data, kind=Kind.PDF),
            "width": pages[0][1].width,
            "height": pages[0][1].height,
            "problems": [{"code": problem.code, "where": problem.where} for problem in built.problems],
        },
    )
    return render


def words_of(rows: list[dict[str, Any]]) -> list[Word]:
    """The words that were read in a finished picture, as stored with it."""
    return [
        Word(row["text"], Box(row["left"], row["top"], row["right"], row["bottom"]), row["score"])
        for row in rows
    ]


def _recipe(pages: Sequence[Page], hidden: Sequence[str]) -> str:
    facts = json.dumps(["document", [[part.page, render.recipe] for part, render in pages], list(hidden)])
    return keyed_hash("recipes", facts)
