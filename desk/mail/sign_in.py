"""Ask for a sign-in link by mail."""

from __future__ import annotations

from django.db import transaction

from desk.jobs import enqueue_on_commit
from desk.mail.models import OutgoingMail
from desk.mail.tasks import post_sign_in_link

TEMPLATE = "sign_in"


@transaction.atomic
def ask_for_link(email: str) -> None:
    """Have a one-time link mailed to this address, if it has an account.

    The same work is done for every address; whether it has an account is
    looked up by the task. So neither the answer nor its time tells.
    """
    mail = OutgoingMail.objects.create(template=TEMPLATE, to=email.strip().lower())
    enqueue_on_commit(post_sign_in_link, mail.pk)
