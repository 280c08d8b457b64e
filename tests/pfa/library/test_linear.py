from __future__ import annotations

from math import inf, isnan, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.pfa.library import matrices
from scorelet.pfa.types import DOUBLE, INT, STRING, Array, Function, Type
from tests.pfa.library.calls import MATRIX, SPARSE_MATRIX, SPARSE_VECTOR, VECTOR, resolved

Matrix = list[list[float]]

ONE = Function([DOUBLE], DOUBLE)
TWO = Function([DOUBLE, DOUBLE], DOUBLE)

X = [[1.0, 2.0], [3.0, 4.0]]
SPARSE = {"a": {"x": 1.0, "y": 2.0}, "b": {"y": 4.0}}
RAGGED = [[1.0, 2.0], [3.0]]

# ------------------------------------------------------------------------------------- element by element


def test_map_and_scale() -> None:
    assert resolved("la.map", MATRIX, ONE)(X, lambda v: -v) == [[-1.0, -2.0], [-3.0, -4.0]]
    assert resolved("la.map", SPARSE_MATRIX, ONE)(SPARSE, lambda v: v + 1.0) == {
        "a": {"x": 2.0, "y": 3.0},
        "b": {"y": 5.0},
    }
    assert resolved("la.scale", VECTOR, DOUBLE)([1.0, 2.0], 10.0) == [10.0, 20.0]
    assert resolved("la.scale", MATRIX, DOUBLE)(X, 10.0) == [[10.0, 20.0], [30.0, 40.0]]
    assert resolved("la.scale", SPARSE_VECTOR, DOUBLE)({"a": 1.0}, 10.0) == {"a": 10.0}
    assert resolved("la.scale", SPARSE_MATRIX, DOUBLE)({"a": {"b": 1.0}}, 10.0) == {"a": {"b": 10.0}}


def test_pairs_of_arrays() -> None:
    assert resolved("la.add", VECTOR, VECTOR)([1.0, 2.0], [3.0, 4.0]) == [4.0, 6.0]
    assert resolved("la.sub", MATRIX, MATRIX)(X, X) == [[0.0, 0.0], [0.0, 0.0]]
    assert resolved("la.zipmap", MATRIX, MATRIX, TWO)(X, X, lambda a, b: a * b) == [[1.0, 4.0], [9.0, 16.0]]
    assert resolved("la.add", MATRIX, MATRIX)([], []) == []


def test_pairs_of_maps_take_zero_for_what_is_missing() -> None:
    assert resolved("la.sub", SPARSE_VECTOR, SPARSE_VECTOR)({"a": 1.0}, {"b": 2.0}) == {"a": 1.0, "b": -2.0}
    assert resolved("la.add", SPARSE_MATRIX, SPARSE_MATRIX)(SPARSE, {"c": {"x": 7.0}}) == {
        "a": {"x": 1.0, "y": 2.0},
        "b": {"x": 0.0, "y": 4.0},
        "c": {"x": 7.0, "y": 0.0},
    }


@pytest.mark.parametrize(("name", "code"), [("la.add", 24030), ("la.sub", 24040), ("la.zipmap", 24020)])
def test_misaligned(name: str, code: int) -> None:
    more: tuple[Any, ...] = (max,) if name == "la.zipmap" else ()
    run = resolved(name, MATRIX, MATRIX, *([TWO] if more else []))
    for y in (X[:1], [[1.0, 2.0], [3.0]], [[1.0, 2.0], []], []):
        assert run(X, y, *more) == ("error", code)
    if not more:
        assert resolved(name, VECTOR, VECTOR)([1.0], []) == ("error", code)


# ------------------------------------------------------------------------------------------- products


def test_dot() -> None:
    assert resolved("la.dot", MATRIX, VECTOR)(X, [1.0, -1.0]) == [-1.0, -1.0]
    assert resolved("la.dot", MATRIX, MATRIX)([[1.0, 2.0, 3.0]], [[1.0], [2.0], [3.0]]) == [[14.0]]
    assert resolved("la.dot", SPARSE_MATRIX, SPARSE_VECTOR)(SPARSE, {"y": 10.0, "z": 1.0}) == {"a": 20.0, "b": 40.0}
    assert resolved("la.dot", SPARSE_MATRIX, SPARSE_MATRIX)(SPARSE, {"x": {"p": 3.0}, "y": {"q": 5.0}}) == {
        "a": {"p": 3.0, "q": 10.0},
        "b": {"p": 0.0, "q": 20.0},
    }


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [
        (X, [1.0], 24050),
        (RAGGED, [1.0, 2.0], 24050),
        ([[], []], [1.0], 24051),
        ([], [1.0], 24051),
        (X, [], 24051),
        ([[nan, 1.0]], [], 24051),
        ([[nan, 1.0]], [1.0], 24052),
        (X, [inf, 1.0], 24052),
    ],
)
def test_dot_errors(x: Matrix, y: list[float], code: int) -> None:
    assert resolved("la.dot", MATRIX, VECTOR)(x, y) == ("error", code)
    assert resolved("la.dot", MATRIX, MATRIX)(x, [[v] for v in y]) == ("error", code)


