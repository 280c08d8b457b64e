"""Kernel maps against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import KernelPCA
from sklearn.kernel_approximation import Nystroem
from sklearn.kernel_ridge import KernelRidge
from sklearn.preprocessing import KernelCenterer

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import numbers, table

x = table(30, 3)
ROWS = table(20, 3, seed=1)
KERNELS: list[dict[str, Any]] = [
    {"kernel": "linear"},
    {"kernel": "rbf"},
    {"kernel": "rbf", "gamma": 0.2},
    {"kernel": "poly", "degree": 2, "coef0": 0.5},
    {"kernel": "sigmoid", "gamma": 0.01},
]


@pytest.mark.parametrize("kernel", KERNELS, ids=str)
def test_kernel_components(kernel: dict[str, Any]) -> None:
    assert_parity(KernelPCA(2, **kernel).fit(x), ROWS, absolute=1e-9)


@pytest.mark.parametrize("kernel", [{}, *KERNELS], ids=str)
def test_nystroem(kernel: dict[str, Any]) -> None:
    assert_parity(Nystroem(n_components=3, random_state=0, **kernel).fit(x), ROWS, absolute=1e-9)


@pytest.mark.parametrize("targets", [1, 2])
@pytest.mark.parametrize("kernel", [{}, *KERNELS], ids=str)
def test_kernel_ridge(kernel: dict[str, Any], targets: int) -> None:
    y = np.column_stack([numbers(x, seed=seed) for seed in range(targets)])
    assert_parity(KernelRidge(**kernel).fit(x, y), ROWS, absolute=1e-8)
    assert_parity(KernelRidge(**kernel).fit(x, y[:, 0]), ROWS, absolute=1e-8)


def test_kernel_centerer() -> None:
    assert_parity(KernelCenterer().fit(x @ x.T), ROWS @ x.T)


@pytest.mark.parametrize("kind", [KernelPCA, Nystroem])
def test_other_kernels(kind: Any) -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(kind(kernel="cosine", n_components=2).fit(x))
    assert str(caught.value) == f"{kind.__name__}: the parameter kernel='cosine'"


def test_parameters_of_kernels_of_ones_own() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(Nystroem(kernel="rbf", kernel_params={"gamma": 0.1}, n_components=2).fit(x))
    assert str(caught.value) == "Nystroem: the parameter kernel_params={'gamma': 0.1}"
