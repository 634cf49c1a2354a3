"""The detector's language: one dataclass per question and answer, as JSON both ways, checked strictly."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from redaction.boxes import Box
from redaction.documents.pdf_out import OutPage
from redaction.documents.written import Written
from redaction.draw import PixelHide
from redaction.errors import CannotRead, RedactionError
from redaction.find import Needle
from redaction.pipeline import BuiltDocument, ImageScan, RedactedPage
from redaction.policy import Policy
from redaction.scans import TextScan
from redaction.verify import DocumentCheck, ImageCheck

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ScanText:
    text: str
    policy: Policy
    needles: tuple[Needle, ...]


@dataclass(frozen=True, slots=True)
class ScanImage:
    data: bytes
    policy: Policy
    needles: tuple[Needle, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class RedactImage:
    data: bytes
    hides: tuple[PixelHide, ...]
    page: int = 0


@dataclass(frozen=True, slots=True)
class BuildDocument:
    pages: tuple[OutPage, ...]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadWritten:
    data: bytes


@dataclass(frozen=True, slots=True)
class VerifyDocument:
    data: bytes
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifyImage:
    data: bytes
    hidden: tuple[str, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """The name of an error class of `redaction.errors` and its code."""

    error: str
    reason: str


# Path of the detector -> the question it takes and the answer it gives.
QUESTIONS: Mapping[str, tuple[type, type]] = MappingProxyType(
    {
        "/scan-text": (ScanText, TextScan),
        "/scan-image": (ScanImage, ImageScan),
        "/redact-image": (RedactImage, RedactedPage),
        "/verify-image": (VerifyImage, ImageCheck),
        "/build-document": (BuildDocument, BuiltDocument),
        "/verify-document": (VerifyDocument, DocumentCheck),
        "/read-written": (ReadWritten, Written),
    }
)


def encode(value: object) -> bytes:
    """A dataclass of values as JSON; bytes as base64, tuples as lists."""
    return json.dumps(_plain(value), ensure_ascii=False, allow_nan=False).encode()


def decode(kind: type[T], message: bytes) -> T:
    """Read what `encode` wrote of that kind.

    Raises CannotRead(`odd-message`) when a field is missing, unknown or of
    another type: half an answer must never pass for "nothing found".
    """
    try:
        value = _typed(kind, json.loads(message))
    except (ValueError, TypeError, RecursionError, RedactionError):
        raise CannotRead("odd-message") from None
    assert isinstance(value, kind)  # noqa: S101 - what _typed has just made
    return value


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(type(value).__name__)


def _typed(kind: Any, value: object) -> Any:
    """`value` of JSON as a value of `kind`; TypeError or ValueError when it is not one."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _typed_union(get_args(kind), value)
    if origin is tuple:
        (item, more) = get_args(kind)
        if more is not Ellipsis or not isinstance(value, list):
            raise TypeError("list")
        return tuple(_typed(item, one) for one in value)
    if is_dataclass(kind) and isinstance(kind, type):
        return _typed_fields(kind, value)
    if kind is bytes:
        if not isinstance(value, str):
            raise TypeError("bytes")
        return base64.b64decode(value, validate=True)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise TypeError("kind")
    return value


def _typed_union(kinds: tuple[Any, ...], value: object) -> Any:
    if value is None and NoneType in kinds:
        return None
    others = [kind for kind in kinds if kind is not NoneType]
    if len(others) != 1:
        raise TypeError("union")
    return _typed(others[0], value)


def _typed_fields(kind: type, value: object) -> Any:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    if not isinstance(value, dict) or set(value) != set(names):
        raise TypeError("fields")
    return kind(**{name: _typed(hints[name], value[name]) for name in names})
