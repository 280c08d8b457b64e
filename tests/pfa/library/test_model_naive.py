from __future__ import annotations

import random
from math import inf, log, nan, pi

import pytest

from scorelet.pfa.types import DOUBLE, STRING, Array, Map
from tests.pfa.library.calls import SPARSE_VECTOR, VECTOR, record, resolved

GAUSSIAN = record(mean=DOUBLE, variance=DOUBLE)
STRINGS = Array(STRING)


def test_gaussian() -> None:
    arrays = resolved("model.naive.gaussian", VECTOR, Array(GAUSSIAN))
    model = [{"mean": 1.0, "variance": 4.0}, {"mean": 0.0, "variance": 1.0}]
    expected = -0.5 * (1.0 + log(8.0 * pi)) - 0.5 * (9.0 + log(2.0 * pi))
    assert arrays([3.0, -3.0], model) == pytest.approx(expected, rel=1e-15)
    assert arrays([], []) == 0.0
    assert arrays([inf, 0.0], model) == -inf
    assert arrays([1.0], model) == ("error", 10000)
    for variance in (0.0, -1.0, nan):
        assert arrays([1.0], [{"mean": 0.0, "variance": variance}]) == ("error", 10001)
    maps = resolved("model.naive.gaussian", SPARSE_VECTOR, Map(GAUSSIAN))
    assert maps({"b": -3.0, "a": 3.0}, {"a": model[0], "b": model[1]}) == pytest.approx(expected, rel=1e-15)
    assert maps({"a": 1.0, "c": 1.0}, {"a": model[0], "b": model[1]}) == ("error", 10000)


@pytest.mark.parametrize("around", [False, True])
def test_multinomial(around: bool) -> None:
    def model(values: object) -> object:
        return {"values": values} if around else values

    arrays = resolved("model.naive.multinomial", VECTOR, record(values=VECTOR) if around else VECTOR)
    expected = 2.0 * log(0.25) + 3.0 * log(0.75)
    assert arrays([2.0, 3.0], model([0.25, 0.75])) == pytest.approx(expected, rel=1e-15)
    assert arrays([2.0, 3.0], model([10.0, 30.0])) == pytest.approx(expected, rel=1e-15)
    assert arrays([1.0, 0.0], model([5e-324, 1e308])) == -inf
    assert arrays([2.0], model([1.0, 2.0])) == ("error", 10010)
    for wrong in ([], [1.0, 0.0], [1.0, -1.0], [1.0, nan]):
        assert arrays([2.0, 3.0], model(wrong)) == ("error", 10011)
    maps = resolved("model.naive.multinomial", SPARSE_VECTOR, record(values=SPARSE_VECTOR) if around else SPARSE_VECTOR)
    assert maps({"b": 3.0, "a": 2.0}, model({"a": 1.0, "b": 3.0})) == pytest.approx(expected, rel=1e-15)
    assert maps({"a": 2.0, "c": 3.0}, model({"a": 1.0, "b": 3.0})) == ("error", 10010)
    assert maps({}, model({})) == ("error", 10011)


def test_bernoulli() -> None:
    plain = resolved("model.naive.bernoulli", STRINGS, SPARSE_VECTOR)
    chances = {"a": 0.25, "b": 0.5, "c": 0.125}
    expected = log(0.25) + log(0.5) + log(0.875)
    assert plain(["a", "a", "other"], chances) == pytest.approx(expected, rel=1e-15)
    assert plain([], {}) == 0.0
    for chance in (0.0, 1.0, -0.5, nan):
        assert plain([], {"a": chance}) == ("error", 10020)
    around = resolved("model.naive.bernoulli", STRINGS, record(values=SPARSE_VECTOR))
    assert around(["a"], {"values": chances}) == pytest.approx(expected, rel=1e-15)


def test_as_scikit_learn() -> None:
    bayes = pytest.importorskip("sklearn.naive_bayes")
    draw = random.Random(1)
    rows = [[draw.gauss(0, 1) for _ in range(3)] for _ in range(20)]
    fitted = bayes.GaussianNB().fit(rows, [row[0] > 0 for row in rows])
    likelihood = resolved("model.naive.gaussian", VECTOR, Array(GAUSSIAN))
    found = [
        [
            log(prior) + likelihood(row, [{"mean": m, "variance": v} for m, v in zip(means, variances, strict=True)])
            for prior, means, variances in zip(
                fitted.class_prior_, fitted.theta_.tolist(), fitted.var_.tolist(), strict=True
            )
        ]
        for row in rows
    ]
    assert found == pytest.approx(fitted.predict_joint_log_proba(rows), rel=1e-12)
