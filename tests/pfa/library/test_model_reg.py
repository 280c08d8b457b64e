from __future__ import annotations

from math import inf, isnan, nan

import pytest

from scorelet.pfa.types import DOUBLE, INT, Array, Map
from tests.pfa.library.calls import MATRIX, SPARSE_MATRIX, SPARSE_VECTOR, VECTOR, record, resolved

# ----------------------------------------------------------------------------------------- predictions


def test_linear_of_arrays() -> None:
    one = resolved("model.reg.linear", VECTOR, record(coeff=VECTOR, const=DOUBLE))
    assert one([0.1, 0.2], {"coeff": [1.0, 2.0], "const": 3.0}) == 3.5
    assert one([0.1], {"coeff": [1.0, 2.0], "const": 3.0}) == ("error", 31000)
    assert repr(one([], {"coeff": [], "const": 3.0})) == "3.0"
    many = resolved("model.reg.linear", VECTOR, record(coeff=MATRIX, const=VECTOR))
    assert many([0.1, 0.2], {"coeff": [[1.0, 2.0], [3.0, 4.0]], "const": [1.0, -1.1]}) == pytest.approx([1.5, 0.0])
    assert many([0.1, 0.2], {"coeff": [[1.0, 2.0], [3.0]], "const": [1.0, -1.1]}) == ("error", 31000)
    assert many([0.1, 0.2], {"coeff": [[1.0, 2.0], [3.0, 4.0]], "const": [1.0]}) == ("error", 31001)
    assert many([0.1], {"coeff": [], "const": []}) == []


def test_linear_of_maps() -> None:
    one = resolved("model.reg.linear", SPARSE_VECTOR, record(coeff=SPARSE_VECTOR, const=DOUBLE))
    assert one({"a": 2.0, "c": 9.0}, {"coeff": {"a": 5.0, "b": 7.0}, "const": 1.0}) == 11.0
    many = resolved("model.reg.linear", SPARSE_VECTOR, record(coeff=SPARSE_MATRIX, const=SPARSE_VECTOR))
    model = {"coeff": {"x": {"a": 5.0}, "y": {}}, "const": {"x": 1.0, "z": 4.0}}
    assert many({"a": 2.0, "c": 9.0}, model) == {"x": 11.0, "y": 0.0, "z": 4.0}


def test_zero_times_what_is_not_finite() -> None:
    one = resolved("model.reg.linear", SPARSE_VECTOR, record(coeff=SPARSE_VECTOR, const=DOUBLE))
    assert isnan(one({"a": 2.0, "c": inf}, {"coeff": {"a": 5.0}, "const": 1.0}))
    assert isnan(one({"a": 2.0}, {"coeff": {"b": nan}, "const": 1.0}))
    many = resolved("model.reg.linear", SPARSE_VECTOR, record(coeff=SPARSE_MATRIX, const=SPARSE_VECTOR))
    assert isnan(many({"a": nan}, {"coeff": {}, "const": {"x": 1.0}})["x"])


def test_models_of_other_numbers_are_accepted() -> None:
    run = resolved("model.reg.linear", VECTOR, record(coeff=Array(INT), const=INT))
    assert repr(run([0.5], {"coeff": [2], "const": 3})) == "4.0"


# ------------------------------------------------------------------------------------------- variances

COVARIANCE = [[1.0, 0.5, 0.0], [0.5, 2.0, 0.0], [0.0, 0.0, 3.0]]
SPARSE_COVARIANCE = {"a": {"a": 1.0, "b": 0.5}, "b": {"a": 0.5, "b": 2.0}, "": {"": 3.0}}


def test_linear_variance_of_arrays() -> None:
    one = resolved("model.reg.linearVariance", VECTOR, record(covar=MATRIX))
    assert one([1.0, 2.0], {"covar": COVARIANCE}) == 14.0
    assert one([1.0], {"covar": COVARIANCE}) == ("error", 31010)
    assert one([1.0, 2.0], {"covar": [[1.0, 0.5, 0.0], [0.5], [0.0, 0.0, 3.0]]}) == ("error", 31010)
    many = resolved("model.reg.linearVariance", VECTOR, record(covar=Array(MATRIX)))
    assert many([1.0, 2.0], {"covar": [COVARIANCE, COVARIANCE]}) == [14.0, 14.0]
    assert many([1.0], {"covar": [COVARIANCE]}) == ("error", 31010)


