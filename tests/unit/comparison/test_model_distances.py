"""Distances by model: one more choice of peers where a model can be fitted."""

from dataclasses import replace

from analysis.comparison.explained.model_distances import measure_model_distances


def test_every_other_municipality_with_conditions_has_a_distance(embedded):
    distances = measure_model_distances(embedded)
    assert len(distances) > 90
    assert embedded.focus not in distances
    assert all(distance >= 0 for distance in distances.values())


def test_without_conditions_there_are_no_distances(embedded):
    bare = replace(embedded, conditions=embedded.conditions.drop(index=embedded.focus))
    assert measure_model_distances(bare) == {}
