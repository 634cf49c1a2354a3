"""Boxes on a picture: a person's own may go anywhere, what the detector found stays until it is decided."""

from __future__ import annotations

import pytest

from desk.accounts.models import User
from desk.publishing import review
from desk.publishing.models import Part, ReviewItem
from desk.redactor import Box
from desk.tickets.models import Attachment
from desk.tickets.receive import Upload
from tests.build import a_screenshot, a_ticket, checked

pytestmark = pytest.mark.django_db

FOUND = Box(20, 20, 80, 40)
Verdict, Origin = ReviewItem.Verdict, ReviewItem.Origin


@pytest.fixture
def picture(dana: User) -> Part:
    ticket = a_ticket(uploads=[Upload("window.png", a_screenshot("Account"))])
    attachment = Attachment.objects.get()
    checked(attachment)
    copy = review.start_review(ticket, by=dana)
    review.pull_file(copy, attachment, by=dana)
    Part.objects.filter(kind=Part.Kind.IMAGE).update(width=200, height=100)
    return Part.objects.get(kind=Part.Kind.IMAGE)


@pytest.fixture
def found(picture: Part) -> ReviewItem:
    """What the detector found in the picture."""
    return ReviewItem.objects.create(
        part=picture,
        entity="PERSON",
        rule="models.person",
        origin=Origin.DETECTOR,
        **review.bounds_of(picture, FOUND),
    )


def own(picture: Part) -> ReviewItem:
    return picture.items.get(origin=Origin.PERSON)


def test_what_was_found_stays_when_its_box_is_moved_away_and_the_new_one_removed(
    picture: Part, found: ReviewItem, dana: User
) -> None:
    review.move_box(found, Box(150, 60, 190, 90), by=dana)
    review.unmark(own(picture), by=dana)
    (left,) = picture.items.all()
    assert (left.origin, left.verdict, left.box) == (Origin.DETECTOR, Verdict.UNDECIDED, FOUND)


def test_a_larger_box_hides_what_was_found_too(picture: Part, found: ReviewItem, dana: User) -> None:
    review.move_box(found, Box(10, 10, 120, 50), by=dana)
    found.refresh_from_db()
    assert (found.verdict, found.decided_by, found.box) == (Verdict.HIDE, dana, FOUND)
    assert (own(picture).verdict, own(picture).box) == (Verdict.HIDE, Box(10, 10, 120, 50))


def test_a_smaller_box_leaves_what_was_found_to_be_decided(
    picture: Part, found: ReviewItem, dana: User
) -> None:
    review.decide(found, Verdict.HIDE, by=dana)
    review.move_box(found, Box(20, 20, 60, 40), by=dana)
    found.refresh_from_db()
    assert (found.verdict, found.decided_by) == (Verdict.UNDECIDED, None)
    assert own(picture).verdict == Verdict.HIDE


def test_a_persons_own_box_goes_where_it_is_moved(picture: Part, dana: User) -> None:
    review.mark(picture, Box(10, 10, 60, 30), "OTHER", by=dana)
    review.move_box(own(picture), Box(30, 40, 90, 70), by=dana)
    assert [item.box for item in picture.items.all()] == [Box(30, 40, 90, 70)]


def test_a_box_outside_of_the_picture_moves_nothing(picture: Part, found: ReviewItem, dana: User) -> None:
    with pytest.raises(review.NotReviewable):
        review.move_box(found, Box(150, 60, 300, 90), by=dana)
    assert [item.box for item in picture.items.all()] == [FOUND]
