"""Every reason why a copy may not be published; an empty list means it may."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.publishing.asking import Question
from desk.publishing.models import Part, Preview, Publication, ReviewItem
from desk.publishing.preview import PublicCopy
from desk.publishing.residual import Level, residual_risk
from desk.tickets.models import Message
from desk.tickets.rules import policy

# Parts that their customer has set to "not for publication".
LOCKED = Q(message__publish_locked=True) | Q(attachment__publish_locked=True)

# Code of a blocker -> what is wrong, and what clears it. Shown to the reviewer as it stands.
WORDS = {
    "customer-lock": (
        "The customer asked us to publish nothing of theirs, or not this part.",
        "Take the part out of the copy; only the customer can change their word, on the page of the ticket.",
    ),
    "waiting-for-customer": (
        "The customer has not approved this copy yet.",
        "Ask them, and wait for their answer; another copy has to be asked about again.",
    ),
    "restricted": (
        "The customer asked us to store this ticket and to do nothing else with it.",
        "Only they can change that.",
    ),
    "no-notice": (
        "The customer was not told that a copy may be published.",
        "Ask them, and publish nothing of theirs before.",
    ),
    "no-words": ("The copy has no title or no summary yet.", "Write both in your own words and save them."),
    "waiting": ("A part is still being scanned.", "Wait a moment; this page follows."),
    "unscanned": (
        "A part could not be scanned.",
        "Take it out of the copy, or save it again to have it scanned once more.",
    ),
    "policy-changed": (
        "The rules have changed since a part was scanned.",
        "It is being scanned again; decide what is new.",
    ),
    "undecided": ("Some findings are undecided.", "Hide or keep each of them."),
    "source-changed": (
        "The ticket has changed since this part was copied from it.",
        "Take the part out and pull it in again.",
    ),
    "second-person": (
        "Something stays visible of a kind that two people have to agree on.",
        "Another agent opens this page and agrees, or it is hidden.",
    ),
    "risk": (
        "More risk is left in this copy than one person may take.",
        "Hide more of what is listed under “What is left”, or have another agent accept it for this copy.",
    ),
    "new-message": (
        "The customer has written since this copy was last looked at.",
        "Add what is new to the copy, or say that it is not needed.",
    ),
    "source-gone": ("The original of a part no longer exists.", "Take the part out of the copy."),
    "still-readable": (
        "Something that is hidden in one place can still be read in another.",
        "Decide the findings marked “same value”, or keep them visible on purpose.",
    ),
    "hidden-on-request": (
        "Something that was removed from this copy on request would be public again.",
        "Hide it, or take out the part it stands in.",
    ),
    "not-verified": (
        "The finished copy did not pass its verification.",
        "Look at the pictures of the preview, move the boxes, and try again.",
    ),
    "canary-survived": (
        "The detector missed test values that were planted to try it, so it may have missed others.",
        "The operator has to look at the rules and the policy; then try again.",
    ),
    "no-preview": ("The preview is still being made.", "Wait a moment; this page follows."),
    "preview-failed": (
        "The preview could not be made.",
        "Take out the part that cannot be read, or try again when the detector runs.",
    ),
    "detector-unavailable": (
        "The detector is unavailable, so nothing can be checked.",
        "Start it again (the operator sees it in the log), then try again.",
    ),
    "not-what-you-saw": (
        "The copy has changed since the preview you looked at.",
        "Look at the preview of now, then publish.",
    ),
    "nobody-asked": ("No reviewer has asked for this.", "Publish from the review page."),
}


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason: code, words, what clears it, and the part it is about (None: the whole copy)."""

    code: str
    part: int | None = None

    @property
    def words(self) -> str:
        return WORDS[self.code][0]

    @property
    def clears(self) -> str:
        return WORDS[self.code][1]


def blockers(
    publication: Publication,
    copy: PublicCopy | None = None,
    *,
    seen: str | None = None,
    by: User | None = None,
) -> list[Blocker]:
    """All reasons at once. Without `copy` only what can be said before rendering is checked.

    `by` is who wants to publish; who it was that asked when None.

    A removal (`publication.because`) hides more of what a reviewer already
    saw, so neither the customer's lock nor newer rules stand in its way.
    """
    found = [*_about_parts(publication)]
    if not publication.because and not publication.ticket.may_be_published:
        found.insert(0, Blocker("customer-lock"))
    if not publication.because and publication.ticket.restricted_at is not None:
        found.insert(0, Blocker("restricted"))
    if not publication.because:
        if not publication.ticket.notice_version:
            found.append(Blocker("no-notice"))
        if has_news(publication):
            found.append(Blocker("new-message"))
        if is_too_risky(publication) and not risk_accepted_by(publication, _digest(copy, seen), by=by):
            found.append(Blocker("risk"))
    if waits_for_customer(publication) and not _has_agreed(publication, copy.digest if copy else None):
        found.append(Blocker("waiting-for-customer"))
    if copy is None:
        return found
    if "hidden-on-request" in copy.problems:
        found.append(Blocker("hidden-on-request"))
    elif copy.problems:
        readable = any(problem.startswith("still-readable") for problem in copy.problems)
        found.append(Blocker("still-readable" if readable else "not-verified"))
    if not publication.because:
        if publication.asked_by_id is None:
            found.append(Blocker("nobody-asked"))
        if seen != copy.digest:
            found.append(Blocker("not-what-you-saw"))
    return found


