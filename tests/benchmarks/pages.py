"""How much slower each page is with 20,000 posts and 100,000 tickets than with a twentieth of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.publishing.models import Publication
from desk.tickets.models import Ticket
from tests import people
from tests.benchmarks._filled import WORDS, fill

POSTS, TICKETS = 20_000, 100_000
LARGER = 20  # times
VISITS = 120


def run(scale: float) -> dict[str, float]:
    """Visit each page 120 times in a small desk, then in a large one.

    Figures for each page: queries, milliseconds (median and p95) in the large
    desk, and both as ratios to the small one. Raises AssertionError when a
    page needs more queries in the large desk.
    """
    visits = max(4, int(VISITS * min(1.0, scale)))
    posts, tickets = max(LARGER, int(POSTS * scale)), max(5 * LARGER, int(TICKETS * scale))
    fill(posts // LARGER, tickets // LARGER)
    small = {name: measured(visit, visits) for name, visit in pages().items()}
    fill(posts - posts // LARGER, tickets - tickets // LARGER)
    analyze()
    large = {name: measured(visit, visits) for name, visit in pages().items()}
    figures = {"posts": float(posts), "tickets": float(tickets)}
    for name, (queries, median, p95) in large.items():
        if queries > small[name][0]:
            raise AssertionError(
                f"{name}: {queries} queries in the large desk, {small[name][0]} in the small"
            )
        figures[f"{name}: queries"] = queries
        figures[f"{name}: ms, median"] = 1000 * median
        figures[f"{name}: ms, p95"] = 1000 * p95
        figures[f"{name}: ratio of medians"] = median / small[name][1]
        figures[f"{name}: ratio of p95"] = p95 / small[name][2]
    return figures


def pages() -> dict[str, Callable[[int], None]]:
    """Each page as a function of the number of the visit; different visits see different rows."""
    visitor, agent = Client(), Client()
    agent.force_login(people.dana())
    newest = Publication.objects.public().order_by("-first_published_at", "-pk")
    subjects = Ticket.objects.order_by("-updated_at").values_list("subject", flat=True)[:VISITS]
    slugs, keys, titles = zip(*newest.values_list("slug", "pk", "live__title")[:VISITS], strict=True)

    def public(address: str) -> Callable[[int], None]:
        return lambda number: get(visitor, address.format(number=number, slug=slugs[number % len(slugs)]))

    return {
        "list": public("/public/"),
        "list by status": public("/public/?status=confirmed"),
        "issue": public("/public/issues/{slug}/"),
        "feed": public("/public/feed.atom"),
        "search": lambda number: get(visitor, f"/public/?q={words_of(titles[number % len(titles)])}"),
        "search, usual word": lambda number: get(visitor, f"/public/?q={WORDS[number % len(WORDS)]}"),
        "review": lambda number: get(agent, f"/desk/copies/{keys[number % len(keys)]}/"),
        "queue": lambda number: get(agent, "/desk/"),
        "queue search": lambda number: get(agent, f"/desk/?q={words_of(subjects[number % len(subjects)])}"),
    }


def words_of(title: str) -> str:
    """Its last two words, which few have."""
    return "+".join(title.split()[-2:])


def get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        raise AssertionError(f"{address.partition('?')[0]} answers {response.status_code}")


def measured(visit: Callable[[int], None], visits: int) -> tuple[int, float, float]:
    """Queries of one visit; median and 95th percentile of the seconds of all but the first two."""
    cache.clear()
    visit(0)
    with CaptureQueriesContext(connection) as queries:
        visit(1)
    asked = len(queries)  # the next visit forgets them
    seconds = []
    for number in range(2, visits + 2):
        started = time.perf_counter()
        visit(number)
        seconds.append(time.perf_counter() - started)
    seconds.sort()
    return asked, statistics.median(seconds), seconds[int(0.95 * (len(seconds) - 1))]


def analyze() -> None:
    """Let the database look at its tables, as it does by itself when it has run for a while."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
