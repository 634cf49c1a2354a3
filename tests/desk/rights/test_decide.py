"""The removal desk: who may see it, what it shows, and one decision per spot."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from desk.accounts.models import User
from desk.audit.models import Entry
from desk.rights import removal
from desk.rights.models import Occurrence, RemovalRequest
from desk.rights.search import MOST_HITS
from desk.states import Overtaken
from tests.desk.rights.asking import CHARLIE, ask, asked_and_confirmed, carried_out, decide_all, searched
from tests.desk.rights.posts import a_post

pytestmark = pytest.mark.django_db(transaction=True)

Verdict, Ground = Occurrence.Verdict, Occurrence.Ground


@pytest.fixture
def request_(client: Client, dana: User) -> RemovalRequest:
    """Two posts name the person; nothing is decided."""
    a_post(by=dana)
    a_post(by=dana, summary="Ruprecht Zwiebel reported it first.")
    return searched(client, words="Ruprecht Zwiebel")


def addresses(request: RemovalRequest) -> list[tuple[str, str]]:
    return [
        ("get", reverse("rights:list")),
        ("get", reverse("rights:detail", args=[request.pk])),
        ("post", reverse("rights:decide", args=[request.pk])),
        ("post", reverse("rights:carry_out", args=[request.pk])),
        ("get", reverse("rights:picture", args=[request.occurrences.first().pk])),  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "erin"])
def test_customers_and_their_administrators_may_not(
    request_: RemovalRequest, client: Client, who: str, request: pytest.FixtureRequest
) -> None:
    """Threat 24: what somebody asks of us is none of their organisation's business."""
    client.force_login(request.getfixturevalue(who))
    for method, address in addresses(request_):
        assert getattr(client, method)(address).status_code == 403


def test_a_stranger_is_sent_to_sign_in(request_: RemovalRequest, client: Client) -> None:
    for method, address in addresses(request_):
        response = getattr(client, method)(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("accounts:sign_in"))


def test_dana_may(request_: RemovalRequest, client: Client, dana: User) -> None:
    client.force_login(dana)
    statuses = [getattr(client, method)(address).status_code for method, address in addresses(request_)]
    assert statuses == [200, 200, 302, 302, 404]  # no picture in these posts


def test_an_unconfirmed_request_is_not_there_for_agents_either(client: Client, dana: User) -> None:
    ask(client, words="Ruprecht Zwiebel")
    pk = RemovalRequest.objects.get().pk
    client.force_login(dana)
    assert client.get(reverse("rights:detail", args=[pk])).status_code == 404
    assert RemovalRequest.objects.get().number not in client.get(reverse("rights:list")).content.decode()


def test_dana_sees_the_wish_and_every_spot_in_its_context(
    request_: RemovalRequest, client: Client, dana: User
) -> None:
    client.force_login(dana)
    body = client.get(request_.get_absolute_url()).content.decode()
    assert CHARLIE in body
    assert body.count("Ruprecht Zwiebel</mark>") == 2
    assert "for everybody in the team of" in body
    assert "reported it first." in body


def test_looking_is_recorded_without_values(request_: RemovalRequest, client: Client, dana: User) -> None:
    client.force_login(dana)
    client.get(request_.get_absolute_url())
    seen = Entry.objects.get(verb="removal.seen")
    assert (seen.actor, seen.subject) == (f"user:{dana.pk}", f"removalrequest:{request_.pk}")
    assert "Zwiebel" not in repr(list(Entry.objects.values())) and CHARLIE not in repr(
        list(Entry.objects.values())
    )


def test_the_list_asks_the_database_a_fixed_number_of_times(
    client: Client, dana: User, django_assert_max_num_queries: object
) -> None:
    for _ in range(5):
        post = a_post(by=dana)
        asked_and_confirmed(client, scope="post", post=post.slug)
    client.force_login(dana)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(reverse("rights:list"))


