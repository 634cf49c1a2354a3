"""What the operator sets for the whole desk: products, and words about which agents said "always"."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.http import AgentRequest, agent_required, operator_required
from desk.tickets.forms import ProductForm
from desk.tickets.models import AlwaysWord, Product
from desk.tickets.products import add_product, change_product
from desk.tickets.rules import forget_word, value_of


@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def products(request: AgentRequest) -> HttpResponse:
    """All products, each with its form, and a form for one more."""
    form = ProductForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add_product(**form.cleaned_data, by=request.user)
        return redirect("tickets:products")
    rows = [(product, ProductForm(instance=product, prefix=str(product.pk))) for product in _products()]
    context = {"rows": rows, "form": form}
    return render(request, "tickets/products.html", context, status=422 if form.is_bound else 200)


@operator_required
@require_POST
def product(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Product, pk=pk)
    form = ProductForm(request.POST, instance=found, prefix=str(pk))
    if form.is_valid():
        change_product(found, **form.cleaned_data, by=request.user)
        return redirect("tickets:products")
    rows = [
        (one, form if one.pk == pk else ProductForm(instance=one, prefix=str(one.pk))) for one in _products()
    ]
    return render(request, "tickets/products.html", {"rows": rows, "form": ProductForm()}, status=422)


@agent_required
@require_safe
def always_words(request: AgentRequest) -> HttpResponse:
    """Every word that is always hidden or always visible, who said so, and why."""
    words = [(word, value_of(word)) for word in AlwaysWord.objects.select_related("added_by")]
    return render(request, "tickets/always.html", {"words": words})


@agent_required
@require_POST
def drop_word(request: AgentRequest, pk: int) -> HttpResponse:
    forget_word(get_object_or_404(AlwaysWord, pk=pk), by=request.user)
    return redirect("tickets:always")


def _products() -> list[Product]:
    return list(Product.objects.all())
