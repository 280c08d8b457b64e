"""Holt-Winters: exponentially weighted level and trend, with a cycle or without, and forecasts from them.

With l = level and b = trend before a sample x, c what its place in the cycle had one period ago, and L samples in
a period:

    no cycle          l' = alpha x       + (1 - alpha) (l + b)
    additive          l' = alpha (x - c) + (1 - alpha) (l + b)      c' = gamma (x - l') + (1 - gamma) c
    multiplicative    l' = alpha x / c   + (1 - alpha) (l + b)      c' = gamma x / l'   + (1 - gamma) c

    b' = beta (l' - l) + (1 - beta) b

`cycle` starts with the place of the latest sample: an update turns it one place to the left, so that c comes
first, and puts c' there. A forecast i steps ahead uses ``cycle[i mod L]``.
"""

from __future__ import annotations

from collections.abc import Callable

from scorelet.errors import PfaSemanticError
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.library.stat_sample_state import State, divide, has, writer
from scorelet.pfa.types import BOOLEAN, DOUBLE, Array

_LEVEL_AND_TREND = "any record A with {level: double, trend: double}"


@function(
    "stat.sample.updateHoltWinters",
    f"(x: double, alpha: double, beta: double, state: {_LEVEL_AND_TREND}) -> A",
    errors={14040: "alpha out of range", 14041: "beta out of range"},
    typed=True,
)
def update(call: Call) -> Callable[[float, float, float, State], State]:
    write = writer(call, "level", "trend")

    def run(x: float, alpha: float, beta: float, state: State) -> State:
        if alpha < 0 or alpha > 1:
            raise failure("stat.sample.updateHoltWinters", 14040)
        if beta < 0 or beta > 1:
            raise failure("stat.sample.updateHoltWinters", 14041)
        before, slope = state["level"], state["trend"]
        level = alpha * x + (1.0 - alpha) * (before + slope)
        return write(state, {"level": level, "trend": beta * (level - before) + (1.0 - beta) * slope})

    return run


@function(
    "stat.sample.updateHoltWintersPeriodic",
    "(x: double, alpha: double, beta: double, gamma: double, state: any record A with {level: double, trend: double,"
    " cycle: array of double, multiplicative: boolean}) -> A",
    errors={
        14050: "alpha out of range",
        14051: "beta out of range",
        14052: "gamma out of range",
        14053: "empty cycle",
    },
    typed=True,
)
def update_periodic(call: Call) -> Callable[[float, float, float, float, State], State]:
    write = writer(call, "level", "trend", "cycle")

    def run(x: float, alpha: float, beta: float, gamma: float, state: State) -> State:
        _check_weights(alpha, beta, gamma)
        cycle: list[float] = state["cycle"]
        if not cycle:
            raise failure("stat.sample.updateHoltWintersPeriodic", 14053)
        before, slope = state["level"], state["trend"]
        c, *others = [*cycle[1:], cycle[0]]
        multiplicative = state["multiplicative"]
        level = alpha * (divide(x, c) if multiplicative else x - c) + (1.0 - alpha) * (before + slope)
        trend = beta * (level - before) + (1.0 - beta) * slope
        latest = gamma * (divide(x, level) if multiplicative else x - level) + (1.0 - gamma) * c
        return write(state, {"level": level, "trend": trend, "cycle": [latest, *others]})

    return run


def _check_weights(alpha: float, beta: float, gamma: float) -> None:
    for weight, code in ((alpha, 14050), (beta, 14051), (gamma, 14052)):
        if weight < 0 or weight > 1:
            raise failure("stat.sample.updateHoltWintersPeriodic", code)


# ----------------------------------------------------------------------------------------------- forecasts


@function(
    "stat.sample.forecast1HoltWinters",
    f"(state: {_LEVEL_AND_TREND}) -> double",
    errors={14060: "empty cycle"},
    typed=True,
)
def forecast_one(call: Call) -> Callable[[State], float]:
    if not _is_periodic(call):
        return lambda state: float(state["level"] + state["trend"])

    def run(state: State) -> float:
        if not state["cycle"]:
            raise failure("stat.sample.forecast1HoltWinters", 14060)
        return _ahead(1, state)

    return run


@function(
    "stat.sample.forecastHoltWinters",
    f"(n: int, state: {_LEVEL_AND_TREND}) -> array of double",
    errors={14070: "empty cycle"},
    typed=True,
)
def forecast(call: Call) -> Callable[[int, State], list[float]]:
    if not _is_periodic(call):
        return lambda n, state: [float(state["level"] + i * state["trend"]) for i in range(1, n + 1)]

    def run(n: int, state: State) -> list[float]:
        if not state["cycle"]:
            raise failure("stat.sample.forecastHoltWinters", 14070)
        return [_ahead(i, state) for i in range(1, n + 1)]

    return run


def _is_periodic(call: Call) -> bool:
    cycle, multiplicative = has(call, "cycle", Array(DOUBLE)), has(call, "multiplicative", BOOLEAN)
    if cycle != multiplicative:
        raise PfaSemanticError(f"{call.name} expects both 'cycle' and 'multiplicative' in its state, or neither")
    return cycle


def _ahead(i: int, state: State) -> float:
    line = float(state["level"] + i * state["trend"])
    c: float = state["cycle"][i % len(state["cycle"])]
    return line * c if state["multiplicative"] else line + c