def test_dana_agrees_to_one_and_refuses_another(request_: RemovalRequest, client: Client, dana: User) -> None:
    client.force_login(dana)
    first, second = request_.occurrences.all()
    address = reverse("rights:decide", args=[request_.pk])
    client.post(address, {"occurrence": first.pk, "seen": "undecided", "verdict": "agreed"})
    client.post(
        address,
        {"occurrence": second.pk, "seen": "undecided", "verdict": "refused", "ground": Ground.THIRD_PARTY},
    )
    first, second = request_.occurrences.all()
    assert (first.verdict, first.ground, first.decided_by) == (Verdict.AGREED, "", dana)
    assert (second.verdict, second.ground) == (Verdict.REFUSED, Ground.THIRD_PARTY)


@pytest.mark.parametrize("ground", ["", "BecauseISaySo"])
def test_s088_nothing_is_refused_without_a_ground_from_the_list(
    request_: RemovalRequest, client: Client, dana: User, ground: str
) -> None:
    client.force_login(dana)
    fields = {
        "occurrence": request_.occurrences.all()[0].pk,
        "seen": "undecided",
        "verdict": "refused",
        "ground": ground,
    }
    address = reverse("rights:decide", args=[request_.pk])
    assert client.post(address, fields, headers={"HX-Request": "true"}).status_code == 422
    assert not request_.occurrences.exclude(verdict=Verdict.UNDECIDED).exists()


