"""Codes of an authenticator app."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import zxingcpp
from cryptography.fernet import InvalidToken
from PIL import Image, ImageDraw

from desk.factors import totp

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # that of the RFC's examples, in base 32


# RFC 6238, appendix B, the last six of its eight digits.
@pytest.mark.parametrize(
    "seconds, code",
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_it_takes_the_codes_of_the_rfc(seconds: int, code: str) -> None:
    assert totp.step_of(SECRET, code, now=datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize("steps, is_right", [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_go_one_step_wrong(steps: int, is_right: bool) -> None:
    now = datetime(2026, 11, 26, 12, 0, 15, tzinfo=UTC)
    code = pyotp.TOTP(SECRET).at(now + steps * timedelta(seconds=30))
    step = totp.step_of(SECRET, code, now=now)
    assert step == (int(now.timestamp()) // 30 + steps if is_right else None)


@pytest.mark.parametrize("typed", ["", "28708", "2870821", "abcdef", "２８７０８３", "287083"])
def test_what_is_no_code_has_no_step(typed: str) -> None:
    assert totp.step_of(SECRET, typed, now=datetime.fromtimestamp(59, UTC)) is None


def test_every_secret_is_another_one_of_160_bits() -> None:
    assert len({totp.new_secret() for _ in range(20)}) == 20
    assert len(base64.b32decode(totp.new_secret())) == 20


def test_a_sealed_secret_opens_for_its_person_alone() -> None:
    sealed = totp.seal(SECRET, 7)
    assert SECRET.encode() not in sealed
    assert totp.unseal(sealed, 7) == SECRET
    with pytest.raises(InvalidToken):
        totp.unseal(sealed, 8)


def test_the_picture_says_the_address() -> None:
    address = totp.address_of(SECRET, "alice.archer@example.com")
    assert address.startswith("otpauth://totp/Discreet:") and f"secret={SECRET}" in address
    assert drawn(totp.picture_of(address)) == address


def drawn(picture: str) -> str:
    """What a reader sees in the SVG: its squares drawn as pixels."""
    svg = base64.b64decode(picture.partition(",")[2]).decode()
    size = int(svg.partition('width="')[2].partition('"')[0])
    image = Image.new("L", (size, size), 255)
    draw = ImageDraw.Draw(image)
    for part in svg.partition(' d="')[2].partition('"')[0].split("M")[1:]:
        # M x y h width v height h -width Z
        x, y, width, height = map(int, part.replace("h", " ").replace("v", " ").replace("Z", " ").split()[:4])
        draw.rectangle((x, y, x + width - 1, y + height - 1), fill=0)
    return zxingcpp.read_barcodes(image)[0].text
