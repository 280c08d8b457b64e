"""model.cluster.*: the nearest clusters, random seeds, one step of k-means."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.registry import lookup

Cluster = dict[str, Any]

ONE: Cluster = {"id": "one", "center": [1.0, 1.0]}
TWO: Cluster = {"id": "two", "center": [2.0, 2.0]}
FIVE: Cluster = {"id": "five", "center": [5.0, 5.0]}


def run(name: str) -> Callable[..., Any]:
    found = lookup(f"model.cluster.{name}")
    assert found is not None
    return found.run


def code_of(name: str, *args: Any) -> int | None:
    with pytest.raises(PfaRuntimeError) as raised:
        run(name)(*args)
    return raised.value.code


def difference(x: float, y: float) -> float:
    return abs(x - y)


def test_closest() -> None:
    assert run("closest")([1.2, 1.2], [FIVE, ONE, TWO]) is ONE
    assert run("closest")(4.0, [{"center": 1.0}, {"center": 3.5}], difference) == {"center": 3.5}


def test_of_equal_distances_the_first_counts() -> None:
    assert run("closest")([1.5, 1.5], [TWO, ONE]) is TWO
    assert run("closestN")(2, [1.5, 1.5], [FIVE, TWO, ONE]) == [TWO, ONE]


def test_nan_is_farther_than_everything() -> None:
    lost: Cluster = {"id": "lost", "center": [math.nan, 0.0]}
    assert run("closest")([5.0, 5.0], [lost, ONE, FIVE]) is FIVE
    assert run("closest")([5.0, 5.0], [lost, {**lost, "id": "too"}]) is lost
    assert run("closestN")(3, [5.0, 5.0], [lost, ONE, FIVE]) == [FIVE, ONE, lost]


def test_only_common_components_are_compared() -> None:
    assert run("closest")([1.0, 1.0, 99.0], [TWO, ONE]) is ONE
    assert run("closest")([], [TWO, ONE]) is TWO


def test_closest_n() -> None:
    clusters = [ONE, TWO, FIVE]
    assert run("closestN")(0, [4.0, 4.0], clusters) == []
    assert run("closestN")(2, [4.0, 4.0], clusters) == [FIVE, TWO]
    assert run("closestN")(9, [4.0, 4.0], clusters) == [FIVE, TWO, ONE]
    assert run("closestN")(1, 4.0, [{"center": 1.0}, {"center": 3.5}], difference) == [{"center": 3.5}]


def test_errors() -> None:
    assert code_of("closest", [1.0], []) == 29000
    assert code_of("closestN", -1, [1.0], []) == 29010
    assert code_of("kmeansIteration", [], [], math.dist, None) == 29030
    assert code_of("kmeansIteration", [[1.0]], [], math.dist, None) == 29031
    assert code_of("updateMean", [], ONE, 0.0) == 29040
    assert code_of("updateMean", [[1.0, 2.0], [1.0]], ONE, 0.0) == 29041
    assert code_of("updateMean", [[1.0]], ONE, 0.0) == 29041


def seeds(data: list[Any], k: int) -> list[Cluster]:
    found: list[Cluster] = run("randomSeeds")(
        SimpleNamespace(random=Random(1)), data, k, lambda i, point: {"id": i, "center": point}
    )
    return found


def test_random_seeds_are_unique_points() -> None:
    data = [[1.0, 2.0], [3.0, 4.0], [1.0, 2.0], [5.0, math.nan], [5.0, math.nan]]
    found = seeds(data, 3)
    assert [c["id"] for c in found] == [0, 1, 2]
    assert sorted(c["center"][0] for c in found) == [1.0, 3.0, 5.0]


def test_random_seeds_may_be_of_any_type() -> None:
    data: list[Any] = [[{"x": 1, "y": "a"}], [{"y": "a", "x": 1}], [{"x": True, "y": "a"}], [["a"]], [None]]
    assert len(seeds(data, 4)) == 4


@pytest.mark.parametrize(
    ("data", "k", "code"),
    [
        ([[1.0]], 0, 29020),
        ([[1.0], [1.0]], 2, 29021),
        ([], 1, 29021),
        ([[1.0], [1.0, 2.0]], 2, 29022),
    ],
)
def test_random_seeds_errors(data: list[Any], k: int, code: int) -> None:
    with pytest.raises(PfaRuntimeError) as raised:
        seeds(data, k)
    assert raised.value.code == code


def test_kmeans_iteration() -> None:
    def update(points: list[list[float]], cluster: Cluster) -> Cluster:
        found: Cluster = run("updateMean")(points, cluster, 0.0)
        return found

    before = [ONE, FIVE, {"id": "far", "center": [99.0, 99.0]}]
    after = run("kmeansIteration")([[0.0, 0.0], [1.0, 3.0], [6.0, 4.0]], before, math.dist, update)
    assert after == [
        {"id": "one", "center": [0.5, 1.5]},
        {"id": "five", "center": [6.0, 4.0]},
        {"id": "far", "center": [99.0, 99.0]},
    ]
    assert after[2] is before[2]
    assert ONE["center"] == [1.0, 1.0]


def test_update_mean() -> None:
    assert run("updateMean")([[3.0, 5.0]], ONE, 1.0) == {"id": "one", "center": [2.0, 3.0]}
    assert run("updateMean")([[]], {"center": []}, 0.5) == {"center": []}
    assert run("updateMean")([[3.0]], {"center": [1.0]}, -1.0) == {"center": [math.inf]}
    assert math.isnan(run("updateMean")([[3.0]], {"center": [3.0]}, -1.0)["center"][0])


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20), st.floats(-1e3, 1e3), st.integers(0, 25))
def test_closest_n_is_sorted_and_begins_with_closest(centers: list[float], x: float, n: int) -> None:
    clusters = [{"center": [c]} for c in centers]
    found = run("closestN")(n, [x], clusters)
    gaps = [abs(c["center"][0] - x) for c in found]
    assert gaps == sorted(abs(c - x) for c in centers)[:n]
    assert not found or found[0] is run("closest")([x], clusters)
