"""What an agent says about an issue beside its copy: choices and version numbers, so nothing to redact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record
from desk.publishing.announce import tell_fixed
from desk.publishing.following import tell_followers
from desk.publishing.models import Label, Publication

Status = Publication.Status

MOST_VERSIONS = 10
# At most three numbers, so that no network address passes for a version, and no word but these few.
VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){0,2}(-(alpha|beta|rc)\.?\d{1,3})?", re.ASCII)


class NotAVersion(ValueError):
    """Not the short form of a version that may stand on a public page unread."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Status, versions in which it happens, the version that fixed it ("" for none), and labels.

    Raises NotAVersion for anything that is not `VERSION`, and for a fixing
    version of something that is not fixed.
    """

    status: Status
    affected: tuple[str, ...] = ()
    fixed_in: str = ""
    labels: Sequence[Label] = ()

    def __post_init__(self) -> None:
        if len(self.affected) > MOST_VERSIONS:
            raise NotAVersion("too-many")
        if not all(map(is_version, (*self.affected, *([self.fixed_in] if self.fixed_in else ())))):
            raise NotAVersion("odd")
        if self.fixed_in and self.status != Status.FIXED:
            raise NotAVersion("not-fixed")


def is_version(text: str) -> bool:
    return VERSION.fullmatch(text) is not None


@transaction.atomic
def set_facts(publication: Publication, facts: Facts, *, by: User) -> None:
    """Put the facts on the list and the page at once; a change of status is news for followers.

    The copy, its review and its preview are untouched by them.
    """
    before = Publication.objects.select_for_update().get(pk=publication.pk).status
    Publication.objects.filter(pk=publication.pk).update(
        status=facts.status, affected=list(facts.affected), fixed_in=facts.fixed_in
    )
    publication.refresh_from_db(fields=["status", "affected", "fixed_in"])
    publication.issue_labels.set(facts.labels)
    record("publication.facts_set", publication, by=by, status=str(facts.status))
    if before != facts.status:
        tell_followers(publication)
        if facts.status == Status.FIXED:
            tell_fixed(publication)


@transaction.atomic
def add_label(name: str, *, by: User) -> Label:
    """Another word of the closed list; the one that is there already, whatever its case."""
    label = Label.objects.filter(name__iexact=name).first() or Label.objects.create(name=name)
    record("label.added", label, by=by)
    return label


@transaction.atomic
def remove_label(label: Label, *, by: User) -> None:
    """Take the word off the list and off every post."""
    record("label.removed", label, by=by)
    label.delete()


def facts_digest(publication: Publication, labels: Iterable[Label]) -> str:
    """Changes when anything that stands beside the copy on its page does."""
    named = ",".join(str(label.pk) + label.name for label in labels)
    return f"{publication.status}|{publication.affected}|{publication.fixed_in}|{named}|{publication.votes}"
