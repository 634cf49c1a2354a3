"""Pictures are looked at in parts that leave nothing out and are never too large."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from redaction.tiles import Grid, tiles

GRID = Grid(pixels=20_000, widest=400, across=40, down=30)


@pytest.mark.parametrize("size", [(1, 1), (100, 200), (400, 50), (401, 51), (1000, 20), (7, 9000)])
def test_together_they_are_the_whole_picture(size: tuple[int, int]) -> None:
    seen = np.zeros((size[1], size[0]), dtype=bool)
    for tile in tiles(size, GRID):
        seen[tile.top : tile.bottom, tile.left : tile.right] = True
        assert tile.right - tile.left <= GRID.widest
        assert (tile.right - tile.left) * (tile.bottom - tile.top) <= GRID.pixels
    assert seen.all()


def test_a_small_picture_is_one() -> None:
    assert len(list(tiles((200, 100), GRID))) == 1


def test_neighbours_share_a_strip() -> None:
    column = [tile for tile in tiles((400, 300), GRID) if tile.left == 0]
    assert len(column) > 2
    assert all(above.bottom - below.top == GRID.down for above, below in pairwise(column))
