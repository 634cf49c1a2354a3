"""How fast a removal searches everything public, whether it finds all, and how fast posts are made anew."""

from __future__ import annotations

import io
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils import timezone
from PIL import Image

from desk.accounts.models import User
from desk.files.store import keep_private, put_public, read
from desk.publishing import index
from desk.publishing.models import Part, Publication, PublicFile, Revision
from desk.publishing.preview import render_picture
from desk.rights import removal
from desk.rights.asked import Asked
from desk.rights.models import AffectedPost, RemovalRequest
from desk.rights.opening import open_removal
from desk.rights.search import MOST_HITS, search
from desk.tickets.models import Attachment, Message, Ticket
from tests import people
from tests.benchmarks._filled import Post, scanned, write
from tests.build import a_product, a_screenshot
from tests.detector import running_detector
from tests.tasks import run_tasks

POSTS, PLANTED, TEXTS, SCREENSHOTS = 20_000, 500, 80, 20

ASKED = (
    "Ruprecht Zwiebel",
    "ruprecht.zwiebel@example.org",
    "+44 20 7946 0018",
    "Wimpel-Nord",
    "@zwiebelchen",
)
IN_WORDS = (
    "Ruprecht Zwiebel",
    "RUPRECHT ZWIEBEL",
    "Ruprécht Zwiébel",
    "Ruprecht\n  Zwiebel",
    "Rup\u200brecht Zwie\u00adbel",
    "Rupr\u0435cht Zwi\u0435bel",  # two letters of another alphabet
    "Ｒｕｐｒｅｃｈｔ Ｚｗｉｅｂｅｌ",
    "Zwiebel, Ruprecht",
    "R. Zwiebel",
    "RuprechtZwiebel",
    "ruprecht.zwiebel (at) example [dot] org",
    "ruprecht.zwiebel%40example.org",
    "(+44) 20-7946-0018",
    "020 7946 0018",
    "+44 (0)20 7946 0018",
    "wimpel-nord",
    "https://forum.example/zwiebelchen",
)
IN_PIXELS = ("Ruprecht Zwiebel", "Ruprecht Zw1ebe1", "+44 2O 7946 OO18", "VVimpel Nord", "R. Zwlebel")
# Like the wanted ones and not them.
OTHERS = (
    "Ruprecht Meyer",
    "P. Zwiebel",
    "Zwiebelkuchen",
    "zwiebel@example.org",
    "+44 20 7946 0019",
    "Wimpel-Süd",
)
SECOND = "Adelheid Morgenrot"  # stands in the posts that are made anew
# Words in each part of a post.
LENGTHS = {Part.Kind.TITLE: 8, Part.Kind.SUMMARY: 80, Part.Kind.STEPS: 60, Part.Kind.COMMENT: 40}
VOCABULARY = (
    "export import report update server window button table query cache folder network printer answer error "
    "timeout login page screen file upload version release customer invoice template search filter column "
    "stops fails opens closes shows hides waits returns after before during without behind again never "
    "always first second third large small empty broken slow fast red green blue old new other every some"
).split()


def run(scale: float) -> dict[str, float]:
    """20,000 posts with 500 planted values; then 80 posts of words and 20 with a screenshot made anew."""
    dana = people.dana()
    posts = max(40, int(POSTS * scale))
    planted = max(10, int(PLANTED * scale))
    started = time.perf_counter()
    wanted = _publish(posts, planted, by=dana)
    made = time.perf_counter() - started
    request = _asked(ASKED)
    started = time.perf_counter()
    found = search(request)
    searched = time.perf_counter() - started
    right = [one for one in found if (one.publication_id, one.place) in wanted]
    missed = len(wanted - {(one.publication_id, one.place) for one in found})
    if missed or request.is_cut:
        raise AssertionError(f"{missed} of {len(wanted)} planted values were not found")
    wrong = len(found[:MOST_HITS]) - len(right[:MOST_HITS])
    if wrong * 100 > len(found):
        raise AssertionError(f"{wrong} wrong ones among {len(found)}")
    return {
        "posts": posts,
        "planted": len(wanted),
        "found": len(right),
        "right of a hundred proposals": 100 * len(right) / len(found),
        "seconds to make the posts": made,
        "seconds of the search": searched,
        **_made_anew(scale, by=dana),
    }


def _asked(words: Sequence[str]) -> RemovalRequest:
    """A confirmed request for these words."""
    request = open_removal(
        Asked("charlie.cole@example.org", tuple(words)),
        scope=RemovalRequest.Scope.WORDS,
        slug="",
        network="",
    )
    RemovalRequest.objects.filter(pk=request.pk).update(confirmed_at=timezone.now())
    request.refresh_from_db()
    request.move(RemovalRequest.State.SEARCHING)
    return request


def _made_anew(scale: float, *, by: User) -> dict[str, float]:
    """Agree to everything of further requests; the seconds from the last decision to the certificate."""
    figures = {}
    with _detector():
        for kind, most in (("texts", TEXTS), ("screenshots", SCREENSHOTS)):
            count = max(1, int(most * scale))
            name = f"{SECOND}-{kind.title()}"
            _publishable(count, name, by=by, picture=kind == "screenshots")
            figures[f"seconds for {count} {kind}"] = _seconds_of_removal(name, count, by=by)
    return figures


