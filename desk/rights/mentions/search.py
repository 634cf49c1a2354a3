"""Read the tickets of others for the person of a case: subjects, messages, files, their names, drafts.

And the list of words that are always hidden or shown, which belongs to all tickets.

It goes on in slices, each one transaction, so that a desk of any size is read without holding a worker, and
a worker that dies loses one slice. Only what a task needs is opened, and nothing that was read is kept.
Tickets that are only stored are read, too: this is done for the rights of another person (GDPR 18(2)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from desk.accounts.personal_data import Person
from desk.audit.record import record
from desk.files.store import CannotOpen, read
from desk.jobs import enqueue_on_commit
from desk.publishing.models import Part
from desk.redactor import (
    IMAGES,
    PAGED,
    WRITTEN,
    CannotRead,
    CannotRedact,
    Needle,
    find_in_text,
    find_in_words,
    read_written,
    scan_image,
    sought,
    spellings,
)
from desk.rights.mentions.models import Mention, MentionSearch
from desk.rights.mentions.settling import settled_to
from desk.rights.packs import Right
from desk.rights.personal import authority
from desk.rights.personal.models import RightsCase
from desk.rights.personal.told import person_of
from desk.tickets.covering import hash_of
from desk.tickets.models import AlwaysWord, Attachment, Message, Ticket
from desk.tickets.personal_data import tickets_of
from desk.tickets.rules import policy, value_of

Place = Mention.Place

ASKED_FOR = (Right.ACCESS, Right.REMOVE)  # what one handed in oneself is all that portability is about
TEXTS_AT_ONCE, FILES_AT_ONCE = 2000, 10
MOST = 200  # places that hold a name only; what stands more often is a common name
MOST_PAGES = 100  # of one file
SHORTEST_NAME = 4  # letters of a name in one word, and of a user name
REWRITTEN = ("drafts_to", "words_to")  # what can be changed after it was read
UNAVAILABLE = "detector-unavailable"


@dataclass(frozen=True, slots=True)
class Known:
    """What a person is looked for by: `sure` are addresses they have proved, `all` their name as well."""

    sure: tuple[Needle, ...] = field(repr=False)
    all: tuple[Needle, ...] = field(repr=False)


def known_of(person: Person, *, is_common: bool = False) -> Known:
    """Addresses and name in every spelling; without the name where that `is_common`."""
    sure = spellings(Needle(email, "EMAIL_ADDRESS") for email in person.emails)
    names = [] if is_common else [Needle(name, "PERSON") for name in _names(person)]
    return Known(sure, tuple(dict.fromkeys((*sure, *spellings(names)))))


def begin(case: RightsCase) -> MentionSearch | None:
    """The search of a case, started once who asks may ask; None before that, or when it needs none.

    Safe to call twice.
    """
    from desk.rights.mentions.tasks import find_mentions

    if not is_wanted(case) or not may_see(case):
        return None
    search, is_new = MentionSearch.objects.get_or_create(case=case)
    if is_new:
        enqueue_on_commit(find_mentions, search.pk)
    return search


def is_wanted(case: RightsCase) -> bool:
    return case.items.filter(right__in=ASKED_FOR).exists()


def may_see(case: RightsCase) -> bool:
    """Whether who asks has shown that they may, so that an agent may look at what others wrote."""
    now = timezone.now()
    rights = [Right(item.right) for item in case.items.filter(right__in=ASKED_FOR)]
    return case.confirmed_at is not None and any(authority.may(case, right, now=now) for right in rights)


def is_done(case: RightsCase, *, until: datetime) -> bool:
    """Whether everything was read that had been written by then, or was being written."""
    search = MentionSearch.objects.filter(case=case).first()
    if search is None or search.done_at is None or search.done_at < until:
        return False
    newer = (
        Ticket.objects.filter(pk__gt=search.tickets_to, created_at__lte=until),
        Message.objects.filter(pk__gt=search.messages_to, created_at__lte=until),
        Attachment.objects.filter(pk__gt=search.files_to, message__created_at__lte=until),
    )
    return not any(rows.exists() for rows in newer)


def go_on(search: MentionSearch) -> bool:
    """Read the next slice; whether there may be more. Safe to run twice.

    Raises CannotOpen when what the person told is gone, CannotRedact while the detector is away, and
    StillWriting.
    """
    person = person_of(search.case)
    known = known_of(person, is_common=search.is_common)
    own = set(tickets_of(person).values_list("pk", flat=True))
    for step in (_subjects, _messages, _files, _drafts, _words):
        found, changes = step(search, known, own)
        if not changes:
            continue
        with transaction.atomic():
            _forget_rewritten(found)
            Mention.objects.bulk_create(found, ignore_conflicts=True)
            _keep(search, changes)
            _drop_common(search)
        return True
    if _settle_all(search):
        return True
    with transaction.atomic():
        search.settled = {name: to for name, to in search.settled.items() if name not in REWRITTEN}
        _keep(search, {"done_at": timezone.now(), "settled": search.settled} | dict.fromkeys(REWRITTEN, 0))
        count = Mention.objects.filter(case=search.case).count()
        record("mentions.searched", search, by="system", case=search.case_id, found=count)
    return False


def words_of(mention: Mention) -> str:
    """The text that a mention stands in; empty for a picture. Raises CannotOpen, CannotRead, CannotRedact."""
    if mention.place == Place.SUBJECT:
        return mention.ticket.subject if mention.ticket is not None else ""
    if mention.place == Place.DRAFT:
        return mention.part.text if mention.part is not None else ""
    if mention.place == Place.WORD:
        return _said_of(mention.word) if mention.word is not None else ""
    if mention.message is not None:
        return mention.message.text
    if mention.attachment is None:
        return ""
    if mention.place == Place.NAME:
        return mention.attachment.name
    if mention.attachment.file.kind in IMAGES | PAGED:
        return ""
    return read_written(read(mention.attachment.file)).text


def _names(person: Person) -> Iterator[str]:
    name = person.user.name.strip() if person.user is not None else ""
    if len(name) >= SHORTEST_NAME:
        yield name
    for email in person.emails:
        local = email.partition("@")[0]
        if len(local) >= SHORTEST_NAME and not local.isalpha():
            yield local


Row = TypeVar("Row", bound=Model)
Slice = tuple[list[Mention], dict[str, Any]]


def _subjects(search: MentionSearch, known: Known, own: set[int]) -> Slice:
    rows = list(_next(search, "tickets_to", Ticket.objects.all())[:TEXTS_AT_ONCE])
    texts = ((one.subject, {"ticket": one}, one.pk) for one in rows if one.pk not in own)
    return list(_in_texts(search.case, Place.SUBJECT, texts, known)), _up_to("tickets_to", rows)


def _messages(search: MentionSearch, known: Known, own: set[int]) -> Slice:
    rows = list(_next(search, "messages_to", Message.objects.select_related("ticket"))[:TEXTS_AT_ONCE])
    texts = (
        (one.text, {"ticket": one.ticket, "message": one}, one.pk) for one in rows if one.ticket_id not in own
    )
    return list(_in_texts(search.case, Place.MESSAGE, texts, known)), _up_to("messages_to", rows)


def _files(search: MentionSearch, known: Known, own: set[int]) -> Slice:
    files = Attachment.objects.select_related("file", "message__ticket")
    rows = list(_next(search, "files_to", files)[:FILES_AT_ONCE])
    mine = [one for one in rows if one.message.ticket_id not in own and one.file.destroyed_at is None]
    names = ((one.name, {"ticket": one.message.ticket, "attachment": one}, one.pk) for one in mine)
    found = list(_in_texts(search.case, Place.NAME, names, known))
    unread = 0
    for one in mine:
        try:
            found += _in_file(search.case, one, known)
        except (CannotRead, CannotOpen):
            unread += 1
        except CannotRedact as stopped:
            if stopped.reason == UNAVAILABLE:
                raise
            unread += 1
    changes = _up_to("files_to", rows)
    return found, {**changes, "unread": search.unread + unread} if changes else {}


def _drafts(search: MentionSearch, known: Known, own: set[int]) -> Slice:
    """What was written for public copies. What was pulled from a ticket is found, and covered, there.

    A draft that was rewritten is another mention: what was said of its words before is not said of these.
    """
    written = Part.objects.filter(message=None, attachment=None).select_related("publication__ticket")
    rows = list(_next(search, "drafts_to", written)[:TEXTS_AT_ONCE])
    texts = (
        (one.text, {"ticket": one.publication.ticket, "part": one}, f"{one.pk}-{hash_of(one.text)[:12]}")
        for one in rows
        if one.publication.ticket_id not in own
    )
    return list(_in_texts(search.case, Place.DRAFT, texts, known)), _up_to("drafts_to", rows)


def _words(search: MentionSearch, known: Known, own: set[int]) -> Slice:
    """Words that agents said "always" about, and their reasons. Raises CannotRedact when one stays sealed."""
    rows = list(_next(search, "words_to", AlwaysWord.objects.all())[:TEXTS_AT_ONCE])
    texts = ((_said_of(one), {"word": one}, str(one.pk)) for one in rows)
    return list(_in_texts(search.case, Place.WORD, texts, known)), _up_to("words_to", rows)


def _said_of(word: AlwaysWord) -> str:
    return f"{value_of(word)}\n{word.reason}"


def _forget_rewritten(found: Sequence[Mention]) -> None:
    """Words of a draft that stood there before; what was covered stays written."""
    for mention in found:
        if mention.part is not None:
            before = Mention.objects.filter(case=mention.case, part=mention.part, covered_at=None)
            before.exclude(key=mention.key).delete()


def _in_texts(
    case: RightsCase,
    place: Mention.Place,
    texts: Iterable[tuple[str, dict[str, Any], int | str]],
    known: Known,
) -> Iterator[Mention]:
    ready, sure = sought(known.all), sought(known.sure)
    for text, where, number in texts:
        if find_in_text(text, ready):
            has_address = bool(find_in_text(text, sure))
            yield Mention(case=case, place=place, key=f"{place}-{number}", has_address=has_address, **where)


def _in_file(case: RightsCase, attachment: Attachment, known: Known) -> list[Mention]:
    """At most one. Raises CannotRead for a kind nobody can look into, CannotOpen, CannotRedact."""
    where: dict[str, Any] = {"ticket": attachment.message.ticket, "attachment": attachment}
    kind = attachment.file.kind
    if kind in WRITTEN:
        text = read_written(read(attachment.file)).text
        return list(_in_texts(case, Place.FILE, [(text, where, attachment.pk)], known))
    if kind not in IMAGES | PAGED:
        raise CannotRead("not-looked-into")
    spots, has_address = spots_in(read(attachment.file), known)
    if not spots:
        return []
    key = f"{Place.FILE}-{attachment.pk}"
    return [Mention(case=case, place=Place.FILE, key=key, has_address=has_address, spots=spots, **where)]


def spots_in(content: bytes, known: Known) -> tuple[list[dict[str, Any]], bool]:
    """Boxes on each page that has some, and whether one is an address. Raises CannotRead, CannotRedact."""
    spots, has_address, count, page = [], False, 1, 0
    while page < count:
        seen = scan_image(content, policy(), page=page)
        count = seen.pages
        if count > MOST_PAGES:
            raise CannotRead("too-many-pages")
        if found := find_in_words(seen.words, known.all):
            has_address |= bool(find_in_words(seen.words, known.sure))
            boxes = [[one.box.left, one.box.top, one.box.right, one.box.bottom] for one in found]
            spots.append(
                {"page": page, "pages": count, "width": seen.width, "height": seen.height, "boxes": boxes}
            )
        page += 1
    return spots, has_address


def _settle_all(search: MentionSearch) -> bool:
    """Wait for what is being written just now; whether there is more to read after that."""
    tables: dict[str, type[Model]] = {"tickets_to": Ticket, "messages_to": Message, "files_to": Attachment}
    search.settled = {name: settled_to(model) for name, model in tables.items()}
    search.save(update_fields=["settled"])
    return any(search.settled[name] > getattr(search, name) for name in tables)


def _next(search: MentionSearch, name: str, rows: QuerySet[Row]) -> QuerySet[Row]:
    """What comes after the last row that was read, in order, as far as no row can still appear in between."""
    to = getattr(search, name)
    settled = search.settled.get(name, 0)
    if to >= settled and rows.filter(pk__gt=to).exists():
        settled = search.settled[name] = settled_to(rows.model)
        search.save(update_fields=["settled"])
    return rows.filter(pk__gt=to, pk__lte=settled).order_by("pk")


def _up_to(name: str, rows: Sequence[Model]) -> dict[str, Any]:
    return {name: rows[-1].pk} if rows else {}


def _keep(search: MentionSearch, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(search, name, value)
    search.save(update_fields=list(changes))


def _drop_common(search: MentionSearch) -> None:
    """A name that stands everywhere is many people's: from here on only the address counts."""
    by_name = Mention.objects.filter(
        Q(verdict=Mention.Verdict.UNDECIDED), case=search.case, has_address=False
    )
    if not search.is_common and by_name.count() > MOST:
        by_name.delete()
        _keep(search, {"is_common": True})
