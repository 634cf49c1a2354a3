"""The customer's word on one message or file: not for publication. It may be taken back at any time.

It binds at once: what is not public yet cannot become so, and a post that may show the part is hidden
until an agent publishes it again without the part, or withdraws it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from desk.accounts.models import GuestAccess, User
from desk.accounts.tokens import absolute
from desk.audit.record import record
from desk.mail.outgoing import send
from desk.publishing.models import Hold, Part, Publication
from desk.publishing.publish import hold, lock_code, release
from desk.publishing.review import render_later
from desk.tickets.models import Attachment, Message, Ticket


@transaction.atomic
def lock(what: Message | Attachment, *, by: User | GuestAccess) -> None:
    """Keep this out of any public copy. Safe to call twice; agents hear of it when a post goes for it."""
    ticket = ticket_of(what)
    type(what).objects.filter(pk=what.pk).update(publish_locked=True)
    record("publish.locked", what, by=by, ticket=ticket.pk)
    publication = Publication.objects.filter(ticket=ticket).first()
    if publication is None:
        return
    # First the edition: a publish task that is past its gate now loses, or has won and can be seen.
    publication.touch()
    publication.refresh_from_db()
    render_later(publication)
    if publication.live_id is None or not _may_show(publication, what):
        return
    code = lock_code(ticket)
    if not Hold.objects.filter(publication=publication, code=code).exists():
        hold(publication, code)
        _alarm(publication)


@transaction.atomic
def unlock(what: Message | Attachment, *, by: User | GuestAccess) -> None:
    """Take the word back. A post that was hidden for it is shown again when nothing else is locked."""
    ticket = ticket_of(what)
    type(what).objects.filter(pk=what.pk).update(publish_locked=False)
    record("publish.unlocked", what, by=by, ticket=ticket.pk)
    publication = Publication.objects.filter(ticket=ticket).first()
    if publication is None:
        return
    publication.touch()
    render_later(publication)
    if not _anything_locked(ticket):
        release(publication, lock_code(ticket))


def ticket_of(what: Message | Attachment) -> Ticket:
    return what.ticket if isinstance(what, Message) else what.message.ticket


def _may_show(publication: Publication, what: Message | Attachment) -> bool:
    """Whether the live revision may hold it. A copy in review may have lost a part that is still public."""
    return publication.state != Publication.State.LIVE or _parts(publication, what).exists()


def _parts(publication: Publication, what: Message | Attachment) -> QuerySet[Part]:
    mine = Q(message=what) if isinstance(what, Message) else Q(attachment=what)
    return publication.parts.filter(mine)


def _anything_locked(ticket: Ticket) -> bool:
    files = Attachment.objects.filter(message__ticket=ticket, publish_locked=True)
    return ticket.messages.filter(publish_locked=True).exists() or files.exists()


def _alarm(publication: Publication) -> None:
    """Tell the agent whose ticket it is, or every agent when it is nobody's."""
    ticket = publication.ticket
    agents = User.objects.filter(is_agent=True, is_active=True)
    if ticket.assignee_id and agents.filter(pk=ticket.assignee_id).exists():
        agents = agents.filter(pk=ticket.assignee_id)
    context = {"ticket": ticket, "link": absolute(publication.get_absolute_url())}
    for agent in agents:
        send("lock_alarm", agent.email, context)
