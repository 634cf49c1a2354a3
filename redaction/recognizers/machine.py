"""Tells lines that a machine wrote from lines a person wrote.

A name finder trained on prose sees people in class names and log fields, so on
machine lines its word alone is not enough; and two log lines that differ only
in their numbers need to be looked at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from redaction.spans import Span

_SURE: Final = regex.compile(
    r"^\s*(?:"
    r"(?:\[?\d{4}[-/.]\d\d[-/.]\d\d|\[?\d\d[/.-](?:\d\d|\p{L}{3})[/.-]\d{2,4}|\[?\p{L}{3} [ \d]\d \d\d:\d\d)[T\s,:]?\s?\[?\d\d?:\d\d"  # a time stamp
    r"|\[?\d\d:\d\d:\d\d|\d{10,13}[ .,]|\[\s*\d+\.\d+\]"
    r"|at\s+[\w$.<>/\[\]`]+[\s(.]|File \"|Traceback|Caused by:|\.\.\. \d+ more|#\d+\s+0x|#\d+\s+[/\w]+|\d+:\s+(?:0x)?[0-9a-f]{6,}|goroutine \d+|panic:|in <module>|from [/\w].*:\d+:in"
    r"|(?:Exception|Error) in thread|[\w.$]+(?:Exception|Error|Fault|Warning)(?::|$)"
    r"|<\?xml|<!--|</?[\w:]+[\s>/]|[{}\[\]();,]+\s*$|//|/\*|\*\s|\*/|#include|#define|import\s+[\w.{*]|from\s+[\w.]+\s+import|package\s+[\w.]+;?$|using\s+[\w.]+;|(?:public|private|protected|static|final|const|let|var|def|class|function|func|fn|async|return|if|else|elif|for|while|switch|case|try|catch|except|finally|throw|raise|export|interface|struct|enum|namespace)\b.*[({:;=]"
    r"|(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT)\s+[/h]|HTTP/\d|Mozilla/\d|[A-Za-z-]+/\d[\w.]*\s\("
    r"|(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|SEVERE|CRITICAL|ERR!|npm|I|W|E|D|F)[/\]\s:|-]+[\w\[(]"
    r"|diff --git|index [0-9a-f]{6,}|@@ -\d|[+-]{3} [ab/]|[$#]\s\w|\w+@[\w-]+:|SELECT\b|INSERT\b|UPDATE\b|CREATE\b|ALTER\b|[\w.-]+\s?[:=]\s?[\"'\w/.-]*$|\"[\w.-]+\"\s?:|- [\w.-]+:|\|"
    r")"
)
_AGENT: Final = regex.compile(
    r"(?:Mozilla|AppleWebKit|Dalvik|okhttp|curl|Wget|python-requests|Java|Opera|Googlebot)/\d|\bKHTML\b|compatible;|\w/\d+(?:\.\d+)+\b.*\w/\d+(?:\.\d+)+"
)
_CODE_TOKEN: Final = regex.compile(
    r"\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w+|\w+_\w+|\w+(?:\.\w+){2,}|\w+\(|\w+::\w+|0x[0-9a-fA-F]+|\w*\d\w*|--?\w[\w-]+=?)"
)
_SYMBOL: Final = regex.compile(r"[^\p{L}\p{N}\s.,'’\"!?\-–—:;()]")
_SENTENCE: Final = regex.compile(r"^[\s>*\-•\d.)]*\p{L}[\p{L}'’]*,?(?:\s[\p{L}'’]+[,;]?){4,}")


# A line drawn with a row of one sign is layout, and says no more than one of them.
_RULER: Final = regex.compile(r"([-_=*#~.+])\1{3,}")
_QUOTED: Final = regex.compile(r"^\s*(?:>\s?)+")


def line_at(text: str, at: int) -> str:
    """The line that a place in a text stands on, at most 2000 code points of it."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return text[start : len(text) if end < 0 else end][:2000]


class Lines:
    """Which lines of one text a machine wrote; each line is judged once, however much stands on it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._judged: dict[int, bool] = {}

    def machine_at(self, at: int) -> bool:
        """True when the line that a place of the text stands on is a machine's."""
        start = self._text.rfind("\n", 0, at) + 1
        if start not in self._judged:
            self._judged[start] = is_machine(line_at(self._text, at))
        return self._judged[start]


_ONE_CASE: Final = regex.compile(
    r"^(?=[^\n]*\p{L}{2}[^\n]*\p{L}{2})(?:[^\n\p{Lu}]+|[^\n\p{Ll}]+)$", regex.MULTILINE
)


def lines_in_one_case(text: str) -> Iterator[Span]:
    """Lines of people who write without capitals, or in nothing else; no single words."""
    for match in _ONE_CASE.finditer(text):
        if not is_machine(match.group()):
            yield Span(*match.span())


def is_machine(line: str) -> bool:
    """True for log lines, traces, code, markup, key=value lines and user agents; False for an empty line.

    A line quoted in a mail is judged without the marks before it.
    """
    text = _QUOTED.sub("", line).strip()
    if not text:
        return False
    if _AGENT.search(text):
        return True
    text = _RULER.sub(r"\1", text)
    sentence = _SENTENCE.match(text) is not None
    sure = _SURE.match(text) is not None
    if sentence != sure:
        return sure
    symbols = len(_SYMBOL.findall(text))
    if symbols * (12 if sure else 8) > len(text):
        return True
    words, odd = len(text.split()), len(_CODE_TOKEN.findall(text))
    return odd * 4 > words if sure else (odd * 2 > words and words > 1)


_FOLDED: Final = regex.compile(r"\b(?:0x)?[0-9a-fA-F]{6,}\b|\d+")


def shape_of(line: str) -> str:
    """The line with its numbers and hex strings gone; lines of one shape say the same words."""
    return str(_FOLDED.sub("0", line))
