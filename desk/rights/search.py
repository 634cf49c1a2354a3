"""Where what a person named is public: asked of every place, before the decision and once more after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from desk.audit.record import record
from desk.publishing.index import Column, candidates
from desk.publishing.models import Publication
from desk.publishing.places import PLACES, PUBLIC_TEXT, Hit, Place
from desk.redactor import CannotRead, Needle, find_in_text, lines_of, sought, verify_image
from desk.rights import letters
from desk.rights.asked import asked_of, needles_of, seal_again
from desk.rights.hiding import mask
from desk.rights.models import AffectedPost, Occurrence, RemovalRequest
from desk.rights.ranking import Ranked, ranked

State, Scope = RemovalRequest.State, RemovalRequest.Scope

# More than anybody can decide. What stands more often is a common word, not a person.
MOST_HITS = 500
# So many are put in order before the first MOST_HITS of them are kept.
MOST_RANKED = 5000
# Of a piece of a picture: a line of it is looked for when it has so many letters and digits.
SHORTEST_LINE, LONGEST_LINE, MOST_LINES = 4, 200, 10


def search(request: RemovalRequest, places: Sequence[Place] = PLACES) -> list[Occurrence]:
    """Find every occurrence, mask those of the named post, and hand the request to the agents.

    A piece of a picture that shows what should go is read first, and
    forgotten. All of it is one transaction after the looking: a crash leaves the request
    as it was, still hidden and still to be searched. It keeps the surest MOST_HITS
    spots, and masks nothing when there are more, because a part would not help. Raises CannotOpen when
    what was asked cannot be read, Overtaken when another task was faster,
    Waiting while the post to mask is being published.
    """
    if not read_crop(request):
        return []
    found = islice(find_occurrences(request, places), MOST_RANKED)
    hits = ranked(found, asked_of(request).words)
    request.is_cut = len(hits) > MOST_HITS
    with transaction.atomic():
        occurrences = keep(request, hits[:MOST_HITS])
        ended = mask(request, occurrences)
        is_common = request.is_cut or ended == "too-common"
        request.move(State.REVIEW, is_cut=request.is_cut, problem="too-common" if is_common else "")
        if is_common:
            letters.alarm(request, "too-common", now=timezone.now())
        record("removal.searched", request, by="system", found=len(occurrences))
    return occurrences


def read_crop(request: RemovalRequest) -> bool:
    """Turn the picture that was sent along into words to search for; whether there are any words.

    Each line of it is one. The picture is gone afterwards; where nothing
    could be read, the request waits for words like one that only describes.
    Raises CannotRedact when nobody can read it now.
    """
    asked = asked_of(request)
    if not asked.crop:
        return True
    try:
        lines = lines_of(verify_image(asked.crop, hidden=(), boxes=()).words)
    except CannotRead:
        lines = ()
    told = [line[:LONGEST_LINE] for line in lines if sum(char.isalnum() for char in line) >= SHORTEST_LINE]
    words = tuple(dict.fromkeys([*asked.words, *told[:MOST_LINES]]))
    with transaction.atomic():
        seal_again(request, replace(asked, words=words, crop=b""))
        record("removal.crop_read", request, by="system", lines=len(told))
        if not words:
            request.move(State.DESCRIBED, scope=Scope.DESCRIBED, problem="unread-crop")
            letters.alarm(request, "unread-crop", now=timezone.now())
    return bool(words)


def find_occurrences(
    request: RemovalRequest,
    places: Sequence[Place] = PLACES,
    *,
    publications: QuerySet[Publication] | None = None,
) -> Iterator[Hit]:
    """Every spot, in `publications` or in all posts that have a public copy, held ones too.

    A request for a whole post has one hit of place `whole-post`, or none when
    there is no such post any more.
    """
    if request.scope == Scope.POST:
        for live in Publication.objects.filter(pk=request.publication_id or 0).exclude(live=None):
            yield Hit(live.pk, None, Occurrence.WHOLE_POST, "OTHER")
        return
    needles = needles_of(request)
    with_words = set()
    for place in places:
        for hit in place.find(needles, publications=publications):
            if hit.place == PUBLIC_TEXT:
                with_words.add(hit.publication)
            yield hit
    yield from _only_in_print(needles, with_words, publications)


def keep(request: RemovalRequest, hits: Iterable[Ranked]) -> list[Occurrence]:
    """Write the hits down as undecided occurrences, and each of their posts with its digest of now."""
    found = [
        Occurrence(
            request=request,
            closeness=one.closeness,
            company=one.company,
            publication_id=hit.publication,
            part_id=hit.part,
            place=hit.place,
            entity=hit.entity,
            start=hit.start,
            end=hit.end,
            left=hit.left,
            top=hit.top,
            right=hit.right,
            bottom=hit.bottom,
        )
        for one in hits
        for hit in (one.hit,)
    ]
    Occurrence.objects.bulk_create(found)
    touched = {one.publication_id for one in found} - set(request.posts.values_list("publication", flat=True))
    posts = Publication.objects.filter(pk__in=touched).order_by("pk").values_list("pk", "live__digest")
    AffectedPost.objects.bulk_create(
        AffectedPost(request=request, publication_id=pk, before=digest or "") for pk, digest in posts
    )
    return found


def is_known(hit: Hit, occurrences: Iterable[Occurrence]) -> bool:
    """Whether one of the occurrences is about this spot.

    Overlapping is enough: an optical reader does not place a word at the same pixel twice.
    """
    return any(
        one.publication_id == hit.publication
        and one.part_id == hit.part
        and one.place == hit.place
        and _meets((one.start, one.end), (hit.start, hit.end))
        and _meets((one.left, one.right), (hit.left, hit.right))
        and _meets((one.top, one.bottom), (hit.top, hit.bottom))
        for one in occurrences
    )


def _meets(mine: tuple[int | None, int | None], theirs: tuple[int | None, int | None]) -> bool:
    """Two half-open ranges share something; a range without bounds meets another one without."""
    if mine[0] is None or mine[1] is None or theirs[0] is None or theirs[1] is None:
        return mine[0] is None and theirs[0] is None
    return mine[0] < theirs[1] and theirs[0] < mine[1]


def _only_in_print(
    needles: Sequence[Needle], with_words: set[int], publications: QuerySet[Publication] | None
) -> Iterator[Hit]:
    """Posts whose public words hold a needle that the reviewed copy does not hold any more.

    Somebody has rewritten the copy and not yet published it: there is no spot
    to hide, but what the public reads must not be missed.
    """
    chosen = candidates(Column.WORDS, needles) if publications is None else publications
    ready = sought(needles)
    for publication in chosen.exclude(live=None).exclude(pk__in=with_words).select_related("live").iterator():
        live = publication.live
        if live is None:
            continue
        text = f"{live.title}\n{live.text}"
        if found := find_in_text(text, ready):
            said = found[0].span.of(text)
            yield Hit(publication.pk, None, PUBLIC_TEXT, found[0].entity, said=said)
