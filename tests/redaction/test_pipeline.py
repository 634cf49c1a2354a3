"""From a picture to boxes: what any reader, rule, dictionary or code reader finds is a finding."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from redaction.analyze import Analyzer
from redaction.boxes import Box, BoxFinding, Word
from redaction.draw import PixelHide
from redaction.errors import CannotRead, CannotRedact, Unavailable
from redaction.find import Needle
from redaction.pipeline import Tools, merge_findings, redact_image, scan_image
from redaction.policy import DEFAULT_POLICY, Policy
from tests.redaction.pictures import a_picture, a_screenshot, encoded
from tests.redaction.simple_tools import BrokenReader, SetReader, simple_tools, words_in_a_row


def with_code(text: str, form: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.QRCode) -> bytes:
    code = zxingcpp.create_barcode(text, form)
    drawn = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, scale=4)))
    picture = a_picture([], size=(max(400, drawn.width + 220), 300))
    picture.paste(drawn.convert("RGB"), (200, 80))
    return encoded(picture)


def test_an_address_is_found_in_padded_pixels() -> None:
    words = words_in_a_row("Mail", "alice@example.com", "soon")
    scan = scan_image(a_screenshot([]), DEFAULT_POLICY, simple_tools(SetReader(words)))
    box = words[1].box.pad(3, width=scan.width, height=scan.height)
    assert scan.findings == (BoxFinding(box, "EMAIL_ADDRESS", 0.9, "contact.email"),)
    assert scan.words == words
    assert (scan.width, scan.height) == (640, 160)
    assert scan.policy_digest == DEFAULT_POLICY.digest


def test_what_is_on_the_list_to_keep_is_a_near_miss_in_its_box() -> None:
    words = words_in_a_row("Mail", "help@example.com", "or", "alice@example.com")
    policy = Policy(never_hide=("help@example.com",))
    scan = scan_image(a_screenshot([]), policy, simple_tools(SetReader(words)))
    assert [one.box for one in scan.findings] == [words[3].box.pad(3, width=640, height=160)]
    assert [(one.box, one.entity) for one in scan.near] == [
        (words[1].box.pad(3, width=640, height=160), "EMAIL_ADDRESS")
    ]


def test_what_only_the_second_reader_sees_is_found() -> None:
    first, second = words_in_a_row("Mail", "alice@@@"), words_in_a_row("Mail", "alice@example.com")
    scan = scan_image(a_screenshot([]), DEFAULT_POLICY, simple_tools(SetReader(first), SetReader(second)))
    assert [finding.entity for finding in scan.findings] == ["EMAIL_ADDRESS"]


def test_what_both_readers_see_is_one_finding_around_both() -> None:
    first, second = words_in_a_row("a@example.com"), words_in_a_row("(a@example.com", left=18, top=19)
    scan = scan_image(a_screenshot([]), DEFAULT_POLICY, simple_tools(SetReader(first), SetReader(second)))
    assert [finding.box for finding in scan.findings] == [
        first[0].box.union(second[0].box).pad(3, width=640, height=160)
    ]


def test_a_named_value_is_found_without_any_rule() -> None:
    words = words_in_a_row("badge", "QX-77", "lost")
    scan = scan_image(
        a_screenshot([]), DEFAULT_POLICY, simple_tools(SetReader(words)), [Needle("QX-77", "ACCOUNT_ID")]
    )
    assert [(one.entity, one.rule) for one in scan.findings] == [("ACCOUNT_ID", "dictionary.optical")]


def test_an_area_nobody_could_read_is_a_finding() -> None:
    area = Box(300, 20, 420, 40)
    scan = scan_image(a_screenshot([]), DEFAULT_POLICY, simple_tools(SetReader((), [area])))
    assert scan.findings == (BoxFinding(area, "UNREAD", 1.0, "picture.unread"),)


def test_an_area_another_reader_is_sure_of_is_none() -> None:
    area = Box(300, 20, 420, 40)
    other = SetReader([Word("clear", Box(300, 20, 420, 40), 0.99)])
    scan = scan_image(a_screenshot([]), DEFAULT_POLICY, simple_tools(SetReader((), [area]), other))
    assert scan.findings == ()


def test_a_code_is_found_where_it_stands() -> None:
    scan = scan_image(with_code("https://example.org/t/1"), DEFAULT_POLICY, simple_tools())
    (code,) = scan.findings
    assert code.entity == "BARCODE"
    assert code.box.left > 190
    assert code.box.top > 70


def test_a_named_value_inside_a_code_is_named() -> None:
    scan = scan_image(
        with_code("MECARD:N:Alice Example;"),
        DEFAULT_POLICY,
        simple_tools(),
        [Needle("Alice Example", "PERSON")],
    )
    assert [(one.entity, one.rule) for one in scan.findings] == [("PERSON", "dictionary.code")]


def test_a_code_is_named_by_what_it_holds() -> None:
    scan = scan_image(with_code("mailto:alice@example.com"), DEFAULT_POLICY, simple_tools())
    assert [(one.entity, one.rule) for one in scan.findings] == [("EMAIL_ADDRESS", "contact.email")]


def test_a_code_with_an_address_to_keep_is_still_a_code_to_decide() -> None:
    policy = Policy(never_hide=("help@example.com",))
    scan = scan_image(with_code("mailto:help@example.com"), policy, simple_tools())
    assert [one.entity for one in scan.findings] == ["BARCODE"]


@pytest.mark.slow
def test_the_bar_code_of_goods_is_no_payment_card(analyzer: Analyzer) -> None:
    """Such a file would be cut for good."""
    number = "4039621723216"
    goods = with_code(number, zxingcpp.BarcodeFormat.EAN13)
    tools = Tools(analyzer, (SetReader(),))
    assert [one.entity for one in scan_image(goods, DEFAULT_POLICY, tools).findings] == ["BARCODE"]
    assert [one.entity for one in scan_image(with_code(number), DEFAULT_POLICY, tools).findings] == [
        "CREDIT_CARD"
    ]


def test_a_reader_that_fails_gives_no_scan() -> None:
    with pytest.raises(Unavailable, match="reader-failed"):
        scan_image(a_screenshot(["x"]), DEFAULT_POLICY, simple_tools(SetReader(), BrokenReader()))


def test_what_is_no_picture_gives_no_scan() -> None:
    with pytest.raises(CannotRead, match="damaged"):
        scan_image(b"<html>", DEFAULT_POLICY, simple_tools())


def test_a_box_of_another_picture_is_refused() -> None:
    with pytest.raises(CannotRedact, match="box-outside"):
        redact_image(a_screenshot(["x"]), [PixelHide(Box(9000, 10, 9100, 20))])


def test_redacting_needs_no_findings_to_take_the_metadata_away() -> None:
    sent = encoded(a_picture(["x"]), "JPEG", comment=b"by Alice")
    assert b"Alice" not in redact_image(sent, []).data


def test_findings_beside_each_other_stay_apart() -> None:
    two = (BoxFinding(Box(0, 0, 50, 20), "PERSON"), BoxFinding(Box(52, 0, 90, 20), "PERSON"))
    assert merge_findings(two) == two


def test_a_finding_inside_another_takes_the_stronger_name() -> None:
    outer = BoxFinding(Box(0, 0, 100, 20), "URL", 0.5, "network.url")
    inner = BoxFinding(Box(20, 0, 80, 20), "EMAIL_ADDRESS", 0.9, "contact.email")
    assert merge_findings([inner, outer]) == (BoxFinding(outer.box, "EMAIL_ADDRESS", 0.9, "contact.email"),)
