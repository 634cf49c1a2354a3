"""What the public side holds about a person: copies of their tickets, and the posts their mailbox follows."""

from __future__ import annotations

from collections.abc import Iterator

from desk.accounts.personal_data import Person, Record
from desk.publishing.following import follows_of, forget
from desk.publishing.models import Publication
from desk.publishing.publish import unmake
from desk.tickets.personal_data import tickets_of


def unmake_copies(person: Person) -> int:
    """Delete what was prepared for public copies of their tickets; how many copies.

    Raises StillNeeded while one of them is public. What is public everybody can
    read, so none of it is handed out.
    """
    made = Publication.objects.filter(ticket__in=tickets_of(person)).exclude(parts=None).distinct()
    for publication in made:
        unmake(publication)
    return len(made)


class Follows:
    name = "follows"
    words = "The public posts you follow by mail"

    def export(self, person: Person) -> Iterator[Record]:
        for email in person.emails:
            for follower in follows_of(email).select_related("publication"):
                words = f"You follow {follower.publication.public_path}"
                title = "A post you follow"
                yield Record(
                    f"follow-{follower.pk}", title, "you told us", "news", follower.created_at, words
                )

    def erase(self, person: Person) -> int:
        return sum(forget(email) for email in person.emails)
