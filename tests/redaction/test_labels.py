"""The same person is the same letter inside one ticket, and nobody can link two tickets."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from redaction.labels import LABEL, LabelBook


def book() -> LabelBook:
    return LabelBook(b"k" * 32)


def test_people_get_letters_and_addresses_get_numbers() -> None:
    labels = book()
    assert labels.label("PERSON", "Alice Example") == "[person A]"
    assert labels.label("PERSON", "Bob Sample") == "[person B]"
    assert labels.label("EMAIL_ADDRESS", "a@example.com") == "[e-mail address 1]"
    assert labels.label("SECRET", "hunter2") == "[secret hidden]"


def test_the_same_value_gets_the_same_label_whatever_its_case_and_spaces() -> None:
    labels = book()
    assert labels.label("PERSON", "Alice  EXAMPLE") == labels.label("PERSON", "alice example")


def test_surname_first_is_the_same_person() -> None:
    labels = book()
    assert labels.label("PERSON", "Priya Raman") == labels.label("PERSON", "RAMAN, PRIYA")


def test_a_given_name_alone_is_the_one_person_who_has_it() -> None:
    labels = book()
    full = labels.label("PERSON", "Priya Raman")
    assert labels.label("PERSON", "Priya") == full
    assert labels.label("PERSON", "Mr Raman") == full


def test_a_full_name_takes_the_letter_of_its_given_name_seen_before() -> None:
    labels = book()
    assert labels.label("PERSON", "Priya") == labels.label("PERSON", "Priya Raman")


def test_a_given_name_of_two_people_is_neither() -> None:
    labels = book()
    both = {labels.label("PERSON", "Priya Raman"), labels.label("PERSON", "Priya Shah")}
    assert labels.label("PERSON", "Priya") not in both


def test_letters_go_on_after_z() -> None:
    labels = book()
    names = [f"{chr(97 + n // 26)}q{chr(97 + n % 26)}" for n in range(28)]
    assert [labels.label("PERSON", name) for name in names][-2:] == ["[person AA]", "[person AB]"]


def test_a_book_made_from_kept_entries_goes_on_where_it_stopped() -> None:
    labels = book()
    first = labels.label("PERSON", "Alice Example")
    again = LabelBook(b"k" * 32, json.loads(json.dumps(dict(labels.entries))))
    assert again.label("PERSON", "Alice Example") == first
    assert again.label("PERSON", "Bob Sample") == "[person B]"


def test_entries_hold_no_value_and_cannot_be_linked_under_another_key() -> None:
    labels, other = book(), LabelBook(b"x" * 32)
    labels.label("PERSON", "Alice Example")
    other.label("PERSON", "Alice Example")
    assert "alice" not in json.dumps(dict(labels.entries)).lower()
    assert not set(labels.entries) & set(other.entries)


@given(
    st.lists(
        st.tuples(st.sampled_from(["PERSON", "EMAIL_ADDRESS", "SECRET", "NO_SUCH"]), st.text(min_size=1))
    )
)
def test_every_label_is_known_as_a_label(values: list[tuple[str, str]]) -> None:
    labels = book()
    for entity, value in values:
        said = labels.label(entity, value)
        assert LABEL.fullmatch(said)
        assert labels.label(entity, value) == said
