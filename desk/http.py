"""What every view shares: who asks, fragments, rate limits, headers, and logs without values."""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import re
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails
from django_ratelimit.core import is_ratelimited

from desk.addresses import mailbox_of

P = ParamSpec("P")
Handler = Callable[[HttpRequest], HttpResponse]


class PersonRequest(HttpRequest):
    """A request whose user is signed in; `user` is the project's own user model."""

    user: Any
    htmx: HtmxDetails


class AgentRequest(PersonRequest):
    """A request by an agent."""


def agent_required(
    view: Callable[Concatenate[AgentRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Agents only: strangers are sent to sign in, everybody else gets 403."""
    return _only(view, lambda user: user.is_agent)


def operator_required(
    view: Callable[Concatenate[AgentRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The operator only: strangers are sent to sign in, everybody else gets 403."""
    return _only(view, lambda user: user.is_operator)


def _only(
    view: Callable[Concatenate[AgentRequest, P], HttpResponse], may: Callable[[Any], bool]
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @login_required
    @wraps(view)
    def checked(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def partial(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A fragment: a template whose name starts with `_`, swapped into a page by htmx."""
    return render(request, template, context, status=status)


def network(_group: str, request: HttpRequest) -> str:
    """Whom a rate limit counts: the IPv4 address, or the /64 of an IPv6 address."""
    address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104  an unknown peer
    if isinstance(address, ipaddress.IPv6Address):
        address = ipaddress.ip_network((address, 64), strict=False).network_address
    # The cache may outlive the request, so it holds a hash, not the address.
    return hashlib.sha256(f"{settings.SECRET_KEY}{address}".encode()).hexdigest()


def typed_address(_group: str, request: HttpRequest) -> str:
    """Whom a rate limit counts: the mailbox of the address in the form's field `email`, as a hash."""
    mailbox = mailbox_of(request.POST.get("email", ""))
    return hashlib.sha256(f"{settings.SECRET_KEY}{mailbox}".encode()).hexdigest()


def too_many(
    request: HttpRequest, group: str, *, rate: str, key: Callable[[str, HttpRequest], str] = network
) -> bool:
    """Count this request under `group` and say whether it is over `rate` (such as `10/h`)."""
    return bool(is_ratelimited(request, group=group, key=key, rate=rate, increment=True))


def whole_number(text: str | None) -> int | None:
    """A number typed into a form or an address; None for anything else, or more than a database holds."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= 18
    return int(text) if text is not None and is_number else None


def posted_number(request: HttpRequest, name: str) -> int:
    """The number a form sends under this name. Raises Http404 for anything that is none."""
    if (number := whole_number(request.POST.get(name))) is None:
        raise Http404
    return number


def base_of(request: PersonRequest) -> str:
    """The frame of a page that the operator and customers share."""
    return "base_desk.html" if request.user.is_operator else "base_my.html"


def too_large(request: HttpRequest) -> bool:
    """Whether the request carries more than we accept in one form; its files were then not read."""
    return int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def forbidden(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a failed CSRF check shows: a page that says what to do."""
    return render(request, "errors/csrf.html", status=403)


def product(request: HttpRequest) -> dict[str, Any]:
    """For every template: what the installation is called, and where it is."""
    return {"ORIGIN": settings.DESK_ORIGIN, "UPLOAD_LIMIT": settings.UPLOAD_LIMIT}


def no_store_for_people(get_response: Handler) -> Handler:
    """Pages of the desk and of customers are never kept by a browser or a proxy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


class RefuseLargeUpload(FileUploadHandler):
    """Stop reading a request whose file is larger than we accept, instead of writing it to a temporary file.

    It stands behind the in-memory handler, which leaves the field to it when
    the request is too large to be held in memory.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        return None


class NoValues(logging.Filter):
    """Let codes and numbers into the log, and nothing else.

    Arguments of a message are shown only when they are numbers, or codes from
    our own loggers; an exception is shown as its class and the lines it came
    through, without its text; messages of other packages are withheld.
    """

    CODE = re.compile(r"[a-z0-9][a-z0-9:._-]{0,63}")

    def filter(self, record: logging.LogRecord) -> bool:
        root = record.name.partition(".")[0]
        # A message that was put together before it came here may hold anything.
        is_known = root == "desk" or (root in ("django", "django_tasks", "django_tasks_db") and record.args)
        if is_known and isinstance(record.args, tuple):
            # "%d" and friends cannot take the dots that stand for a value.
            message = re.sub(r"%[-0-9.]*[a-zA-Z]", "%s", str(record.msg))
            message %= tuple(self._shown(arg, root) for arg in record.args)
        else:
            message = "message withheld"
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            lines = "".join(f"\n    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
            message = f"{message}\n  {record.exc_info[0].__name__}{lines}"
        record.msg, record.args = message.replace("%", "%%"), ()
        record.exc_info = record.exc_text = None
        return True

    def _shown(self, arg: object, root: str) -> object:
        if isinstance(arg, int | float):
            return arg
        if root == "desk" and isinstance(arg, str) and self.CODE.fullmatch(arg):
            return arg
        return "..."
