"""What a person asks of us, where it was found, what was decided, and the proof."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.publishing.models import SLUG_LETTERS, Part, Publication

# Django looks for models here only; these live in folders of their own.
from desk.rights.consent import models as consent_models  # noqa: F401
from desk.rights.mentions import models as mention_models  # noqa: F401
from desk.rights.personal import models as personal_models  # noqa: F401
from desk.rights.personal import proofs as proof_models  # noqa: F401
from desk.rights.registers import models as register_models  # noqa: F401
from desk.rights.retention import models as retention_models  # noqa: F401
from desk.states import Moving


def new_request_number() -> str:
    """Such as `R-7kq2m9xw`: random, so that it tells neither how many ask nor when."""
    return "R-" + "".join(secrets.choice(SLUG_LETTERS) for _ in range(8))


def new_certificate_number() -> str:
    """Such as `C-7kq2-m9xw-4hta` (59 bits): nobody finds one by trying."""
    return "C-" + "-".join("".join(secrets.choice(SLUG_LETTERS) for _ in range(4)) for _ in range(3))


class RemovalRequestQuerySet(models.QuerySet["RemovalRequest"]):
    def decidable_by(self, user: User) -> RemovalRequestQuerySet:
        """All confirmed requests for agents, none for anybody else.

        An organisation's administrator sees none, not even their own
        people's: what somebody asks of us is not the employer's business.
        """
        return self.filter(confirmed_at__isnull=False) if user.is_agent else self.none()


class RemovalRequest(Moving):
    """One person's wish that something about them goes from the public tracker.

    Address, words and explanation are sealed under a key of this request
    alone; closing destroys that key, and with it everything they named.

    `hidden_until` is set when the post was hidden before anybody decided: by
    then a decision is due. What is hidden stays hidden after that day too,
    because showing somebody's data again must be a person's decision, never
    a timer's; the agents are told every day until they have decided.

    `hid_first_at` stays when that hiding ends, however it ends: the caps count
    it, and for a day they keep the two hashes, even of a closed request.

    In the lanes for danger and for children whole posts are hidden, until the
    decision. A child's request needs no mailbox, so nothing else may follow
    from it than that somebody looks: hiding is all that happens by itself.

    A contested request is carried out when two agents have signed its
    decisions: `decided_by` first, then `second_by`.
    """

    class Scope(models.TextChoices):
        WORDS = "words", "These words or numbers"
        POST = "post", "This whole post"
        DESCRIBED = "described", "I can only describe it"

    class Lane(models.TextChoices):
        NORMAL = "normal", "No"
        URGENT = "urgent", "Yes, somebody is in danger because of it"
        CHILD = "child", "Yes, it is about somebody under 16"

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Waiting for the mailbox"
        DESCRIBED = "described", "Waiting for the words"
        SEARCHING = "searching", "Being searched"
        REVIEW = "review", "Waiting for a decision"
        CARRYING_OUT = "carrying-out", "Being carried out"
        CLOSED = "closed", "Closed"
        EXPIRED = "expired", "Never confirmed"

    NEXT = {
        State.UNCONFIRMED: {State.SEARCHING, State.DESCRIBED, State.EXPIRED},
        State.DESCRIBED: {State.SEARCHING},
        State.SEARCHING: {State.REVIEW, State.DESCRIBED},  # the latter when a picture of it cannot be read
        State.REVIEW: {State.CARRYING_OUT},
        State.CARRYING_OUT: {State.CLOSED, State.REVIEW},  # back when the last look finds something new
        State.CLOSED: set(),
        State.EXPIRED: set(),
    }

    number = models.CharField(max_length=20, unique=True, default=new_request_number)
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.SET_NULL, related_name="removal_requests"
    )
    scope = models.CharField(max_length=10, choices=Scope)
    lane = models.CharField(max_length=10, choices=Lane, default=Lane.NORMAL)
    state = models.CharField(max_length=14, choices=State, default=State.UNCONFIRMED)
    # Who asks and what should go: JSON under the request's own key in the key store; empty once closed.
    sealed = models.BinaryField(default=bytes)
    sealings = models.PositiveSmallIntegerField(
        default=1
    )  # how often it was sealed anew, each under a new key
    token_hash = models.CharField(max_length=64, unique=True)
    # Keyed hashes of address and network, for the caps; emptied a day after it hid something.
    address_hash = models.CharField(max_length=64, blank=True)
    network_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    hid_first_at = models.DateTimeField(null=True, blank=True)
    hidden_until = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_contested = models.BooleanField(default=False)
    # Whether the authors of the tickets hear that their public copies changed.
    tells_authors = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True)  # code of what stopped it last
    tried_at = models.DateTimeField(null=True, blank=True)  # when a task last worked on it
    alarmed_at = models.DateTimeField(null=True, blank=True)  # when the agents last heard of it
    # The search stopped at its limit: more is public than the occurrences say.
    is_cut = models.BooleanField(default=False)
    key_destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = RemovalRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "expired"])
                | Q(sealed=b"", address_hash="", network_hash="")
                | Q(sealed=b"", state="closed", hid_first_at__isnull=False),
                name="closed_request_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["unconfirmed", "expired"]) | Q(confirmed_at__isnull=False),
                name="unconfirmed_request_does_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(is_contested=True, state__in=["carrying-out", "closed"])
                | (Q(second_by__isnull=False) & ~Q(second_by=F("decided_by"))),
                name="contested_request_has_two_signatures",
            ),
            models.CheckConstraint(
                condition=Q(lane__in=["normal", "urgent", "child"]), name="removal_lane_known"
            ),
        ]

    def __str__(self) -> str:
        return f"removal {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("rights:detail", args=[self.pk])

    @property
    def hides_whole(self) -> bool:
        """Whether whole posts are hidden until the decision, and not only words."""
        return self.scope != self.Scope.WORDS or self.lane != self.Lane.NORMAL

    @property
    def code(self) -> str:
        """How holds and items name this request."""
        return f"removal:{self.pk}"

    @property
    def is_decided(self) -> bool:
        """Nothing is left to decide; also true when nothing was found."""
        return not self.occurrences.filter(verdict=Occurrence.Verdict.UNDECIDED).exists()


class AffectedPost(models.Model):
    """What became of one public post for one request: its digests, and how far the work on it is."""

    class Step(models.TextChoices):
        NOTHING = "nothing", "Nothing to do"
        WANTED = "wanted", "To be published again"
        ASKED = "asked", "Being published again"
        DONE = "done", "Published again and looked at"

    request = models.ForeignKey(RemovalRequest, on_delete=models.CASCADE, related_name="posts")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=10, choices=Step, default=Step.NOTHING)
    before = models.CharField(max_length=64)  # digest of the revision that was public when we searched
    after = models.CharField(
        max_length=64, blank=True
    )  # of the one public when we were done; empty: taken down
    edition = models.PositiveIntegerField(
        null=True, blank=True
    )  # of the copy when publishing was last asked for

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "publication"], name="post_once_per_request"),
        ]

    def __str__(self) -> str:
        return f"affected post {self.pk}"


class Occurrence(models.Model):
    """One spot where something the person named is public.

    A span is in the text of its part, a box in the pixels of its picture;
    both are emptied when the request is closed. Place `whole-post` has
    neither: the person asked for all of it.
    """

    WHOLE_POST = "whole-post"

    class Verdict(models.TextChoices):
        UNDECIDED = "undecided", "Undecided"
        AGREED = "agreed", "Will be removed"
        REFUSED = "refused", "Stays"

    class Ground(models.TextChoices):
        # Codes of the W3C Data Privacy Vocabulary 2.2, justifications.
        NOT_PERSONAL = "NotPersonalData", "It does not tell anything about you"
        THIRD_PARTY = "ThirdPartyRightsImpaired", "It is about somebody else"
        EXPRESSION = "FreedomOfExpressionImpaired", "The public's right to know weighs more"
        IDENTITY = "IdentityVerificationFailure", "We could not tell that it is about you"
        EXCESSIVE = "ProcessExcessive", "The request goes too far"

    class Closeness(models.IntegerChoices):
        EXACT = 0, "As asked"
        SPELLING = 1, "In another spelling"
        OPTICAL = 2, "As a picture may be misread"

    request = models.ForeignKey(RemovalRequest, on_delete=models.CASCADE, related_name="occurrences")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=30)  # the name of a Place
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    left = models.PositiveIntegerField(null=True, blank=True)
    top = models.PositiveIntegerField(null=True, blank=True)
    right = models.PositiveIntegerField(null=True, blank=True)
    bottom = models.PositiveIntegerField(null=True, blank=True)
    entity = models.CharField(max_length=30, default="OTHER")
    closeness = models.PositiveSmallIntegerField(choices=Closeness, default=Closeness.EXACT)
    company = models.PositiveSmallIntegerField(default=0)  # other words of the request that stand near it
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNDECIDED)
    ground = models.CharField(max_length=40, choices=Ground, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["publication", "place", "part", "start", "top", "left", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closeness__in=[0, 1, 2]), name="occurrence_closeness_known"),
            models.CheckConstraint(
                condition=Q(verdict__in=["undecided", "agreed", "refused"]), name="occurrence_verdict_known"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="refused") | ~Q(ground=""), name="refused_occurrence_names_its_ground"
            ),
            models.CheckConstraint(
                condition=Q(verdict="undecided") | Q(decided_by__isnull=False),
                name="decided_occurrence_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"occurrence {self.pk}"

    @property
    def is_whole_post(self) -> bool:
        return self.place == self.WHOLE_POST

    @property
    def spot(self) -> dict[str, int | None]:
        """Where it is in its part, as review items name it: a span or a box."""
        if self.start is not None:
            return {"start": self.start, "end": self.end}
        return {"left": self.left, "top": self.top, "right": self.right, "bottom": self.bottom}


class Certificate(models.Model):
    """Proof of what was done, signed, checkable by number, with nothing of the person in it."""

    number = models.CharField(max_length=20, unique=True, default=new_certificate_number)
    request = models.OneToOneField(
        RemovalRequest, null=True, on_delete=models.SET_NULL, related_name="certificate"
    )
    facts = models.JSONField()  # counts per place, times, digests before and after, what could not be reached
    signature = models.CharField(max_length=128)
    issued_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"certificate {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("rights:certificate", args=[self.number])