def test_s088_the_database_refuses_a_refusal_without_a_ground(request_: RemovalRequest, dana: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        request_.occurrences.update(verdict=Verdict.REFUSED, decided_by=dana)


def test_the_second_of_two_tabs_is_told_that_somebody_was_faster(
    request_: RemovalRequest, client: Client, dana: User
) -> None:
    client.force_login(dana)
    occurrence = request_.occurrences.all()[0]
    fields = {"occurrence": occurrence.pk, "seen": "undecided", "verdict": "agreed"}
    address = reverse("rights:decide", args=[request_.pk])
    assert client.post(address, fields, headers={"HX-Request": "true"}).status_code == 200
    late = {**fields, "verdict": "refused", "ground": Ground.EXCESSIVE}
    response = client.post(address, late, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "Somebody was faster" in response.content.decode()
    assert request_.occurrences.get(pk=occurrence.pk).verdict == Verdict.AGREED


def test_a_decision_may_be_changed_by_who_has_seen_it(request_: RemovalRequest, dana: User) -> None:
    occurrence = request_.occurrences.all()[0]
    removal.decide(occurrence, Verdict.AGREED, seen=Verdict.UNDECIDED, by=dana)
    removal.decide(occurrence, Verdict.REFUSED, seen=Verdict.AGREED, by=dana, ground=Ground.EXCESSIVE)
    assert request_.occurrences.get(pk=occurrence.pk).verdict == Verdict.REFUSED


def test_nothing_is_decided_after_the_decisions_became_final(request_: RemovalRequest, dana: User) -> None:
    decide_all(request_, by=dana)
    removal.request_carry_out(request_, by=dana)
    occurrence = request_.occurrences.all()[0]
    with pytest.raises(Overtaken):
        removal.decide(occurrence, Verdict.REFUSED, seen=Verdict.AGREED, by=dana, ground=Ground.EXCESSIVE)
    with pytest.raises(Overtaken):
        removal.agree_all(request_, by=dana)


def test_the_occurrence_of_another_request_is_not_there(
    request_: RemovalRequest, client: Client, dana: User
) -> None:
    other = searched(client, words="export")
    client.force_login(dana)
    fields = {"occurrence": other.occurrences.all()[0].pk, "seen": "undecided", "verdict": "agreed"}
    assert client.post(reverse("rights:decide", args=[request_.pk]), fields).status_code == 404


def test_agreeing_to_all_leaves_what_was_decided(
    request_: RemovalRequest, client: Client, dana: User
) -> None:
    first = request_.occurrences.all()[0]
    removal.decide(first, Verdict.REFUSED, seen=Verdict.UNDECIDED, by=dana, ground=Ground.EXCESSIVE)
    client.force_login(dana)
    client.post(reverse("rights:decide", args=[request_.pk]), {"everything": "yes"})
    assert [one.verdict for one in request_.occurrences.all()] == [Verdict.REFUSED, Verdict.AGREED]


def test_it_is_not_carried_out_while_something_is_undecided(
    request_: RemovalRequest, client: Client, dana: User
) -> None:
    client.force_login(dana)
    address = reverse("rights:carry_out", args=[request_.pk])
    response = client.post(address, headers={"HX-Request": "true"})
    assert response.status_code == 409
    request_.refresh_from_db()
    assert request_.state == RemovalRequest.State.REVIEW


def test_without_script_the_page_says_why(request_: RemovalRequest, client: Client, dana: User) -> None:
    client.force_login(dana)
    response = client.post(reverse("rights:carry_out", args=[request_.pk]), follow=True)
    assert "still undecided" in response.content.decode()


def test_two_agents_carry_out_once(request_: RemovalRequest, dana: User) -> None:
    decide_all(request_, by=dana)
    mine, theirs = (RemovalRequest.objects.get(pk=request_.pk) for _ in range(2))
    removal.request_carry_out(mine, by=dana)
    with pytest.raises(Overtaken):
        removal.request_carry_out(theirs, by=dana)


@pytest.fixture
def common(client: Client, dana: User) -> RemovalRequest:
    """Asked for a word that stands nearly everywhere."""
    post = a_post(by=dana)
    for _ in range(2):
        a_post(by=dana, summary="the export " * 400)
    return searched(client, words="the", post=post.slug)


def test_a_word_that_stands_everywhere_stops_the_search_and_the_agents_are_told(
    common: RemovalRequest, client: Client, dana: User
) -> None:
    assert (common.state, common.problem) == (RemovalRequest.State.REVIEW, "too-common")
    assert common.occurrences.count() == MOST_HITS
    assert Entry.objects.get(verb="removal.searched").facts["found"] == MOST_HITS
    assert client.get(common.publication.public_path).status_code == 200  # type: ignore[union-attr]
    client.force_login(dana)
    assert "no more than 500 spots" in client.get(common.get_absolute_url()).content.decode()


def test_spots_come_in_pages_and_a_decision_stays_on_its_page(
    common: RemovalRequest, client: Client, dana: User
) -> None:
    client.force_login(dana)
    first = client.get(common.get_absolute_url()).content.decode()
    assert first.count('class="occurrence finding"') == 50
    assert len(first) < 300_000
    last = client.get(common.get_absolute_url(), {"page": "10"}).content.decode()
    assert "Page 10 of 10" in last and "500. " in last
    fields = {
        "occurrence": common.occurrences.order_by("pk").values_list("pk", flat=True)[499],
        "seen": "undecided",
        "verdict": "agreed",
        "page": "10",
    }  # type: ignore[union-attr]
    address = reverse("rights:decide", args=[common.pk])
    assert client.post(address, fields)["Location"] == f"{common.get_absolute_url()}?page=10"


def test_everything_undecided_is_refused_on_one_ground(
    common: RemovalRequest, client: Client, dana: User
) -> None:
    client.force_login(dana)
    address = reverse("rights:decide", args=[common.pk])
    kept = common.occurrences.all()[0]
    removal.decide(kept, Verdict.REFUSED, seen=Verdict.UNDECIDED, by=dana, ground=Ground.NOT_PERSONAL)
    everything = {"everything": "yes", "verdict": "refused"}
    assert client.post(address, everything, headers={"HX-Request": "true"}).status_code == 422
    assert not common.is_decided
    client.post(address, {**everything, "ground": Ground.EXCESSIVE})
    assert common.occurrences.filter(ground=Ground.EXCESSIVE, decided_by=dana).count() == MOST_HITS - 1
    assert common.is_decided


def test_a_refusal_of_a_common_word_is_about_what_was_not_listed_too(
    common: RemovalRequest, dana: User
) -> None:
    removal.refuse_all(common, Ground.EXCESSIVE, by=dana)
    assert carried_out(common, by=dana).state == RemovalRequest.State.CLOSED
