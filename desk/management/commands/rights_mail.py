"""Take one mail to the rights mailbox, as a mail server hands it over.

    python3 -m desk rights_mail < message.eml

Exit status 65 for what is no message; the mail server then tells its sender.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from desk.mail.incoming import LARGEST, CannotParse
from desk.rights.by_mail import receive


class Command(BaseCommand):
    help = "Take one mail to the rights mailbox, from standard input."

    def handle(self, **_: Any) -> None:
        try:
            taken = receive(sys.stdin.buffer.read(LARGEST + 1))
        except CannotParse as problem:
            raise CommandError(f"No message: {problem.code}.", returncode=65) from None
        self.stdout.write(taken.number if taken else "Nothing to do.")
