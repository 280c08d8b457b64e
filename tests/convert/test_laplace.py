"""Gaussian process classification against scikit-learn."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, Matern, WhiteKernel

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

X = table(30, 2)
ROWS = [*table(40, 2, seed=1), *X[:5], [50.0, -50.0]]
KERNELS = [None, 2.0 * RBF([0.5, 2.0]), Matern(nu=1.5) + WhiteKernel(0.1), ConstantKernel(0.5) * DotProduct(1.0)]
ROUNDING = 1e-10
"""The five error functions are weighted with thousands, and add up to a number of at most one."""


@pytest.mark.parametrize("kernel", KERNELS, ids=str)
def test_two_classes(kernel: Any) -> None:
    model = GaussianProcessClassifier(kernel, optimizer=None).fit(X, classes(X, ("no", "yes")))
    assert_parity(model, ROWS, absolute=ROUNDING)


@pytest.mark.parametrize("way", ["one_vs_rest", "one_vs_one"])
def test_three_classes(way: Any) -> None:
    model = GaussianProcessClassifier(RBF(), optimizer=None, multi_class=way).fit(X, classes(X, (3, 1, 2)))
    found = assert_parity(model, ROWS, absolute=ROUNDING)
    assert found.offered == (("label", "probabilities") if way == "one_vs_rest" else ("label",))
