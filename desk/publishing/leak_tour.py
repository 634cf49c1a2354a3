"""Walk through every public door as an anonymous visitor and look for what is hidden.

The doors: page, title and OpenGraph, alternative texts, addresses, JSON, lists, feed, sitemap, search,
pictures by optical readers, their metadata, file names, and mail that waits to be sent. Each post's own
doors are compared with the fingerprints of what is hidden in it; the doors that many posts share with
those of all, less what another post shows on purpose. A leak hides the post at once. A revision whose
doors were all read is marked as toured: until it is replaced, nothing but the nightly tour looks again.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from urllib.parse import unquote, urlencode

from django.urls import reverse
from django.utils import timezone

from desk.audit.record import record
from desk.mail.models import OutgoingMail
from desk.publishing.fingerprints import known_in, runs_of_words
from desk.publishing.models import Fingerprint, LeakTour, Publication, PublicFile, Revision
from desk.publishing.paging import JSON_PAGE, LIST_PAGE, page_of
from desk.publishing.publish import LEAKED, hold
from desk.publishing.visitor import Answer, visit
from desk.publishing.why import PUBLIC_MAIL, is_frame, own_words, words_around_today
from desk.redactor import CannotRedact, Kind, RedactionError, verify_document, verify_image

PAGED = {"list": ("public:list", LIST_PAGE), "json-list": ("public:issues_json", JSON_PAGE)}
BARE = ("words", "pixels", "text-layer", "metadata", "address")  # doors without our own words
PICTURE = ("alt-text", "file-name")  # doors that say our own words and nothing else, or are read bare
LOOKS = 3  # at a list that goes on growing while somebody looks for one post in it


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A hidden value that a stranger can read: the door, the post, the kind. Never the value."""

    door: str
    post: int
    entity: str


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """A door that nobody could look behind, so that it is not clean. `post` is 0 where many share it."""

    door: str
    post: int
    reason: str


@dataclass(frozen=True, slots=True)
class Door:
    """One way in and how to read what stands behind it; reading raises RedactionError when nobody can."""

    name: str
    read: Callable[[], str]


@dataclass(slots=True)
class Seen:
    """What a tour looked at, what it found, and what it could not look at."""

    posts: int = 0
    answers: int = 0
    leaks: tuple[Leak, ...] = ()
    unread: tuple[Unread, ...] = ()


@dataclass(slots=True)
class _Walk:
    """A tour under way."""

    answers: int = 0
    leaks: set[Leak] = field(default_factory=set)
    unread: set[Unread] = field(default_factory=set)

    def through(
        self,
        doors: Iterable[Door],
        told: Callable[[str, str], Iterable[Fingerprint]],
        post: int = 0,
        *,
        own: bool,
    ) -> None:
        """Look behind each door; one that stays shut is noted, and the next one is tried.

        `told` gives the fingerprints to compare with, for the name and the words of a door. Behind doors
        that are not a post's own, another post may show on purpose what is hidden in this one.
        """
        for door in doors:
            try:
                text = door.read()
            except RedactionError as error:
                self.unread.add(Unread(door.name, post, error.reason))
                continue
            self.answers += 1
            found = known_in(text, told(door.name, text))
            if not own:
                found = not_on_purpose(found)
            self.leaks.update(Leak(door.name, row.publication_id, row.entity) for row in found)


def tour(*, only: Sequence[Publication] | None = None) -> Seen:
    """Visit all doors, or those of some posts, and hide every post that leaks.

    Each door and each post is judged on its own: what cannot be read is `unread`, never clean, and stands
    in the way of nothing else. A post is hidden as soon as its own doors were read.
    """
    posts = only if only is not None else list(Publication.objects.public().select_related("live"))
    walk = _Walk()
    rows = list(Fingerprint.objects.filter(publication__in=[post.pk for post in posts]))
    around = {row.pk for row in known_in(words_around_today(), rows)}
    shared = [row for row in rows if row.pk not in around]
    try:
        # First what many share: a post that is hidden already stands in no list any more.
        walk.through(
            shared_doors(posts, whole=only is None),
            lambda _door, _text: shared,
            posts[0].pk if only is not None and len(posts) == 1 else 0,
            own=False,
        )
        for post in posts:
            mine = [row for row in rows if row.publication_id == post.pk]
            walk.through(own_doors(post), partial(_told, mine, around), post.pk, own=True)
            _hold_leaking([post], walk.leaks)
    finally:
        _hold_leaking(posts, walk.leaks)
    shut = {one.post for one in walk.unread}
    if 0 not in shut:
        read = [post.live_id for post in posts if post.live_id is not None and post.pk not in shut]
        Revision.objects.filter(pk__in=read).update(toured_at=timezone.now())
    return Seen(len(posts), walk.answers, tuple(sorted(walk.leaks)), tuple(sorted(walk.unread)))


def tour_all() -> LeakTour:
    """A tour of everything, kept as a row, whatever could not be read included."""
    kept = LeakTour.objects.create()
    seen = tour()
    kept.posts, kept.answers = seen.posts, seen.answers
    kept.leaks, kept.unread = [asdict(leak) for leak in seen.leaks], [asdict(one) for one in seen.unread]
    kept.ended_at = timezone.now()
    kept.save()
    return kept


