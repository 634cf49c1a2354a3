"""What the post holds about a person: messages that have not left yet."""

from __future__ import annotations

from collections.abc import Iterator

from desk.accounts.personal_data import Person, Record
from desk.mail.models import OutgoingMail
from desk.mail.outgoing import cancel


class WaitingMail:
    name = "mail"
    words = "Mails to you that have not left yet; those that left are not kept"

    def export(self, person: Person) -> Iterator[Record]:
        """By name only: their words may be links that act."""
        for mail in _waiting(person):
            title = f"A mail to you that waits to be sent ({mail.template})"
            yield Record(f"mail-{mail.pk}", title, "we wrote it", "support", mail.created_at, title)

    def erase(self, person: Person) -> int:
        waiting = _waiting(person)
        for mail in waiting:
            cancel(mail)
        return len(waiting)


def _waiting(person: Person) -> list[OutgoingMail]:
    queued = OutgoingMail.objects.filter(to__in=person.emails, state=OutgoingMail.State.QUEUED)
    # Letters of a rights case are the answer itself, and must still arrive.
    return list(queued.exclude(template__startswith="case_"))
