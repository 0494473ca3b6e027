"""The map of squares: every municipality once, land in one piece, and names that fit."""

from __future__ import annotations

import csv

import pytest
from matplotlib.ft2font import FT2Font, LoadFlags

from analysis.parameters.loader import load_yaml
from analysis.parameters.tiles import load_tiles

POINTS_A_SQUARE = 0.92 * 6.9 * 72 / 22.2  # on a page of A4, between the edges of a square
NAME_SIZE = 5.6
BESIDE = ((1, 0), (-1, 0), (0, 1), (0, -1))


@pytest.fixture(scope="module")
def places():
    return {(tile.column, tile.row): tile for tile in load_tiles()}


def test_every_municipality_has_a_square_of_its_own(repository, places):
    with (repository / "data" / "raw" / "municipalities.csv").open(encoding="utf-8") as file:
        codes = {row["municipality_code"] for row in csv.DictReader(file)}
    assert len(places) == len(load_tiles()) == 98
    assert {tile.code for tile in load_tiles()} == codes


def test_squares_lie_within_the_grid_and_use_its_width_and_height(places):
    size = load_yaml("tiles")
    columns, rows = {x for x, _ in places}, {y for _, y in places}
    assert (min(columns), max(columns)) == (0, size["columns"] - 1)
    assert (min(rows), max(rows)) == (0, size["rows"] - 1)


def test_no_square_is_missing_in_the_middle_of_land(places):
    around = {(x + dx, y + dy) for x, y in places for dx, dy in BESIDE} - set(places)
    assert [(x, y) for x, y in around if all((x + dx, y + dy) in places for dx, dy in BESIDE)] == []


def test_parts_of_the_country_do_not_touch(places):
    for (x, y), tile in places.items():
        for dx, dy in BESIDE:
            other = places.get((x + dx, y + dy))
            assert other is None or other.part == tile.part, tile.code


@pytest.mark.parametrize("part", ["fyn", "sjaelland"])
def test_a_part_is_in_one_piece(places, part):
    own = {place for place, tile in places.items() if tile.part == part}
    reached, queue = set(), [min(own)]
    while queue:
        x, y = queue.pop()
        reached.add((x, y))
        steps = {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        queue += sorted((steps & own) - reached)
    assert reached == own


def test_short_names_fit_their_squares_in_the_house_font(repository):
    font = FT2Font(str(repository / "analysis" / "fonts" / "Inter-Regular.ttf"))
    font.set_size(100.0, 72)
    for tile in load_tiles():
        assert 1 <= len(tile.lines) <= 2
        for line in tile.lines:
            font.set_text(line, 0.0, flags=LoadFlags.NO_HINTING)
            width = font.get_width_height()[0] / 64 * NAME_SIZE / 100.0
            assert width < POINTS_A_SQUARE, (tile.code, line)


def test_no_two_municipalities_have_the_same_short_name():
    names = ["".join(tile.lines) for tile in load_tiles()]
    assert len(set(names)) == 98
