"""Tables, misses and figures of an evaluation."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from redaction.boxes import Box
from redaction.documents.image import open_image
from redaction.evaluate.measures import Outcome, measure
from redaction.evaluate.pictures import Cause, Miss, PictureOutcome
from redaction.evaluate.plots import Bar, bars
from redaction.evaluate.report import misses, tables, write_report
from redaction.evaluate.run import Evaluation
from redaction.evaluate.sets import Document, Mark
from redaction.spans import Span

TEXT = "Hi Alice,\n\ncall\x1b[2J 555-0101"
ALICE, PHONE = Span(3, 8), Span(20, 28)


def outcome(*hidden: Span, lang: str = "en") -> Outcome:
    marks = (Mark(ALICE, "PERSON"), Mark(PHONE, "PHONE_NUMBER"))
    return measure(Document("t1", TEXT, lang, marks), hidden)


def evaluation(*outcomes: Outcome, vanilla: tuple[Outcome, ...] = ()) -> Evaluation:
    return Evaluation({"own": outcomes}, {"own": vanilla} if vanilla else {}, ())


def row(table: str, name: str) -> list[str]:
    (line,) = [line for line in table.splitlines() if line.startswith(f"| {name} ")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_table_says_per_set_what_was_found() -> None:
    assert row(tables(evaluation(outcome(ALICE))), "own")[:3] == ["own", "2", "50.0"]


def test_vanilla_stands_beside_ours_when_it_ran() -> None:
    shown = tables(evaluation(outcome(ALICE, PHONE), vanilla=(outcome(),)))
    assert row(shown, "own")[2:5] == ["100.0", "34.2-100.0", "0.0"]
    assert "vanilla" not in tables(evaluation(outcome(ALICE)))


def test_names_below_the_floor_of_their_language_are_pointed_out() -> None:
    done = evaluation(outcome(PHONE), outcome(ALICE, lang="de"), outcome(lang="fi"))
    assert {one.name: one.is_below for one in done.people_by_language()} == {
        "en": True,
        "de": False,
        "fi": False,
    }
    assert "90.0 below" in tables(done)


def test_tables_hold_no_values() -> None:
    assert "Alice" not in tables(evaluation(outcome()))


def test_misses_are_shown_with_their_surroundings_on_one_line() -> None:
    first, second = misses(evaluation(outcome()))
    assert first == "own/t1 PERSON: Hi ⟦Alice⟧,⏎⏎call·[2J 555-0101"
    assert second.startswith("own/t1 PHONE_NUMBER: ")


def test_a_report_holds_misses_only_when_asked(tmp_path: Path) -> None:
    write_report(evaluation(outcome()), tmp_path / "a", with_misses=False)
    write_report(evaluation(outcome()), tmp_path / "b", with_misses=True)
    assert "Alice" not in (tmp_path / "a" / "report.md").read_text()
    assert "⟦Alice⟧" in (tmp_path / "b" / "report.md").read_text()


def test_every_figure_of_the_report_is_there(tmp_path: Path) -> None:
    write_report(evaluation(outcome(ALICE)), tmp_path, with_misses=False)
    for figure in ("found-by-set.svg", "found-by-entity.svg", "found-by-language.svg"):
        assert f"({figure})" in (tmp_path / "report.md").read_text()
        ElementTree.parse(tmp_path / figure)  # noqa: S314 - we have just written it


def a_miss(path: Path) -> Evaluation:
    """One picture with four words to hide, one of them missed, and five personal ones."""
    miss = Miss("Alice", "Al1ce", Cause.MISREAD, Box(2, 2, 30, 12))
    return Evaluation({}, {}, (PictureOutcome(path, 4, 10, 1, 5, 2, (miss,), ()),))


def test_pictures_are_summed_up_with_the_causes_of_misses() -> None:
    shown = tables(a_miss(Path("s1.png")))
    assert row(shown, "1") == ["1", "4", "75.00", "10.00", "5", "40.00"]
    assert "- read as something else: 1" in shown


def test_a_picture_with_misses_is_drawn_in_the_report_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "s1.png"
    Image.new("RGB", (40, 20), "white").save(path)
    write_report(a_miss(path), tmp_path / "a", with_misses=False)
    write_report(a_miss(path), tmp_path / "b", with_misses=True)
    assert not (tmp_path / "a" / "missed").exists()
    assert "(missed/s1.png)" in (tmp_path / "b" / "report.md").read_text()
    assert open_image((tmp_path / "b" / "missed" / "s1.png").read_bytes()).size == (40, 20)


def test_a_bar_is_as_long_as_its_share() -> None:
    picture = ElementTree.fromstring(bars("Found", [Bar("A & B", 0.5), Bar("none", None)]))  # noqa: S314 - ours
    rects = [part for part in picture.iter() if part.tag.endswith("rect")]
    assert [part.get("width") for part in rects] == ["210.0"]
    assert "A & B 50.0 %; none no data" in "".join(picture.itertext())
