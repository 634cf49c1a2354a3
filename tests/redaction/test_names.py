"""Lists of names and the sense of a word: what they know, and what they refuse to know."""

from __future__ import annotations

import pytest

from redaction.analyze import Analyzer
from redaction.errors import Unavailable
from redaction.policy import DEFAULT_POLICY
from redaction.recognizers import gazetteer, models
from redaction.recognizers.gazetteer import countries, family_names, given_names
from redaction.recognizers.machine import is_machine
from redaction.recognizers.sense import NameSense


@pytest.fixture(scope="module")
def sense() -> NameSense:
    return NameSense(models.english_pipeline()[1])


@pytest.mark.parametrize("name", ["friederike", "jokūbas", "mafalda", "zsófia", "priya"])
def test_given_names_of_many_countries_are_listed(name: str) -> None:
    assert name in given_names()


@pytest.mark.parametrize("word", ["will", "error", "jenkins", "may", "court"])
def test_ordinary_words_and_products_are_no_listed_names(word: str) -> None:
    assert word not in given_names() | family_names()


@pytest.mark.parametrize("name", ["new zealand", "deutschland", "república checa", "cyprus", "österreich"])
def test_countries_are_known_in_several_languages(name: str) -> None:
    assert name in countries()


def test_a_missing_list_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gazetteer, "_COUNTRIES", ["xx_XX"])
    given_names.cache_clear()
    try:
        with pytest.raises(Unavailable, match="names-missing"):
            given_names()
    finally:
        given_names.cache_clear()


@pytest.mark.parametrize("word", ["Wolcott", "ramona", "Bruno", "kendrick"])
def test_a_name_reads_like_a_name(word: str, sense: NameSense) -> None:
    likeness = sense.of(word)
    assert likeness is not None and likeness > 0.3


@pytest.mark.parametrize("word", ["Gateway", "option", "Float", "CRUD", "merged", "Firefox", "Widget"])
def test_a_word_reads_like_a_word(word: str, sense: NameSense) -> None:
    likeness = sense.of(word)
    assert likeness is not None and likeness < -0.3


def test_a_word_that_was_never_seen_has_no_sense(sense: NameSense) -> None:
    assert sense.of("Qxvzkwy") is None


def test_the_sense_of_a_word_is_the_same_in_every_process(sense: NameSense) -> None:
    assert NameSense(models.english_pipeline()[1]).of("Bruno") == sense.of("Bruno")


@pytest.mark.parametrize(
    "line", ["> Alice Example", ">> thanks, I will look at it", "__________ Alice Example __________"]
)
def test_a_quoted_or_ruled_line_is_a_person_s(line: str) -> None:
    assert not is_machine(line)


def test_the_number_of_a_ticket_is_no_address(analyzer: Analyzer) -> None:
    text = "Ticket T-6\nSubject: The export stops\nProduct: Lantern\nState: New"
    assert not analyzer.analyze(text, DEFAULT_POLICY).findings


def test_a_street_is_no_person(analyzer: Analyzer) -> None:
    text = "I live at 12 Gordon Terrace.\nThe Terrace release is late."
    found = [f.span.of(text) for f in analyzer.analyze(text, DEFAULT_POLICY).findings]
    assert found == ["12 Gordon Terrace."]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dobrý den, tiskárna nefunguje. Děkuji, Hana Nováková", "Hana Nováková"),
        ("Pozdravljeni, račun se ne odpre. Lep pozdrav, Maja Kovač", "Maja Kovač"),
        ("Üdvözlöm, a számla nem nyílik meg. Köszönöm, Kiss Péter", "Kiss Péter"),
        ("En kirjaudu sisään. Yritin kahdesti. Kiitos avusta!", ""),
        ("Po kliknutí na tlačítko se nic nestane. Posílám log.", ""),
        ("Szia, a 3. oldalon elakad az export. Kérlek nézd meg.", ""),
        ("Mijn scherm blijft zwart na het opstarten.", ""),
    ],
)
def test_of_a_polite_letter_only_the_name_is_hidden(text: str, name: str, analyzer: Analyzer) -> None:
    found = analyzer.analyze(text, DEFAULT_POLICY).findings
    assert [finding.span.of(text) for finding in found] == ([name] if name else [])


@pytest.mark.parametrize("login", ["jdegroot", "pvandijk", "amuller", "rmolnar"])
def test_an_account_is_read_without_accents_and_blanks(login: str) -> None:
    assert gazetteer.built_from_name(login)
