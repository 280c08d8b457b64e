from __future__ import annotations

from math import exp, inf, isnan, nan, tanh

import pytest

from scorelet.pfa.library.math_kernel import power
from scorelet.pfa.types import DOUBLE
from tests.pfa.library.calls import VECTOR, resolved

NUMBERS = {"linear": (), "rbf": (0.2,), "poly": (0.2, 0.4, 3.0), "sigmoid": (0.2, 0.4)}
CODES = {"linear": 23000, "rbf": 23010, "poly": 23020, "sigmoid": 23030}
X, Y = [1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 3.0, 4.0, 5.0]


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [("linear", 15.0), ("rbf", exp(-6.0)), ("poly", 3.4**3), ("sigmoid", tanh(3.4))],
)
def test_values(kernel: str, expected: float) -> None:
    numbers = NUMBERS[kernel]
    run = resolved(f"m.kernel.{kernel}", VECTOR, VECTOR, *[DOUBLE] * len(numbers))
    assert run(X, Y, *numbers) == pytest.approx(expected, rel=1e-14)
    assert type(run([], [], *numbers)) is float


@pytest.mark.parametrize("kernel", CODES)
def test_lengths_must_agree(kernel: str) -> None:
    name, numbers = f"m.kernel.{kernel}", NUMBERS[kernel]
    run = resolved(name, VECTOR, VECTOR, *[DOUBLE] * len(numbers))
    assert run(X, Y[:4], *numbers) == ("error", CODES[kernel])
    assert run(X, [], *numbers) == ("error", CODES[kernel])


def test_what_is_beyond_a_double() -> None:
    rbf = resolved("m.kernel.rbf", VECTOR, VECTOR, DOUBLE)
    assert rbf([1e200], [-1e200], 1.0) == 0.0
    assert rbf([1e200], [-1e200], -1.0) == inf


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        (2.0, 0.5, 2.0**0.5),
        (0.0, -1.0, inf),
        (-0.0, -1.0, -inf),
        (-0.0, -2.0, inf),
        (0.0, -0.5, inf),
        (-10.0, 999.0, -inf),
        (-10.0, 998.0, inf),
        (10.0, 999.0, inf),
        (inf, 2.0, inf),
        (nan, 0.0, 1.0),
    ],
)
def test_power(base: float, exponent: float, expected: float) -> None:
    assert power(base, exponent) == expected


def test_power_of_a_negative_number() -> None:
    assert isnan(power(-2.0, 0.5))
