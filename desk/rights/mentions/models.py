"""Where private tickets of others name the person of a case, and how far they were searched for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from desk.files.models import StoredFile
from desk.publishing.models import Part
from desk.rights.personal.models import RightsCase
from desk.tickets.models import AlwaysWord, Attachment, Message, Ticket


class MentionSearch(models.Model):
    """How far the tickets of others were read for one case.

    The first numbers name the last row of each kind that was read, so that what
    is written later is read later; drafts and words can be changed, so the search
    ends with theirs at 0, to read all of them next time. `settled`: the name of such a number -> up to
    where it may go, because no row can still appear below. `is_common`: the name
    stands so often that only the address is looked for.
    """

    case = models.OneToOneField(RightsCase, on_delete=models.CASCADE, related_name="mention_search")
    tickets_to = models.PositiveBigIntegerField(default=0)
    messages_to = models.PositiveBigIntegerField(default=0)
    files_to = models.PositiveBigIntegerField(default=0)
    drafts_to = models.PositiveBigIntegerField(default=0)
    words_to = models.PositiveBigIntegerField(default=0)
    settled = models.JSONField(default=dict)
    unread = models.PositiveIntegerField(default=0)  # files that could not be looked into
    is_common = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "mention searches"

    def __str__(self) -> str:
        return f"mention search {self.pk}"


class Mention(models.Model):
    """One subject, message, file or name of a file, of somebody else's ticket, that seems to name the person.

    Or something our own people wrote: a draft of a public copy (`part`), a word on
    the list of what is always hidden or shown (`word`, which belongs to no ticket).
    No text is kept: it is read again when it is shown, handed out or covered.
    `has_address` says that it holds a mailbox the person has proved to be
    theirs; a name alone may be another person's. `spots` are boxes, of pictures only;
    `pictures_at` is when its pages were made for the agent who decides.
    """

    class Place(models.TextChoices):
        SUBJECT = "subject", "Subject of a ticket"
        MESSAGE = "message", "Message"
        NAME = "name", "Name of a file"
        FILE = "file", "File"
        DRAFT = "draft", "Draft of a public copy"
        WORD = "word", "Word that is always hidden or shown"

    class Verdict(models.TextChoices):
        UNDECIDED = "undecided", "Undecided"
        THEIRS = "theirs", "About them"
        OTHERS = "others", "About somebody else"
        STAYS = "stays", "About them, and stays as it is"

    case = models.ForeignKey(RightsCase, on_delete=models.CASCADE, related_name="mentions")
    key = models.CharField(max_length=40)  # its place and the number of its row
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    word = models.ForeignKey(AlwaysWord, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    place = models.CharField(max_length=10, choices=Place)
    has_address = models.BooleanField(default=False)
    spots = models.JSONField(default=list)  # per page that has some: page, width, height, boxes
    pictures_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNDECIDED)
    ground = models.CharField(max_length=40, blank=True)  # of the lists in packs.toml
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    covered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-has_address", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="mention_once_per_case"),
            models.CheckConstraint(
                condition=Q(place="word") | Q(ticket__isnull=False), name="mention_stands_in_a_ticket"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["undecided", "theirs", "others", "stays"]),
                name="mention_verdict_known",
            ),
            models.CheckConstraint(
                condition=Q(verdict="undecided") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_mention_names_who",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="stays") | ~Q(ground=""), name="mention_that_stays_names_its_ground"
            ),
            models.CheckConstraint(
                condition=Q(covered_at__isnull=True) | Q(verdict="theirs"),
                name="only_what_is_about_them_is_covered",
            ),
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"


class MentionPicture(models.Model):
    """A page of a picture that names the person, as new pixels, sealed.

    A task makes it; it goes when the picture itself is covered, or with the case.
    """

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="pictures")
    page = models.PositiveIntegerField()
    picture = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mention", "page"], name="mention_picture_once_per_page"),
        ]

    def __str__(self) -> str:
        return f"mention picture {self.pk}"