@contextmanager
def _detector() -> Iterator[None]:
    """The detector of the test run, or one of our own."""
    before = settings.DETECTOR_URL, settings.DETECTOR_TOKEN
    os.environ.setdefault("DESK_TEST_CONTROLLER", str(os.getpid()))
    with TemporaryDirectory(prefix="desk-bench-") as own:
        shared = Path(os.environ.get("DESK_TEST_SHARED") or own)
        settings.DETECTOR_URL, settings.DETECTOR_TOKEN = running_detector(shared)
        try:
            yield
        finally:
            settings.DETECTOR_URL, settings.DETECTOR_TOKEN = before


def _seconds_of_removal(name: str, count: int, *, by: User) -> float:
    request = _asked([name])
    search(request)
    removal.agree_all(request, by=by)
    started = time.perf_counter()
    removal.request_carry_out(request, by=by)
    run_tasks("default", "publish", ahead=True)
    seconds = time.perf_counter() - started
    request.refresh_from_db()
    done = request.posts.filter(step=AffectedPost.Step.DONE).count()
    toured = Revision.objects.filter(live_publication__in=request.posts.values("publication"))
    toured = toured.exclude(toured_at=None)
    if (request.state, done, toured.count()) != (RemovalRequest.State.CLOSED, count, count):
        raise AssertionError(f"{done} of {count} posts were made anew; {request.problem}")
    return seconds


def _publish(count: int, planted: int, *, by: User) -> set[tuple[int, str]]:
    """Posts with the planted values spread over them; where each of those stands: post and place.

    Of each hundred, 84 stand in words (title, summary, steps, comment), 12 in pixels, 4 in a description.
    """
    dice = random.Random(7)
    places = ["public-text"] * 21 + ["public-pictures"] * 3 + ["public-names"]
    plan = dict(zip(dice.sample(range(count), planted), cycle(places), strict=False))
    words, pixels = cycle(IN_WORDS), cycle(IN_PIXELS)
    wanted, posts = set(), []
    for at, publication in enumerate(_bare(count, by=by)):
        post = Post(publication, {kind: _sentence(dice, length) for kind, length in LENGTHS.items()})
        match plan.get(at):
            case "public-text":
                kind = list(LENGTHS)[at % len(LENGTHS)]
                post.texts[kind] = f"{post.texts[kind]} {next(words)} {_sentence(dice, 3)}"
            case "public-pictures":
                post.pixels = f"{_sentence(dice, 3)} {next(pixels)} {_sentence(dice, 3)}"
            case "public-names":
                post.alt = f"Screenshot 1. {next(words)}"
            case _ if at % 50 == 1:
                post.texts[Part.Kind.SUMMARY] += f" {OTHERS[at // 50 % len(OTHERS)]}"
        if at in plan:
            wanted.add((publication.pk, plan[at]))
        posts.append(post)
    write(posts, by=by)
    return wanted


def _bare(count: int, *, by: User) -> list[Publication]:
    """Publications without anything, each of a ticket of its own."""
    first = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    product, alice = a_product(), people.alice()
    Ticket.objects.bulk_create(
        Ticket(product=product, subject="It stops", requester=alice, notice_version="1") for _ in range(count)
    )
    tickets = Ticket.objects.filter(pk__gt=first).order_by("pk")
    Publication.objects.bulk_create(Publication(ticket=ticket, created_by=by) for ticket in tickets)
    return list(Publication.objects.filter(ticket__in=tickets.values("pk")).order_by("pk"))


def _publishable(count: int, name: str, *, by: User, picture: bool) -> None:
    """Posts that can be made anew, each with the name in its words, and in a real screenshot if asked."""
    dice = random.Random(11)
    posts = [
        Post(one, {kind: _sentence(dice, length) for kind, length in LENGTHS.items()})
        for one in _bare(count, by=by)
    ]
    for post in posts:
        post.texts[Part.Kind.SUMMARY] += f" {name} {_sentence(dice, 5)}"
    write(posts, by=by)
    if not picture:
        return
    for number, post in enumerate(posts):
        shot = a_screenshot(
            "Ledger 4.2 - Settings", f"Customer     {name}", f"Stopped on page {number} of 70"
        )
        message = Message.objects.create(ticket=post.publication.ticket, kind="customer", text="See here.")
        attachment = Attachment.objects.create(
            message=message, file=keep_private(shot, kind="png"), name="shot.png"
        )
        size = Image.open(io.BytesIO(shot)).size
        part = Part(publication=post.publication, kind=Part.Kind.IMAGE, position=10, attachment=attachment)
        part.source_digest, (part.width, part.height) = attachment.file.digest, size
        scanned(part).save()
        # As it was published once: the picture as it is, with what optical readers saw in it.
        render = render_picture(part, [])
        live = post.publication.live
        assert live is not None
        PublicFile.objects.create(
            revision=live,
            part=part,
            name="screenshot-1.png",
            file=put_public(read(render.file), kind="png", suffix="png"),
            alt="Screenshot 1.",
            width=size[0],
            height=size[1],
            words=render.words,
        )
        index.keep(live)


def _sentence(dice: random.Random, length: int) -> str:
    return " ".join(dice.choices(VOCABULARY, k=length))
