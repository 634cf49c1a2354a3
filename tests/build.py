"""Plain builders: what a test needs to exist, made through the product's own verbs."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from desk.accounts.models import GuestAccess, User
from desk.tickets.models import Attachment, Message, Product, Scan, Ticket
from desk.tickets.receive import Letter, Upload, add_reply, open_ticket
from desk.tickets.rules import policy
from tests.people import alice

TEXT = (
    "Hello,\n\nthe export stops at the second page and writes nothing to the file.\n"
    "You can reach me at alice.archer@example.com or on +44 20 7946 0018.\n\nKind regards,\nAlice Archer\n"
)


def a_product(name: str = "Lantern") -> Product:
    return Product.objects.get_or_create(name=name)[0]


def a_ticket(
    requester: User | str | None = None,
    *,
    subject: str = "The export stops",
    text: str = TEXT,
    uploads: Sequence[Upload] = (),
    publish: Ticket.Publish = Ticket.Publish.REDACTED,
) -> Ticket:
    """A ticket of Alice, of somebody else, or of a guest with this address. Its scans wait in the queue."""
    return open_ticket(
        requester or alice(),
        product=a_product(),
        subject=subject,
        letter=Letter(text, tuple(uploads)),
        publish=publish,
    )


def a_message(
    ticket: Ticket, text: str = "It happens again.", *, by: User | GuestAccess | None = None
) -> Message:
    """Further words of the ticket's customer, or of an agent."""
    return add_reply(ticket, Letter(text), by=by or ticket.customer)


def checked(*attachments: Attachment) -> None:
    """Leave the scans of these files as if they had ended without a finding, for tests without a detector."""
    for attachment in attachments:
        Scan.objects.filter(attachment=attachment).update(
            state=Scan.State.DONE,
            digest=attachment.file.digest,
            policy_digest=policy().digest,
            scanned_at=timezone.now(),
        )


def a_screenshot(
    *lines: str, dark: bool = False, size: int = 22, width: int = 720, kind: str = "PNG"
) -> bytes:
    """A real picture that shows these lines: black on light grey or, `dark`, the reverse."""
    paper, ink = ((32, 33, 36), (232, 234, 237)) if dark else ((248, 249, 250), (32, 33, 36))
    step = size * 2
    picture = Image.new("RGB", (width, step * (len(lines) + 1)), paper)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(size)
    for number, line in enumerate(lines):
        draw.text((size, step * number + size), line, fill=ink, font=font)
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def a_log(*lines: str) -> bytes:
    """A log file with these lines among ordinary ones."""
    usual = ("INFO  main  started version=4.2.1", "DEBUG pool  2 workers ready")
    return "".join(
        f"2026-11-24 09:{number:02d}:07,113 {line}\n" for number, line in enumerate((*usual, *lines))
    ).encode()
