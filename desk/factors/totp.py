"""Codes of an authenticator app. Source: RFC 6238, with SHA-1, six digits and steps of 30 seconds."""

from __future__ import annotations

import base64
from datetime import datetime

import pyotp
import zxingcpp
from pyotp.exceptions import OTPVerificationError

from desk.files.sealing import cipher

ISSUER = "Discreet"
STEPS_OFF = 1  # a clock that goes half a minute wrong is no reason to be shut out


def new_secret() -> str:
    """160 random bits in base 32, as apps take them."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """The step whose code this is, now or one step before or after; None when it is none of them."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=STEPS_OFF)
    except OTPVerificationError:
        return None


def address_of(secret: str, email: str) -> str:
    """What the picture says: an otpauth address with secret, account and issuer."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture_of(address: str) -> str:
    """The address as a QR code, made here: a data address of an SVG, dark on white in both themes."""
    svg = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_svg(scale=4)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def seal(secret: str, user_id: int) -> bytes:
    return cipher(_purpose(user_id)).encrypt(secret.encode())


def unseal(sealed: bytes, user_id: int) -> str:
    """Raises cryptography's InvalidToken for a secret of another person, or under another master key."""
    return cipher(_purpose(user_id)).decrypt(sealed).decode()


def _purpose(user_id: int) -> str:
    return f"second-factor:app:{user_id}"
