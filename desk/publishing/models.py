"""The public copy of a ticket: what it is made of, what was decided, and what the public reads."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from desk.accounts.models import User
from desk.files.models import StoredFile
from desk.publishing.asking import Question  # noqa: F401 - Django looks for them here
from desk.publishing.indexed import PublicWords  # noqa: F401
from desk.publishing.second_look import AcceptedRisk, NearMiss  # noqa: F401
from desk.publishing.voices import Comment, Follower, Label, Vote  # noqa: F401
from desk.publishing.watch import Fingerprint, LeakTour, Removed  # noqa: F401
from desk.redactor import WRITTEN
from desk.spots import SPAN_OR_BOX, Spot
from desk.states import Moving
from desk.tickets.models import Attachment, Message, Ticket
from desk.tickets.reasons import left_out_words, words_for

SLUG_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: people read these out on the phone


def new_slug() -> str:
    """A neutral address for a post: ten random letters and digits (49 bits), no word of the ticket."""
    return "".join(secrets.choice(SLUG_LETTERS) for _ in range(10))


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> PublicationQuerySet:
        """What an anonymous visitor may see: a live revision, no hold on it, and a customer who agrees.

        "Publish nothing of mine" is read here, at each visit, so that it binds at once.
        """
        agreed = self.exclude(ticket__publish=Ticket.Publish.NOTHING)
        # Not `holds__isnull`: PostgreSQL takes that join for one that leaves next to nothing,
        # and sorts all posts.
        held = Hold.objects.filter(publication=OuterRef("pk"))
        return agreed.filter(~Exists(held), live__isnull=False)

    def with_news(self) -> PublicationQuerySet:
        """Each with `has_news`: the customer wrote something that no reviewer of the copy has looked at."""
        newer = Message.objects.filter(
            ticket=OuterRef("ticket"),
            kind=Message.Kind.CUSTOMER,
            publish_locked=False,
            pk__gt=OuterRef("read_up_to"),
        ).exclude(
            pk__in=Part.objects.filter(publication=OuterRef(OuterRef("pk")))
            .exclude(message=None)
            .values("message")
        )
        return self.annotate(has_news=Exists(newer))

    def reviewable_by(self, user: User) -> PublicationQuerySet:
        """All for agents, but those of tickets that are only stored."""
        return self.filter(ticket__restricted_at__isnull=True) if user.is_agent else self.none()


class Publication(Moving):
    """The public copy of one ticket, from first draft to withdrawal.

    `live` is what the public reads; while a changed copy is being reviewed
    or published, the old revision stays. `edition` counts every change of
    parts and decisions, so that what was seen and what is published are the
    same. `labels` holds fingerprint -> placeholder, no values.

    Beside the copy stand facts that need no review, for they are choices and
    version numbers: `status` to `issue_labels`. `votes` counts who is affected
    too, `news` how often there was something to tell followers.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "In review"
        PUBLISHING = "publishing", "Being published"
        LIVE = "live", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Status(models.TextChoices):
        REPORTED = "reported", "Reported"
        CONFIRMED = "confirmed", "Confirmed"
        IN_PROGRESS = "progress", "In progress"
        FIXED = "fixed", "Fixed"
        WILL_NOT_FIX = "declined", "Will not be fixed"

    NEXT = {
        State.DRAFT: {State.PUBLISHING, State.WITHDRAWN},
        State.PUBLISHING: {State.LIVE, State.DRAFT, State.WITHDRAWN},
        State.LIVE: {State.DRAFT, State.PUBLISHING, State.WITHDRAWN},
        State.WITHDRAWN: {State.DRAFT},
    }
    SEEN = ("state", "edition")

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="publication")
    slug = models.CharField(max_length=16, unique=True, default=new_slug)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=0)
    labels = models.JSONField(default=dict)
    live = models.OneToOneField(
        "Revision", null=True, blank=True, on_delete=models.PROTECT, related_name="live_publication"
    )
    # What is asked of the publish task: by whom, having seen which preview, and why (a code, or empty).
    seen = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    because = models.CharField(max_length=40, blank=True)
    blocked = models.JSONField(default=list)  # codes of the last refusal
    first_published_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.REPORTED)
    affected = models.JSONField(default=list, blank=True)  # versions, as strings
    fixed_in = models.CharField(max_length=20, blank=True)
    issue_labels = models.ManyToManyField(Label, blank=True, related_name="publications")
    votes = models.PositiveIntegerField(default=0)
    news = models.PositiveIntegerField(default=0)
    read_up_to = models.PositiveBigIntegerField(default=0)  # newest message of the ticket that a reviewer saw
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-first_published_at", "-pk"]
        indexes = [
            models.Index(fields=["-first_published_at", "-id"])
        ]  # lists and the feed read its beginning
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "publishing", "live", "withdrawn"]),
                name="publication_state_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["reported", "confirmed", "progress", "fixed", "declined"]),
                name="publication_status_known",
            ),
            models.CheckConstraint(
                condition=Q(fixed_in="") | Q(status="fixed"), name="only_what_is_fixed_names_a_version"
            ),
            models.CheckConstraint(
                condition=~Q(state="live") | Q(live__isnull=False), name="live_has_a_revision"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(live__isnull=True), name="withdrawn_shows_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state="publishing") | ~Q(because="") | (~Q(seen="") & Q(asked_by__isnull=False)),
                name="publishing_was_asked_for",
            ),
        ]

    def __str__(self) -> str:
        return f"publication {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("publishing:review", args=[self.pk])

    @property
    def public_path(self) -> str:
        return reverse("public:issue", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.live_id is not None and self.ticket.may_be_published and not self.holds.exists()

    def touch(self) -> None:
        """Count one change of parts or decisions: the preview on every screen is old now."""
        Publication.objects.filter(pk=self.pk).update(edition=F("edition") + 1)
        self.refresh_from_db(fields=["edition"])


class Hold(models.Model):
    """A reason why a post is hidden at once, before anybody has decided. `code` is such as `removal:12`."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="holds")
    code = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "code"], name="one_hold_per_reason")]

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def kind(self) -> str:
        """What the code begins with: `removal`, `lock` or `leak`."""
        return self.code.partition(":")[0]


class Part(models.Model):
    """One piece of the public copy, in order: the agent's words, a message, a log, a picture.

    `text` is the copy that is reviewed and published; a later change of the
    ticket cannot leak through it, only make it stale. A picture has no text.

    Each page of a PDF or TIFF, each still of an animation and each picture
    inside an office file is a PAGE, `page` counted from 0 and `pages` how many
    its file has (None until that is known). They share their place in the
    copy. `picture` is such a page as the reviewer looks at it, sealed.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "Title"
        SUMMARY = "summary", "Summary"
        STEPS = "steps", "Steps to reproduce"
        WORDS = "words", "Customer's words"
        LOG = "log", "Log or text file"
        IMAGE = "image", "Screenshot"
        PAGE = "page", "Page"
        DOCUMENT = "document", "Text of a document"
        COMMENT = "comment", "Comment by a visitor"
        ANSWER = "answer", "Comment by the support team"

    class Scanned(models.TextChoices):
        WAITING = "waiting", "Waiting to be scanned"
        DONE = "done", "Scanned"
        FAILED = "failed", "Could not be scanned"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    position = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_digest = models.CharField(max_length=64, blank=True)
    scanned = models.CharField(max_length=10, choices=Scanned, default=Scanned.WAITING)
    scanned_digest = models.CharField(max_length=64, blank=True)
    policy_digest = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    risks = models.JSONField(default=list)  # codes of what the last scan says is risky about the whole part
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    page = models.PositiveSmallIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    left_out = models.JSONField(default=dict)  # of a document: what is not in its text, and how many
    # Of a log: the lines that an agent chose, counted from 1, both included; None for the whole.
    first_line = models.PositiveIntegerField(null=True, blank=True)
    last_line = models.PositiveIntegerField(null=True, blank=True)
    picture = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "page", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(scanned="done") | (~Q(scanned_digest="") & ~Q(policy_digest="")),
                name="part_scanned_names_what_was_seen",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["log", "image", "page", "document"]) | Q(attachment__isnull=False),
                name="file_part_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(first_line__isnull=True, last_line__isnull=True)
                | Q(kind="log", first_line__gte=1, last_line__gte=F("first_line")),
                name="lines_are_a_range_of_a_log",
            ),
            models.UniqueConstraint(
                fields=["publication", "attachment", "page"],
                condition=Q(kind="page"),
                name="one_part_per_page",
            ),
            models.UniqueConstraint(
                fields=["publication", "kind"],
                condition=Q(kind__in=["title", "summary", "steps"]),
                name="one_title_summary_steps",
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.pk}"

    @property
    def is_picture(self) -> bool:
        return self.kind in (self.Kind.IMAGE, self.Kind.PAGE)

    @property
    def is_inside(self) -> bool:
        """Whether it is a picture inside a file of which the text is another part."""
        if self.kind != self.Kind.PAGE or self.attachment is None:
            return False
        return self.attachment.file.kind in WRITTEN

    @property
    def name(self) -> str:
        """What the reviewer calls it: its kind, and which page of how many."""
        if self.first_line is not None:
            return f"{self.get_kind_display()}, lines {self.lines}"
        if self.kind != self.Kind.PAGE:
            return self.get_kind_display()
        what = "Picture inside, " if self.is_inside else "Page "
        return f"{what}{self.page + 1} of {self.pages}" if self.pages else f"{what}{self.page + 1}"

    @property
    def lines(self) -> str:
        """The chosen lines, such as `120 to 180`; empty for the whole."""
        return "" if self.first_line is None else f"{self.first_line} to {self.last_line}"

    @property
    def left_out_words(self) -> list[str]:
        """What a document holds beside its text, in words; none of it is in the copy."""
        return left_out_words(self.left_out)

    @property
    def why(self) -> str:
        """Why it could not be scanned, in words; empty when it could, or was not tried yet."""
        return words_for(self.reason) if self.reason else ""

    @property
    def is_written_by_agent(self) -> bool:
        return self.kind in (self.Kind.TITLE, self.Kind.SUMMARY, self.Kind.STEPS)


