"""A person's case: what they ask, the clocks on it, what was decided, and what was sent."""

from __future__ import annotations

import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.mail.models import OutgoingMail
from desk.publishing.models import SLUG_LETTERS
from desk.rights.consent.purposes import Basis, purposes
from desk.rights.packs import Right
from desk.states import Moving
from desk.tickets.models import Ticket

RIGHTS = {
    Right.ACCESS: "See what you have about me",
    Right.PORTABILITY: "Get a copy I can take elsewhere",
    Right.RECTIFY: "Correct something",
    Right.REMOVE: "Delete what you have about me",
    Right.OBJECT: "Object to a use of my data",
    Right.RESTRICT: "Only store my data, and do not use it",
    Right.REVOKE: "Take back a consent",
}


def new_case_number() -> str:
    """Such as `P-7kq2m9xw`: random, so that it tells neither how many ask nor when."""
    return "P-" + "".join(secrets.choice(SLUG_LETTERS) for _ in range(8))


class RightsCaseQuerySet(models.QuerySet["RightsCase"]):
    def decidable_by(self, user: User) -> RightsCaseQuerySet:
        """Confirmed cases for agents, except their own; none for anybody else.

        An organisation's administrator sees none, not even that one exists:
        what somebody asks of us is not the employer's business (S189).
        """
        if not user.is_agent:
            return self.none()
        return self.filter(confirmed_at__isnull=False).exclude(person=user)

    def of_person(self, user: User) -> RightsCaseQuerySet:
        return self.filter(person=user).exclude(state=RightsCase.State.EXPIRED)


