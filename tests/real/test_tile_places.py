"""Do the squares of the map stand where the municipalities lie? Against their real outlines."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from scipy.stats import spearmanr

from analysis.parameters.tiles import load_tiles

OUTLINES = "municipalities_2014.topojson"
BORDERS_KEPT = 0.80  # 154 of 185


@pytest.fixture(scope="module")
def outlines(published_files):
    file = published_files / OUTLINES
    if not file.is_file():
        pytest.skip(f"{file} is absent: outlines of the municipalities are not committed")
    return json.loads(file.read_text(encoding="utf-8"))


def polygons_of(outlines):
    """Yield code and outer ring, as numbers of arcs."""
    (layer,) = outlines["objects"].values()
    for shape in layer["geometries"]:
        code = str(int(shape["properties"]["KOMKODE"]))
        parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        for part in parts:
            yield code, part[0]


def centres(outlines):
    """Return the centre of each municipality's largest polygon, degrees east and north."""
    arcs, found = decoded_arcs(outlines), {}
    for code, ring in polygons_of(outlines):
        points = [p for i in ring for p in (arcs[i] if i >= 0 else arcs[~i][::-1])]
        area = x = y = 0.0
        for (x0, y0), (x1, y1) in pairwise([*points, points[0]]):
            cross = x0 * y1 - x1 * y0
            area, x, y = area + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
        if area and abs(area) > found.get(code, (0.0,))[0]:
            found[code] = (abs(area), x / (3 * area), y / (3 * area))
    return {code: (x, y) for code, (_, x, y) in found.items()}


def decoded_arcs(outlines):
    """Turn steps on a grid into degrees."""
    (sx, sy), (tx, ty) = (outlines["transform"][key] for key in ("scale", "translate"))
    arcs = []
    for steps in outlines["arcs"]:
        x = y = 0
        points = []
        for step in steps:  # some points carry a height
            x, y = x + step[0], y + step[1]
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def land_borders(outlines):
    """Return the pairs of municipalities that share an arc."""
    users = {}
    for code, ring in polygons_of(outlines):
        for i in ring:
            users.setdefault(i if i >= 0 else ~i, set()).add(code)
    return {frozenset(codes) for codes in users.values() if len(codes) == 2}


@pytest.mark.parametrize("part", ["jylland", "fyn", "sjaelland"])
def test_order_of_squares_is_that_of_the_real_centres(outlines, part):
    real = centres(outlines)
    own = [tile for tile in load_tiles() if tile.part == part]
    east = spearmanr([t.column for t in own], [real[t.code][0] for t in own])[0]
    north = spearmanr([-t.row for t in own], [real[t.code][1] for t in own])[0]
    assert east >= 0.93
    assert north >= 0.93


def test_most_municipalities_with_a_border_on_land_have_squares_that_touch(outlines):
    place = {tile.code: (tile.column, tile.row) for tile in load_tiles()}
    borders = [tuple(place[code] for code in pair) for pair in land_borders(outlines)]
    apart = [max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in borders]
    assert len(borders) == 185
    assert sum(distance == 1 for distance in apart) >= BORDERS_KEPT * len(borders)
    assert max(apart) <= 3
