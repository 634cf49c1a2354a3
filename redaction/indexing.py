"""A form of public words in which any spelling of a known value can be looked up by its letters.

The form leaves out what spellings differ in, so that everything `redaction.find` would find in a text has
its key in the text's form. The reverse is not true: a key that is there says where to look, no more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import product

import regex

from redaction.boxes import Word
from redaction.find import SPELLED, Needle, fold, squash, squash_words
from redaction.view import view_of

FORM = 1  # raise it with any change of what the forms below leave out, or of `redaction.find`
COVER = "\N{WHITE SQUARE}"  # stands for a placeholder in a form
SHORTEST = 3  # letters of a key that an index of three-letter pieces can look up
MOST_SPELLED = 4  # letters of one value that are tried in both of their spellings

# One value's keys: all pieces of at least one of them are in a form that holds the value.
Keys = tuple[tuple[str, ...], ...]


def text_form(text: str, *, covers: Sequence[str] = ()) -> str:
    """Letters and digits of a text as it is read, folded and run together; `covers` are its placeholders."""
    for cover in sorted(covers, key=len, reverse=True):
        text = text.replace(cover, COVER)
    return "".join(char for char in fold(view_of(text).text) if char.isalnum() or char == COVER)


def words_form(words: Sequence[Word]) -> str:
    """The words of one picture, with letters that optical readers confuse written one way."""
    return squash_words(words)


def text_keys(needle: Needle) -> Keys | None:
    """Keys of a needle in a text's form; None when it is too short to be looked up.

    A word of the needle beside a placeholder is a key, too: the rest of it may be hidden already.
    """
    plain = unicodedata.normalize("NFC", view_of(needle.value).text.strip().casefold())
    if regex.fullmatch(r"\S+@\S+", plain):
        # What stands between the pieces, ` at ` or `[dot]`, is in the form as well. A piece that is short,
        # such as the `de` at an end, or has two spellings narrows nothing; the others do.
        pieces = [_bare(piece) for piece in regex.split("[@.]", plain) if not SPELLED.keys() & set(piece)]
        return _usable([tuple(piece for piece in pieces if len(piece) >= SHORTEST)])
    keys: list[tuple[str, ...]] = [(spelled,) for spelled in _spelled(plain)]
    words = [_bare(word) for word in regex.findall(r"[\p{L}\p{M}\p{N}]+", plain)]
    if len(words) > 1:
        told = [word for word in words if len(word) > 1 and not word.isdigit()]
        keys += [key for word in told for key in ((COVER + word,), (word + COVER,))]
    return _usable(keys)


def words_keys(needle: Needle) -> Keys | None:
    """Keys of a needle in the form of a picture's words; None when it is too short to be looked up."""
    return _usable([(squash(needle.value),)])


def _usable(keys: list[tuple[str, ...]]) -> Keys | None:
    """The keys, or None when one of them could not be looked up: then everything has to be read."""
    if any(not pieces or any(len(piece) < SHORTEST for piece in pieces) for pieces in keys):
        return None
    return tuple(dict.fromkeys(keys))


def _spelled(plain: str) -> list[str]:
    """The value with its letters that have two spellings in each of them, run together."""
    choices: list[tuple[str, ...]] = []
    doubled = 0
    for char in plain:
        other = SPELLED.get(char)
        if other is None or other == _bare(char):
            choices.append((_bare(char),))
            continue
        doubled += 1
        choices.append((_bare(char), other))
    if doubled <= MOST_SPELLED:
        return ["".join(letters) for letters in product(*choices)]
    # Too many to try: the longest stretch that is spelled in one way has to do.
    stretches = "".join(found[0] if len(found) == 1 else " " for found in choices).split()
    return [max(stretches, key=len, default="")]


def _bare(value: str) -> str:
    return "".join(char for char in fold(value) if char.isalnum())
