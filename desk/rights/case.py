"""What the removal desk shows: the wish in the person's words, and every spot with its surroundings."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.urls import reverse

from desk.files.sealing import CannotOpen
from desk.publishing.models import Hold, ReviewItem
from desk.redactor import ENTITIES
from desk.rights.asked import Asked, asked_of
from desk.rights.letters import ALARMS
from desk.rights.models import AffectedPost, Occurrence, RemovalRequest

PER_PAGE = 50
SHOWN_AROUND = 70  # code points of context on each side of a spot
CROP_AROUND = 60  # pixels of picture on each side of a box

PLACE_NAMES = {
    "public-text": "Words",
    "public-pictures": "Picture",
    "public-names": "File name or description",
    Occurrence.WHOLE_POST: "The whole post",
}


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a picture: its address, whole size, what to show of it and the box, in pixels."""

    url: str
    width: int
    height: int
    view: str  # left, top, width and height, as an SVG viewBox
    left: int
    top: int
    box_width: int
    box_height: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One occurrence as an agent sees it. A span has words around it, a box a crop, a whole post none."""

    occurrence: Occurrence
    number: int
    place: str
    entity: str
    before: str = ""
    words: str = ""
    after: str = ""
    crop: Crop | None = None
    is_masked: bool = False

    @property
    def mark(self) -> str:
        """How its mark looks, in the words of the review: undecided, hide or keep."""
        if self.occurrence.verdict == Occurrence.Verdict.REFUSED:
            return "keep"
        agreed = self.occurrence.verdict == Occurrence.Verdict.AGREED
        return "hide" if agreed or self.is_masked else "undecided"


@dataclass(slots=True)
class Case:
    """What the page of one request needs. `asked` is None once closed, or when the key is gone."""

    removal: RemovalRequest
    asked: Asked | None
    page: Page[Occurrence]
    undecided: int
    spots: list[Spot] = field(default_factory=list)  # those of the page
    posts: list[AffectedPost] = field(default_factory=list)
    is_hidden_whole: bool = False  # a post is hidden as a whole for this request

    @property
    def is_closed(self) -> bool:
        return self.removal.state == RemovalRequest.State.CLOSED

    @property
    def may_change(self) -> bool:
        """The decisions are not final yet."""
        State = RemovalRequest.State
        return self.removal.state in (State.DESCRIBED, State.SEARCHING, State.REVIEW)

    @property
    def is_described(self) -> bool:
        return self.removal.state == RemovalRequest.State.DESCRIBED

    @property
    def waits_for_second(self) -> bool:
        """One of two has signed the decisions."""
        return self.may_decide and self.removal.is_contested and self.removal.decided_by is not None

    @property
    def may_decide(self) -> bool:
        return self.removal.state == RemovalRequest.State.REVIEW

    @property
    def may_carry_out(self) -> bool:
        return self.may_decide and not self.undecided

    @property
    def may_try_again(self) -> bool:
        return self.removal.state == RemovalRequest.State.CARRYING_OUT and bool(self.removal.problem)

    @property
    def is_busy(self) -> bool:
        """A task is at work, so the page asks again by itself."""
        at_work = self.removal.state in (RemovalRequest.State.SEARCHING, RemovalRequest.State.CARRYING_OUT)
        return at_work and not self.removal.problem

    @property
    def trouble(self) -> str:
        """What is in the way, in words; empty when nothing is."""
        code = self.removal.problem
        return ALARMS.get(code, "Something is in the way.") if code else ""

    @property
    def grounds(self) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Occurrence.Ground.choices]


def open_case(removal: RemovalRequest, number: str | None = None) -> Case:
    """The case as its rows stand now, with page `number` of its spots, or the nearest there is."""
    try:
        asked = asked_of(removal) if removal.sealed else None
    except CannotOpen:
        asked = None
    masked = {
        (item.part_id, item.start, item.left, item.top)
        for item in ReviewItem.objects.filter(because=removal.code, verdict=ReviewItem.Verdict.HIDE)
    }
    # The surest first: whoever tires after a page has decided what matters.
    occurrences = removal.occurrences.select_related("publication__live", "part").order_by(
        "closeness", "-company", "publication", "part__position", "start", "top", "left", "pk"
    )
    page = Paginator(occurrences, PER_PAGE).get_page(number)
    spots = [
        _spot(one, place, is_masked=(one.part_id, one.start, one.left, one.top) in masked)
        for place, one in enumerate(page, start=page.start_index())
    ]
    undecided = removal.occurrences.filter(verdict=Occurrence.Verdict.UNDECIDED).count()
    posts = list(removal.posts.select_related("publication"))
    is_hidden = Hold.objects.filter(code=removal.code).exists()
    return Case(removal, asked, page, undecided, spots, posts, is_hidden)


def _spot(occurrence: Occurrence, number: int, *, is_masked: bool) -> Spot:
    place = PLACE_NAMES.get(occurrence.place, occurrence.place)
    entity = ENTITIES[occurrence.entity].name
    start, end = occurrence.start, occurrence.end
    if occurrence.part is not None and start is not None and end is not None:
        text = occurrence.part.text
        return Spot(
            occurrence,
            number,
            place,
            entity,
            before=text[max(0, start - SHOWN_AROUND) : start],
            words=text[start:end],
            after=text[end : end + SHOWN_AROUND],
            is_masked=is_masked,
        )
    return Spot(occurrence, number, place, entity, crop=_crop(occurrence, is_masked), is_masked=is_masked)


def _crop(occurrence: Occurrence, is_masked: bool) -> Crop | None:
    """The box and a little around it; of the original when the public picture is covered there already."""
    part = occurrence.part
    if part is None or part.width is None or part.height is None or occurrence.left is None:
        return None
    left, top = occurrence.left, occurrence.top or 0
    right, bottom = min(occurrence.right or 0, part.width), min(occurrence.bottom or 0, part.height)
    x, y = max(0, left - CROP_AROUND), max(0, top - CROP_AROUND)
    wide, high = min(part.width, right + CROP_AROUND) - x, min(part.height, bottom + CROP_AROUND) - y
    original, public = (
        reverse("publishing:original", args=[part.pk]),
        reverse("rights:picture", args=[occurrence.pk]),
    )
    return Crop(
        url=original if is_masked else public,
        width=part.width,
        height=part.height,
        view=f"{x} {y} {wide} {high}",
        left=left,
        top=top,
        box_width=right - left,
        box_height=bottom - top,
    )
