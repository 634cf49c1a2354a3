"""Say who works here: `python3 -m desk person EMAIL --agent`, `--operator`, `--no-agent`, `--no-operator`.

Makes the account where there is none and prints a sign-in link, which works once within the hour.
"""

from __future__ import annotations

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from desk.accounts.staff import IsClosed, LastOperator, give_place
from desk.accounts.tokens import absolute, sign_in_path


class Command(BaseCommand):
    help = "Make somebody an agent or an operator, or end that, and print a sign-in link for them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="their address; the account is made where there is none")
        parser.add_argument(
            "--agent", action=BooleanOptionalAction, default=None, help="works on tickets and public copies"
        )
        parser.add_argument(
            "--operator", action=BooleanOptionalAction, default=None, help="looks after the installation"
        )

    def handle(self, *, email: str, agent: bool | None, operator: bool | None, **_: Any) -> None:
        try:
            validate_email(email)
            user = give_place(email, agent=agent, operator=operator)
        except ValidationError:
            raise CommandError("This is no mail address.") from None
        except IsClosed:
            raise CommandError("This account is closed, and nobody can sign in with it.") from None
        except LastOperator:
            raise CommandError("This is the only operator. Make another one first.") from None
        places = [word for word, has in (("agent", user.is_agent), ("operator", user.is_operator)) if has]
        self.stdout.write(f"Person {user.pk} is {' and '.join(places) or 'neither agent nor operator'}.")
        self.stdout.write(f"Sign in, once within the hour: {absolute(sign_in_path(user))}")
