"""Follow a post by mail, without an account.

Nothing is stored before the mailbox has confirmed: until then the address lives, encrypted, in the link
that was sent there, and in the queued mail. Afterwards it is sealed under a key outside the database, and
deleted by one press of a button: for one post from any mail, for all posts by a link we send on request.
Followers hear of a change of status and of a new revision, never of a removal, and a mail holds the title
that is public at that moment and the address of the page, nothing else.
"""

from __future__ import annotations

import json
from datetime import timedelta

from cryptography.fernet import InvalidToken
from django.core import signing
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from desk.accounts.tokens import absolute
from desk.audit.record import record
from desk.files.sealing import cipher, keyed_hash
from desk.files.tombstones import bury
from desk.jobs import enqueue_on_commit
from desk.mail.outgoing import cancel_about, send
from desk.publishing.models import Follower, Publication

LINK_LIVES = timedelta(days=7)
UNFOLLOW = "desk.publishing.unfollow"


def ask_to_follow(publication: Publication, email: str) -> None:
    """Mail a link that confirms; the mailbox that follows already gets one too, and nothing changes."""
    token = _wrap("follow", [publication.slug, email.strip().lower()])
    link = absolute(reverse("public:follow_confirm", args=[token]))
    with transaction.atomic():
        send("follow_confirm", email, {"link": link, "path": publication.public_path})


def wish_of_link(token: str) -> tuple[Publication, str] | None:
    """Post and address of a confirmation link; None when it is wrong, too old, or the post is not public."""
    wish = _unwrap("follow", token)
    if wish is None:
        return None
    publication = Publication.objects.public().filter(slug=wish[0]).first()
    return None if publication is None else (publication, wish[1])


@transaction.atomic
def follow(publication: Publication, email: str) -> Follower:
    """The mailbox has confirmed. Safe to call twice."""
    follower, is_new = Follower.objects.get_or_create(
        publication=publication,
        address_hash=_address_hash(email),
        defaults={"sealed": cipher("follow:followers").encrypt(email.encode()), "told": publication.news},
    )
    if is_new:
        record("publication.followed", publication, by="visitor")
    return follower


def unfollow_path(follower: Follower) -> str:
    """Where one POST ends these mails, as in List-Unsubscribe-Post (RFC 8058); it needs no cookie."""
    return reverse("public:unfollow", args=[signing.dumps(follower.pk, salt=UNFOLLOW)])


def follower_of_link(token: str) -> Follower | None:
    """Who unsubscribes by this link; None when it is wrong or they have left already."""
    try:
        pk = signing.loads(token, salt=UNFOLLOW)
    except signing.BadSignature:
        return None
    return Follower.objects.select_related("publication").filter(pk=pk).first()


@transaction.atomic
def unfollow(follower: Follower) -> None:
    """The address goes at once. Safe to call twice."""
    if Follower.objects.filter(pk=follower.pk).delete()[0]:
        record("publication.unfollowed", follower.publication, by="visitor")


def ask_to_forget(email: str) -> None:
    """Mail a link that ends all follows of this mailbox; it tells nobody whether there are any."""
    link = absolute(reverse("public:forget_confirm", args=[_wrap("forget", [email.strip().lower()])]))
    with transaction.atomic():
        send("follow_forget", email, {"link": link})


def address_of_link(token: str) -> str | None:
    """The address that asked to be forgotten; None when the link is wrong or too old."""
    wish = _unwrap("forget", token)
    return None if wish is None else wish[0]


@transaction.atomic
def forget(email: str) -> int:
    """Delete every follow of this mailbox; returns how many there were. Safe to call twice."""
    return forget_hash(_address_hash(email))


@transaction.atomic
def forget_hash(address_hash: str) -> int:
    """The same for a mailbox that is known by its keyed hash only, as after restoring a backup."""
    count = Follower.objects.filter(address_hash=address_hash).delete()[0]
    if count:
        bury("follows", address_hash)
    return count


def follows_of(email: str) -> QuerySet[Follower]:
    """The posts a mailbox follows, for its removal and for its owner's questions."""
    return Follower.objects.filter(address_hash=_address_hash(email))


def tell_followers(publication: Publication) -> None:
    """There is news: in the caller's transaction, so that none is lost. Never called for a removal."""
    from desk.publishing.tasks import tell

    Publication.objects.filter(pk=publication.pk).update(news=F("news") + 1)
    publication.refresh_from_db(fields=["news"])
    enqueue_on_commit(tell, publication.pk)


def tell(publication: Publication) -> None:
    """Mail everybody who was not told yet, once. Safe to run twice.

    A post that is hidden or taken down says nothing; what is untold then
    waits until it is public again.
    """
    live = publication.live
    if live is None or not publication.is_public:
        return
    for follower in publication.followers.filter(told__lt=publication.news):
        with transaction.atomic():
            mine = Follower.objects.filter(pk=follower.pk, told__lt=publication.news)
            if not mine.update(told=publication.news):
                continue  # another run told them, or they have left
            context = {
                "title": live.title,
                "path": publication.public_path,
                "unsubscribe": absolute(unfollow_path(follower)),
            }
            send(
                "news",
                _address_of(follower),
                context,
                unsubscribe=unfollow_path(follower),
                about=_about(follower.pk),
            )


def untell(publication: Publication) -> None:
    """The post is hidden: news of it that has not left yet is cancelled, and told when it is back."""
    codes = {_about(pk): pk for pk in publication.followers.values_list("pk", flat=True)}
    followers = [codes[code] for code in cancel_about(codes)]
    Follower.objects.filter(pk__in=followers, told__gt=0).update(told=F("told") - 1)


def untold() -> QuerySet[Publication]:
    """Public posts with followers who do not know the latest news yet."""
    return Publication.objects.public().filter(followers__told__lt=F("news")).distinct()


def forget_followers() -> None:
    """Nobody follows what was taken down."""
    Follower.objects.filter(publication__state=Publication.State.WITHDRAWN).delete()


def _about(follower: int) -> str:
    return f"follower:{follower}"


def _address_of(follower: Follower) -> str:
    return cipher("follow:followers").decrypt(bytes(follower.sealed)).decode()


def _address_hash(email: str) -> str:
    return keyed_hash("follower-address", email.strip().lower())


def _wrap(purpose: str, words: list[str]) -> str:
    """A token that only we can read; a link may not show an address to whoever sees it pass."""
    return cipher(f"follow:{purpose}").encrypt(json.dumps(words).encode()).decode().rstrip("=")


def _unwrap(purpose: str, token: str) -> list[str] | None:
    padded = token + "=" * (-len(token) % 4)
    try:
        words = cipher(f"follow:{purpose}").decrypt(padded.encode(), ttl=int(LINK_LIVES.total_seconds()))
    except (InvalidToken, ValueError):
        return None
    return [str(word) for word in json.loads(words)]
