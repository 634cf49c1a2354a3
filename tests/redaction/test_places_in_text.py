"""What stands where only a user name or a key can stand: links, elements, chats, tables, rows of SQL."""

from __future__ import annotations

import pytest

from redaction.recognizers import accounts, handles, passes, statements
from redaction.recognizers.gazetteer import given_names
from redaction.recognizers.polite import POLITE
from redaction.recognizers.rules import Clock, Page, Recognizer


def hidden(text: str, *recognizers: Recognizer) -> list[str]:
    """What these recognizers hide, in text order, each once."""
    page = Page(text, text.lower(), Clock.of(20))
    found = {finding.span for rule in recognizers for finding in rule.find(page)}
    return [span.of(text) for span in sorted(found)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("See https://forum.example.org/u/moorlander/summary.", ["moorlander"]),
        ("https://chat.example.com/@thistle_k/status/1123", ["thistle_k"]),
        ("ssh://rlindgren@build.example.com:22/srv/repo.git", ["rlindgren"]),
        ("GET /api/v2/accounts/kbergqvist/avatar HTTP/1.1", ["kbergqvist"]),
        ("/remote.php/dav/files/agnieszka.w/Documents/ returns 423", ["agnieszka.w"]),
        ("<assignedTo>pdufresne</assignedTo><priority>2</priority>", ["pdufresne"]),
        ('<Data Name="TargetUserName">jbrandt</Data>', ["jbrandt"]),
        ("Job nightly-export (owner: wpabst) failed with exit code 3", ["wpabst"]),
        ("15 3 * * * fhalloran /opt/backup/run.sh --full", ["fhalloran"]),
        ("bsandoval  4412  1.3  0.4 812340 66112 ?  Sl  09:01  0:03 python3 report.py", ["bsandoval"]),
        ("bsandoval  4412     1  0 09:01 ?        00:00:03 python3 report.py", ["bsandoval"]),
        ("<quillon> it crashes when I press save\n<nadjab> which version?", ["quillon", "nadjab"]),
        (
            "[14:02] marta_z: the log is empty again\n[14:03] jbrandt: restart the agent",
            ["marta_z", "jbrandt"],
        ),
        ("\\\\FILESRV-PGOMEZ\\share is slow", ["FILESRV-PGOMEZ"]),
        ("host=wks-fschneider dc=example", ["wks-fschneider"]),
        ("chown -R bsandoval:staff /var/www", ["bsandoval"]),
        ("git@code.example.com:rlindgren/toolbox.git", ["rlindgren"]),
        ("There I am known as marram_42.", ["marram_42"]),
        ("on Discord (marramfox#4471)", ["marramfox#4471"]),
    ],
)
def test_a_name_is_told_by_its_place(text: str, names: list[str]) -> None:
    assert hidden(text, *handles.RECOGNIZERS) == names