def test_dot_errors_of_matrices() -> None:
    assert resolved("la.dot", MATRIX, MATRIX)(X, RAGGED) == ("error", 24050)
    assert resolved("la.dot", MATRIX, MATRIX)(X, [[], []]) == ("error", 24051)
    sparse = resolved("la.dot", SPARSE_MATRIX, SPARSE_MATRIX)
    assert sparse({"a": {}}, SPARSE) == ("error", 24051)
    assert sparse(SPARSE, {"a": {"b": inf}}) == ("error", 24052)


# ------------------------------------------------------------------------------- functions of one matrix

CONDITIONS: list[tuple[str, tuple[Type, ...], tuple[Any, ...], int, int, int | None]] = [
    ("la.transpose", (), (), 24060, 24061, None),
    ("la.inverse", (), (), 24070, 24071, None),
    ("la.det", (), (), 24090, 24091, 24092),
    ("la.symmetric", (DOUBLE,), (0.1,), 24100, 24101, 24102),
    ("la.eigenBasis", (), (), 24110, 24111, 24112),
    ("la.truncate", (INT,), (1,), 24120, 24121, None),
]


@pytest.mark.parametrize(("name", "types", "args", "too_few", "ragged", "not_square"), CONDITIONS)
def test_conditions(
    name: str, types: tuple[Type, ...], args: tuple[Any, ...], too_few: int, ragged: int, not_square: int | None
) -> None:
    run = resolved(name, MATRIX, *types)
    empties: list[Matrix] = [[], [[]], [[], []]]
    for empty in empties:
        assert run(empty, *args) == ("error", too_few)
    for uneven in (RAGGED, [[], [1.0]]):
        assert run(uneven, *args) == ("error", ragged)
    if not_square is not None:
        assert run([[1.0, 2.0]], *args) == ("error", not_square)


@pytest.mark.parametrize(("name", "types", "args", "too_few", "ragged", "not_square"), CONDITIONS)
def test_conditions_of_maps(
    name: str, types: tuple[Type, ...], args: tuple[Any, ...], too_few: int, ragged: int, not_square: int | None
) -> None:
    if name == "la.truncate":
        types, args = (Array(STRING),), (["a"],)
    run = resolved(name, SPARSE_MATRIX, *types)
    assert run({}, *args) == ("error", too_few)
    assert run({"a": {}}, *args) == ("error", too_few)
    if name == "la.transpose":
        assert run(SPARSE) == ("error", ragged)
    if not_square is not None:  # keys that are missing count as zero: every map is square
        assert run({"a": {"b": 1.0}}, *args) != ("error", not_square)


def test_transpose() -> None:
    assert resolved("la.transpose", MATRIX)([[1.0, 2.0, 3.0]]) == [[1.0], [2.0], [3.0]]
    assert resolved("la.transpose", SPARSE_MATRIX)({"a": {"x": 1.0, "y": 2.0}}) == {"x": {"a": 1.0}, "y": {"a": 2.0}}


def test_trace() -> None:
    assert resolved("la.trace", MATRIX)([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]) == 6.0
    assert resolved("la.trace", MATRIX)([]) == 0.0
    assert resolved("la.trace", MATRIX)(RAGGED) == ("error", 24080)
    assert resolved("la.trace", SPARSE_MATRIX)({"a": {"a": 1.0, "b": 2.0}, "b": {"a": 3.0}}) == 1.0


def test_det() -> None:
    assert resolved("la.det", MATRIX)([[1.0, 2.0, 3.0], [4.0, -5.0, 6.0], [7.0, 8.0, 9.0]]) == pytest.approx(120.0)
    assert resolved("la.det", MATRIX)([[0.0, 1.0], [1.0, 0.0]]) == -1.0
    assert resolved("la.det", MATRIX)([[0.0, 0.0], [1.0, 0.0]]) == 0.0
    assert isnan(resolved("la.det", MATRIX)([[inf]]))
    assert resolved("la.det", SPARSE_MATRIX)({"a": {"b": 2.0}, "b": {"a": 3.0}}) == -6.0


def test_symmetric() -> None:
    symmetric = resolved("la.symmetric", MATRIX, DOUBLE)
    assert symmetric([[nan, 2.0], [2.1, inf]], 0.2) is True
    assert symmetric([[1.0, 2.0], [2.5, 1.0]], 0.5) is False
    assert symmetric([[1.0, nan], [nan, 1.0]], 0.5) is False
    assert resolved("la.symmetric", SPARSE_MATRIX, DOUBLE)({"a": {"b": 0.1}}, 0.2) is True


