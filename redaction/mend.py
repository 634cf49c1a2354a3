"""Words as readers break them, put together again: spaces made up and lost, dots dropped, letters mixed up.

Small text is read with the right letters but not the right spaces: an address becomes `alice. sample@exa
mple.org` or `alice@example org`, a number of a machine `192.0.2 7`. What comes out is read beside the words
as they were seen and not in their place, so a wrong guess hides too much and never too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from redaction.boxes import Word

Token = tuple[tuple[str, Word], ...]  # words written without a space between them, and how each is spelled

_REJOIN_GAP = 1.0  # in heights of a word
_NARROW = 0.7  # of a row's usual gap: such a space is none

_JOINTS = "@._-+:/\\="
_LOST_SPACE = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_ADDRESS_SIGN = re.compile(r"[@/\\\d]")

# Ends of addresses that are no words of a sentence.
_ENDS = "com|org|net|edu|gov|info|io|eu|uk|de|fr|nl|pl|ch|cz|dk|fi|se|jp|br|ru"
_OPEN = re.compile(r"@[\w-]*$")  # nothing that ends the address yet
_UNENDED = re.compile(rf"@(?!.*\.(?:{_ENDS})\W*$)")
_END = re.compile(rf"(?:(?:[\w-]+\.)*[\w-]+\.)?(?:{_ENDS})\W*", re.I)
_LOCAL = re.compile(r"[\w.+-]*[._-][\w.+-]*")  # what stands before an @ and in no sentence

_QUARTERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,2}")
_THREE_GROUPS = re.compile(r"(?<![\d.])\d{1,6}\.\d{1,6}\.\d{1,6}(?![\d.])")
_GLUED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})(?=[A-Za-z])")
_GLUED_LONG = re.compile(r"((?:[0-9a-f]{1,4}:{1,2}){3,7}[0-9a-f]{1,4})(?=[g-z])")
_DOTTED_COLON = re.compile(r"\.(?=:)|(?<=:)\.")
_DOT_FOR_COLON = re.compile(r"(?<=[0-9a-f])\.(?=[0-9a-f]{1,4}:)")
_LINE_FOR_COLONS = re.compile(r"(?<=:[0-9a-f])=(?=[0-9a-f]{1,4}\b)|(?<=[0-9a-f]{2})=(?=[0-9a-f]{1,4}\b)")
_GLUED_TELEPHONE = re.compile(r"(?<=[a-z]{3})(?=\(?\d{3}\)?-?\d{3}-\d{4}\b)")
_SINGLE_COLONS = re.compile(r"(?=\S*[a-f])([23][0-9a-f]{3}(?::[0-9a-f]{1,4}){2,5}):([0-9a-f]{1,4})\b(?!:)")
_ROUND_SIGN = re.compile(rf"([a-z]+[._-][a-z]+)[C(©]((?:[\w-]+\.)+(?:{_ENDS})\W*)")
_CLOSED_UP = re.compile(r"@([\w-]{3,}?)(com|org|net)(\W*)$")
_DIGITS = re.compile(r"(?=\D*\d)[\dSO()+-]{3,}")
_AS_DIGITS = str.maketrans("SO", "50")
_SMALL_L = re.compile(
    r"^l(?=[bcdfghjkmnpqrstvwxz][a-zà-öø-ÿ]{2,}$)"
)  # no word begins so, but `Ivanov` is read so


def rejoined(piece: Sequence[Word]) -> tuple[Token, ...]:
    """Words whose space a reader made up, as one token: around the joints of addresses, inside numbers.

    `AliceExample` becomes two words. What needs no mending comes back word by word, as it was.
    """
    return tuple(tuple((_parted(word.text), word) for word in token) for token in _rejoined(piece))


def completed(piece: Sequence[Word]) -> tuple[Token, ...]:
    """Addresses and numbers of machines with all of their parts, and with the dots that are missing."""
    gaps = [gap_between(left, right) for left, right in pairwise(piece)]
    narrow = _NARROW * median(gaps) if len(gaps) > 2 else 0.0
    tokens: list[Token] = []
    for word in piece:
        spelled = _spelled(word.text)
        joint = _goes_on(tokens[-1], word, narrow) if tokens else None
        if joint is None:
            tokens.append(((spelled, word),))
        else:
            tokens[-1] = (*tokens[-1], (joint + spelled, word))
    return tuple(_with_starts(tokens, narrow))


def gap_between(left: Word, right: Word) -> float:
    """The blank between two words in heights of the lower one."""
    low = min(left.box.bottom - left.box.top, right.box.bottom - right.box.top)
    return (right.box.left - left.box.right) / low


def _goes_on(token: Token, word: Word, narrow: float) -> str | None:
    """What was lost between a token and the next word, a dot or nothing; None when they are two."""
    left, right, gap = _text(token), word.text, gap_between(token[-1][1], word)
    if gap >= _REJOIN_GAP:
        return None
    if _are_quarters(left, right):
        return "."
    if _OPEN.search(left) and _END.fullmatch(right):
        return "" if left.endswith("@") else "."
    if _UNENDED.search(left) and (gap < narrow or _END.fullmatch(right)):
        return ""
    return None


def _are_quarters(left: str, right: str) -> bool:
    """Whether they are an address of four numbers that lost a dot; two prices or a version are shorter."""
    if not (_QUARTERS.fullmatch(left) and _QUARTERS.fullmatch(right)):
        return False
    parts = [*left.split("."), *right.split(".")]
    is_even = left.count(".") == right.count(".")
    return len(parts) == 4 and len("".join(parts)) >= (8 if is_even else 6)


def _with_starts(tokens: Sequence[Token], narrow: float) -> Iterator[Token]:
    """The tokens, each address with the words before it that are its beginning."""
    whole: list[Token] = []
    for token in reversed(tokens):
        if whole and _begins(token, whole[-1], narrow):
            whole[-1] = (*token, *whole[-1])
        else:
            whole.append(token)
    return reversed(whole)


def _begins(token: Token, address: Token, narrow: float) -> bool:
    left, right = _text(token), _text(address)
    if "@" not in right or "@" in left or not left[-1].isalnum():
        return False
    gap = gap_between(token[-1][1], address[0][1])
    if gap >= _REJOIN_GAP:
        return False
    return right[0] in _JOINTS or gap < narrow or _LOCAL.fullmatch(left) is not None


def _spelled(text: str) -> str:
    """One word, with the signs that an address or a number must have, apart from what is glued to it."""
    if text.count(":") > 1:
        text = _LINE_FOR_COLONS.sub("::", _DOT_FOR_COLON.sub(":", _DOTTED_COLON.sub("", text)))
        text = _SINGLE_COLONS.sub(r"\1::\2", _GLUED_LONG.sub(r"\1 ", text))
    elif "@" in text:
        text = _CLOSED_UP.sub(r"@\1.\2\3", text)
    elif _DIGITS.fullmatch(text):
        text = text.translate(_AS_DIGITS)
    else:
        text = _ROUND_SIGN.sub(r"\1@\2", text)
    text = _GLUED_TELEPHONE.sub(" ", text)
    return _SMALL_L.sub("I", _GLUED.sub(r"\1 ", _THREE_GROUPS.sub(_with_fourth, text)))


def _with_fourth(groups: re.Match[str]) -> str:
    """`198.51100.50` as the address it was; versions are shorter or begin with a small number."""
    parts = groups[0].split(".")
    odd = [number for number, part in enumerate(parts) if int(part) > 255]
    if len(odd) != 1:
        return groups[0]
    (number,) = odd
    for cut in (3, 2, 1):
        whole = [*parts[:number], parts[number][:cut], parts[number][cut:], *parts[number + 1 :]]
        if all(part and len(part) <= 3 and int(part) <= 255 and str(int(part)) == part for part in whole):
            return ".".join(whole) if len(groups[0]) > 10 or int(whole[0]) >= 100 else groups[0]
    return groups[0]


def _rejoined(piece: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    tokens = [[piece[0]]]
    for left, right in pairwise(piece):
        close = gap_between(left, right) < _REJOIN_GAP
        if close and (_is_jointed(left.text, right.text) or _are_digits(left.text, right.text)):
            tokens[-1].append(right)
        else:
            tokens.append([right])
    for token in tokens:
        if _ADDRESS_SIGN.search("".join(word.text for word in token)):
            yield tuple(token)
        else:  # the end of a sentence looks like a joint too
            yield from ((word,) for word in token)


def _text(token: Token) -> str:
    return "".join(spelled for spelled, _ in token)


def _is_jointed(left: str, right: str) -> bool:
    return (left[-1] in _JOINTS and right[0].isalnum()) or (left[-1].isalnum() and right[0] in _JOINTS)


def _parted(text: str) -> str:
    """`AliceExample` as two words: small text loses its spaces. Addresses and paths stay whole."""
    return text if _ADDRESS_SIGN.search(text) else _LOST_SPACE.sub(" ", text)


def _are_digits(left: str, right: str) -> bool:
    return bool(re.search(r"\d[.)]?$", left) and re.match(r"\d", right))
