"""The one door to `redaction`: the only desk module that imports it.

What needs models or decodes pictures goes over HTTP to the detector process
(`python -m redaction serve`); cheap pure things run here. A detector that is
absent, late, broken, guarded by another token or gives an odd answer is
`CannotRedact('detector-unavailable')`, never an empty result.
"""

from __future__ import annotations

import http.client
import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from redaction import wire
from redaction.boxes import Box, BoxFinding, Word
from redaction.canaries import plant, survivors
from redaction.cards import cut_cards
from redaction.claims import claims_in
from redaction.documents.pdf_out import OutPage
from redaction.documents.plain import read_plain, read_text
from redaction.documents.range import lines_between
from redaction.documents.sniff import IMAGES, PAGED, PUBLISHABLE, WRITTEN, Kind, sniff
from redaction.documents.written import Written
from redaction.draw import PixelHide
from redaction.entities import ENTITIES, Entity, Severity
from redaction.errors import BadSpan, CannotRead, CannotRedact, RedactionError, Unavailable
from redaction.find import Needle, Sought, find_in_text, find_in_words, sought
from redaction.indexing import FORM, SHORTEST, Keys, text_form, text_keys, words_form, words_keys
from redaction.labels import LabelBook
from redaction.lines import lines_of
from redaction.pipeline import BuiltDocument, ImageScan, RedactedPage
from redaction.policy import Policy
from redaction.reasons import how_sure, reason
from redaction.respell import respelled
from redaction.rewrite import Placement, Rewritten, rewrite
from redaction.risk import Risk, risks
from redaction.scans import TextScan
from redaction.spans import Finding, Span, disjoint, shift
from redaction.spellings import spellings
from redaction.tokens import fingerprint
from redaction.verify import DocumentCheck, ImageCheck, Problem, verify_text

__all__ = [
    "ENTITIES",
    "FORM",
    "IMAGES",
    "PAGED",
    "PUBLISHABLE",
    "SHORTEST",
    "WRITTEN",
    "BadSpan",
    "Box",
    "BoxFinding",
    "BuiltDocument",
    "CannotRead",
    "CannotRedact",
    "DocumentCheck",
    "Entity",
    "Finding",
    "ImageCheck",
    "ImageScan",
    "Keys",
    "Kind",
    "LabelBook",
    "Needle",
    "OutPage",
    "PixelHide",
    "Placement",
    "Policy",
    "Problem",
    "RedactedPage",
    "RedactionError",
    "Rewritten",
    "Risk",
    "Severity",
    "Sought",
    "Span",
    "TextScan",
    "Unavailable",
    "Word",
    "Written",
    "build_document",
    "claims_in",
    "cut_cards",
    "disjoint",
    "find_in_text",
    "find_in_words",
    "fingerprint",
    "how_sure",
    "is_ready",
    "label_book",
    "lines_between",
    "lines_of",
    "read_text",
    "read_written",
    "reason",
    "redact_image",
    "respelled",
    "rewrite",
    "risks",
    "scan_image",
    "scan_text",
    "settings_policy",
    "shift",
    "sniff",
    "sought",
    "spellings",
    "surviving_canaries",
    "text_form",
    "text_keys",
    "verify_document",
    "verify_image",
    "verify_text",
    "words_form",
    "words_keys",
]

Answer = TypeVar("Answer")

_UNAVAILABLE = "detector-unavailable"
_READY_SECONDS = 2.0
_MAX_ANSWER = 128_000_000
_CODE = re.compile(r"[a-z0-9-]{1,60}")


def settings_policy(
    *, never_hide: Sequence[str] = (), always_hide: Sequence[Needle] = (), salt: str = ""
) -> Policy:
    """What `settings.DESK_POLICY` hides and keeps, with these words added. Raises ImproperlyConfigured.

    `salt` is a secret that goes into the digest, so that nobody can try words against a stored one.

    The desk's own policy, with everything it knows, is `desk.tickets.rules.policy`.
    """
    given = dict(settings.DESK_POLICY)
    try:
        return Policy(
            threshold=float(given.pop("threshold", Policy().threshold)),
            never_hide=(*given.pop("never_hide", ()), *never_hide),
            always_hide=(*(Needle(*row) for row in given.pop("always_hide", ())), *always_hide),
            version=str(given.pop("version", "desk")) + salt,
            **given,
        )
    except (TypeError, ValueError, RedactionError):
        raise ImproperlyConfigured("DESK_POLICY is not a policy.") from None


def label_book(key: bytes, entries: Mapping[str, str]) -> LabelBook:
    """The placeholders of one public post, as far as they were given out before."""
    return LabelBook(key, entries)


def scan_text(text: str, policy: Policy, *, needles: Sequence[Needle] = ()) -> TextScan:
    """What looks personal in a text under this policy. Raises CannotRedact."""
    scan = _ask("/scan-text", wire.ScanText(text, policy, tuple(needles)), TextScan)
    return _of_policy(scan, policy)


