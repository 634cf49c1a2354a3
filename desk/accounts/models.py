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

    def administers(self, organisation_id: int | None) -> bool:
        if organisation_id is None:
            return False
        return self.memberships.filter(organisation=organisation_id, role=Membership.Role.ADMIN).exists()


class Organisation(models.Model):
    """A customer company whose people share a support contract."""

    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return f"organisation {self.pk}"


class Membership(models.Model):
    """A person's place in an organisation."""

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        ADMIN = "admin", "Administrator"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_membership_per_organisation"),
            models.CheckConstraint(
                condition=models.Q(role__in=["member", "admin"]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


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