class ReviewItem(Spot):
    """One finding in one part, and what a person decided about it."""

    class Origin(models.TextChoices):
        DETECTOR = "detector", "Found by the detector"
        PERSON = "person", "Marked by a person"
        REMOVAL = "removal", "Hidden on request"

    class Verdict(models.TextChoices):
        UNDECIDED = "undecided", "Undecided"
        HIDE = "hide", "Hidden"
        KEEP = "keep", "Kept visible"

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="items")
    entity = models.CharField(max_length=30)
    score = models.FloatField(default=1.0)
    rule = models.CharField(max_length=60, blank=True)
    # Places of the words that raised it, [start, end] in the part's text; never the words themselves.
    context = models.JSONField(default=list)
    lost = models.JSONField(default=list)  # what it was not taken for: [entity, score, rule], surest first
    origin = models.CharField(max_length=10, choices=Origin)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNDECIDED)
    reason = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=40, blank=True)  # `removal:12`: hidden for that request
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    # The second person who agreed that it may stay visible, where the policy wants two.
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["part__position", "part__page", "part_id", "start", "top", "left", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=SPAN_OR_BOX,
                name="item_is_a_span_or_a_box",
            ),
            models.CheckConstraint(
                condition=Q(verdict="undecided") | Q(decided_by__isnull=False) | Q(origin="removal"),
                name="decided_item_names_who",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="keep") | Q(decided_by__isnull=False), name="only_a_person_keeps_visible"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (Q(verdict="keep") & ~Q(confirmed_by=F("decided_by"))),
                name="nobody_confirms_their_own_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"

    @property
    def value(self) -> str:
        """The words it covers; empty for a box."""
        return "" if self.is_box else self.span.of(self.part.text)