def surviving_canaries(text: str, policy: Policy) -> tuple[str, ...]:
    """Kinds of planted values that a scan of this text, with them in it, did not catch. Raises CannotRedact.

    Empty means that the detector and the rules are awake, not that the text is clean. What survives is
    planted once more with other values: no rule catches every value, and a rule that sleeps catches none.
    """
    missed: set[str] = set(_missed_canaries(text, policy))
    return tuple(sorted(missed & set(_missed_canaries(text, policy)))) if missed else ()


def _missed_canaries(text: str, policy: Policy) -> tuple[str, ...]:
    shadow = plant(text, random.SystemRandom())
    return survivors(shadow, scan_text(shadow.text, policy).findings)


def scan_image(data: bytes, policy: Policy, *, needles: Sequence[Needle] = (), page: int = 0) -> ImageScan:
    """What looks personal in a picture or in a page, counted from 0.

    Raises CannotRead for bytes that are none, CannotRedact.
    """
    scan = _ask("/scan-image", wire.ScanImage(data, policy, tuple(needles), page), ImageScan)
    return _of_policy(scan, policy)


def redact_image(data: bytes, hides: Sequence[PixelHide], *, page: int = 0) -> RedactedPage:
    """A new PNG with the boxes covered and nothing but pixels in it. Raises CannotRead, CannotRedact."""
    return _ask("/redact-image", wire.RedactImage(data, tuple(hides), page), RedactedPage)


def verify_image(data: bytes, *, hidden: Sequence[str], boxes: Sequence[Box]) -> ImageCheck:
    """A second look at the finished bytes of a picture. Raises CannotRedact when nobody could look."""
    return _ask("/verify-image", wire.VerifyImage(data, tuple(hidden), tuple(boxes)), ImageCheck)


def build_document(pages: Sequence[OutPage], *, hidden: Sequence[str]) -> BuiltDocument:
    """A new PDF of finished pages, looked at again. Raises CannotRead(`too-large`), CannotRedact."""
    return _ask("/build-document", wire.BuildDocument(tuple(pages), tuple(hidden)), BuiltDocument)


def read_written(data: bytes) -> Written:
    """The visible text of a file, apart from it the hidden one, and what was left out.

    Plain text is read here; everything with an inside goes to the detector.
    Raises CannotRead with a code, CannotRedact when nobody could look.
    """
    if sniff(data) == Kind.TEXT:
        return Written(read_plain(data))
    return _ask("/read-written", wire.ReadWritten(data), Written)


def verify_document(data: bytes, *, hidden: Sequence[str]) -> DocumentCheck:
    """A second look at a PDF of ours: what it holds and what it says. Raises CannotRedact."""
    return _ask("/verify-document", wire.VerifyDocument(data, tuple(hidden)), DocumentCheck)


def is_ready() -> bool:
    """Whether the detector answers and has its models loaded; False for every other reason."""
    try:
        status, _ = _exchange("GET", "/ready", b"", seconds=_READY_SECONDS)
    except (OSError, http.client.HTTPException):
        return False
    return status == 200


def _of_policy(scan: Answer, wanted: Policy) -> Answer:
    """The scan, if it was made under the policy we asked for: another detector's rules are not ours."""
    if getattr(scan, "policy_digest", None) != wanted.digest:
        raise CannotRedact(_UNAVAILABLE)
    return scan


def _ask(path: str, question: object, kind: type[Answer]) -> Answer:
    try:
        status, body = _exchange("POST", path, wire.encode(question), seconds=settings.DETECTOR_TIMEOUT)
    except (OSError, http.client.HTTPException):
        raise CannotRedact(_UNAVAILABLE) from None
    if status != 200:
        raise _failure(body)
    try:
        return wire.decode(kind, body)
    except CannotRead:
        raise CannotRedact(_UNAVAILABLE) from None


def _exchange(method: str, path: str, body: bytes, *, seconds: float) -> tuple[int, bytes]:
    """Status and body. Straight to the address in the settings: no proxy, no redirect."""
    address = urlsplit(settings.DETECTOR_URL)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ImproperlyConfigured("DETECTOR_URL must be an http address.")
    secure = address.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(address.hostname, address.port, timeout=seconds)
    headers = {"Authorization": f"Bearer {settings.DETECTOR_TOKEN}", "Content-Type": "application/json"}
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read(_MAX_ANSWER + 1)
    finally:
        connection.close()
    if len(content) > _MAX_ANSWER:
        raise http.client.HTTPException
    return answer.status, content


def _failure(body: bytes) -> RedactionError:
    """What the detector says is wrong with the document; anything else is its own trouble."""
    try:
        failure = wire.decode(wire.Failure, body)
    except CannotRead:
        return CannotRedact(_UNAVAILABLE)
    if _CODE.fullmatch(failure.reason):
        if failure.error == "CannotRead" and failure.reason != "odd-message":
            return CannotRead(failure.reason)
        if failure.error == "CannotRedact":
            return CannotRedact(failure.reason)
    return CannotRedact(_UNAVAILABLE)
