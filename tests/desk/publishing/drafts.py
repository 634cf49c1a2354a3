"""Copies in review made by hand, for tests that need findings and no detector."""

from __future__ import annotations

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import Part, Preview, Publication, ReviewItem
from desk.tickets.rules import policy
from tests.build import a_ticket

TEXT = "Ada Bell saw it. So did ada bell, and Bert Cole in Springfield. Ada Bell has the log."


def a_draft(*, by: User, text: str = TEXT) -> Publication:
    """A copy with a title, a summary of this text, no findings, and a preview that is as new as it is."""
    publication = review.start_review(a_ticket(), by=by)
    for kind, words in ((Part.Kind.TITLE, "Export stops"), (Part.Kind.SUMMARY, text), (Part.Kind.STEPS, "")):
        publication.parts.filter(kind=kind).update(
            text=words, scanned=Part.Scanned.DONE, scanned_digest="0" * 64, policy_digest=policy().digest
        )
    rendered(publication)
    return publication


def rendered(publication: Publication) -> Preview:
    """The preview as the task would leave it for the edition of now."""
    publication.refresh_from_db()
    return Preview.objects.update_or_create(
        publication=publication,
        defaults={
            "state": Preview.State.READY,
            "edition": publication.edition,
            "digest": f"{publication.edition:064d}",
            "article": "<p>Export stops.</p>",
            "title": "Export stops",
        },
    )[0]


def findings(publication: Publication, value: str, entity: str = "PERSON") -> list[ReviewItem]:
    """An undecided finding at every place of the value in the summary, in order."""
    part = publication.parts.get(kind=Part.Kind.SUMMARY)
    found, at = [], part.text.casefold().find(value.casefold())
    while at >= 0:
        found.append(
            ReviewItem.objects.create(
                part=part,
                start=at,
                end=at + len(value),
                entity=entity,
                score=0.9,
                rule="names.model",
                origin=ReviewItem.Origin.DETECTOR,
            )
        )
        at = part.text.casefold().find(value.casefold(), at + 1)
    return found
