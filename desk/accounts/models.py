"""People and organisations."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields: Any) -> User:
        """A person who signs in by a mailed link; nobody has a password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account: a customer, an agent, or the operator of the installation."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_agent = models.BooleanField(default=False)
    is_operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)  # at their own word; they may come back
    review_keys = models.BooleanField(default=True)  # single keys work in the review room
    created_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deactivated_at__isnull=True) | models.Q(is_active=False),
                name="deactivated_account_is_not_active",
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def display_name(self) -> str:
        return self.name or self.email


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def managed_by(self, user: User) -> OrganisationQuerySet:
        """Those whose members this person may invite and end: all for the operator, else their own."""
        going = self.filter(ended_at=None)
        if user.is_operator:
            return going
        administered = user.memberships.in_force().filter(role=Membership.Role.ADMIN)
        return going.filter(pk__in=administered.values("organisation"))


class Organisation(models.Model):
    """A customer company whose people share a support contract.

    One that has ended keeps its row, without members: its name, like those it
    had before (`earlier_names`, oldest first), is still hidden in its tickets.
    """

    name = models.CharField(max_length=120)
    earlier_names = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(ended_at__isnull=True),
                name="one_organisation_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"organisation {self.pk}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self) -> MembershipQuerySet:
        """Those that are not suspended."""
        return self.filter(suspended_at=None)

    def changeable_by(self, user: User) -> MembershipQuerySet:
        """Whom this person may suspend or take out: administrators are the operator's alone."""
        managed = self.filter(organisation__in=Organisation.objects.managed_by(user))
        return managed if user.is_operator else managed.filter(role=Membership.Role.MEMBER)


class Membership(models.Model):
    """A person's place in an organisation; while it is suspended it gives nothing and shows nothing."""

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        ADMIN = "admin", "Administrator"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    suspended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_membership_per_organisation"),
            models.CheckConstraint(
                condition=models.Q(role__in=["member", "admin"]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class Invitation(models.Model):
    """An address that was asked into an organisation. The row ends with the answer, or after some days.

    Nothing says whether the address has an account: nobody is told before its owner has pressed the link.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    invited_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="one_invitation_per_address"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class GuestAccess(models.Model):
    """A private link to one ticket, for a person without an account.

    Only a hash of the link's token is kept. Until the link is opened the
    address is unverified: it gives no rights and gets no further mail.
    """

    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "guest accesses"

    def __str__(self) -> str:
        return f"guest access {self.pk}"

    @property
    def is_verified(self) -> bool:
        return self.opened_at is not None and self.revoked_at is None

    @property
    def display_name(self) -> str:
        return self.email
