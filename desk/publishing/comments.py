"""Public comments: a visitor's words wait for their mailbox, then for an agent, then for the review.

Nobody's name or address stands beside a comment: it is by "a visitor" or by "the support team", and of a
visitor nothing but the words is kept. An accepted comment is a part of the copy like any other: scanned,
reviewed, published by the one task, and found by a removal. A rejected one is destroyed.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.accounts.tokens import absolute, hash_of
from desk.audit.record import record
from desk.mail.outgoing import send
from desk.publishing.models import Comment, Part, Publication
from desk.publishing.review import add_comment
from desk.redactor import cut_cards

NOTICE_VERSION = "2026-11-25"  # of templates/public/_write_notice.html
CONFIRM_WITHIN = timedelta(days=7)


@transaction.atomic
def leave_comment(publication: Publication, text: str, *, email: str) -> Comment:
    """Keep the words, without payment card numbers, and mail a link that hands them to the agents."""
    token = secrets.token_urlsafe(32)
    comment = Comment.objects.create(
        publication=publication,
        text=cut_cards(text).text,
        notice_version=NOTICE_VERSION,
        token_hash=hash_of(token),
    )
    link = absolute(reverse("public:comment_confirm", args=[token]))
    send("comment_confirm", email, {"link": link})
    record("comment.left", comment, by="visitor", publication=publication.pk)
    return comment


def comment_of_link(token: str, *, now: datetime | None = None) -> Comment | None:
    """The comment behind a confirmation link; None when it is unknown, decided or too old."""
    oldest = (now or timezone.now()) - CONFIRM_WITHIN
    return Comment.objects.filter(token_hash=hash_of(token), created_at__gt=oldest).first()


def confirm(comment: Comment) -> None:
    """The mailbox has confirmed: the agents see it from now on. Safe to call twice."""
    if Comment.objects.filter(pk=comment.pk, confirmed_at=None).update(confirmed_at=timezone.now()):
        record("comment.confirmed", comment, by="visitor")


def waiting() -> QuerySet[Comment]:
    """What agents have to decide, oldest first."""
    confirmed = Comment.objects.exclude(confirmed_at=None)
    return confirmed.select_related("publication__live", "publication__ticket")


@transaction.atomic
def accept(comment: Comment, *, by: User) -> Part | None:
    """Make the comment a part of its copy, to be scanned and reviewed there.

    None when another agent was faster. Raises NotReviewable while the copy is being published.
    """
    mine = Comment.objects.select_for_update().exclude(confirmed_at=None).filter(pk=comment.pk).first()
    if mine is None:
        return None
    part = add_comment(mine.publication, Part.Kind.COMMENT, mine.text, by=by)
    record("comment.accepted", mine, by=by, part=part.pk)
    mine.delete()
    return part


@transaction.atomic
def reject(comment: Comment, *, by: User) -> None:
    """Destroy it; nobody is told. Safe to call twice."""
    if Comment.objects.filter(pk=comment.pk).delete()[0]:
        record("comment.rejected", comment, by=by)


def forget_unconfirmed(now: datetime) -> None:
    """Words whose mailbox never confirmed them go, and those to posts that are gone."""
    Comment.objects.filter(confirmed_at=None, created_at__lt=now - CONFIRM_WITHIN).delete()
    Comment.objects.filter(publication__state=Publication.State.WITHDRAWN).delete()
