"""Public posts without a detector, for tests that never render anything."""

from __future__ import annotations

from django.utils import timezone

from desk.accounts.models import User
from desk.publishing import index
from desk.publishing.models import Part, Publication, Revision
from tests.build import a_ticket

SUMMARY = "The export stops for everybody in the team of Ruprecht Zwiebel."


def a_post(*, by: User, title: str = "Export stops", summary: str = SUMMARY) -> Publication:
    """A live post as publishing leaves it, with these words."""
    publication = Publication.objects.create(ticket=a_ticket(), created_by=by)
    texts = {Part.Kind.TITLE: title, Part.Kind.SUMMARY: summary}
    for position, (kind, text) in enumerate(texts.items()):
        Part.objects.create(
            publication=publication,
            kind=kind,
            position=position,
            text=text,
            scanned=Part.Scanned.DONE,
            scanned_digest="0" * 64,
            policy_digest="0" * 64,
        )
    now = timezone.now()
    live = Revision.objects.create(
        publication=publication,
        number=1,
        title=texts[Part.Kind.TITLE],
        article=f"<p>{summary}</p>",
        text=summary,
        digest=f"{publication.pk:064d}",
        seen=f"{publication.pk:064d}",
        reviewed_by=by,
        policy_digest="0" * 64,
        undecided=0,
        unscanned=0,
        problems=0,
        verified_at=now,
    )
    publication.state, publication.live, publication.first_published_at = Publication.State.LIVE, live, now
    publication.save()
    index.keep(live)
    return publication
