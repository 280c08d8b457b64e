"""Regression models: model.reg.*

A linear model is applied to an array, whose length must fit, or to a map, where what is missing counts as
zero. "Missing is zero" is meant arithmetically: an infinite or missing-as-NaN number in a datum still makes
the prediction NaN when the model has no coefficient for it, because zero times it is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import mul, sub
from typing import Any

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.numbers import ordered_sum
from scorelet.pfa.types import Array, Map, Record, Type

Vector = list[float]
Sparse = dict[str, float]


def _field(call: Call, name: str) -> Type:
    """The type of a field of the model, which is the second argument."""
    model = call.args[1]
    found = model.field(name) if isinstance(model, Record) else None
    if found is None:
        raise TypeError(f"{call.name}: {model} has no field {name!r}")
    return found


# ----------------------------------------------------------------------------------------- predictions


@function(
    "model.reg.linear",
    "(datum: array of double, model: any record M with {coeff: array of double, const: double}) -> double",
    "(datum: array of double, model: any record M with"
    " {coeff: array of array of double, const: array of double}) -> array of double",
    "(datum: map of double, model: any record M with {coeff: map of double, const: double}) -> double",
    "(datum: map of double, model: any record M with"
    " {coeff: map of map of double, const: map of double}) -> map of double",
    errors={31000: "misaligned coeff", 31001: "misaligned const"},
    typed=True,
    specialise="scorelet.pfa.lower.tables:linear",
)
def linear(call: Call) -> Callable[[Any, dict[str, Any]], Any]:
    match _field(call, "const"):
        case Array():
            return linear_arrays
        case Map():
            return linear_maps
    return linear_array if isinstance(call.args[0], Array) else linear_map


def linear_array(datum: Vector, model: dict[str, Any]) -> float:
    coeff: Vector = model["coeff"]
    if len(coeff) != len(datum):
        raise failure("model.reg.linear", 31000)
    const: float = model["const"]
    return ordered_sum(map(mul, coeff, datum)) + const


def linear_arrays(datum: Vector, model: dict[str, Any]) -> Vector:
    coeff, const = model["coeff"], model["const"]
    if len(coeff) != len(const):
        raise failure("model.reg.linear", 31001)
    width = len(datum)
    for row in coeff:
        if len(row) != width:
            raise failure("model.reg.linear", 31000)
    return [ordered_sum(map(mul, row, datum)) + offset for row, offset in zip(coeff, const, strict=True)]


def linear_map(datum: Sparse, model: dict[str, Any]) -> float:
    const: float = model["const"]
    return _product(datum, model["coeff"]) + const


def linear_maps(datum: Sparse, model: dict[str, Any]) -> Sparse:
    coeff, const = model["coeff"], model["const"]
    result = {name: _product(datum, row) + const.get(name, 0.0) for name, row in coeff.items()}
    for name, offset in const.items():
        if name not in result:
            result[name] = _product(datum, {}) + offset
    return result


def _product(datum: Sparse, coeff: Sparse) -> float:
    total = 0.0
    value_of = datum.get
    for name, factor in coeff.items():
        total += factor * value_of(name, 0.0)
    if not datum.keys() <= coeff.keys():
        for name in datum.keys() - coeff.keys():
            total += 0.0 * datum[name]
    return total


# ------------------------------------------------------------------------------------------- variances


@function(
    "model.reg.linearVariance",
    "(datum: array of double, model: any record M with {covar: array of array of double}) -> double",
    "(datum: array of double, model: any record M with {covar: array of array of array of double}) -> array of double",
    "(datum: map of double, model: any record M with {covar: map of map of double}) -> double",
    "(datum: map of double, model: any record M with {covar: map of map of map of double}) -> map of double",
    errors={31010: "misaligned covariance"},
    typed=True,
)
def linear_variance(call: Call) -> Callable[[Any, dict[str, Any]], Any]:
    match _field(call, "covar"):
        case Array(items=Array(items=inner)):
            return _variance_arrays if isinstance(inner, Array) else _variance_array
        case Map(values=Map(values=inner)) if not isinstance(inner, Map):
            return lambda datum, model: _sparse_variance({**datum, "": 1.0}, model["covar"])
    return _variance_maps


def _variance_array(datum: Vector, model: dict[str, Any]) -> float:
    return _variance([*datum, 1.0], model["covar"])


def _variance_arrays(datum: Vector, model: dict[str, Any]) -> Vector:
    row = [*datum, 1.0]
    return [_variance(row, covariance) for covariance in model["covar"]]


def _variance_maps(datum: Sparse, model: dict[str, Any]) -> Sparse:
    row = {**datum, "": 1.0}
    return {name: _sparse_variance(row, covariance) for name, covariance in model["covar"].items()}


def _variance(x: Vector, covariance: list[Vector]) -> float:
    """x^T C x, where the last element of `x` is the one that meets the model's constant."""
    if len(covariance) != len(x) or any(len(row) != len(x) for row in covariance):
        raise failure("model.reg.linearVariance", 31010)
    return ordered_sum([value * ordered_sum(map(mul, row, x)) for value, row in zip(x, covariance, strict=True)])