class RightsCase(Moving):
    """One request about one person's data, with one or more items.

    What they wrote and where to reach them is sealed under a key of this case
    alone, destroyed some time after it is closed. `place` is what they said
    where they live (ISO 3166); empty is unknown and has every law's clock.
    `calendars` are the holidays of that place and of our office, as they were
    known on the day it was opened.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Waiting for the mailbox"
        OPEN = "open", "Being decided"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"
        EXPIRED = "expired", "Never confirmed"

    class Asker(models.TextChoices):
        SELF = "self", "Myself"
        REPRESENTATIVE = "representative", "Somebody who gave me a power of attorney"
        PARENT = "parent", "A child I am responsible for"

    class Channel(models.TextChoices):
        PORTAL = "portal", "Here, by a private link in a mail"
        POST = "post", "By letter"

    class Proof(models.TextChoices):
        """How who asks has shown whose request it is; other rungs of the ladder are rows of their own."""

        NONE = "none", "Not shown yet"
        MAILBOX = "mailbox", "Confirmed by mail"
        ACCOUNT = "account", "Signed in"
        FACTOR = "second-step", "Signed in with a second step"

    NEXT = {
        State.UNCONFIRMED: {State.OPEN, State.EXPIRED},
        State.OPEN: {State.ANSWERED},
        State.ANSWERED: {State.CLOSED, State.OPEN},  # open again: they disagree
        State.CLOSED: {State.OPEN},  # a late answer counts, too
        State.EXPIRED: set(),
    }

    number = models.CharField(max_length=20, unique=True, default=new_case_number)
    state = models.CharField(max_length=12, choices=State, default=State.UNCONFIRMED)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asker = models.CharField(max_length=16, choices=Asker, default=Asker.SELF)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PORTAL)
    place = models.CharField(max_length=8, blank=True)
    proof = models.CharField(max_length=12, choices=Proof, default=Proof.NONE)
    sealed = models.BinaryField(default=bytes)
    calendars = models.JSONField(default=list)
    packs_version = models.CharField(max_length=20)
    token_hash = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reply_until = models.DateField(null=True, blank=True)  # from delivery of our answer
    is_reminded = models.BooleanField(default=False)  # of the time to reply
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=20, blank=True)
    key_destroyed_at = models.DateTimeField(null=True, blank=True)
    is_appealed = models.BooleanField(default=False)

    objects = RightsCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["unconfirmed", "expired"]) | Q(confirmed_at__isnull=False),
                name="unconfirmed_case_does_nothing",
            ),
            models.CheckConstraint(
                condition=Q(proof__in=["none", "mailbox", "account", "second-step"]), name="case_proof_known"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(proof="none"), name="confirmed_case_says_how"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="answered_case_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="expired") | Q(sealed=b""), name="expired_case_keeps_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("rights:case", args=[self.pk])

    @property
    def code(self) -> str:
        return f"case:{self.pk}"

    @property
    def due_on(self) -> date | None:
        """The earliest running clock; None when nothing is due."""
        return min((clock.due_on for clock in self.running_clocks()), default=None)

    def running_clocks(self) -> list[Clock]:
        return [clock for clock in self.clocks.all() if clock.stopped_on is None]

    @property
    def is_decided(self) -> bool:
        return not any(item.verdict == RightsItem.Verdict.UNDECIDED for item in self.items.all())


class RightsItem(models.Model):
    """One right asked for in a case, with its own decision; `purpose` for an objection or a withdrawal.

    Deciding and carrying out are two things: a granted item is `wanted` until
    a task has done it, and `done` says so only after a look at the rows.
    """

    class Verdict(models.TextChoices):
        UNDECIDED = "undecided", "Undecided"
        GRANTED = "granted", "Granted"
        PARTLY = "partly", "Granted in part"
        REFUSED = "refused", "Refused"
        NOT_FOUND = "not-found", "We have nothing"
        NOT_VERIFIED = "not-verified", "Not proved to be theirs"

    class Step(models.TextChoices):
        NOTHING = "nothing", "Nothing to do"
        WANTED = "wanted", "To be done"
        DONE = "done", "Done"

    case = models.ForeignKey(RightsCase, on_delete=models.CASCADE, related_name="items")
    right = models.CharField(max_length=12, choices=[(right.value, words) for right, words in RIGHTS.items()])
    purpose = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(max_length=14, choices=Verdict, default=Verdict.UNDECIDED)
    ground = models.CharField(max_length=40, blank=True)  # of the lists in packs.toml
    holders = models.JSONField(default=list)  # where it is granted: names of holders; empty is everywhere
    step = models.CharField(max_length=10, choices=Step, default=Step.NOTHING)
    problem = models.CharField(max_length=60, blank=True)  # code of what stopped it last
    tried_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    first_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict__in=["partly", "refused", "not-found", "not-verified"]) | ~Q(ground=""),
                name="refused_item_names_its_ground",
            ),
            models.CheckConstraint(
                condition=Q(verdict="undecided") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_right_names_who",
            ),
            models.CheckConstraint(
                condition=Q(step="nothing") | Q(verdict__in=["granted", "partly"]),
                name="only_granted_items_are_carried_out",
            ),
            models.CheckConstraint(
                condition=~Q(step="done") | Q(done_at__isnull=False), name="done_item_says_when"
            ),
            models.CheckConstraint(
                condition=Q(first_decided_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(first_decided_by=F("decided_by")),
                name="appeal_is_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"rights item {self.pk}"

    @property
    def purpose_words(self) -> str:
        """Which use of data it is about, in words; empty for other rights."""
        purpose = purposes().get(self.purpose)
        return purpose.words if purpose is not None else self.purpose

    @property
    def is_absolute(self) -> bool:
        """A consent can always be taken back, so there is nothing to refuse."""
        purpose = purposes().get(self.purpose)
        return purpose is not None and purpose.basis == Basis.CONSENT

    @property
    def says_no(self) -> bool:
        return self.verdict not in (self.Verdict.UNDECIDED, self.Verdict.GRANTED)


class Clock(models.Model):
    """One term of one law for one case, with the words of the table as they were when it began."""

    case = models.ForeignKey(RightsCase, on_delete=models.CASCADE, related_name="clocks")
    pack = models.CharField(max_length=20)
    rights = models.JSONField(default=list)  # which of the case's rights this term is for
    terms = models.JSONField()
    started_on = models.DateField()
    due_on = models.DateField()
    extended_on = models.DateField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0)  # per cent of the term somebody was told at
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"clock {self.pk}"


class Wait(models.Model):
    """A pause: what we asked the person for, since when, and when they answered."""

    class Reason(models.TextChoices):
        IDENTITY = "IdentityVerificationRequired", "We need to know that it is you"
        WORDS = "InformationRequired", "We need to know more exactly what you mean"

    case = models.ForeignKey(RightsCase, on_delete=models.CASCADE, related_name="waits")
    reason = models.CharField(max_length=40, choices=Reason)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_on__isnull=True), name="one_open_wait_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"wait {self.pk}"


class CaseLetter(models.Model):
    """One letter of ours and its way out. The words are sealed; a mail only says that there is a letter.

    `delivered_on` counts: the day the mail left, or, for a letter on paper,
    the day an agent handed it to the post.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        EXTENSION = "extension", "More time"
        ANSWER = "answer", "Answer"

    case = models.ForeignKey(RightsCase, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    channel = models.CharField(max_length=10, choices=RightsCase.Channel)
    mail = models.ForeignKey(OutgoingMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    tracking = models.CharField(max_length=40, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class CaseReply(models.Model):
    """Words of the person in a case; sealed, and forgotten with it."""

    class Kind(models.TextChoices):
        ANSWER = "answer", "Answer to our question"
        AGREES = "agrees", "Agrees with our answer"
        DISAGREES = "disagrees", "Disagrees with our answer"

    case = models.ForeignKey(RightsCase, on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "case replies"

    def __str__(self) -> str:
        return f"reply {self.pk}"


class Package(Moving):
    """What we hand out for access or portability: collected, reviewed like a public copy, then sealed.

    A download link is mailed to the confirmed mailbox, lives an hour and
    works once; only its hash is kept.
    """

    class State(models.TextChoices):
        COLLECTING = "collecting", "Being collected"
        REVIEW = "review", "To be reviewed"
        BUILDING = "building", "Being made"
        READY = "ready", "Ready"

    NEXT = {
        State.COLLECTING: {State.REVIEW},
        State.REVIEW: {State.BUILDING, State.COLLECTING},
        State.BUILDING: {State.READY, State.REVIEW},
        State.READY: {State.COLLECTING},  # more was granted than is in it
    }

    case = models.OneToOneField(RightsCase, on_delete=models.CASCADE, related_name="package")
    state = models.CharField(max_length=12, choices=State, default=State.COLLECTING)
    problem = models.CharField(max_length=60, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link_hash = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["building", "ready"]) | Q(reviewed_by__isnull=False),
                name="package_was_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"package {self.pk}"


class PackagePiece(models.Model):
    """One record of a package: where it stands, which content was looked at, and what is hidden in it.

    No text is kept here. `hides` are spans of the text or boxes of the picture
    with their kind; a piece that `is_left_out` goes into the package by name only.
    What is changed in a picture takes the one that was made with it.
    """

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="pieces")
    holder = models.CharField(max_length=40)
    key = models.CharField(max_length=60)  # of the record inside its holder
    page = models.PositiveSmallIntegerField(default=0)  # of a document or an animation, counted from 0
    digest = models.CharField(max_length=64)
    policy_digest = models.CharField(max_length=64, blank=True)
    hides = models.JSONField(default=list)
    is_left_out = models.BooleanField(default=False)
    reason = models.CharField(max_length=60, blank=True)  # code why it is left out
    is_picture = models.BooleanField(default=False)
    width = models.PositiveIntegerField(default=0)  # pixels of a picture; 0 of one collected before 2026-11
    height = models.PositiveIntegerField(default=0)
    # Of a picture or page while it is reviewed: how it would go out, sealed; None until that is made.
    picture = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "holder", "key", "page"], name="piece_once_per_package"
            ),
        ]

    def __str__(self) -> str:
        return f"piece {self.pk}"


class Correction(models.Model):
    """A person's own statement beside something of theirs that we decline to change (AU, NZ, CA; S151)."""

    item = models.OneToOneField(RightsItem, on_delete=models.PROTECT, related_name="correction")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="corrections")
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class Restriction(models.Model):
    """Nothing but storage is done with a person's tickets while this stands (S172)."""

    item = models.ForeignKey(RightsItem, on_delete=models.PROTECT, related_name="restrictions")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="restrictions")
    since = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return f"restriction {self.pk}"
