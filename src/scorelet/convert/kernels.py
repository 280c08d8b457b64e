"""Kernels of scikit-learn's support vector machines: how alike a row and a support vector are."""

from __future__ import annotations

from typing import Any

from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.errors import NotConvertibleError


def kernel_values(doc: Builder, model: Any, x: str, vectors: list[list[float]]) -> Json:
    """The array of a model's kernel between the row and each of its support vectors."""
    between = _kernel(model, x, "vector")
    kind = {"type": "array", "items": DOUBLES}
    table = doc.table("supportVectors", kind, vectors, sum(map(len, vectors)))
    return {"a.map": [table, inline({"vector": DOUBLES}, "double", between)]}


def _kernel(model: Any, x: Json, y: Json) -> Json:
    """As libsvm defines it (Chang and Lin, LIBSVM: a library for support vector machines, section 2)."""
    gamma, constant = float(model._gamma), float(model.coef0)
    match model.kernel:
        case "linear":
            return {"m.kernel.linear": [x, y]}
        case "rbf":
            return {"m.kernel.rbf": [x, y, gamma]}
        case "poly":
            return {"m.kernel.poly": [x, y, gamma, constant, float(model.degree)]}
        case "sigmoid":
            return {"m.kernel.sigmoid": [x, y, gamma, constant]}
    name = model.kernel if isinstance(model.kernel, str) else getattr(model.kernel, "__name__", "a function of yours")
    raise NotConvertibleError(f"the parameter kernel={name!r}")


def support_vectors(model: Any) -> list[list[float]]:
    """The support vectors, dense."""
    found = model.support_vectors_
    rows: list[list[float]] = (found.toarray() if hasattr(found, "toarray") else found).tolist()
    return rows


def dual_coefficients(model: Any) -> list[list[float]]:
    """libsvm's own coefficients, dense: a row for each class but one."""
    found = model._dual_coef_
    rows: list[list[float]] = (found.toarray() if hasattr(found, "toarray") else found).tolist()
    return rows
