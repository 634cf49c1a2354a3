"""What the operator does with organisations as a whole: make, name, end."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from desk.accounts.models import Organisation, User
from desk.audit.record import record


class NameIsTaken(Exception):
    """Another organisation that has not ended is called so."""


def found(name: str, *, by: User) -> Organisation:
    """A new organisation, without members. Raises NameIsTaken."""
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(name=name)
            record("organisation.founded", organisation, by=by)
    except IntegrityError:
        raise NameIsTaken from None  # the database's words hold the name
    return organisation


def rename(organisation: Organisation, name: str, *, by: User) -> None:
    """Another name; the one before goes on being hidden in its tickets. Raises NameIsTaken."""
    try:
        with transaction.atomic():
            now = Organisation.objects.select_for_update().get(pk=organisation.pk)
            if now.name == name:
                return
            now.earlier_names = [one for one in (*now.earlier_names, now.name) if one != name]
            now.name = name
            now.save(update_fields=["name", "earlier_names"])
            record("organisation.renamed", organisation, by=by)
    except IntegrityError:
        raise NameIsTaken from None


@transaction.atomic
def end_organisation(organisation: Organisation, *, by: User) -> None:
    """Every membership and invitation ends; accounts and tickets stay as they are. Safe to call twice."""
    going = Organisation.objects.filter(pk=organisation.pk, ended_at=None)
    if going.update(ended_at=timezone.now()):
        members, _ = organisation.memberships.all().delete()
        organisation.invitations.all().delete()
        record("organisation.ended", organisation, by=by, members=members)
