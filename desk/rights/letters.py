"""What we write, to the person who asked and to the agents: plain words, and no values of documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from desk.accounts.models import User
from desk.accounts.tokens import absolute
from desk.mail.outgoing import send
from desk.publishing.models import Publication
from desk.rights.asked import asked_of
from desk.rights.models import Certificate, Occurrence, RemovalRequest

Ground = Occurrence.Ground

ANSWER_WITHIN = 20  # calendar days, our own promise; shorter than any law we know of gives us


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stays: what we say, and what the person can do about it."""

    says: str
    can_do: str


# Every ground has its words, so that no refusal can be sent without a code and a reason (S088).
REASONS = {
    Ground.NOT_PERSONAL: Reason(
        "What stands there does not tell anything about a person, as far as we can see.",
        "If it does, ask again and tell us how one would recognise somebody by it.",
    ),
    Ground.THIRD_PARTY: Reason(
        "It is about somebody else, and they have a say in it too.",
        "If it is about you after all, ask again and tell us how we can see that.",
    ),
    Ground.EXPRESSION: Reason(
        "Others need to be able to read it, and in this case we found that this weighs more.",
        "You can object: ask again and tell us about your situation, so that we can weigh it anew.",
    ),
    Ground.IDENTITY: Reason(
        "We could not tell that it is about you.",
        "Ask again from the address you used with us, or name the ticket it came from.",
    ),
    Ground.EXCESSIVE: Reason(
        "Taking it out would take out much that is not about you.",
        "Ask again with the exact words, or only for the posts that matter to you.",
    ),
}

# Code of an alarm -> what the agents read. The code itself is kept in the audit.
ALARMS = {
    "hidden-first": "The post it came from is hidden until you decide, or its named words are being masked.",
    "not-hidden": "Nothing is hidden: it names no public post, or too many posts were hidden today.",
    "urgent-hidden": "URGENT. Somebody is in danger. The post is hidden until you decide: today, please.",
    "urgent-not-hidden": "URGENT. Somebody is in danger, and NOTHING is hidden yet: look at it now, please.",
    "child-hidden": "About a child. The post is hidden until you decide: within a working day, please.",
    "child-not-hidden": "About a child, and NOTHING is hidden yet: look at it now, please.",
    "described": "Somebody can only describe what should go. Please find the words with them.",
    "unread-crop": "No words could be read in the picture of it. Please find the words with the person.",
    "decision-due": "What was hidden 14 days ago is still hidden, and nobody has decided yet.",
    "too-common": "The named words stand too often: none was masked, and no more than 500 spots are listed.",
    "found-more": "The last look found something new, published meanwhile. Please decide that too.",
    "in-review": "A post is being changed by a reviewer. It stays hidden until they have published it.",
    "publish-blocked": "A post could not be published again: see its review; it stays hidden.",
    "still-in-public-text": "A named value can still be read in the words of a post. It stays hidden.",
    "still-in-public-pictures": "A named value can still be read in a picture of a post. It stays hidden.",
    "still-in-public-names": "A named value can still be read in a file name of a post. It stays hidden.",
    "still-in-whole-post": "The post is public again although it was taken down for this request.",
    "not-answering": "The public pages did not answer as they should, so they could not be read back.",
    "read-back": "Reading the public pages back as a visitor found something left. The posts are hidden.",
    "unreadable": "What the person asked for can no longer be read: its key is gone.",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One answer: its template and what goes into it, no values of documents."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


def send_confirmation_link(request: RemovalRequest, token: str, *, to: str) -> None:
    """The link that makes the wish count; says nothing about whether anything was found."""
    context = {"link": absolute(reverse("rights:confirm", args=[token])), "number": request.number}
    send("removal_confirm", to, context, thread=request.number)


def send_receipt(request: RemovalRequest) -> None:
    """What happens next, right after the confirmation; nothing where no address was given."""
    if email := asked_of(request).email:
        context = {"number": request.number, "days": ANSWER_WITHIN, "request": request}
        send("removal_received", email, context, thread=request.number)


def ask_for_words(request: RemovalRequest, token: str) -> None:
    """Help for somebody who could only describe it: how to find the words, and where to write them."""
    context = {"number": request.number, "link": absolute(reverse("rights:more", args=[token]))}
    send("removal_help", asked_of(request).email, context, thread=request.number)


def tell_author(publication: Publication) -> None:
    """Tell a ticket's customer that its public copy has changed; not why, when or for whom.

    A guest who never opened the private link gets nothing: nobody knows whose address that is.
    """
    ticket = publication.ticket
    if ticket.guest is None or ticket.guest.is_verified:
        context = {
            "ticket": ticket,
            "path": publication.public_path,
            "is_public": publication.live_id is not None,
        }
        send("copy_changed", ticket.customer.email, context)


def answer(request: RemovalRequest, certificate: Certificate) -> Letter:
    """The answer to a decided request (S089): all done, nothing found, or what stays and why."""
    occurrences = list(request.occurrences.all())
    removed = sum(one.verdict == Occurrence.Verdict.AGREED for one in occurrences)
    grounds = Counter(Ground(one.ground) for one in occurrences if one.verdict == Occurrence.Verdict.REFUSED)
    context = {
        "number": request.number,
        "certificate": certificate.number,
        "certificate_link": absolute(certificate.get_absolute_url()),
        "ask_link": absolute(reverse("rights:ask")),
        "found": len(occurrences),
        "removed": removed,
        "stays": grounds.total(),
        "whole_post": request.scope == RemovalRequest.Scope.POST,
        "reasons": [
            {
                "count": count,
                "code": ground.value,
                "says": REASONS[ground].says,
                "can_do": REASONS[ground].can_do,
            }
            for ground, count in grounds.items()
        ],
    }
    return Letter("removal_refused" if grounds else "removal_done", context)


def send_answer(request: RemovalRequest, certificate: Certificate, *, to: str) -> None:
    letter = answer(request, certificate)
    if to:
        send(letter.template, to, letter.context, thread=request.number)


def alarm(request: RemovalRequest, code: str, *, now: datetime) -> None:
    """Tell every agent, by mail, in the caller's transaction. `code` is a key of ALARMS."""
    context = {
        "number": request.number,
        "link": absolute(request.get_absolute_url()),
        "words": ALARMS[code],
    }
    for agent in User.objects.filter(is_agent=True, is_active=True):
        send("removal_alarm", agent.email, context, thread=request.number)
    RemovalRequest.objects.filter(pk=request.pk).update(alarmed_at=now)
