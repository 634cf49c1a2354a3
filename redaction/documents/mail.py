"""Mail files (RFC 5322): who wrote what to whom. The way it took and what hangs on it are left out."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from redaction.documents.markup import show_markup
from redaction.documents.written import Page, Written
from redaction.errors import CannotRead

_SHOWN = ("From", "To", "Cc", "Date", "Subject")
_MAX_PARTS = 500


def read_mail(data: bytes) -> Written:
    """The shown fields and the plain words, or those of its HTML where it has no others.

    Raises CannotRead: `damaged` for what is no message, `too-large` for one of too many parts.
    """
    message = BytesParser(policy=policy.default).parsebytes(data)
    page = Page()
    for field in _SHOWN:
        for value in message.get_all(field, []):
            page.line(f"{field}: {' '.join(str(value).split())}")
    for field, value in message.items():
        if field.title() not in _SHOWN:
            page.hide("mail-fields", str(value))
    page.line()
    parts = [part for part in message.walk() if not part.is_multipart()]
    if len(parts) > _MAX_PARTS:
        raise CannotRead("too-large")
    bodies = [part for part in parts if not _is_attached(part)]
    plain = [part for part in bodies if part.get_content_type() == "text/plain"]
    shown = plain or [part for part in bodies if part.get_content_type() == "text/html"]
    for part in shown:
        if part.get_content_type() == "text/html":
            show_markup(_text_of(part), page)
            continue
        for line in _text_of(part).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            page.line(line)
    for part in parts:
        if part in shown:
            continue
        if part in bodies and part.get_content_type() == "text/html":
            page.hide("other-versions", _seen_in(_text_of(part)))
        else:
            is_text = part.get_content_maintype() == "text"
            page.hide("attachments", f"{part.get_filename() or ''}\n{_text_of(part) if is_text else ''}")
    return page.written()


def _is_attached(part: EmailMessage) -> bool:
    """Also what came inside another attached message: it is a letter of its own."""
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _seen_in(markup: str) -> str:
    page = Page()
    show_markup(markup, page)
    written = page.written()
    return f"{written.text}\n{written.hidden}"


def _text_of(part: EmailMessage) -> str:
    """The words of a part by its character set; bytes that do not fit are seen as such."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")
