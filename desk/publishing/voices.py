"""What visitors and the support team add to a post: labels, votes, followers, comments that wait.

Who holds what: a vote holds a keyed hash that nobody can turn back and that is deleted after two days; a
follower holds a sealed address until they unsubscribe, ask us to forget them, or the post is taken down;
a comment holds words without an address until an agent has decided, or for seven days when its mailbox
never confirmed. An accepted comment is a part of the copy, so a removal finds it where it finds the rest.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class Label(models.Model):
    """One of the words that the operator lets agents sort posts by, such as "Crash"."""

    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="label_once")]

    def __str__(self) -> str:
        return self.name


class Vote(models.Model):
    """One network said today that the issue affects it too; kept so that it counts once, for two days."""

    publication = models.ForeignKey("publishing.Publication", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # keyed, of network, post and day
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Follower(models.Model):
    """A mailbox that confirmed it wants to hear of a post. `told` is the last news it was told."""

    publication = models.ForeignKey(
        "publishing.Publication", on_delete=models.CASCADE, related_name="followers"
    )
    sealed = models.BinaryField()  # the address, under a key that lies outside the database
    address_hash = models.CharField(max_length=64, db_index=True)  # keyed: finds a mailbox again
    told = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "address_hash"], name="one_follow_per_mailbox"),
        ]

    def __str__(self) -> str:
        return f"follower {self.pk}"


class Comment(models.Model):
    """A visitor's words that nobody has let in yet. The address that confirmed them is not kept."""

    publication = models.ForeignKey(
        "publishing.Publication", on_delete=models.CASCADE, related_name="comments"
    )
    text = models.TextField()
    notice_version = models.CharField(max_length=20)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_words"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
