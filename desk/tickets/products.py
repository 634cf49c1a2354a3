"""What the vendor makes: its name, which is never hidden, and whether its customers are asked first."""

from __future__ import annotations

from django.db import transaction

from desk.accounts.models import User
from desk.audit.record import record
from desk.tickets.models import Product


@transaction.atomic
def add_product(name: str, *, asks_customer: bool, by: User) -> Product:
    """Another product that customers may choose. Its name counts as no personal data from now on."""
    product = Product.objects.create(name=name, asks_customer=asks_customer)
    record("product.added", product, by=by, asks_customer=asks_customer)
    return product


@transaction.atomic
def change_product(product: Product, *, name: str, asks_customer: bool, by: User) -> None:
    """Another name or another promise to customers; nothing that is public changes by it.

    With another name drafts are scanned anew, and a rescan proposes what it finds in published posts.
    """
    Product.objects.filter(pk=product.pk).update(name=name, asks_customer=asks_customer)
    record("product.changed", product, by=by, asks_customer=asks_customer)
