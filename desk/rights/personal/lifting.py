"""End a restriction at the person's word: their tickets may be worked with again (S172)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from desk.audit.record import record
from desk.files.tombstones import bury
from desk.publishing.models import Publication
from desk.publishing.publish import release
from desk.rights.packs import Right
from desk.rights.personal import authority
from desk.rights.personal.carrying import RESTRICTED
from desk.rights.personal.models import Restriction, RightsCase
from desk.tickets.models import Ticket


def is_restricting(case: RightsCase) -> bool:
    return Restriction.objects.filter(item__case=case, lifted_at=None).exists()


@transaction.atomic
def lift(case: RightsCase) -> int:
    """Lift what this case restricted; how many tickets. One that another case restricts, too, stays so.

    Safe to call twice. Raises NotProved: what is hidden for a person is shown again only at their word.
    """
    authority.require(case, Right.RESTRICT, now=timezone.now())
    mine = Restriction.objects.filter(item__case=case, lifted_at=None)
    tickets = list(Ticket.objects.filter(restrictions__in=mine).distinct())
    mine.update(lifted_at=timezone.now())
    for ticket in tickets:
        if ticket.restrictions.filter(lifted_at=None).exists():
            continue
        Ticket.objects.filter(pk=ticket.pk).update(restricted_at=None)
        bury("unrestricted", ticket.pk)  # or a replay would end with the restriction
        for publication in Publication.objects.filter(ticket=ticket):
            release(publication, RESTRICTED)
    if tickets:
        record("case.restriction-lifted", case, by="visitor", tickets=len(tickets))
    return len(tickets)