def test_linear_variance_of_maps() -> None:
    one = resolved("model.reg.linearVariance", SPARSE_VECTOR, record(covar=SPARSE_MATRIX))
    assert one({"a": 1.0, "b": 2.0, "c": 5.0}, {"covar": SPARSE_COVARIANCE}) == 14.0
    assert isnan(one({"c": nan}, {"covar": {}}))
    many = resolved("model.reg.linearVariance", SPARSE_VECTOR, record(covar=Map(SPARSE_MATRIX)))
    assert many({"a": 1.0, "b": 2.0}, {"covar": {"y": SPARSE_COVARIANCE, "z": {}}}) == {"y": 14.0, "z": 0.0}


# -------------------------------------------------------------------------------------------- residuals


def test_residual() -> None:
    assert resolved("model.reg.residual", DOUBLE, DOUBLE)(3.0, 1.0) == 2.0
    assert resolved("model.reg.residual", VECTOR, VECTOR)([3.0], [1.0]) == [2.0]
    assert resolved("model.reg.residual", VECTOR, VECTOR)([3.0], []) == ("error", 31020)
    assert resolved("model.reg.residual", SPARSE_VECTOR, SPARSE_VECTOR)({"a": 3.0}, {"a": 1.0}) == {"a": 2.0}
    assert resolved("model.reg.residual", SPARSE_VECTOR, SPARSE_VECTOR)({"a": 3.0}, {"b": 1.0}) == ("error", 31020)


def test_pull() -> None:
    one = resolved("model.reg.pull", DOUBLE, DOUBLE, DOUBLE)
    assert [one(3.0, 1.0, u) for u in (4.0, 0.0, -0.0, inf)] == [0.5, inf, -inf, 0.0]
    assert isnan(one(1.0, 1.0, 0.0))
    many = resolved("model.reg.pull", VECTOR, VECTOR, VECTOR)
    assert many([3.0], [1.0], [4.0]) == [0.5]
    assert many([3.0], [], []) == ("error", 31030)
    assert many([3.0], [1.0], []) == ("error", 31031)
    assert resolved("model.reg.pull", *[SPARSE_VECTOR] * 3)({"a": 3.0}, {"a": 1.0}, {"a": 4.0}) == {"a": 0.5}


def test_mahalanobis() -> None:
    arrays = resolved("model.reg.mahalanobis", VECTOR, VECTOR, MATRIX)
    assert arrays([3.0, 4.0], [1.0, 1.0], [[4.0, 0.0], [0.0, 9.0]]) == pytest.approx(2.0**0.5)
    assert isnan(arrays([3.0], [1.0], [[-4.0]]))
    assert arrays([], [], []) == ("error", 31040)
    assert arrays([3.0], [], []) == ("error", 31041)
    assert arrays([3.0], [1.0], [[1.0, 2.0]]) == ("error", 31042)
    maps = resolved("model.reg.mahalanobis", SPARSE_VECTOR, SPARSE_VECTOR, SPARSE_MATRIX)
    assert maps({"a": 3.0}, {"a": 1.0}, {"a": {"a": 4.0}}) == 1.0
    assert maps({}, {}, {}) == ("error", 31040)
    assert maps({"a": 3.0}, {"b": 1.0}, {"a": {"a": 4.0}}) == ("error", 31041)
    assert maps({"a": 3.0}, {"a": 1.0}, {"a": {"b": 4.0}}) == ("error", 31042)


def test_chi_square() -> None:
    state = record(chi2=DOUBLE, DOF=INT)
    before = {"chi2": 1.0, "DOF": 2}
    assert resolved("model.reg.updateChi2", DOUBLE, state)(2.0, before) == {"chi2": 5.0, "DOF": 3}
    assert resolved("model.reg.updateChi2", VECTOR, state)([2.0, 1.0], before) == {"chi2": 6.0, "DOF": 4}
    assert resolved("model.reg.updateChi2", SPARSE_VECTOR, state)({}, before) == before
    assert before == {"chi2": 1.0, "DOF": 2}
    reduced = resolved("model.reg.reducedChi2", state)
    assert reduced(before) == 0.5
    assert reduced({"chi2": 1.0, "DOF": 0}) == inf
    probability = resolved("model.reg.chi2Prob", state)
    assert probability({"chi2": 0.9, "DOF": 2}) == pytest.approx(0.3623718483782268, rel=1e-14)
    assert [probability({"chi2": x, "DOF": 0}) for x in (-1.0, 0.0, 0.9)] == [0.0, 0.0, 1.0]
    assert isnan(probability({"chi2": nan, "DOF": 2}))
    assert probability({"chi2": 1.0, "DOF": -1}) == ("error", 31070)