class Preview(models.Model):
    """The copy as it would be published, rendered by a task for one edition of the publication."""

    class State(models.TextChoices):
        WAITING = "waiting", "Being rendered"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be rendered"

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="preview")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    edition = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300, blank=True)
    article = models.TextField(blank=True)
    problems = models.JSONField(default=list)
    rendered_at = models.DateTimeField(null=True, blank=True)  # or when that failed

    def __str__(self) -> str:
        return f"preview {self.pk}"


class PreviewFile(models.Model):
    """A redacted picture, rendered and verified once for one set of boxes.

    `recipe` is the digest of source, boxes and placeholders; the same
    recipe gives the same bytes, so a picture is only read again when
    something about it was decided anew. Publishing copies these bytes.
    """

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="renders")
    recipe = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    words = models.JSONField(default=list)  # what optical readers still see in the redacted bytes
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "recipe"], name="one_render_per_recipe")]

    def __str__(self) -> str:
        return f"preview file {self.pk}"


class Revision(models.Model):
    """What the public reads, or once read. The database refuses one that was not reviewed and verified.

    When a revision is no longer live its words are emptied: old revisions
    are never public and keep nothing that a later removal would have to find.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    article = models.TextField()
    text = models.TextField()
    ledger = models.JSONField(default=list)
    receipt = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    seen = models.CharField(max_length=64, blank=True)
    because = models.CharField(max_length=40, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    policy_digest = models.CharField(max_length=64)
    undecided = models.PositiveIntegerField()
    unscanned = models.PositiveIntegerField()
    problems = models.PositiveIntegerField()
    unconfirmed = models.PositiveIntegerField(default=0)
    is_risky = models.BooleanField(default=False)  # above what the policy lets one person publish
    risk_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField()
    published_at = models.DateTimeField(default=timezone.now)
    toured_at = models.DateTimeField(null=True, blank=True)  # since when all its doors are known to be read
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        indexes = [
            # `tick` looks for the few that were not toured; the rows themselves are long.
            models.Index(fields=["verified_at"], condition=Q(toured_at=None), name="revision_not_toured")
        ]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(undecided=0), name="revision_has_nothing_undecided"),
            models.CheckConstraint(condition=Q(unscanned=0), name="revision_has_nothing_unscanned"),
            models.CheckConstraint(condition=Q(problems=0), name="revision_is_verified"),
            models.CheckConstraint(condition=Q(unconfirmed=0), name="revision_has_nothing_unconfirmed"),
            models.CheckConstraint(
                condition=Q(is_risky=False)
                | ~Q(because="")
                | (Q(risk_accepted_by__isnull=False) & ~Q(risk_accepted_by=F("reviewed_by"))),
                name="revision_of_high_risk_had_two_people",
            ),
            models.CheckConstraint(condition=~Q(digest=""), name="revision_has_a_digest"),
            models.CheckConstraint(
                condition=Q(seen=F("digest")) | ~Q(because=""), name="revision_is_what_the_reviewer_saw"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(title="", article="", text=""),
                name="retired_revision_keeps_no_words",
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.pk}"


class PublicFile(models.Model):
    """A file of a revision: new bytes, a neutral name with an unguessable part, what it shows in words."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="files")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(max_length=300)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    words = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "name"], name="public_name_once")]

    def __str__(self) -> str:
        return f"public file {self.pk}"