def is_unconfirmed(item: ReviewItem) -> bool:
    """Whether it stays visible, is of a kind for which the policy wants two people, and had only one."""
    kept = item.verdict == ReviewItem.Verdict.KEEP and not item.because
    return kept and needs_second_person(item) and item.confirmed_by_id is None


def needs_second_person(item: ReviewItem) -> bool:
    """Whether the policy wants two people for keeping this kind visible."""
    return item.entity in settings.DESK_SECOND_PERSON


def news_of(publication: Publication) -> QuerySet[Message]:
    """What the customer wrote and may be published, which no reviewer of this copy has seen or pulled in."""
    pulled = publication.parts.exclude(message=None).values("message")
    customers = publication.ticket.messages.filter(kind=Message.Kind.CUSTOMER, publish_locked=False)
    return customers.filter(pk__gt=publication.read_up_to).exclude(pk__in=pulled)


def has_news(publication: Publication) -> bool:
    return news_of(publication).exists()


def is_too_risky(publication: Publication) -> bool:
    """Whether more risk is left than the policy lets one person take."""
    return residual_risk(publication).level > Level[settings.DESK_RISK_LIMIT.upper()]


def risk_accepted_by(publication: Publication, digest: str, *, by: User | None) -> User | None:
    """Another agent than `by` who accepted what is left in this very copy; None when there is none."""
    publisher = by or publication.asked_by
    accepted = publication.accepted_risks.filter(digest=digest).select_related("accepted_by")
    others = accepted.exclude(accepted_by=publisher) if publisher is not None else accepted
    first = others.order_by("accepted_at", "pk").first()
    return first.accepted_by if first is not None else None


def _digest(copy: PublicCopy | None, seen: str | None) -> str:
    return copy.digest if copy is not None else seen or ""


def waits_for_customer(publication: Publication) -> bool:
    """Whether the copy needs its customer's word: where the product asks, before the first publication."""
    return publication.first_published_at is None and publication.ticket.product.asks_customer


def _has_agreed(publication: Publication, digest: str | None) -> bool:
    """Whether the customer approved this copy, or the installation lets silence count and it was long enough.

    Without a digest the copy is the preview of now.
    """
    about = publication.questions.all()
    if digest is None:
        ready = Preview.objects.filter(state=Preview.State.READY, edition=publication.edition)
        about = about.filter(digest__in=ready.filter(publication=publication).values("digest"))
    else:
        about = about.filter(digest=digest)
    agreed = Q(answer=Question.Answer.APPROVED)
    if settings.PUBLISH_AFTER_QUIET:
        since = timezone.now() - settings.QUIET_PERIOD
        agreed |= Q(answer=Question.Answer.WAITING, asked_at__lte=since)
    return about.filter(agreed).exists()


def _about_parts(publication: Publication) -> list[Blocker]:
    found = []
    rules = policy().digest
    parts = list(publication.parts.prefetch_related("items").select_related("message", "attachment__file"))
    written = {part.kind for part in parts if part.text.strip()}
    if not {Part.Kind.TITLE, Part.Kind.SUMMARY} <= written:
        found.append(Blocker("no-words"))
    locked = set(publication.parts.filter(LOCKED).values_list("pk", flat=True))
    for part in parts:
        if not publication.because and part.pk in locked:
            found.append(Blocker("customer-lock", part.pk))
        if part.scanned == Part.Scanned.WAITING:
            found.append(Blocker("waiting", part.pk))
        elif part.scanned == Part.Scanned.FAILED:
            found.append(Blocker("unscanned", part.pk))
        elif not publication.because and part.policy_digest != rules:
            found.append(Blocker("policy-changed", part.pk))
        if not publication.because and any(map(is_unconfirmed, part.items.all())):
            found.append(Blocker("second-person", part.pk))
        if any(item.verdict == ReviewItem.Verdict.UNDECIDED for item in part.items.all()):
            found.append(Blocker("undecided", part.pk))
        if not publication.because and has_new_source(part):
            found.append(Blocker("source-changed", part.pk))
        if part.attachment is not None and _is_gone(part.attachment.file):
            found.append(Blocker("source-gone", part.pk))
    return found


def has_new_source(part: Part) -> bool:
    """Whether the words or the file in the ticket are others than those the part was made of."""
    if part.attachment is not None:
        return part.attachment.file.digest != part.source_digest
    return part.message is not None and part.message.digest != part.source_digest


def _is_gone(file: StoredFile) -> bool:
    return file.destroyed_at is not None
