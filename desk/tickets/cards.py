"""Files in which the scan sees a payment card number: a copy without it takes their place, for good (S013).

Until then the bytes lie sealed under a key of their own, which goes with them. A picture stays a picture,
pages become a new PDF of them; of everything written the visible text remains, without its pictures.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from desk.audit.record import record
from desk.files.models import StoredFile
from desk.files.store import destroy, keep_private
from desk.redactor import (
    BoxFinding,
    CannotRedact,
    ImageScan,
    Kind,
    OutPage,
    PixelHide,
    Written,
    build_document,
    cut_cards,
    redact_image,
    verify_image,
)
from desk.tickets.models import Attachment, Message

CARD = "CREDIT_CARD"
_LABEL = "[card number removed]"


def cut_drawn(attachment: Attachment, content: bytes, seen: ImageScan) -> bool:
    """Whether there were cards in a picture or on pages; then they are covered. Raises CannotRedact."""
    cards = _cards(seen)
    if not cards:
        return False
    pages = [_page(content, page, cards) for page in range(seen.pages)]
    if len(pages) == 1:
        cut, kind = pages[0].png, Kind.PNG
    else:
        built = build_document(pages, hidden=())
        if built.problems:
            raise CannotRedact(built.problems[0].code)
        cut, kind = built.data, Kind.PDF
    _keep_instead(attachment, cut, kind=kind, cut=len(cards))
    return True


def cut_written(attachment: Attachment, written: Written, inside: ImageScan | None) -> bool:
    """Whether there were cards in the text of a file, behind it or in its pictures; then the text remains."""
    words = cut_cards(written.text)
    count = words.count + cut_cards(written.hidden).count + len(_cards(inside) if inside else ())
    if not count:
        return False
    _keep_instead(attachment, words.text.encode(), kind=Kind.TEXT, cut=count)
    return True


@transaction.atomic
def put_in_place(attachment: Attachment, content: bytes, *, kind: str) -> None:
    """Put other bytes in the place of a file; the key of the old ones is destroyed once that holds."""
    old = attachment.file
    attachment.file = keep_private(content, kind=kind)
    attachment.save(update_fields=["file"])
    # Not before the commit, which may fail; a crash after it leaves the date, for `tick`.
    StoredFile.objects.filter(pk=old.pk).update(delete_after=timezone.now())
    transaction.on_commit(partial(destroy, old))


@transaction.atomic
def _keep_instead(attachment: Attachment, content: bytes, *, kind: Kind, cut: int) -> None:
    put_in_place(attachment, content, kind=kind)
    Message.objects.filter(pk=attachment.message_id).update(cards_cut=F("cards_cut") + cut)
    record("file.cards_cut", attachment, by="system", count=cut)


def _cards(seen: ImageScan) -> list[BoxFinding]:
    return [finding for finding in seen.findings if finding.entity == CARD]


def _page(content: bytes, page: int, cards: list[BoxFinding]) -> OutPage:
    """One page with its cards covered, and the words that can still be read on it."""
    hides = [PixelHide(card.box, _LABEL) for card in cards if card.page == page]
    safe = redact_image(content, hides, page=page)
    check = verify_image(safe.data, hidden=(), boxes=[hide.box for hide in hides])
    if check.problems:
        raise CannotRedact(check.problems[0].code)
    return OutPage(safe.data, check.words)
