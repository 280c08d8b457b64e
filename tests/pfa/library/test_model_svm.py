from __future__ import annotations

import random
from typing import Any

import pytest

from scorelet.pfa.library.math_kernel import rbf
from scorelet.pfa.library.model_svm import score
from tests.pfa.library.calls import fails_with


def product(x: list[float], y: list[float]) -> float:
    return sum(a * b for a, b in zip(x, y, strict=True))


def vectors(*pairs: tuple[list[float], float]) -> list[dict[str, Any]]:
    return [{"supVec": vector, "coeff": coeff} for vector, coeff in pairs]


def test_both_classes_and_the_constant() -> None:
    model = {"const": 0.5, "posClass": vectors(([1.0, 0.0], 2.0)), "negClass": vectors(([0.0, 1.0], -3.0))}
    assert score([5.0, 7.0], model, product) == 0.5 + 10.0 - 21.0
    assert score([5.0, 7.0], {**model, "negClass": []}, product) == 10.5


def test_vectors_that_do_not_fit() -> None:
    none: dict[str, Any] = {"const": 0.5, "posClass": [], "negClass": []}
    fails_with(12000, "no support vectors", score, [1.0], none, product)
    short = {**none, "negClass": vectors(([1.0], 1.0))}
    fails_with(12001, "support vectors must have same length as datum", score, [1.0, 2.0], short, product)


def test_as_scikit_learn() -> None:
    svm = pytest.importorskip("sklearn.svm")
    draw = random.Random(1)
    rows = [[draw.gauss(0, 1) for _ in range(3)] for _ in range(40)]
    fitted = svm.SVC(gamma=0.3).fit(rows, [row[0] * row[1] > 0 for row in rows])
    pairs = list(zip(fitted.support_vectors_.tolist(), fitted.dual_coef_[0].tolist(), strict=True))
    model = {
        "const": float(fitted.intercept_[0]),
        "posClass": vectors(*[pair for pair in pairs if pair[1] > 0]),
        "negClass": vectors(*[pair for pair in pairs if pair[1] <= 0]),
    }
    found = [score(row, model, lambda x, y: rbf(x, y, 0.3)) for row in rows]
    assert found == pytest.approx(fitted.decision_function(rows).tolist(), rel=1e-10, abs=1e-12)
