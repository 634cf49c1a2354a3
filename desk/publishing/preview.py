"""Render the public copy: exactly the bytes that would go out, from stored decisions.

Only tasks render. The preview on the reviewer's screen and the published post are made by the same
`render_copy`, and compared by digest.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from desk.files.sealing import derived, keyed_hash
from desk.files.store import CannotOpen, keep_private, read
from desk.publishing import requested
from desk.publishing.documents import hides_of, is_document, render_document, words_of
from desk.publishing.models import Part, PreviewFile, Publication, ReviewItem
from desk.publishing.review import Verdict
from desk.redactor import (
    ENTITIES,
    CannotRead,
    CannotRedact,
    Finding,
    ImageCheck,
    Kind,
    Needle,
    PixelHide,
    Problem,
    Word,
    disjoint,
    find_in_words,
    label_book,
    redact_image,
    respelled,
    rewrite,
    verify_image,
    verify_text,
)
from desk.tickets.rules import policy


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of public text, or a placeholder when `entity` is set."""

    text: str
    entity: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A redacted picture of the copy: its neutral name, where its bytes are, and what it shows in words."""

    part: Part
    name: str
    render: PreviewFile
    alt: str


@dataclass(frozen=True, slots=True)
class CopyPart:
    """A part as the public reads it: pieces of text, one file, or the pages of one.

    `pages` are the pictures of a document, whose `file` is the PDF of them, or
    what has none: the stills of an animation, and the pictures inside a file
    whose text goes before them. `number` counts these in the copy.
    `lines` are those of the log that were chosen, such as `120 to 180`; empty for all.
    """

    kind: str
    pieces: tuple[Piece, ...] = ()
    file: CopyFile | None = None
    pages: tuple[CopyFile, ...] = ()
    number: int = 0
    lines: str = ""

    @property
    def files(self) -> tuple[CopyFile, ...]:
        return (*((self.file,) if self.file is not None else ()), *self.pages)


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """The whole copy. `problems` are codes of what verification found; empty means it may leave."""

    title: str
    article: str
    text: str
    files: tuple[CopyFile, ...]
    ledger: list[dict[str, Any]]
    receipt: dict[str, Any]
    problems: tuple[str, ...]
    policy_digest: str
    digest: str


def render_copy(publication: Publication) -> PublicCopy:
    """The copy as its stored decisions make it, verified on the bytes that would go out.

    The same decisions give the same bytes. Raises CannotRedact when the
    detector is unavailable or a picture cannot be covered.
    """
    parts = list(publication.parts.prefetch_related("items").select_related("attachment__file"))
    hidden = hidden_values(parts)
    renders = {part.pk: render_picture(part, hidden) for part in parts if part.is_picture}
    copies, ledger = _rewritten(publication, parts, renders, _documents(parts, renders, hidden))
    receipt = _receipt(parts)
    words = [copy.pieces for copy in copies if copy.kind == Part.Kind.TITLE]
    title = "".join(piece.text for pieces in words for piece in pieces).strip()[:300]
    article = _article(copies, receipt)
    text = "\n\n".join(
        "".join(piece.text for piece in copy.pieces).strip() for copy in copies if copy.pieces
    ).strip()
    files = tuple(file for copy in copies for file in copy.files)
    problems = [f"still-readable:{part}" for part in _readable_parts(copies, hidden)]
    problems += _problems_of_output(title, text, article, _article(map(_emptied, copies), receipt), hidden)
    seen = [title, text, *(" ".join(word.text for word in words_of(file.render.words)) for file in files)]
    if any(requested.stands_in(words, publication) for words in seen):
        problems.append("hidden-on-request")
    for file in files:
        problems += [f"{problem['code']}:{file.part.pk}" for problem in file.render.problems]
    return PublicCopy(
        title=title,
        article=article,
        text=text,
        files=files,
        ledger=ledger,
        receipt=receipt,
        problems=tuple(dict.fromkeys(problems)),
        policy_digest=policy().digest,
        digest=_digest(title, article, text, files),
    )


def _documents(
    parts: list[Part], renders: dict[int, PreviewFile], hidden: list[str]
) -> dict[int, PreviewFile]:
    """The PDF of each document in the copy, by its first page that is in it."""
    pages: dict[int | None, list[Part]] = {}
    for part in parts:
        if is_document(part):
            pages.setdefault(part.attachment_id, []).append(part)
    return {
        own[0].pk: render_document([(part, renders[part.pk]) for part in own], hidden)
        for own in pages.values()
    }


def hidden_values(parts: list[Part]) -> list[str]:
    """Every value that is hidden in a text of the copy, less those a person keeps visible elsewhere.

    The same word can be a name in one sentence and not in another; a person
    who looked at both has the last word.
    """
    kept = {
        item.value.casefold() for part in parts for item in part.items.all() if item.verdict == Verdict.KEEP
    }
    hidden = {item.value for part in parts for item in part.items.all() if item.verdict == Verdict.HIDE}
    return sorted(value for value in hidden if value.strip() and value.casefold() not in kept)


def render_picture(part: Part, hidden: list[str]) -> PreviewFile:
    """The redacted picture for the boxes of now, made and read again once per recipe.

    A hidden value that is still readable becomes an undecided box where it stands.
    """
    if part.attachment is None:
        raise CannotRedact("no-picture")
    hides = hides_of(part)
    recipe = _recipe(part, hides, hidden)
    if (render := part.renders.filter(recipe=recipe).first()) is not None:
        return render
    try:
        redacted = redact_image(read(part.attachment.file), hides, page=part.page)
    except (CannotRead, CannotOpen) as unreadable:
        raise CannotRedact(str(unreadable)) from None
    check = verify_image(redacted.data, hidden=hidden, boxes=[hide.box for hide in hides])
    words = respelled(check.words, redacted.layer)
    render, _ = PreviewFile.objects.get_or_create(
        part=part,
        recipe=recipe,
        defaults={
            "file": keep_private(redacted.data, kind=Kind.PNG),
            "width": part.width or 0,
            "height": part.height or 0,
            "words": [_word_row(word) for word in words],
            "problems": [{"code": problem.code, "where": problem.where} for problem in check.problems],
        },
    )
    _ask_about_readable(part, check, hidden)
    requested.hide_again_in_picture(part, check.words)
    return render


def _word_row(word: Word) -> dict[str, Any]:
    box = word.box
    return {
        "text": word.text,
        "score": round(word.score, 3),
        "left": box.left,
        "top": box.top,
        "right": box.right,
        "bottom": box.bottom,
    }


def _ask_about_readable(part: Part, check: ImageCheck, hidden: list[str]) -> None:
    taken = [item.box for item in part.items.all() if item.is_box]
    found = find_in_words(check.words, [Needle(value) for value in hidden])
    fresh = [f for f in found if not any(box.overlaps(f.box) for box in taken)]
    for finding in fresh:
        ReviewItem.objects.create(
            part=part,
            left=finding.box.left,
            top=finding.box.top,
            right=min(finding.box.right, part.width or finding.box.right),
            bottom=min(finding.box.bottom, part.height or finding.box.bottom),
            entity=finding.entity,
            score=finding.score,
            rule="verify.readable",
            origin=ReviewItem.Origin.DETECTOR,
        )
    if fresh:
        part.publication.touch()


def _rewritten(
    publication: Publication,
    parts: list[Part],
    renders: dict[int, PreviewFile],
    documents: dict[int, PreviewFile],
) -> tuple[list[CopyPart], list[dict[str, Any]]]:
    """Every part as the public reads it, and the ledger. Placeholders are given out here.

    The row is locked while they are: two renders at once must not call two
    people by the same letter.
    """
    with transaction.atomic():
        mine = Publication.objects.select_for_update().get(pk=publication.pk)
        book = label_book(derived(f"labels:{publication.slug}"), mine.labels)
        copies, ledger, pictures = [], [], 0
        numbers: dict[int | None, int] = {}
        for part in parts:
            if part.kind == Part.Kind.PAGE:
                if part.attachment_id in numbers:
                    continue
                numbers[part.attachment_id] = len(numbers) + 1
                pages = [
                    page for page in parts if page.is_picture and page.attachment_id == part.attachment_id
                ]
                copies.append(_copy_pages(publication, pages, renders, documents, len(numbers)))
                continue
            if part.is_picture:
                pictures += 1
                copies.append(
                    CopyPart(part.kind, file=_copy_file(publication, part, renders[part.pk], pictures))
                )
                continue
            if not part.text.strip():
                continue
            rewritten = rewrite(part.text, _hidden_findings(part), book)
            pieces = _pieces(rewritten.text, rewritten.placements)
            copies.append(CopyPart(part.kind, pieces=pieces, lines=part.lines))
            ledger += [
                {
                    "part": part.position,
                    "start": placement.span.start,
                    "end": placement.span.end,
                    "label": placement.label,
                    "entity": placement.finding.entity,
                    "rule": placement.finding.rule,
                }
                for placement in rewritten.placements
            ]
        Publication.objects.filter(pk=publication.pk).update(labels=dict(book.entries))
    return copies, ledger


def _hidden_findings(part: Part) -> tuple[Finding, ...]:
    return disjoint(
        Finding(item.span, item.entity, item.score, item.rule)
        for item in part.items.all()
        if item.verdict == Verdict.HIDE and not item.is_box
    )


def _pieces(text: str, placements: tuple[Any, ...]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for placement in placements:
        if at < placement.span.start:
            pieces.append(Piece(text[at : placement.span.start]))
        entity = ENTITIES[placement.finding.entity]
        pieces.append(Piece(placement.label, entity.key, entity.name))
        at = placement.span.end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)


def _copy_file(publication: Publication, part: Part, render: PreviewFile, number: int) -> CopyFile:
    """The picture under a neutral name; its second half is unguessable and changes with the bytes."""
    name = f"screenshot-{number}-{public_token(publication, render)}.png"
    return CopyFile(part, name, render, f"Screenshot {number}. {_said_hidden([part])}"[:300])


def _copy_pages(
    publication: Publication,
    pages: list[Part],
    renders: dict[int, PreviewFile],
    documents: dict[int, PreviewFile],
    number: int,
) -> CopyPart:
    """Each page as a picture, and for a document the PDF of them all."""
    document = documents.get(pages[0].pk)
    kind = "document" if document is not None else "pictures" if pages[0].is_inside else "animation"
    what, each = {
        "document": ("Document", "page"),
        "pictures": ("Pictures", "picture"),
        "animation": ("Animation", "picture"),
    }[kind]
    pictures = []
    for part in pages:
        render, page = renders[part.pk], part.page + 1
        name = f"{what.lower()}-{number}-{each}-{page}-{public_token(publication, render)}.png"
        alt = f"{what} {number}, {each} {page}. {_said_hidden([part])}"
        pictures.append(CopyFile(part, name, render, alt[:300]))
    if document is None:
        return CopyPart(kind, pages=tuple(pictures), number=number)
    name = f"document-{number}-{public_token(publication, document)}.pdf"
    file = CopyFile(pages[0], name, document, f"Document {number}. {_said_hidden(pages)}"[:300])
    return CopyPart("document", file=file, pages=tuple(pictures), number=number)


def _said_hidden(parts: Sequence[Part]) -> str:
    """What is hidden in these pictures, by kind and number."""
    counts = Counter(
        ENTITIES[item.entity].name.lower()
        for part in parts
        for item in part.items.all()
        if item.verdict == Verdict.HIDE
    )
    hidden = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return f"Hidden in it: {hidden}." if hidden else "Nothing is hidden in it."


def public_token(publication: Publication, render: PreviewFile) -> str:
    """16 hex digits that name these bytes in this post: unguessable, and others when the bytes change."""
    return keyed_hash(f"names:{publication.slug}", render.file.digest)[:16]


def _receipt(parts: list[Part]) -> dict[str, Any]:
    """How many things are hidden, by group: what the public may know about what it does not see."""
    groups = Counter(
        "image area" if item.is_box else ENTITIES[item.entity].group
        for part in parts
        for item in part.items.all()
        if item.verdict == Verdict.HIDE
    )
    return {"hidden": groups.total(), "groups": dict(sorted(groups.items()))}


def _article(copies: Iterable[CopyPart], receipt: dict[str, Any]) -> str:
    return render_to_string("publishing/_article.html", {"parts": list(copies), "receipt": receipt})


def _emptied(copy: CopyPart) -> CopyPart:
    return replace(copy, pieces=())


def _problems_of_output(title: str, text: str, article: str, frame: str, hidden: list[str]) -> list[str]:
    """Look once more at the whole output, markup and all.

    `frame` is the article without its words: headings that stand in every
    post. A hidden value that can be read in the frame tells nothing.
    """
    same_for_all = {problem.where for problem in verify_text(_as_read(frame), hidden)}
    found = verify_text(f"{title}\n{text}", hidden) + verify_text(_as_read(article), hidden)
    return [problem.code for problem in found if problem.where not in same_for_all]


def _as_read(markup: str) -> str:
    return f"{html.unescape(strip_tags(markup))}\n{html.unescape(markup)}"


def _readable_parts(copies: list[CopyPart], hidden: list[str]) -> list[str]:
    """Kinds of the text parts in which a hidden value can still be read."""
    readable = []
    for copy in copies:
        problems: tuple[Problem, ...] = verify_text("".join(piece.text for piece in copy.pieces), hidden)
        if problems:
            readable.append(copy.kind)
    return readable


def _recipe(part: Part, hides: Sequence[PixelHide], hidden: list[str]) -> str:
    """What the bytes and their verification depend on, as a keyed digest."""
    boxes = sorted((h.box.left, h.box.top, h.box.right, h.box.bottom, h.label) for h in hides)
    facts = json.dumps([part.source_digest, boxes, hidden, policy().digest])
    return keyed_hash("recipes", facts)


def _digest(title: str, article: str, text: str, files: tuple[CopyFile, ...]) -> str:
    facts = json.dumps(
        [title, article, text, [(file.name, file.render.file.digest, file.alt) for file in files]]
    )
    return hashlib.sha256(facts.encode()).hexdigest()
