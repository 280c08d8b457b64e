"""Naive Bayes: the log-likelihood of a datum for one class. model.naive.*

A class's model is an array, or a map with the datum's keys. The multinomial and the Bernoulli model may also be the
histogram or counter that stat.sample.fill* keep, in the field `values`; the multinomial's numbers are therefore taken
relative to their sum.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from math import inf, log
from typing import Any

from scorelet.pfa.library.prob_dist_gaussian import LN_2PI
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.numbers import ordered_sum
from scorelet.pfa.types import Map, Record

_MISALIGNED = "datum and classModel misaligned"


def _aligned(name: str, code: int, datum: Any, model: Any) -> list[tuple[float, Any]]:
    """What belongs together: by position, or by key in the model's order."""
    if isinstance(datum, dict):
        if datum.keys() != model.keys():
            raise failure(name, code)
        return [(datum[key], part) for key, part in model.items()]
    if len(datum) != len(model):
        raise failure(name, code)
    return list(zip(datum, model, strict=True))


def _values(call: Call, run: Callable[[Any, Any], float]) -> Callable[[Any, Any], float]:
    """`run`, for a model that may be a record around the numbers."""
    return (lambda datum, model: run(datum, model["values"])) if isinstance(call.args[1], Record) else run


# --------------------------------------------------------------------------------------------------- Gaussian


@function(
    "model.naive.gaussian",
    "(datum: array of double, classModel: array of any record A with {mean: double, variance: double}) -> double",
    "(datum: map of double, classModel: map of any record A with {mean: double, variance: double}) -> double",
    errors={10000: _MISALIGNED, 10001: "variance less than or equal to zero"},
)
def gaussian(datum: Any, classModel: Any) -> float:
    """The sum of the Gaussian log-densities of all variables."""
    pairs = _aligned("model.naive.gaussian", 10000, datum, classModel)
    return ordered_sum([_log_density(x, part["mean"], part["variance"]) for x, part in pairs])


def _log_density(x: float, mean: float, variance: float) -> float:
    if not variance > 0.0:
        raise failure("model.naive.gaussian", 10001)
    deviation = x - mean
    return -0.5 * (deviation * deviation / variance + log(variance) + LN_2PI)


# ------------------------------------------------------------------------------------------------ multinomial


@function(
    "model.naive.multinomial",
    "(datum: array of double, classModel: array of double) -> double",
    "(datum: map of double, classModel: map of double) -> double",
    "(datum: array of double, classModel: any record C with {values: array of double}) -> double",
    "(datum: map of double, classModel: any record C with {values: map of double}) -> double",
    errors={10010: _MISALIGNED, 10011: "classModel must be non-empty and strictly positive"},
    typed=True,
)
def multinomial(call: Call) -> Callable[[Any, Any], float]:
    """The sum of how often each category came, times the logarithm of its share of the model."""
    return _values(call, _multinomial_map if isinstance(call.args[0], Map) else _multinomial)


def _multinomial_map(datum: dict[str, float], model: dict[str, float]) -> float:
    return _shares("model.naive.multinomial", datum, model, model.values())


def _multinomial(datum: list[float], model: list[float]) -> float:
    return _shares("model.naive.multinomial", datum, model, model)


def _shares(name: str, datum: Any, model: Any, numbers: Collection[float]) -> float:
    if not numbers or not all(number > 0.0 for number in numbers):
        raise failure(name, 10011)
    pairs = _aligned(name, 10010, datum, model)
    total = ordered_sum(numbers)
    return ordered_sum([count * _log_share(number, total) for count, number in pairs])


def _log_share(number: float, total: float) -> float:
    share = number / total
    return log(share) if share > 0.0 else -inf


# -------------------------------------------------------------------------------------------------- Bernoulli


@function(
    "model.naive.bernoulli",
    "(datum: array of string, classModel: map of double) -> double",
    "(datum: array of string, classModel: any record C with {values: map of double}) -> double",
    errors={10020: "probability in classModel must be strictly between 0 and 1"},
    typed=True,
)
def bernoulli(call: Call) -> Callable[[Any, Any], float]:
    """The sum of the logarithms of each variable's likelihood to be present or, where the datum lacks it, absent."""
    return _values(call, _bernoulli)


def _bernoulli(datum: list[str], model: dict[str, float]) -> float:
    present = frozenset(datum)
    return ordered_sum([_log_chance(chance, name in present) for name, chance in model.items()])


def _log_chance(chance: float, present: bool) -> float:
    if not 0.0 < chance < 1.0:
        raise failure("model.naive.bernoulli", 10020)
    return log(chance) if present else log(1.0 - chance)
