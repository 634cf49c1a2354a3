"""Every app that holds personal data, in the order in which it is handed out; erasing goes the other way."""

from __future__ import annotations

from collections.abc import Iterator

from desk.accounts.personal_data import Holder, Person, Record
from desk.factors.personal_data import Account
from desk.mail.mailbox import mailbox_key
from desk.mail.personal_data import WaitingMail
from desk.publishing.personal_data import Follows
from desk.rights.consent.models import ConsentEvent
from desk.rights.consent.purposes import purposes
from desk.rights.personal.models import RightsCase
from desk.tickets.personal_data import Tickets

MENTIONS = "mentions"


class Consents:
    """What somebody agreed to stays written (it is how we show it), without an address: nothing to erase."""

    name = "consents"
    words = "What you agreed or objected to, and your requests like this one"

    def export(self, person: Person) -> Iterator[Record]:
        keys = [mailbox_key(email) for email in person.emails]
        for event in ConsentEvent.objects.filter(subject__in=keys):
            about = purposes()[event.purpose].words if event.purpose in purposes() else event.purpose
            words = f"{event.get_word_display()}: {about} ({event.get_channel_display().lower()})"
            yield Record(f"consent-{event.pk}", "Consent", "you told us", "rights", event.at, words)
        if person.user is not None:
            for case in RightsCase.objects.of_person(person.user):
                words = f"Request {case.number}"
                yield Record(f"case-{case.pk}", "Request", "you told us", "rights", case.received_at, words)

    def erase(self, person: Person) -> int:
        return 0


HOLDERS: tuple[Holder, ...] = (Account(), Tickets(), WaitingMail(), Follows(), Consents())

# What can be granted on its own: all that a holder has, and what others wrote, which is found for each case.
PARTS = {
    **{holder.name: holder.words for holder in HOLDERS},
    MENTIONS: "What other people wrote that names you",
}
