"""Walk through every public door as an anonymous visitor and look for what is hidden.

The doors: page, title and OpenGraph, alternative texts, addresses, JSON, lists, feed, sitemap, search,
pictures by optical readers, their metadata, file names, and mail that waits to be sent. Each post's own
doors are compared with the fingerprints of what is hidden in it; the doors that many posts share with
those of all, less what another post shows on purpose. A leak hides the post at once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from urllib.parse import unquote, urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from desk.audit.record import record
from desk.mail.models import OutgoingMail
from desk.publishing.fingerprints import known_in, runs_of_words
from desk.publishing.models import Fingerprint, LeakTour, Publication
from desk.publishing.publish import LEAKED, hold
from desk.publishing.visitor import Answer, visit
from desk.publishing.why import words_around_today
from desk.redactor import CannotRedact, verify_image

PUBLIC_MAIL = ("published", "news")  # templates whose words anybody may see
PAGED = {"list": "public:list", "json-list": "public:issues_json"}
BARE = ("words", "alt-text", "file-name", "pixels", "metadata", "address")  # doors without our own words
PER_PAGE = 20  # of the shorter-paged list


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A hidden value that a stranger can read: the door, the post, the kind. Never the value."""

    door: str
    post: int
    entity: str


@dataclass(slots=True)
class Seen:
    """What a tour looked at and found."""

    posts: int = 0
    answers: int = 0
    leaks: tuple[Leak, ...] = ()


def tour(*, only: Publication | None = None) -> Seen:
    """Visit all doors, or those of one post, and hide every post that leaks.

    Raises CannotRedact when the detector is unavailable: pictures that nobody
    could read are not clean.
    """
    posts = [only] if only is not None else list(Publication.objects.public().select_related("live"))
    seen = Seen(posts=len(posts))
    leaks: set[Leak] = set()
    rows = list(Fingerprint.objects.filter(publication__in=[post.pk for post in posts]))
    around = {row.pk for row in known_in(words_around_today(), rows)}
    for post in posts:
        mine = [row for row in rows if row.publication_id == post.pk]
        for door, text in own_doors(post):
            seen.answers += 1
            # What the frame of every page says is no leak of this post, but its own words are read bare, too.
            told = mine if door in BARE else [row for row in mine if row.pk not in around]
            leaks.update(Leak(door, post.pk, row.entity) for row in known_in(text, told))
    shown = shown_on_purpose(rows)
    rows = [row for row in rows if row.pk not in around and (row.entity, row.digest) not in shown]
    for door, text in shared_doors(posts):
        seen.answers += 1
        leaks.update(Leak(door, row.publication_id, row.entity) for row in known_in(text, rows))
    seen.leaks = tuple(sorted(leaks))
    for post in posts:
        if any(leak.post == post.pk for leak in leaks):
            hold(post, LEAKED)  # until it is published again: `publish` ends this hold
            record("leak.found", post, by="system")
    return seen


def tour_all() -> LeakTour:
    """A tour of everything, kept as a row. Raises CannotRedact."""
    kept = LeakTour.objects.create()
    try:
        seen = tour()
    except CannotRedact:
        kept.delete()  # what was not finished is no tour; the next tick asks again
        raise
    kept.posts, kept.answers = seen.posts, seen.answers
    kept.leaks, kept.ended_at = [asdict(leak) for leak in seen.leaks], timezone.now()
    kept.save()
    return kept


def own_doors(post: Publication) -> Iterator[tuple[str, str]]:
    """Each door of one post and the text that can be read through it. Raises CannotRedact."""
    live = post.live
    if live is None:
        return
    yield "page", _read(post.public_path)
    yield "words", f"{live.title}\n{live.text}\n{html.unescape(strip_tags(live.article))}"
    yield "address", _words_of_address(post.public_path)
    yield "json", _read(reverse("public:issue_json", args=[post.slug]))
    for public in live.files.all():
        yield "file-name", _words_of_address(public.name)
        yield "alt-text", public.alt
        answer = _visit(reverse("public:file", args=[post.slug, public.name]))
        check = verify_image(answer.body, hidden=(), boxes=())
        yield "pixels", "\n".join(word.text for word in check.words)
        # Text chunks and the like are plain in the bytes; compressed ones are a problem of their own.
        yield "metadata", answer.body.decode("latin-1") if check.problems else ""


def shared_doors(posts: Sequence[Publication]) -> Iterator[tuple[str, str]]:
    """Each door that shows many posts, all of its pages, and mail that has not left. Raises CannotRedact."""
    for door, name in PAGED.items():
        for page in range(1, 2 + len(posts) // PER_PAGE):
            yield door, _read(reverse(name), urlencode({"page": page}))
    yield "feed", _read(reverse("public:feed"))
    yield "sitemap", _words_of_address(_read(reverse("public:sitemap")))
    for post in posts:
        if post.live is not None and (word := max(runs_of_words(post.live.title), key=len, default="")):
            yield "search", _read(reverse("public:issues_json"), urlencode({"q": word}))
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED, template__in=PUBLIC_MAIL)
    for mail in waiting:
        yield "mail", f"{mail.subject}\n{mail.text}"


def _read(path: str, query: str = "") -> str:
    return _visit(path, query).words


def _visit(path: str, query: str = "") -> Answer:
    """A page that does not answer was not read, and what was not read is not clean."""
    answer = visit(path, query)
    if answer.status != 200:
        raise CannotRedact("not-answering")
    return answer


def shown_on_purpose(rows: Iterable[Fingerprint]) -> set[tuple[str, str]]:
    """Values that are hidden in one post and stand in the stored words of another where nobody hid them."""
    rows = list(rows)
    shown = set()
    for post in Publication.objects.public().select_related("live"):
        if post.live is not None:
            others = [row for row in rows if row.publication_id != post.pk]
            hidden_here = {(row.entity, row.digest) for row in rows if row.publication_id == post.pk}
            for row in known_in(f"{post.live.title}\n{post.live.text}", others):
                if (row.entity, row.digest) not in hidden_here:
                    shown.add((row.entity, row.digest))
    return shown


def _words_of_address(address: str) -> str:
    """An address or a file name as running text."""
    return re.sub(r"[/._-]+", " ", unquote(address))
