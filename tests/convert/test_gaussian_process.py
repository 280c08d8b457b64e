"""Gaussian process regression against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    RBF,
    CompoundKernel,
    ConstantKernel,
    DotProduct,
    ExpSineSquared,
    Matern,
    RationalQuadratic,
    WhiteKernel,
)

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import numbers, table

X = table(25, 2)
ROWS = table(20, 2, seed=1)
KERNELS = [
    RBF(1.5),
    ConstantKernel(2.0) * RBF([0.5, 2.0]) + WhiteKernel(0.1),
    Matern(1.2, nu=0.5),
    Matern(1.2, nu=1.5) + ConstantKernel(0.5),
    Matern([1.0, 2.0], nu=2.5),
    Matern(nu=float("inf")),
    RationalQuadratic(1.3, 0.7),
    DotProduct(0.8) ** 2,
]


@pytest.mark.parametrize("kernel", KERNELS, ids=str)
@pytest.mark.parametrize("normalize", [False, True])
def test_kernels(kernel: Any, normalize: bool) -> None:
    model = GaussianProcessRegressor(kernel, optimizer=None, alpha=0.5, normalize_y=normalize)
    assert_parity(model.fit(X, numbers(X)), ROWS, absolute=1e-9)


@pytest.mark.parametrize("normalize", [False, True])
def test_several_targets(normalize: bool) -> None:
    y = np.column_stack([numbers(X), numbers(X, seed=1) * 5.0 + 1.0])
    model = GaussianProcessRegressor(RBF(), optimizer=None, alpha=0.5, normalize_y=normalize)
    assert_parity(model.fit(X, y), ROWS, absolute=1e-9)
    assert_parity(model.fit(X, y[:, :1]), ROWS, absolute=1e-9)


def test_a_periodic_kernel() -> None:
    model = GaussianProcessRegressor(ExpSineSquared(1.1, 3.0), optimizer=None, alpha=1e-2)
    assert_parity(model.fit(X[:, :1], numbers(X)), ROWS[:, :1], absolute=1e-9)


@pytest.mark.parametrize(
    ("kernel", "said"),
    [
        (Matern(nu=1.7), "the kernel Matern with nu=1.7: 0.5, 1.5, 2.5 and infinity are converted"),
        (CompoundKernel([RBF()]), "the kernel CompoundKernel"),
    ],
)
def test_other_kernels_are_not_converted(kernel: Any, said: str) -> None:
    model = GaussianProcessRegressor(RBF(), optimizer=None, alpha=1e-2).fit(X, numbers(X))
    model.kernel_ = kernel
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == f"GaussianProcessRegressor: {said}"
