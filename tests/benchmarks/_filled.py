"""A desk with many tickets and published posts, written straight into the database.

Only for timings: the rows are what the product would have written, made without a detector or tasks.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

from django.db import transaction
from django.utils import timezone

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.files.store import put_public
from desk.publishing import index
from desk.publishing.models import Label, Part, Publication, PublicFile, ReviewItem, Revision
from desk.tickets.models import Attachment, FindingRow, Message, Product, Scan, Ticket
from desk.tickets.rules import policy
from tests import people

AT_ONCE = 2000  # rows of one INSERT
PRODUCTS, LABELS = 8, 12
WORDS = (
    "export import report printer window session update invoice folder network battery backup calendar "
    "keyboard margin pointer release schedule template upload version widget archive button cursor dialog "
    "editor filter gateway history index journal layout memory notice option panel queue record sidebar table"
).split()


# Words that few texts have, such as the names of things: each text has two of three thousand.
RARE = [
    "".join(syllables)
    for syllables in product(
        ("ba", "ke", "li", "mo", "nu", "pe", "ri", "so", "ta", "zu"),
        ("rak", "len", "mit", "dor", "gus", "fen", "wil", "jon", "hap", "vek"),
        ("a", "o", "in", "er", "um", "ix"),
        ("", "s", "t", "d", "l"),
    )
]


def fill(posts: int, tickets: int) -> None:
    """Add so many tickets, the first `posts` of them with a published copy: half a year, evenly.

    Each ticket has two messages and a finding in the first of them; every second has a file.
    """
    dice = random.Random(posts)
    agent = people.dana()
    products = [Product.objects.get_or_create(name=f"Product {number}")[0] for number in range(PRODUCTS)]
    labels = [Label.objects.get_or_create(name=f"area-{number}")[0] for number in range(LABELS)]
    customers = some_customers()
    for start in range(0, tickets, AT_ONCE):
        count = min(AT_ONCE, tickets - start)
        made = add_tickets(dice, count, products, customers, agent)
        published = made[: max(0, posts - start)]
        publish(dice, published, labels, agent)


def some_customers() -> list[User]:
    emails = [f"customer-{number}@example.org" for number in range(50)]
    known = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    User.objects.bulk_create(User(email=email, name="Customer") for email in emails if email not in known)
    return list(User.objects.filter(email__in=emails))


def add_tickets(
    dice: random.Random, count: int, products: list[Product], customers: list[User], agent: User
) -> list[Ticket]:
    now = timezone.now()
    rows = []
    for _ in range(count):
        begun = now - timedelta(minutes=dice.randrange(180 * 24 * 60))
        rows.append(
            Ticket(
                product=dice.choice(products),
                subject=f"{sentence(dice, 5)} {dice.choice(RARE)}",
                requester=dice.choice(customers),
                assignee=agent if dice.random() < 0.3 else None,
                state=dice.choice(Ticket.State.values),
                notice_version="2026-11",
                created_at=begun,
                updated_at=begun,
            )
        )
    tickets = Ticket.objects.bulk_create(rows)
    messages = Message.objects.bulk_create(
        Message(ticket=ticket, kind=Message.Kind.CUSTOMER, author=ticket.requester, text=paragraph(dice))
        for ticket in tickets
        for _ in range(2)
    )
    files = StoredFile.objects.bulk_create(  # no bytes: no page reads them
        StoredFile(key=secrets.token_hex(16), visibility="private", digest="d", kind="text", size=1)
        for _ in messages[::4]
    )
    attachments = Attachment.objects.bulk_create(
        Attachment(message=message, file=file, name="ledger.log")
        for message, file in zip(messages[::4], files, strict=True)
    )
    done = {"state": "done", "digest": "d", "policy_digest": "p", "language": "en", "scanned_at": now}
    scans = Scan.objects.bulk_create(
        [Scan(message=message, **done) for message in messages]
        + [Scan(attachment=attachment, **done) for attachment in attachments]
    )
    FindingRow.objects.bulk_create(
        FindingRow(scan=scan, start=0, end=6, entity="PERSON", score=0.9, rule="benchmark")
        for scan in scans[::2]
    )
    return tickets


def publish(dice: random.Random, tickets: list[Ticket], labels: list[Label], agent: User) -> None:
    posts = Publication.objects.bulk_create(
        Publication(
            ticket=ticket,
            created_by=agent,
            first_published_at=ticket.created_at,
            status=dice.choice(Publication.Status.values[:3]),
            affected=[f"{dice.randint(1, 9)}.{dice.randint(0, 9)}"],
            votes=dice.randint(0, 40),
        )
        for ticket in tickets
    )
    write(
        [
            Post(
                publication,
                {
                    Part.Kind.TITLE: f"{sentence(dice, 6)} {dice.choice(RARE)}",
                    Part.Kind.SUMMARY: "\n\n".join(paragraph(dice) for _ in range(3)),
                    Part.Kind.WORDS: paragraph(dice),
                },
            )
            for publication in posts
        ],
        by=agent,
    )
    ReviewItem.objects.bulk_create(
        ReviewItem(
            part=part, start=0, end=5, entity="PERSON", origin="detector", verdict="hide", decided_by=agent
        )
        for part in Part.objects.filter(publication__in=posts)
    )
    tagged = Publication.issue_labels.through
    tagged.objects.bulk_create(tagged(publication=post, label=dice.choice(labels)) for post in posts)


# Posts as publishing leaves them, many at a time.


@dataclass(slots=True)
class Post:
    """What one post shows: the texts of its parts, and words in its picture or its description."""

    publication: Publication
    texts: dict[Part.Kind, str]
    pixels: str = ""
    alt: str = ""


def write(posts: Sequence[Post], *, by: User) -> None:
    """Parts, live revisions, files and the index of these posts; nothing for none."""
    if not posts:
        return
    Part.objects.bulk_create(
        scanned(
            Part(publication=post.publication, kind=kind, position=position, text=text, source_digest="0")
        )
        for post in posts
        for position, (kind, text) in enumerate(post.texts.items())
    )
    Revision.objects.bulk_create(_revision(post, by=by) for post in posts)
    revisions = {
        one.publication_id: one
        for one in Revision.objects.filter(publication__in=[p.publication for p in posts])
    }
    for post in posts:
        post.publication.live, post.publication.state = revisions[post.publication.pk], Publication.State.LIVE
        post.publication.first_published_at = post.publication.first_published_at or timezone.now()
    Publication.objects.bulk_update(
        [post.publication for post in posts], ["live", "state", "first_published_at"], batch_size=500
    )
    file = put_public(b"no picture", kind="png", suffix="png")
    PublicFile.objects.bulk_create(
        PublicFile(
            revision=revisions[post.publication.pk],
            name="screenshot-1.png",
            file=file,
            alt=post.alt or "Screenshot 1.",
            width=1000,
            height=20,
            words=[
                {"text": word, "score": 0.9, "left": 90 * at, "top": 0, "right": 90 * at + 80, "bottom": 20}
                for at, word in enumerate(post.pixels.split())
            ],
        )
        for post in posts
        if post.pixels or post.alt
    )
    with transaction.atomic():
        for revision in revisions.values():
            index.keep(revision)


def scanned(part: Part) -> Part:
    part.scanned, part.scanned_digest, part.policy_digest = Part.Scanned.DONE, "0" * 64, policy().digest
    return part


def _revision(post: Post, *, by: User) -> Revision:
    text = "\n\n".join(post.texts.values())
    return Revision(
        publication=post.publication,
        number=1,
        title=post.texts[Part.Kind.TITLE],
        article=f"<p>{text}</p>",
        text=text,
        digest=f"{post.publication.pk:064d}",
        seen=f"{post.publication.pk:064d}",
        reviewed_by=by,
        policy_digest=policy().digest,
        undecided=0,
        unscanned=0,
        problems=0,
        verified_at=timezone.now(),
    )


def sentence(dice: random.Random, count: int) -> str:
    return " ".join(dice.choices(WORDS, k=count)).capitalize()


def paragraph(dice: random.Random) -> str:
    """Forty common and two rare words in five sentences."""
    return ". ".join(sentence(dice, 8) for _ in range(5)) + f" {dice.choice(RARE)} {dice.choice(RARE)}."
