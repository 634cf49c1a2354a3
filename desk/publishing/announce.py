"""What the customer of a ticket hears about its public copy, besides that it was published."""

from __future__ import annotations

from django.db import transaction

from desk.audit.record import record
from desk.publishing.models import Publication
from desk.tickets.receive import tell_customer


@transaction.atomic
def tell_fixed(publication: Publication) -> None:
    """Mail the customer that their issue is fixed; call it where the status becomes that, in its transaction.

    A guest who never opened the private link is told nothing: nobody knows whose mailbox it is.
    """
    ticket = publication.ticket
    if ticket.guest is not None and not ticket.guest.is_verified:
        return
    path = publication.public_path if publication.is_public else ""
    tell_customer("fixed", ticket, fixed_in=publication.fixed_in, path=path)
    record("customer.told-fixed", publication, by="system")
