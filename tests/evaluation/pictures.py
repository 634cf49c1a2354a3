"""Writes screenshots with their true words, for `python -m redaction evaluate`.

    python -m tests.evaluation.pictures FOLDER --count 60 --fonts /usr/share/fonts

The pictures are those of `tests.redaction.screens`; the same seeds, fonts and
themes give the same ones.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from tests.redaction.screens import THEMES, UNSEEN_THEMES, Screen, find_fonts, screens


def write(
    folder: Path, seeds: range, fonts: Sequence[Path | None], themes: Sequence[str] = tuple(THEMES)
) -> None:
    """One picture a seed below `folder/pictures`; a font of None is the one that comes with Pillow."""
    target = folder / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    for seed, look, screen in screens(seeds, fonts, themes):
        stem = target / f"screen-{seed:04}"
        stem.with_suffix(".png" if look.jpeg is None else ".jpg").write_bytes(screen.data)
        stem.with_suffix(".json").write_text(_words(screen), encoding="utf-8")
        Image.fromarray(screen.ink.astype(np.uint16)).save(stem.with_name(stem.name + ".ink.png"))


def _words(screen: Screen) -> str:
    """The true text, the place of each word in it in the order they were drawn, and which are personal."""
    places, at = [], 0
    for word in screen.words:
        start = screen.text.index(word.text, at)
        at = start + len(word.text)
        places.append([start, at])
    personal = [number for number, word in enumerate(screen.words, start=1) if word.value]
    row = {"text": screen.text, "words": places, "personal": personal}
    return json.dumps(row, ensure_ascii=False)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Write screenshots with their true words.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--first", type=int, default=0, help="seed of the first one")
    parser.add_argument(
        "--fonts", type=Path, nargs="*", default=[], help="folders; without, Pillow's own font"
    )
    parser.add_argument(
        "--themes", nargs="+", default=list(THEMES), choices=[*THEMES, *UNSEEN_THEMES], metavar="THEME"
    )
    options = parser.parse_args(arguments)
    fonts: tuple[Path | None, ...] = find_fonts(*options.fonts) or (None,)
    write(options.folder, range(options.first, options.first + options.count), fonts, options.themes)


if __name__ == "__main__":
    main()
