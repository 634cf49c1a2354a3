"""The private conversation, and what the detector found in it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from desk.accounts.models import GuestAccess, Organisation, User
from desk.files.models import StoredFile
from desk.spots import SPAN_OR_BOX, Spot
from desk.tickets.reasons import words_for


class Product(models.Model):
    """Something the vendor makes, as customers call it."""

    name = models.CharField(max_length=80, unique=True)
    # Whether the customer is shown the first public copy of a ticket, and may say no, before it goes out.
    asks_customer = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AlwaysWord(models.Model):
    """A word that an agent said "always" about, sealed: it is hidden, or kept visible, in every ticket.

    `digest` is a keyed hash that finds the word again; the key of `sealed` lies outside the database.
    """

    class Verdict(models.TextChoices):
        HIDE = "hide", "Always hidden"
        KEEP = "keep", "Always visible"

    digest = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    entity = models.CharField(max_length=30)
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason = models.CharField(max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=["hide", "keep"]), name="always_hides_or_keeps"),
            models.CheckConstraint(condition=~Q(reason=""), name="always_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"always word {self.pk}"


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> TicketQuerySet:
        """Own tickets; all for agents.

        An organisation's administrator sees that a colleague's ticket
        exists, not its text: use `headers_visible_to` for lists. What its
        customer asked us only to store, agents do not see either (S172).
        """
        if user.is_agent:
            return self.filter(restricted_at__isnull=True)
        return self.filter(requester=user)

    def headers_visible_to(self, user: User) -> TicketQuerySet:
        """Tickets whose reference, product and state this person may know of."""
        if user.is_agent:
            return self.visible_to(user)
        administered = user.memberships.in_force().filter(role="admin").values("organisation")
        return self.filter(Q(requester=user) | Q(organisation__in=administered))

    def called(self, words: str, *, or_number: int | None = None) -> TicketQuerySet:
        """Tickets with these words in their subject, and the one with that number, if any."""
        named = Q(subject__icontains=words)
        if connection.vendor == "sqlite":
            # By key: the subjects are read out of their index, not out of the rows in the order of the list.
            named = Q(pk__in=Ticket.objects.filter(named).order_by().values("pk"))
        return self.filter(named if or_number is None else named | Q(pk=or_number))


class Ticket(models.Model):
    """One request for help, from a person with an account or a guest with a private link."""

    class State(models.TextChoices):
        NEW = "new", "New"
        OPEN = "open", "Open"
        WAITING = "waiting", "Waiting for customer"
        SOLVED = "solved", "Solved"

    class Publish(models.TextChoices):
        REDACTED = "redacted", "A reviewed, redacted copy may be published"
        NOTHING = "nothing", "Publish nothing of mine"

    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    subject = models.CharField(max_length=200)
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets"
    )
    guest = models.OneToOneField(
        GuestAccess, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket"
    )
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_tickets",
    )
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    publish = models.CharField(max_length=10, choices=Publish, default=Publish.REDACTED)
    notice_version = models.CharField(max_length=20)
    restricted_at = models.DateTimeField(null=True, blank=True)  # since then it is only stored
    # A hash of the random number of the form it came by: a form that is sent twice is one ticket.
    sent_as = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(requester__isnull=True) ^ Q(guest__isnull=True), name="ticket_has_one_requester"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["new", "open", "waiting", "solved"]), name="ticket_state_known"
            ),
            models.CheckConstraint(
                condition=Q(publish__in=["redacted", "nothing"]), name="ticket_publish_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-updated_at"]),
            models.Index(fields=["-updated_at", "-id"]),  # the queue, whatever it is filtered by
            # SQLite's search reads it whole, which is a tenth of the rows; PostgreSQL has another (0007).
            models.Index(fields=["subject"]),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"T-{self.pk}"

    @property
    def customer(self) -> User | GuestAccess:
        return self.requester or self.guest  # type: ignore[return-value]  # the constraint says one is there

    @property
    def may_be_published(self) -> bool:
        return self.publish == self.Publish.REDACTED


class Message(models.Model):
    """One turn of the conversation. `author` is None for the guest of the ticket."""

    class Kind(models.TextChoices):
        CUSTOMER = "customer", "Customer"
        REPLY = "reply", "Reply"
        NOTE = "note", "Internal note"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    text = models.TextField()
    cards_cut = models.PositiveSmallIntegerField(default=0)
    publish_locked = models.BooleanField(default=False)  # the customer's word: these words stay private
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="customer") | Q(author__isnull=False), name="agent_message_has_author"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class Attachment(models.Model):
    """A file as its sender named it. The name is private text; the public copy gets a neutral one."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    publish_locked = models.BooleanField(default=False)  # the customer's word: this file stays private

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether only its sender may open it: no look at these very bytes for card numbers has ended.

        Files of notes are not scanned and never wait; what none of our readers opens was looked at in vain.
        """
        scan: Scan | None = getattr(self, "scan", None)
        return scan is not None and scan.digest != self.file.digest


class Scan(models.Model):
    """What the detector found in one message or one file, under one policy.

    It is bound to the content by `digest` and to the rules by
    `policy_digest`; when either differs from today's, the scan is stale.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be scanned"
        DONE = "done", "Scanned"
        PRIVATE = "private", "Private only"  # a kind of file we cannot redact; it is never published
        FAILED = "failed", "Could not be scanned"

    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="scan"
    )
    attachment = models.OneToOneField(
        Attachment, null=True, blank=True, on_delete=models.CASCADE, related_name="scan"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    policy_digest = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10, blank=True)
    names_covered = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)  # when its task was last put in the queue
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=True) ^ Q(attachment__isnull=True), name="scan_has_one_subject"
            ),
            models.CheckConstraint(
                condition=~Q(state="done")
                | (~Q(digest="") & ~Q(policy_digest="") & Q(scanned_at__isnull=False)),
                name="scan_done_names_what_it_saw",
            ),
        ]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"scan {self.pk}"

    @property
    def why(self) -> str:
        """The reason in words; empty when there is none."""
        return words_for(self.reason) if self.reason else ""


class FindingRow(Spot):
    """One finding: a span (code points) or a box (pixels), and the rule that found it. No value."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="findings")
    page = models.PositiveSmallIntegerField(default=0)  # of a box: which page it is on
    entity = models.CharField(max_length=30)
    score = models.FloatField()
    rule = models.CharField(max_length=60)
    # Places of the words that raised it, [start, end] in the scanned text; never the words themselves.
    context = models.JSONField(default=list)
    is_near = models.BooleanField(default=False)  # below the threshold, or allow-listed

    class Meta:
        ordering = ["page", "start", "top", "left", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=SPAN_OR_BOX,
                name="finding_is_a_span_or_a_box",
            ),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"
