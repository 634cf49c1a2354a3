"""User names by where they stand: paths of links, elements of XML, speakers of a chat, columns of `ps` and crontab.

Sources: the paths of forums, code hosts and CalDAV servers (RFC 4791), the
fields of Windows events, crontab(5), ps(1), and how IRC clients print a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from redaction.language import FUNCTION_WORDS
from redaction.recognizers.gazetteer import built_from_name, given_names, plain_family_names
from redaction.recognizers.rules import LIKELY, Page, Rule, matches
from redaction.recognizers.traces import NOBODY
from redaction.recognizers.values import stands_in
from redaction.recognizers.words import ORDINARY, PRODUCTS
from redaction.spans import Finding, Span, words_beside

_NAME: Final = r"[\p{L}][\p{L}\p{N}_.-]{1,38}[\p{L}\p{N}]"
# What stands where a name could and is the place itself: words of paths, types, states.
_NO_NAME: Final = frozenset(
    "api add all any auto avatar avatars batch bulk bool boolean bot by char count current date default delete details edit exists export "
    "feed false fetch find follow followers following guest hidden id ids import index int integer invite invites list logged logout lookup "
    "me mine multiple new none nil null number optional object page pending permissions preferences profile random recent required reset "
    "saved search self settings shared show sign sign_in sign_out string system text token true type unassigned undefined unknown update "
    "upload varchar verify views void".split()
)


def is_handle(name: str, *, alone: bool) -> bool:
    """True for what somebody is called here; with `alone` any word will do that is no word of a language or machine.

    Without it a name has to show in the letters: a listed one among the
    parts, a family name with an initial, or letters with a figure.
    """
    low = name.lower()
    parts = [part for part in regex.split(r"[._-]", low) if part]
    if (
        low in NOBODY
        or low in _NO_NAME
        or low in FUNCTION_WORDS
        or stands_in(name)
        or all(part in ORDINARY or part in PRODUCTS or part in _NO_NAME or part.isdigit() for part in parts)
    ):
        return False
    if alone or low in given_names() or any(_is_of_a_name(part) for part in parts):
        return True
    return (
        regex.fullmatch(r"[a-z]{4,}\d{1,4}", low) is not None and regex.split(r"\d", low)[0] not in ORDINARY
    )


def _is_of_a_name(part: str) -> bool:
    return len(part) > 3 and (part in given_names() or part in plain_family_names() or built_from_name(part))


def _by_itself(match: regex.Match[str], page: Page) -> float | None:
    return LIKELY if is_handle(match.group("hide"), alone=True) else None


def _is_of_a_package(match: regex.Match[str], page: Page) -> bool:
    """`/@scope/` where programs are fetched from is no member of anything."""
    before, _ = page.line_of(*match.span("hide"))
    return (
        regex.search(r"(?i)(?:npm|unpkg|jsdelivr|esm\.|cdn|registry|node_modules|/packages?/)\S*$", before)
        is not None
    )


def _by_its_letters(match: regex.Match[str], page: Page) -> float | None:
    return LIKELY if is_handle(match.group("hide"), alone=False) else None


_FILE: Final = r"(?!(?:[\w.-]*\.(?:py|js|ts|tsx|jsx|vue|rb|php|java|go|rs|cs|html?|css|json|xml|ya?ml|md|txt|png|jpe?g|svg|sql|log))(?![\w]))"
# Forums and networks write `/u/NAME` and `/@NAME`; what follows those is always somebody.
_MEMBER_PATH = Rule(
    id="handles.member-path",
    entity="USERNAME",
    pattern=rf"(?<=\.[a-z]{{2,12}}(?::\d{{1,5}})?)(?:/[\w-]{{1,20}})?/(?:u/|[~@]/?){_FILE}(?<hide>{_NAME})(?=[/?#\s\"'<>)\],;]|\.?$|\.\s)"
    rf"|(?<=://){_FILE}(?<hide>{_NAME})(?=@[\w.-]+(?:[:/]|$))",
    score=LIKELY,
    needs=("/u/", "/~", "/@", "://"),
    check=lambda match, page: None if _is_of_a_package(match, page) else _by_itself(match, page),
)
_PATH = Rule(
    id="handles.path",
    entity="USERNAME",
    pattern=(
        r"(?i)/(?:users?|accounts?|people|persons?|profiles?|members?|customers?|owners?|authors?|employees?|contributors|"
        rf"(?:dav|caldav|carddav)/(?:files|principals|calendars|addressbooks)(?:/users)?)/{_FILE}(?<hide>{_NAME})(?=[/?#\s\"'<>)\],;]|\.?$|\.\s)"
    ),
    score=LIKELY,
    needs=("/",),
    check=_by_its_letters,
)
_KEY: Final = (
    r"(?:[\w.-]{0,20}(?:user|login|account)[_-]?(?:name)?|owner|author|assign(?:ee|ed[_-]?to)|reporter|creator|sender|recipient|committer|submitter|operator|"
    r"(?:created|updated|modified|changed|requested|submitted|approved|uploaded|opened|closed|locked|last[_-]?modified)[_-]?by)"
)
_ELEMENT = Rule(
    id="handles.element",
    entity="USERNAME",
    pattern=(
        rf"(?i)<(?:\w+:)?{_KEY}(?:\s[^<>\n]{{0,120}})?>(?<hide>[\p{{L}}\p{{N}}_][\p{{L}}\p{{N}}_.@\\+-]{{1,60}}|\p{{Lu}}\p{{L}}+(?:[ ]\p{{Lu}}[\p{{L}}.]*){{1,3}})</"
        rf"|<Data Name=[\"'](?:Subject|Target|Caller)?(?:UserName|DisplayName|SamAccountName)[\"']>(?<hide>[^<>\n]{{2,60}})</"
    ),
    score=LIKELY,
    needs=("</",),
    check=_by_itself,
)
# `(owner: NAME)`: a field in a row of fields, not the next word of a sentence.
_ASIDE = Rule(
    id="handles.aside",
    entity="USERNAME",
    pattern=rf"(?i)[(\[{{,;|][ ]?{_KEY}:[ ](?<hide>[a-z][a-z0-9_.-]{{2,30}})(?=[ ]?[)\]}},;|])",
    score=LIKELY,
    needs=(
        "user",
        "login",
        "account",
        "owner",
        "author",
        "assign",
        "reporter",
        "creator",
        "sender",
        "recipient",
        "by:",
        "tter",
        "operator",
    ),
    check=_by_itself,
)
_COMMANDS: Final = frozenset(
    "sudo nice bash sh dash zsh php python python3 perl ruby node env flock timeout ionice chronic run-one wget curl test exec setlock logger rsync find".split()
)
_TABLES = Rule(
    id="handles.process-table",
    entity="USERNAME",
    pattern=(
        r"^[ \t]{0,4}(?:[\d*/,-]{1,20}[ \t]+){5}(?<hide>[a-z_][a-z0-9_-]{1,30})[ \t]+(?=/|cd[ ]|\[[ ]|test[ ])"  # crontab of the system
        r"|^(?<hide>[a-z_][a-z0-9_.+-]{1,30})[ \t]+\d{1,7}[ \t]+\d{1,3}\.\d[ \t]+(?:\d{1,3}\.\d[ \t]+\d+|/)"  # ps aux
        r"|^(?<hide>[a-z_][a-z0-9_.+-]{1,30})[ \t]+\d{1,7}[ \t]+\d{1,7}[ \t]+\d{1,3}[ \t]+\S{4,8}[ \t]+(?:\?|pts/\d+|tty\d+)[ \t]"  # ps -ef
    ),
    score=LIKELY,
    needs=("/", "?", "tty", "."),
    check=lambda match, page: None if match.group("hide") in _COMMANDS else _by_itself(match, page),
)
# `chown NAME:group`, `git@host:NAME/repository`.
_COMMAND = Rule(
    id="handles.command",
    entity="USERNAME",
    pattern=(
        r"\bchown[ ](?:-[\w-]+[ ])*(?<hide>[a-z_][a-z0-9_.-]{1,30})(?=[:.][\w.-]*[ ]|[ ]/)"
        rf"|\bgit@[\w.-]+:(?:~)?(?<hide>{_NAME})(?=/[\w.-]+)"
    ),
    score=LIKELY,
    needs=("chown", "git@"),
    check=_by_its_letters,
)
# "On IRC I am known as …": only what no word of the language is.
_KNOWN_AS = Rule(
    id="handles.known-as",
    entity="USERNAME",
    pattern=(
        r"(?i)\b(?:(?:known|posting|registered|writing|signed up) as|goes by|go by|my (?:nick(?:name)?|handle)(?: is|:)?|unter dem Namen|sous le nom de|con el nombre de)[ ][\"'“@]?"
        r"(?<hide>(?=[\p{L}\d.-]*[_\d])\p{L}[\p{L}\p{N}_.-]{2,30}[\p{L}\p{N}])"
        r"|(?i:discord|battle\.?net|battletag)[^\n]{0,30}?(?<![\w/#])(?<hide>[\p{L}][\p{L}\p{N}_.]{1,31}#\d{4,5})(?!\d)"
    ),
    score=LIKELY,
    needs=(
        " as ",
        "goes by",
        "go by",
        "nick",
        "handle",
        "unter dem",
        "sous le",
        "con el",
        "discord",
        "battle",
    ),
)
# The other names of a share: a file server called after whom it is for.
_SHARE = Rule(
    id="handles.share",
    entity="HOST",
    pattern=r"(?<![\\\p{L}\p{N}])\\\\(?<hide>[A-Za-z][\w-]{3,40})(?=\\)",
    score=LIKELY,
    needs=("\\\\",),
    check=_by_its_letters,
)
_HOST = Rule(
    id="handles.host-field",
    entity="HOST",
    pattern=r"(?i)(?<![\w.-])(?:host(?:[_-]?name)?|machine(?:[_-]?name)?|computer(?:[ _-]?name)?|workstation|rechner|ordinateur|equipo|dator|komputer|počítač)[\"']?(?:[ ]?[:=][ ]?|[ ])[\"']?(?<hide>[a-z][\w]*(?:-[\w]+)+|[a-z]{2,4}_[\w]+)(?![\w.-])",
    score=LIKELY,
    needs=(
        "host",
        "machine",
        "computer",
        "workstation",
        "rechner",
        "ordinateur",
        "equipo",
        "dator",
        "komputer",
        "počítač",
    ),
    check=lambda match, page: (
        LIKELY
        if any(_is_of_a_name(part) for part in regex.split(r"[-_\d]+", match.group("hide").lower()))
        else None
    ),
)

_TIME: Final = r"\[?\d{1,2}:\d{2}(?::\d{2})?\]?[ \t]{1,3}"
_NICK: Final = r"[\p{L}_][\p{L}\p{N}_.\[\]`^{}-]{1,30}"
_TALK: Final = regex.compile(
    rf"(?m)^[ \t]{{0,4}}(?:{_TIME})?(?:<[+@%~&]?(?<irc>{_NICK})>[ ]|(?<plain>{_NICK})(?::[ ]|[ ]?\|[ ]))(?=\S)"
)
_TAGS: Final = frozenset(
    "a b i p q s u br hr em li ol ul td th tr dd dt dl div pre kbd sup sub code span strong small table body head html title script style form input "
    "label option select button img link meta main nav header footer section article string int long char bool float double object void key value".split()
)


@dataclass(frozen=True, slots=True)
class Talk:
    """Who speaks in a chat that somebody pasted: two lines or more that begin with a name."""

    id: str = "handles.speaker"

    def find(self, page: Page) -> Iterator[Finding]:
        if "<" not in page.text and ":" not in page.text and "|" not in page.text:
            return
        said = list(matches(_TALK, page))
        in_brackets = [
            match for match in said if match.group("irc") and match.group("irc").lower() not in _TAGS
        ]
        if len(in_brackets) > 1:
            for match in in_brackets:
                if is_handle(match.group("irc"), alone=True):
                    yield self._finding(page, *match.span("irc"))
        plain = [match for match in said if match.group("plain")]
        if len(plain) > 1:
            for match in plain:
                if is_handle(match.group("plain"), alone=False):
                    yield self._finding(page, *match.span("plain"))

    def _finding(self, page: Page, start: int, end: int) -> Finding:
        span = Span(start, end)
        return Finding(span, "USERNAME", LIKELY, self.id, words_beside(page.text, span, [span]))


RECOGNIZERS: Final = (
    _MEMBER_PATH,
    _PATH,
    _ELEMENT,
    _ASIDE,
    _TABLES,
    _COMMAND,
    _KNOWN_AS,
    _SHARE,
    _HOST,
    Talk(),
)