def _sparse_variance(x: Sparse, covariance: dict[str, Sparse]) -> float:
    total = 0.0
    for name in dict.fromkeys((*x, *covariance)):
        total += x.get(name, 0.0) * _product(x, covariance.get(name, {}))
    return total


# ------------------------------------------- deprecated in PFA 0.7.2: their successors are stat.test.*
#
# They alone need `residuals` and the matrices behind it, so they import it when they are used: what predicts
# starts without.


def _misfit(name: str) -> Callable[[int], PfaRuntimeError]:
    return lambda code: failure(name, code)


@function(
    "model.reg.residual",
    "(observation: double, prediciton: double) -> double",
    "(observation: array of double, prediciton: array of double) -> array of double",
    "(observation: map of double, prediciton: map of double) -> map of double",
    errors={31020: "misaligned prediction"},
    typed=True,
    deprecated="0.7.2",
    removed="0.9.0",
)
def residual(call: Call) -> Callable[..., Any]:
    from scorelet.pfa.library import residuals

    return residuals.elementwise(call.args[0], sub, _misfit(call.name), 31020)


@function(
    "model.reg.pull",
    "(observation: double, prediciton: double, uncertainty: double) -> double",
    "(observation: array of double, prediciton: array of double, uncertainty: array of double) -> array of double",
    "(observation: map of double, prediciton: map of double, uncertainty: map of double) -> map of double",
    errors={31030: "misaligned prediction", 31031: "misaligned uncertainty"},
    typed=True,
    deprecated="0.7.2",
    removed="0.9.0",
)
def pull(call: Call) -> Callable[..., Any]:
    from scorelet.pfa.library import residuals

    return residuals.elementwise(call.args[0], residuals.pull, _misfit(call.name), 31030, 31031)


@function(
    "model.reg.mahalanobis",
    "(observation: array of double, prediction: array of double, covariance: array of array of double) -> double",
    "(observation: map of double, prediction: map of double, covariance: map of map of double) -> double",
    errors={31040: "too few rows/cols", 31041: "misaligned prediction", 31042: "misaligned covariance"},
    typed=True,
    deprecated="0.7.2",
    removed="0.9.0",
)
def mahalanobis(call: Call) -> Callable[..., float]:
    from scorelet.pfa.library import residuals

    return residuals.mahalanobis(call.args[0], _misfit(call.name), 31040, 31041, 31042)


@function(
    "model.reg.updateChi2",
    "(pull: double, state: any record A with {chi2: double, DOF: int}) -> A",
    "(pull: array of double, state: any record A with {chi2: double, DOF: int}) -> A",
    "(pull: map of double, state: any record A with {chi2: double, DOF: int}) -> A",
    typed=True,
    deprecated="0.7.2",
    removed="0.9.0",
)
def update_chi2(call: Call) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    from scorelet.pfa.library import residuals

    return residuals.update_chi2(call.args[0], "DOF")


@function(
    "model.reg.reducedChi2",
    "(state: any record A with {chi2: double, DOF: int}) -> double",
    deprecated="0.7.2",
    removed="0.9.0",
)
def reduced_chi2(state: dict[str, Any]) -> float:
    from scorelet.pfa.library import residuals

    return residuals.quotient(state["chi2"], state["DOF"])


@function(
    "model.reg.chi2Prob",
    "(state: any record A with {chi2: double, DOF: int}) -> double",
    errors={31070: "invalid parameterization"},
    deprecated="0.7.2",
    removed="0.9.0",
)
def chi2_prob(state: dict[str, Any]) -> float:
    if state["DOF"] < 0:
        raise failure("model.reg.chi2Prob", 31070)
    from scorelet.pfa.library import residuals

    return residuals.chi2_probability(state["chi2"], state["DOF"])