def test_truncate() -> None:
    truncate = resolved("la.truncate", MATRIX, INT)
    assert [truncate(X, keep) for keep in (-1, 0, 1, 9)] == [[], [], X[:1], X]
    assert resolved("la.truncate", SPARSE_MATRIX, Array(STRING))(SPARSE, ["b", "c"]) == {"b": {"y": 4.0}}


def test_inverse() -> None:
    assert resolved("la.inverse", MATRIX)([[0.0, 2.0], [4.0, 0.0]]) == [[0.0, 0.25], [0.5, 0.0]]
    found = resolved("la.inverse", MATRIX)([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    expected = [[-17 / 18, 8 / 18], [-2 / 18, 2 / 18], [13 / 18, -4 / 18]]
    assert [value for row in found for value in row] == pytest.approx([v for row in expected for v in row])
    assert resolved("la.inverse", SPARSE_MATRIX)({"a": {"x": 2.0}, "b": {"y": 4.0}}) == {
        "x": {"a": 0.5, "b": 0.0},
        "y": {"a": 0.0, "b": 0.25},
    }


def test_inverse_of_what_has_none() -> None:
    inverse = resolved("la.inverse", MATRIX)
    assert [v for row in inverse([[1.0, 2.0], [2.0, 4.0]]) for v in row] == pytest.approx([0.04, 0.08, 0.08, 0.16])
    assert inverse([[0.0, 0.0], [0.0, 0.0]]) == [[0.0, 0.0], [0.0, 0.0]]
    assert all(isnan(v) for row in inverse([[1.0, nan], [2.0, 4.0]]) for v in row)
    assert inverse([[1e-200, 0.0]]) == [[pytest.approx(1e200)], [0.0]]


def test_eigen_basis() -> None:
    basis = resolved("la.eigenBasis", MATRIX)([[898.98, -1026.12], [-1026.12, 1309.55]])
    assert basis[0] == pytest.approx([0.013670196824184341, -0.016675931490136905])
    assert basis[1] == pytest.approx([0.10171228270342576, 0.08337926578885793])
    assert resolved("la.eigenBasis", SPARSE_MATRIX)({"a": {"a": 4.0}, "b": {"b": 16.0}}) == {
        "0": {"a": 0.0, "b": 0.25},
        "1": {"a": 0.5, "b": 0.0},
    }
    assert resolved("la.eigenBasis", MATRIX)([[1.0, inf], [inf, 1.0]]) == ("error", 24113)


# ------------------------------------------------------------------------------------- by their properties


@st.composite
def matrices_of(draw: st.DrawFn, square: bool = False) -> Matrix:
    height = draw(st.integers(1, 5))
    width = height if square else draw(st.integers(1, 5))
    value = st.integers(-6, 6).map(float) if draw(st.booleans()) else st.floats(-10.0, 10.0).map(lambda v: round(v, 2))
    return draw(st.lists(st.lists(value, min_size=width, max_size=width), min_size=height, max_size=height))


def product(x: Matrix, y: Matrix) -> Matrix:
    return [[matrices.dot(row, column) for column in matrices.transpose(y)] for row in x]


def close(x: Matrix, y: Matrix) -> bool:
    flat_x, flat_y = [v for row in x for v in row], [v for row in y for v in row]
    return flat_x == pytest.approx(flat_y, rel=1e-6, abs=1e-6)


@given(matrices_of())
def test_pseudoinverse_keeps_penrose_conditions(x: Matrix) -> None:
    found = matrices.pseudoinverse(x)
    assert close(product(product(x, found), x), x)
    for projection in (product(x, found), product(found, x)):
        assert close(projection, matrices.transpose(projection))


@given(matrices_of(square=True))
def test_eigenvectors_are_orthonormal_and_rebuild_the_matrix(x: Matrix) -> None:
    values, vectors = matrices.eigen(x)
    identity = [[1.0 if i == j else 0.0 for j in range(len(x))] for i in range(len(x))]
    assert close(product(vectors, matrices.transpose(vectors)), identity)
    scaled = [[value * v for v in vector] for value, vector in zip(values, vectors, strict=True)]
    symmetric = [[(x[i][j] + x[j][i]) / 2.0 for j in range(len(x))] for i in range(len(x))]
    assert close(product(matrices.transpose(vectors), scaled), symmetric)


@given(matrices_of(square=True), matrices_of(square=True))
def test_determinant_is_multiplicative(x: Matrix, y: Matrix) -> None:
    size = min(len(x), len(y))
    x, y = [row[:size] for row in x[:size]], [row[:size] for row in y[:size]]
    expected = matrices.determinant(x) * matrices.determinant(y)
    assert matrices.determinant(product(x, y)) == pytest.approx(expected, rel=1e-6, abs=1e-3)