@pytest.mark.parametrize(
    "text",
    [
        "GET /api/users/settings HTTP/1.1 404",
        "GET /accounts/login?next=/home",
        "import { list } from './users/index.ts'; open('/srv/app/users/views.py')",
        "https://shop.example.com/customers/export/all",
        "https://cdn.example.com/u/style.css and https://cdn.example.com/npm/@types/node",
        "GET https://api.example.org/v2/units/list and https://api.example.org/v2/uploads/latest gave 404",
        "<user>string</user> <owner>none</owner> <author>unknown</author>",
        "The default (user: optional, owner: none) is used.",
        "15 3 * * * rsync /srv/data /mnt/backup",
        "*/5 * * * * python3 /opt/poll.py",
        "root         1  0.0  0.1 168140 11228 ?        Ss   Nov24   0:02 /sbin/init",
        "postgres  812  0.0  0.4 214412 29012 ?  Ss  Nov24 0:04 postgres: checkpointer",
        "<div> one\n<span> two",
        "14:02:11 worker: started\n14:02:12 scheduler: 3 jobs",
        "Name: x\nNote: y\nsteps: z",
        "host=web-server-02 dc=example\nhostname: build-agent-linux",
        "\\\\fileserver\\public",
        "C:\\\\Program Files\\\\Common",
        "chown -R www-data:www-data /srv && chown root /etc/hosts",
        "git@code.example.com:tools/settings.git",
        "known as the two-phase commit",
        "see ticket#4471 and issue PR#1234",
    ],
)
def test_a_place_alone_makes_no_name_of_a_word(text: str) -> None:
    assert hidden(text, *handles.RECOGNIZERS) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "INSERT INTO clients (id, first, last, born_at, email) VALUES"
            " (12, 'Marit', 'Solheim', NULL, 'm@example.com'),\n (13, 'Zebulon', 'O''Farrell', NULL, NULL);",
            ["Marit", "Solheim", "m@example.com", "Zebulon", "O''Farrell"],
        ),
        ("insert into t (username, note) values ('quillon', 'late')", ["quillon"]),
        ("(3, 'Dragana', 'Horvat', NULL, 't'),", ["Dragana", "Horvat"]),
    ],
)
def test_a_row_of_sql_holds_what_its_columns_name(text: str, values: list[str]) -> None:
    assert hidden(text, *statements.RECOGNIZERS) == values


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO settings (key, value) VALUES ('theme', 'dark');",
        "INSERT INTO parts (name, weight) VALUES ('Left Bracket', 12);",
        "VALUES (1, 'Google', 'Chrome', 'Windows')",
        "print('Left', 'Right')",
        "INSERT INTO t (first, last) VALUES (NULL, NULL), (1, 2)",
        "INSERT INTO t (first) VALUES ('",
    ],
)
def test_a_row_of_sql_about_nobody_stays(text: str) -> None:
    assert hidden(text, *statements.RECOGNIZERS) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("otp 448190 does not work", "448190"),
        ("my verification code is 551 207", "551 207"),
        ("Ihr Bestätigungscode: 774120", "774120"),
        ("unlock code 7731-QX-22 for the licence", "7731-QX-22"),
        ("mysql -u root -pAutumn!4Owl shop", "Autumn!4Owl"),
        ("sshpass -p 'Gr4nite!Elk' ssh host", "Gr4nite!Elk"),
        ("user/pass: admin / Thimble#62", "Thimble#62"),
        ("log in with demo:Spearmint9!", "Spearmint9!"),
        ("the door code is 88231#", "88231"),
        ("licence: 4F7K-92LX-QM3D-77TB", "4F7K-92LX-QM3D-77TB"),
        ("https://app.example.com/reset?t=eJx4Nn8kQ2rT7vLwP0zYb", "eJx4Nn8kQ2rT7vLwP0zYb"),
        ("https://app.example.com/invite/q8Zr5TnW2LkVxY7p", "q8Zr5TnW2LkVxY7p"),
        ("https://hooks.example.com/services/T01ABCD/B02EFGH/q8Zr5TnW2LkVxY7p", "q8Zr5TnW2LkVxY7p"),
    ],
)
def test_what_lets_somebody_in_is_hidden(text: str, value: str) -> None:
    assert hidden(text, *passes.RECOGNIZERS) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "The verification code is not sent. Error code 5004.",
        "tan 45 is 1",
        "the product key is missing",
        "activation code is AUTO",
        "mysql -uroot -p shop; mysqldump -p$PASSWORD shop",
        "user/pass: your name / your password",
        "log in with the button: it is green",
        "license: MIT, licence: Apache-2.0",
        "zip -r out.zip files",
        "https://www.example.com/download/release-notes-2026-11-final-version",
        "https://www.example.com/download/7b7b0a5e-5f0e-4e53-9f0a-2f8f7d4f5c11",
        "https://docs.example.com/services/configuration/authentication",
        "https://www.example.com/search?q=how-to-reset-the-password-of-a-router",
    ],
)
def test_a_link_or_a_sentence_without_a_key_stays(text: str) -> None:
    assert hidden(text, *passes.RECOGNIZERS) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Vertragsnummer 7741-002213", "7741-002213"),
        ("nº de socio 44718", "44718"),
        ("número de cliente: ES-99120", "ES-99120"),
        ("Mitarbeiter-Nr. 4471-B", "4471-B"),
        ("staff no. 20418", "20418"),
        ("cust# 8841-2203 called", "8841-2203"),
        ("numer klienta: 90114422", "90114422"),
    ],
)
def test_a_number_of_somebody_is_told_by_whose_it_is(text: str, number: str) -> None:
    assert hidden(text, *accounts.RECOGNIZERS) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "client id 12",
        "contract number 2026",
        "customer no: unknown",
        "client number of retries: 5000",
        "policy version 1.2.3.4",
    ],
)
def test_a_number_of_nothing_stays(text: str) -> None:
    assert hidden(text, *accounts.RECOGNIZERS) == []


def test_a_greeting_is_nobodys_name_and_a_given_name_is_no_greeting() -> None:
    assert {"pozdravljeni", "köszönöm", "děkuji", "kiitos"} <= POLITE
    assert not POLITE & given_names()
