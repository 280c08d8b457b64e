"""Constant clusters: the nearest is the same whether their centres are gathered now or at each action."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pfa.documents import DOUBLES, document
from tests.pfa.lower.test_tables import embedded
from tests.pfa.lower.twins import agreeing

QUICK = settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLUSTER = {
    "type": "record",
    "name": "Cluster",
    "fields": [{"name": "id", "type": "string"}, {"name": "center", "type": DOUBLES}],
}
METRICS: dict[str, list[Any]] = {
    "default": [],
    "by name": [{"fcn": "metric.simpleEuclidean"}],
    "inline": [
        {
            "params": [{"x": DOUBLES}, {"y": DOUBLES}],
            "ret": "double",
            "do": {"metric.taxicab": [{"fcn": "metric.absDiff"}, "x", "y"]},
        }
    ],
    "with statements": [
        {
            "params": [{"x": DOUBLES}, {"y": DOUBLES}],
            "ret": "double",
            "do": [{"let": {"d": {"a.sum": "x"}}}, {"-": ["d", {"a.sum": "y"}]}],
        }
    ],
}
numbers = st.sampled_from([0.0, 1.0, -2.5, math.inf, math.nan]) | st.floats(-10, 10)


def clusters(centers: list[list[float]]) -> dict[str, Any]:
    init = [{"id": f"c{i}", "center": list(map(embedded, center))} for i, center in enumerate(centers)]
    return {"c": {"type": {"type": "array", "items": CLUSTER}, "init": init}}


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
@QUICK
@given(data=st.data())
def test_the_nearest(metric: list[Any], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 3))
    points = st.lists(st.lists(numbers, min_size=size, max_size=size), min_size=1, max_size=4)
    cells = clusters(data.draw(points | st.just([])))
    n = data.draw(st.integers(-1, 3))
    one = document(
        {"attr": {"model.cluster.closest": ["input", {"cell": "c"}, *metric]}, "path": [["id"]]},
        DOUBLES,
        "string",
        cells=cells,
    )
    found = {"model.cluster.closestN": [n, "input", {"cell": "c"}, *metric]}
    some = document(found, DOUBLES, {"type": "array", "items": "Cluster"}, cells=cells)
    for made in (one, some):
        agreeing(made, data.draw(points))


def test_centres_are_gathered_once() -> None:
    made = document(
        {"attr": {"model.cluster.closest": ["input", {"cell": "c"}]}, "path": [["id"]]},
        DOUBLES,
        "string",
        cells=clusters([[0.0, 0.0], [3.0, 4.0]]),
    )
    engine = agreeing(made, [[1.0, 1.0], [2.0, 3.0], [1.5, 2.0], [], [1.0]])
    assert engine.action([3.0, 3.0]) == "c1"
    assert [[0.0, 0.0], [3.0, 4.0]] in engine.image.constants.values()
