"""Fill an empty desk with invented people and their tickets, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import F

from desk.accounts.models import Membership, Organisation, User
from desk.accounts.tokens import open_access
from desk.demo.tickets import POST, STORIES, SYNC, Story
from desk.tickets.models import Message, Product, Ticket
from desk.tickets.receive import add_note, add_reply, open_ticket
from desk.tickets.work import assign, change_state

BIRCH, NORTHQUAY = "Birch & Vale Instruments", "Northquay Logistics"
MEMBERS = (
    ("alice@example.com", "Alice Archer", BIRCH, Membership.Role.MEMBER),
    ("bob@example.com", "Bob Baxter", BIRCH, Membership.Role.MEMBER),
    ("erin@example.com", "Erin Ellery", BIRCH, Membership.Role.ADMIN),
    ("ines@example.org", "Ines Duarte", NORTHQUAY, Membership.Role.MEMBER),
)


class Command(BaseCommand):
    help = "Add demo products, people and tickets to a desk that has no product yet."

    def handle(self, **_: Any) -> None:
        """All or nothing, so that a start that was cut short begins anew."""
        if Product.objects.exists():
            return
        with transaction.atomic():
            agent = self.people()
            for name in (SYNC, POST):
                Product.objects.create(name=name)
            for story in STORIES:
                tell(story, agent)
        self.stdout.write(f"Added {len(STORIES)} demo tickets")

    def people(self) -> User:
        """Everybody in the demo; returns the agent. Whoever has an account already keeps it."""
        for email, name, organisation, role in MEMBERS:
            Membership.objects.create(
                user=person(email, name=name),
                organisation=Organisation.objects.get_or_create(name=organisation)[0],
                role=role,
            )
        person("operator@example.com", name="Oli Operator", is_agent=True, is_operator=True)
        return person("dana@example.com", name="Dana Dale", is_agent=True)


def person(email: str, **fields: Any) -> User:
    return User.objects.filter(email=email).first() or User.objects.create_user(email, **fields)


def tell(story: Story, agent: User) -> Ticket:
    """One ticket through the same verbs that the pages use, then put back in time."""
    ticket = open_ticket(
        User.objects.filter(email=story.requester).first() or story.requester,
        product=Product.objects.get(name=story.product),
        subject=story.subject,
        letter=story.letter(),
        publish=story.publish,
    )
    if ticket.guest is not None and story.guest_opened:
        open_access(ticket.guest)
    if story.is_assigned:
        assign(ticket, agent, by=agent)
    for turn in story.turns:
        if turn.kind == Message.Kind.NOTE:
            add_note(ticket, turn.letter(), by=agent)
        else:
            add_reply(ticket, turn.letter(), by=agent if turn.kind == Message.Kind.REPLY else ticket.customer)
    change_state(ticket, story.state, by=agent)
    _put_back(ticket, days=story.days_ago)
    return ticket


def _put_back(ticket: Ticket, *, days: int) -> None:
    """As if it had begun some days ago, with hours between the messages."""
    back = timedelta(days=days, hours=1)
    Ticket.objects.filter(pk=ticket.pk).update(created_at=F("created_at") - back)
    for hours, message in enumerate(ticket.messages.order_by("pk")):
        at = message.created_at - back + min(timedelta(hours=3 * hours), back)
        Message.objects.filter(pk=message.pk).update(created_at=at)
        Ticket.objects.filter(pk=ticket.pk).update(updated_at=at)