def own_doors(post: Publication) -> Iterator[Door]:
    """Each door of one post."""
    live = post.live
    if live is None:
        return
    yield Door("page", partial(_read, post.public_path))
    yield Door("words", lambda: f"{live.title}\n{live.text}\n{own_words(live.article)}")
    yield Door("markup", lambda: f"{live.article}\n{html.unescape(live.article)}")
    yield Door("address", partial(_words_of_address, post.slug))
    yield Door("json", partial(_read, reverse("public:issue_json", args=[post.slug])))
    for public in live.files.select_related("file"):
        yield Door("file-name", partial(_words_of_address, public.name))
        yield Door("alt-text", partial(str, public.alt))
        look = cache(partial(_look_at, post, public))
        yield Door("pixels" if public.file.kind != Kind.PDF else "text-layer", partial(_words_in, look))
        # Text chunks and the like are plain in the bytes; compressed ones are a problem of their own.
        yield Door("metadata", partial(_hidden_bytes, look))


def shared_doors(posts: Sequence[Publication], *, whole: bool = True) -> Iterator[Door]:
    """Each door that shows many posts, and mail that has not left; of lists, unless the `whole` of them is
    wanted, the pages on which these posts stand."""
    for door, (name, size) in PAGED.items():
        if not whole:
            yield Door(door, partial(_pages_with, posts, name, size))
            continue
        for page in range(1, 2 + max(0, len(posts) - 1) // size):
            yield Door(door, partial(_read, reverse(name), urlencode({"page": page})))
    yield Door("feed", partial(_read, reverse("public:feed")))
    yield Door("sitemap", lambda: _words_of_address(_read(reverse("public:sitemap"))))
    for some in [[post] for post in posts] if whole else [posts]:
        yield Door("search", partial(_searched, some))
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED, template__in=PUBLIC_MAIL)
    for mail in waiting:
        yield Door("mail", partial("{}\n{}".format, mail.subject, mail.text))


def _told(mine: Sequence[Fingerprint], around: set[int], door: str, text: str) -> Iterable[Fingerprint]:
    """What a door of one post is compared with: what the frame of every page says is no leak of this post.

    Where only the post's own words are read, a person called Page is looked for as well; a file name or an
    alternative text that says more than the frame is read like that, too.
    """
    is_bare = door in BARE or (door in PICTURE and not is_frame(text))
    return mine if is_bare else [row for row in mine if row.pk not in around]


def _hold_leaking(posts: Sequence[Publication], leaks: Iterable[Leak]) -> None:
    leaking = {leak.post for leak in leaks}
    for post in posts:
        if post.pk in leaking and not post.holds.filter(code=LEAKED).exists():
            hold(post, LEAKED)  # until it is published again: `publish` ends this hold
            record("leak.found", post, by="system")


def _pages_with(posts: Sequence[Publication], name: str, size: int) -> str:
    """The pages of a list on which the posts stand now, looked up again when the list grew meanwhile."""
    left, words = list(posts), ""
    for _ in range(LOOKS):
        for page in sorted({page_of(post, size) for post in left}):
            words += _read(reverse(name), urlencode({"page": page})) + "\n"
        left = [post for post in left if post.public_path not in words]
        if not left:
            return words
    raise CannotRedact("not-listed")


def _searched(posts: Sequence[Publication]) -> str:
    """What searches for the longest words of their titles answer, until one of them finds each post."""
    read: list[str] = []
    for post in posts:
        title = post.live.title if post.live is not None else ""
        for word in sorted(runs_of_words(title), key=len, reverse=True)[:LOOKS]:
            if any(post.public_path in words for words in read):
                break
            read.append(_read(reverse("public:issues_json"), urlencode({"q": word})))
    return "\n".join(read)


def _look_at(post: Publication, public: PublicFile) -> tuple[bytes, str, bool]:
    """A public file's bytes, the words in it, and whether it is what we write and nothing else.

    The pages of a document are public as pictures, too, so of the document itself its own words are read.
    """
    body = _visit(reverse("public:file", args=[post.slug, public.name])).body
    if public.file.kind == Kind.PDF:
        document = verify_document(body, hidden=())
        return body, document.text, not document.problems
    picture = verify_image(body, hidden=(), boxes=())
    return body, "\n".join(word.text for word in picture.words), not picture.problems


def _words_in(look: Callable[[], tuple[bytes, str, bool]]) -> str:
    return look()[1]


def _hidden_bytes(look: Callable[[], tuple[bytes, str, bool]]) -> str:
    body, _, is_clean = look()
    return "" if is_clean else body.decode("latin-1")


def _read(path: str, query: str = "") -> str:
    return _visit(path, query).words


def _visit(path: str, query: str = "") -> Answer:
    """A page that does not answer was not read, and what was not read is not clean."""
    answer = visit(path, query)
    if answer.status != 200:
        raise CannotRedact("not-answering")
    return answer


def not_on_purpose(found: list[Fingerprint]) -> list[Fingerprint]:
    """Those that no other post shows on purpose. It reads all posts, so it is asked about finds only."""
    shown = shown_on_purpose(found) if found else set()
    return [row for row in found if (row.entity, row.digest) not in shown]


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
