from __future__ import annotations

import pytest

from desk.accounts.models import User
from desk.tickets.models import Product, Ticket
from desk.tickets.receive import Letter, open_ticket

WORDS = (
    "Hello, I am Alice Archer (alice.archer@example.com). The export stops at the second page.\n"
    "You can call me on +44 20 7946 0123 between nine and five."
)


@pytest.fixture
def dana(db: None) -> User:
    return User.objects.create_user("dana@example.org", name="Dana", is_agent=True)


@pytest.fixture
def ticket(db: None) -> Ticket:
    """A ticket of Alice, a guest, with three values that the detector knows."""
    product = Product.objects.create(name="Ledger")
    return open_ticket(
        "alice.archer@example.com", product=product, subject="Export stops", letter=Letter(WORDS)
    )
