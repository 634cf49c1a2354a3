"""Cells below a head that names something personal."""

from __future__ import annotations

import time

import pytest

from redaction.recognizers.columns import RECOGNIZERS
from redaction.recognizers.rules import Clock, Page


def hidden(text: str) -> list[str]:
    page = Page(text, text.lower(), Clock(time.monotonic() + 60))
    return [finding.span.of(text) for rule in RECOGNIZERS for finding in rule.find(page)]


TABLES = [
    (
        "CSV",
        "id,first name,last_name,SSN,plan\n1,Ama,Mensah,078051120,gold\n2,Jun,,219099999,free",
        ["Ama", "Mensah", "078051120", "Jun", "219099999"],
    ),
    (
        "semicolons and quotes",
        'Nachname;Telefon;Ort\n"Sauer; jun.";"030 23125 014";Berlin\n',
        ["Sauer; jun.", "030 23125 014"],
    ),
    (
        "tabs",
        "host\tuser\tpassword\ndb1\tbexample\tgr33n-Teapot9\ndb2\tpostgres\t****",
        ["bexample", "gr33n-Teapot9"],
    ),
    (
        "Markdown",
        "| Customer ID | Name | Email |\n|---|:--:|---|\n| 48213 | Ngozi Eze | n@example.com |",
        ["48213", "Ngozi Eze", "n@example.com"],
    ),
    (
        "a database",
        " id | username | dob\n----+----------+------------\n  7 | cexample | 1991-07-02\n(1 row)\n",
        ["cexample", "1991-07-02"],
    ),
    ("a name beside a phone", "name,phone\nSolveig Berg,613-555-0144", ["Solveig Berg", "613-555-0144"]),
    ("up to the empty line", "user,role\nbexample,admin\n\ncexample,admin", ["bexample"]),
]


@pytest.mark.parametrize("name, text, cells", TABLES, ids=[name for name, _, _ in TABLES])
def test_cells_below_a_personal_head_are_hidden(name: str, text: str, cells: list[str]) -> None:
    assert hidden(text) == cells


@pytest.mark.parametrize(
    "text",
    [
        "name,version,licence\nrequests,2.32.0,Apache-2.0\nregex,2026.1,Apache-2.0",
        "NAME\tREADY\tSTATUS\nweb-7d9f\t1/1\tRunning",
        "| Setting | Value |\n|---|---|\n| retries | 5 |",
        "user,role\nroot,admin\nwww-data,web",
        "Phone, tablet or laptop\nall of them fail, sadly",
        "a,b,c\n1,2,3",
        "email,phone\n-,-\nNULL,n/a",
    ],
)
def test_tables_about_nobody_are_kept(text: str) -> None:
    assert hidden(text) == []


def test_the_head_is_what_told_it() -> None:
    text = "user,role\nbexample,admin"
    page = Page(text, text.lower(), Clock(time.monotonic() + 60))
    (finding,) = RECOGNIZERS[0].find(page)
    assert [span.of(text) for span in finding.context] == ["user"]
