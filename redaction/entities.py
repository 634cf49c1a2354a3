"""The catalogue of what we hide: the words the public reads, how bad a leak is, how it is replaced.

Public words follow one form: `[person A]` for people (letters), `[e-mail
address 1]` for other kinds that are worth telling apart (numbers), and
`[password hidden]` for secrets and places, where even "the same as above"
says too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Style(StrEnum):
    """How a placeholder is counted inside one post."""

    LETTER = "letter"
    NUMBER = "number"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of personal data.

    `words` is what the public reads inside the brackets; `name` is how people
    at the desk call it; `group` is the heading it is counted under in public.
    """

    key: str
    words: str
    name: str
    group: str
    severity: Severity
    style: Style


_ROWS = (
    Entity("PERSON", "person", "Name of a person", "person", Severity.MEDIUM, Style.LETTER),
    Entity("EMAIL_ADDRESS", "e-mail address", "E-mail address", "contact", Severity.MEDIUM, Style.NUMBER),
    Entity("PHONE_NUMBER", "phone number", "Phone number", "contact", Severity.MEDIUM, Style.NUMBER),
    Entity("USERNAME", "user name", "User name or handle", "person", Severity.MEDIUM, Style.NUMBER),
    Entity("ORGANIZATION", "organisation", "Organisation", "organisation", Severity.LOW, Style.LETTER),
    Entity("ADDRESS", "address hidden", "Street address", "place", Severity.MEDIUM, Style.BARE),
    Entity("LOCATION", "place hidden", "Place", "place", Severity.LOW, Style.BARE),
    Entity("COORDINATES", "coordinates hidden", "GPS coordinates", "place", Severity.MEDIUM, Style.BARE),
    Entity("DATE_OF_BIRTH", "date of birth hidden", "Date of birth", "person", Severity.HIGH, Style.BARE),
    Entity("NATIONAL_ID", "identity number hidden", "Identity, tax or insurance number", "identity", Severity.HIGH, Style.BARE),
    Entity("DOCUMENT_ID", "document number hidden", "Passport, licence or card number", "identity", Severity.HIGH, Style.BARE),
    Entity("HEALTH_ID", "health number hidden", "Health number", "identity", Severity.HIGH, Style.BARE),
    Entity("BANK_ACCOUNT", "bank account hidden", "Bank account", "identity", Severity.HIGH, Style.BARE),
    Entity("CREDIT_CARD", "card number hidden", "Payment card number", "identity", Severity.HIGH, Style.BARE),
    Entity("VEHICLE_ID", "vehicle number hidden", "Vehicle or plate number", "identity", Severity.MEDIUM, Style.BARE),
    Entity("IP_ADDRESS", "IP address", "IP address", "network", Severity.MEDIUM, Style.NUMBER),
    Entity("MAC_ADDRESS", "MAC address", "Hardware address", "network", Severity.MEDIUM, Style.NUMBER),
    Entity("HOST", "host", "Host name", "network", Severity.LOW, Style.NUMBER),
    Entity("URL", "link hidden", "Link with personal parts", "network", Severity.MEDIUM, Style.BARE),
    Entity("DEVICE_ID", "device id", "Device, serial or account id", "network", Severity.MEDIUM, Style.NUMBER),
    Entity("ACCOUNT_ID", "account id", "Account or customer id", "person", Severity.MEDIUM, Style.NUMBER),
    Entity("SECRET", "secret hidden", "Password, key or token", "secret", Severity.HIGH, Style.BARE),
    Entity("FACE", "face hidden", "Face or portrait", "image area", Severity.MEDIUM, Style.BARE),
    Entity("BARCODE", "code hidden", "QR or bar code", "image area", Severity.MEDIUM, Style.BARE),
    Entity("UNREAD", "unreadable area hidden", "Area that could not be read", "image area", Severity.MEDIUM, Style.BARE),
    Entity("OTHER", "text hidden", "Hidden by a person", "other", Severity.MEDIUM, Style.BARE),
)  # fmt: skip

ENTITIES: dict[str, Entity] = {row.key: row for row in _ROWS}
