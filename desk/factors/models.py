"""What somebody signs in with beside the mailed link."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Kind(models.TextChoices):
    APP = "app", "Authenticator app"
    PASSKEY = "passkey", "Passkey or security key"
    CODE = "code", "Recovery code"


class AuthenticatorApp(models.Model):
    """The secret that a person's app shares with us, sealed under a key of this person's own.

    `last_step` is the newest step of 30 seconds whose code was taken: no code counts twice.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authenticator_app"
    )
    sealed = models.BinaryField()
    last_step = models.BigIntegerField()
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"authenticator app {self.pk}"


class Passkey(models.Model):
    """The public half of a key that lies in a person's device; `handle` is the hash of its id, 64 hex digits.

    `count` is the device's own counter of uses; many devices leave it at 0.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    handle = models.CharField(max_length=64, unique=True)
    credential = models.BinaryField()
    count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"passkey {self.pk}"


class RecoveryCode(models.Model):
    """A code that works once when the device is lost; only its keyed hash is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"
