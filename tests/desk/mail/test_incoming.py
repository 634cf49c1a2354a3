"""Mails as they come: who wrote, what they wrote themselves, and whether it was a person."""

from __future__ import annotations

import pytest

from desk.mail.incoming import LARGEST, LONGEST_HEADER, CannotParse, parse

HEAD = b"From: Charlie Cole <charlie.cole@example.org>\r\nSubject: Please remove it\r\n"


def test_the_words_of_a_plain_mail() -> None:
    mail = parse(HEAD + b"\r\nMy name is public.\r\n")
    assert (mail.sender, mail.subject, mail.text) == (
        "charlie.cole@example.org",
        "Please remove it",
        "My name is public.",
    )
    assert not mail.is_automatic
    assert "charlie" not in repr(mail) and "name" not in repr(mail)


def test_of_two_forms_the_plain_one_is_read() -> None:
    mail = parse(
        HEAD + b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>rich</p>\r\n--b--\r\n"
    )
    assert mail.text == "plain"


def test_markup_is_read_as_words_without_its_scripts() -> None:
    mail = parse(
        HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
        b"<style>p{}</style><script>x()</script><p>Z\xc3\xbcrich &amp; me</p><p>second</p>"
    )
    assert mail.text.split() == ["Zürich", "&", "me", "second"]


@pytest.mark.parametrize(
    "quoted",
    ["> what you wrote", "On 2 Nov 2026, Dana wrote:\nhello", "-----Original Message-----\nhello"],
)
def test_what_is_quoted_is_not_theirs(quoted: str) -> None:
    assert parse(HEAD + b"\r\nMine.\r\n" + quoted.encode()).text == "Mine."


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <list.example.org>", "Return-Path: <>"],
)
def test_a_program_s_mail_is_known(header: str) -> None:
    assert parse(HEAD + header.encode() + b"\r\n\r\nI am away.").is_automatic


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "no-sender"),
        (b"Subject: nobody\r\n\r\nwords", "no-sender"),
        (b"From: not an address\r\n\r\nwords", "no-sender"),
        (b"From: charlie.cole@example.org\r\n\r\n", "no-words"),
        (b"x" * (LARGEST + 1), "too-large"),
    ],
)
def test_what_is_no_message_says_why(raw: bytes, code: str) -> None:
    with pytest.raises(CannotParse) as problem:
        parse(raw)
    assert problem.value.code == code


@pytest.mark.parametrize(
    "odd",
    [
        b"Content-Type: text/plain; charset=no-such-charset\r\n\r\nwords",
        b"Content-Type: text/plain; charset=\xff\xfe\r\n\r\nwords",
        b"Content-Type: multipart/mixed\r\n\r\nwords",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"To: =?utf-8?b?////?=\r\n\r\n\x00words\xff",
    ],
)
def test_odd_mails_are_read_or_refused_and_nothing_else(odd: bytes) -> None:
    try:
        assert parse(HEAD + odd).sender == "charlie.cole@example.org"
    except CannotParse as problem:
        assert problem.code == "broken"


@pytest.mark.parametrize(
    "nested",
    [
        "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000)),
        "Content-Type: message/rfc822\n\n" * 3000,
        "From: " + "(" * 3000 + "alice@example.com\n",
    ],
    ids=["parts", "messages", "comments"],
)
def test_what_is_nested_without_end_is_refused(nested: str) -> None:
    sender = "" if nested.startswith("From") else "From: alice@example.com\n"
    with pytest.raises(CannotParse) as problem:
        parse(f"{sender}Subject: Hello\n{nested}\nPlease remove it.\n".encode())
    assert problem.value.code == "broken"


def test_a_header_longer_than_any_real_one_counts_as_empty() -> None:
    long_one = b"=?utf-8?q?a?= " * (LONGEST_HEADER // 10)
    read = parse(b"From: alice@example.com\nSubject: " + long_one + b"\n\nPlease remove it.\n")
    assert (read.subject, read.text) == ("", "Please remove it.")
