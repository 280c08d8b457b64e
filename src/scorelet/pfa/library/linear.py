"""Linear algebra: la.*

A vector is an array or a map of numbers, a matrix an array of arrays or a map of maps: dense, or sparse with
zero for what is missing. Functions that look at each number alone work on both forms; for the others a map
becomes dense (`_dense`), its keys in order of first appearance, and the result gets its keys back (`_keyed`).
The numerical work is in `scorelet.pfa.library.matrices`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from itertools import repeat
from math import isfinite
from operator import add, mul, sub
from typing import Any

from scorelet.pfa.library import matrices
from scorelet.pfa.library.array_fold import reduce_left
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.numbers import SUMS_PLAINLY, ordered_sum
from scorelet.pfa.types import DOUBLE, Array, Map, Type

Vector = list[float]
Matrix = list[Vector]
SparseVector = dict[str, float]
SparseMatrix = dict[str, SparseVector]
Binary = Callable[[float, float], float]

_TOO_FEW = "too few rows/cols"
_RAGGED = "ragged columns"
_MISALIGNED = "misaligned matrices"
_NOT_SQUARE = "non-square matrix"

_SPELLED = "scorelet.pfa.lower.spelled:spelled_out"

# ------------------------------------------------------------------------------------- element by element


@function(
    "la.map",
    "(x: array of array of double, fcn: function (double) -> double) -> array of array of double",
    "(x: map of map of double, fcn: function (double) -> double) -> map of map of double",
    typed=True,
)
def la_map(call: Call) -> Callable[[Any, Callable[[float], float]], Any]:
    if isinstance(call.args[0], Array):
        return lambda x, fcn: [[fcn(value) for value in row] for row in x]
    return lambda x, fcn: {name: {key: fcn(value) for key, value in row.items()} for name, row in x.items()}


@function(
    "la.scale",
    "(x: array of double, alpha: double) -> array of double",
    "(x: array of array of double, alpha: double) -> array of array of double",
    "(x: map of double, alpha: double) -> map of double",
    "(x: map of map of double, alpha: double) -> map of map of double",
    typed=True,
    inline=lambda call: "[value * alpha for value in x]" if call.args[0] == Array(DOUBLE) else None,
    specialise=_SPELLED,
)
def la_scale(call: Call) -> Callable[[Any, float], Any]:
    match call.args[0]:
        case Array(items=items) if items == DOUBLE:
            return lambda x, alpha: [value * alpha for value in x]
        case Array():
            return lambda x, alpha: [[value * alpha for value in row] for row in x]
        case Map(values=values) if values == DOUBLE:
            return lambda x, alpha: {key: value * alpha for key, value in x.items()}
    return lambda x, alpha: {name: {key: value * alpha for key, value in row.items()} for name, row in x.items()}


def _pairwise(name: str, code: int, shape: Type) -> Callable[[Any, Any, Binary], Any]:
    """How to apply a function to pairs of elements of two vectors or matrices of the type `shape`."""

    def vectors(x: Vector, y: Vector, fcn: Binary) -> Vector:
        if len(x) != len(y):
            raise failure(name, code)
        return list(map(fcn, x, y))

    def rows(x: Matrix, y: Matrix, fcn: Binary) -> Matrix:
        if len(x) != len(y):
            raise failure(name, code)
        return [vectors(a, b, fcn) for a, b in zip(x, y, strict=True)]

    match shape:
        case Array(items=items):
            return vectors if items == DOUBLE else rows
        case Map(values=values) if values == DOUBLE:
            return _sparse_vectors
    return _sparse_matrices


def _sparse_vectors(x: SparseVector, y: SparseVector, fcn: Binary) -> SparseVector:
    return {key: fcn(x.get(key, 0.0), y.get(key, 0.0)) for key in _union((x, y))}


def _sparse_matrices(x: SparseMatrix, y: SparseMatrix, fcn: Binary) -> SparseMatrix:
    columns = _union((*x.values(), *y.values()))
    result = {}
    for name in _union((x, y)):
        a, b = x.get(name, {}), y.get(name, {})
        result[name] = {key: fcn(a.get(key, 0.0), b.get(key, 0.0)) for key in columns}
    return result


@function(
    "la.zipmap",
    "(x: array of array of double, y: array of array of double, fcn: function (double, double) -> double)"
    " -> array of array of double",
    "(x: map of map of double, y: map of map of double, fcn: function (double, double) -> double)"
    " -> map of map of double",
    errors={24020: _MISALIGNED},
    typed=True,
)
def la_zipmap(call: Call) -> Callable[[Any, Any, Binary], Any]:
    return _pairwise("la.zipmap", 24020, call.args[0])


_TWO_ALIKE = (
    "(x: array of double, y: array of double) -> array of double",
    "(x: array of array of double, y: array of array of double) -> array of array of double",
    "(x: map of double, y: map of double) -> map of double",
    "(x: map of map of double, y: map of map of double) -> map of map of double",
)


@function("la.add", *_TWO_ALIKE, errors={24030: _MISALIGNED}, typed=True, specialise=_SPELLED)
def la_add(call: Call) -> Callable[[Any, Any], Any]:
    pairwise = _pairwise("la.add", 24030, call.args[0])
    return lambda x, y: pairwise(x, y, add)


def add_all(rows: Matrix) -> Vector:
    """a.reduce by la.add: each column's numbers are added from the first row to the last."""
    try:
        columns = zip(*rows, strict=True)
        # Adding x to -0.0 gives x, for every x.
        found = list(map(sum, columns, repeat(-0.0))) if SUMS_PLAINLY else [reduce(add, column) for column in columns]
    except ValueError:
        found = []
    pairwise = _pairwise("la.add", 24030, Array(DOUBLE))
    return found or reduce_left(rows, lambda x, y: pairwise(x, y, add))


@function("la.sub", *_TWO_ALIKE, errors={24040: _MISALIGNED}, typed=True, specialise=_SPELLED)
def la_sub(call: Call) -> Callable[[Any, Any], Any]:
    pairwise = _pairwise("la.sub", 24040, call.args[0])
    return lambda x, y: pairwise(x, y, sub)


# ------------------------------------------------------------------------------------------- products


@function(
    "la.dot",
    "(x: array of array of double, y: array of double) -> array of double",
    "(x: map of map of double, y: map of double) -> map of double",
    "(x: array of array of double, y: array of array of double) -> array of array of double",
    "(x: map of map of double, y: map of map of double) -> map of map of double",
    errors={24050: _MISALIGNED, 24051: _TOO_FEW, 24052: "contains non-finite value"},
    typed=True,
)
def la_dot(call: Call) -> Callable[[Any, Any], Any]:
    match call.args[1]:
        case Array(items=items):
            return _matrix_times_vector if items == DOUBLE else _matrix_times_matrix
        case Map(values=values) if values == DOUBLE:
            return _sparse_times_vector
    return _sparse_times_sparse


def _matrix_times_vector(x: Matrix, y: Vector) -> Vector:
    _check_factors(x, (y,))
    width = len(y)
    if any(len(row) != width for row in x):
        raise failure("la.dot", 24050)
    return [ordered_sum(map(mul, row, y)) for row in x]


def _matrix_times_matrix(x: Matrix, y: Matrix) -> Matrix:
    _check_factors(x, y)
    height, width = len(y), len(y[0])
    if any(len(row) != height for row in x) or any(len(row) != width for row in y):
        raise failure("la.dot", 24050)
    columns = list(zip(*y, strict=True))
    return [[ordered_sum(map(mul, row, column)) for column in columns] for row in x]


def _sparse_times_vector(x: SparseMatrix, y: SparseVector) -> SparseVector:
    _check_factors([row.values() for row in x.values()], (y.values(),))
    return {name: _sparse_product(row, y) for name, row in x.items()}


def _sparse_times_sparse(x: SparseMatrix, y: SparseMatrix) -> SparseMatrix:
    _check_factors([row.values() for row in x.values()], [row.values() for row in y.values()])
    columns = {key: {name: row[key] for name, row in y.items() if key in row} for key in _union(y.values())}
    return {name: {key: _sparse_product(row, column) for key, column in columns.items()} for name, row in x.items()}


def _sparse_product(x: SparseVector, y: SparseVector) -> float:
    total = 0.0
    for key, value in x.items():
        if key in y:
            total += value * y[key]
    return total


def _check_factors(x: Iterable[Iterable[float]], y: Iterable[Iterable[float]]) -> None:
    """Each factor has numbers in it, and all are finite. A vector counts as a matrix of one row."""
    for factor in (x, y):
        if not any(True for row in factor for _ in row):
            raise failure("la.dot", 24051)
    for factor in (x, y):
        if not all(all(map(isfinite, row)) for row in factor):
            raise failure("la.dot", 24052)


# ------------------------------------------------------------------------------- functions of one matrix

_MATRIX_TO_MATRIX = (
    "(x: array of array of double) -> array of array of double",
    "(x: map of map of double) -> map of map of double",
)
_MATRIX_TO_NUMBER = ("(x: array of array of double) -> double", "(x: map of map of double) -> double")


def _is_array(call: Call) -> bool:
    return isinstance(call.args[0], Array)


def _check(name: str, x: Matrix, *, too_few: int, ragged: int, not_square: int | None = None) -> None:
    """The conditions most functions set, by their error codes."""
    if not x or not any(x):
        raise failure(name, too_few)
    width = len(x[0])
    if any(len(row) != width for row in x):
        raise failure(name, ragged)
    if not_square is not None and len(x) != width:
        raise failure(name, not_square)


def _union(maps: Iterable[Iterable[str]]) -> list[str]:
    """The keys of all maps, in order of first appearance."""
    return list(dict.fromkeys(key for one in maps for key in one))


def _dense(x: SparseMatrix, rows: list[str], columns: list[str]) -> Matrix:
    return [[x.get(name, {}).get(key, 0.0) for key in columns] for name in rows]


def _keyed(x: Matrix, rows: list[str], columns: list[str]) -> SparseMatrix:
    return {name: dict(zip(columns, row, strict=True)) for name, row in zip(rows, x, strict=True)}


def _square(name: str, code: int, x: SparseMatrix) -> tuple[Matrix, list[str]]:
    """The dense form of `x` over all its row and column keys, and these keys."""
    columns = _union(x.values())
    if not columns:
        raise failure(name, code)
    keys = _union((x, columns))
    return _dense(x, keys, keys), keys


@function("la.transpose", *_MATRIX_TO_MATRIX, errors={24060: _TOO_FEW, 24061: _RAGGED}, typed=True)
def la_transpose(call: Call) -> Callable[[Any], Any]:
    return _transpose if _is_array(call) else _transpose_sparse


def _transpose(x: Matrix) -> Matrix:
    _check("la.transpose", x, too_few=24060, ragged=24061)
    return list(map(list, zip(*x, strict=True)))


def _transpose_sparse(x: SparseMatrix) -> SparseMatrix:
    columns = _union(x.values())
    if not columns:
        raise failure("la.transpose", 24060)
    if any(len(row) != len(columns) for row in x.values()):
        raise failure("la.transpose", 24061)
    return {key: {name: row[key] for name, row in x.items()} for key in columns}


@function("la.inverse", *_MATRIX_TO_MATRIX, errors={24070: _TOO_FEW, 24071: _RAGGED}, typed=True)
def la_inverse(call: Call) -> Callable[[Any], Any]:
    """The pseudoinverse also for a square matrix that has no inverse."""
    return _inverse if _is_array(call) else _inverse_sparse


def _inverse(x: Matrix) -> Matrix:
    _check("la.inverse", x, too_few=24070, ragged=24071)
    return matrices.inverse(x)


def _inverse_sparse(x: SparseMatrix) -> SparseMatrix:
    rows, columns = list(x), _union(x.values())
    if not columns:
        raise failure("la.inverse", 24070)
    return _keyed(matrices.inverse(_dense(x, rows, columns)), columns, rows)


@function("la.trace", *_MATRIX_TO_NUMBER, errors={24080: _RAGGED}, typed=True)
def la_trace(call: Call) -> Callable[[Any], float]:
    if not _is_array(call):
        return lambda x: ordered_sum([row.get(name, 0.0) for name, row in x.items()])
    return _trace


def _trace(x: Matrix) -> float:
    width = len(x[0]) if x else 0
    if any(len(row) != width for row in x):
        raise failure("la.trace", 24080)
    return ordered_sum([x[i][i] for i in range(min(len(x), width))])


@function(
    "la.det",
    *_MATRIX_TO_NUMBER,
    errors={24090: _TOO_FEW, 24091: _RAGGED, 24092: _NOT_SQUARE},
    typed=True,
)
def la_det(call: Call) -> Callable[[Any], float]:
    if not _is_array(call):
        return lambda x: matrices.determinant(_square("la.det", 24090, x)[0])

    def determinant(x: Matrix) -> float:
        _check("la.det", x, too_few=24090, ragged=24091, not_square=24092)
        return matrices.determinant(x)

    return determinant


@function(
    "la.symmetric",
    "(x: array of array of double, tolerance: double) -> boolean",
    "(x: map of map of double, tolerance: double) -> boolean",
    errors={24100: _TOO_FEW, 24101: _RAGGED, 24102: _NOT_SQUARE},
    typed=True,
)
def la_symmetric(call: Call) -> Callable[[Any, float], bool]:
    if not _is_array(call):
        return lambda x, tolerance: _symmetric(_square("la.symmetric", 24100, x)[0], tolerance)

    def symmetric(x: Matrix, tolerance: float) -> bool:
        _check("la.symmetric", x, too_few=24100, ragged=24101, not_square=24102)
        return _symmetric(x, tolerance)

    return symmetric


def _symmetric(x: Matrix, tolerance: float) -> bool:
    """The diagonal takes no part: it mirrors itself, even where it is not finite."""
    return all(abs(x[i][j] - x[j][i]) < tolerance for i in range(len(x)) for j in range(i))


@function(
    "la.eigenBasis",
    *_MATRIX_TO_MATRIX,
    errors={24110: _TOO_FEW, 24111: _RAGGED, 24112: _NOT_SQUARE, 24113: "non-finite matrix"},
    typed=True,
)
def la_eigen_basis(call: Call) -> Callable[[Any], Any]:
    return _eigen_basis if _is_array(call) else _eigen_basis_sparse


def _eigen_basis(x: Matrix) -> Matrix:
    _check("la.eigenBasis", x, too_few=24110, ragged=24111, not_square=24112)
    if not all(all(map(isfinite, row)) for row in x):
        raise failure("la.eigenBasis", 24113)
    return matrices.eigen_basis(x)


def _eigen_basis_sparse(x: SparseMatrix) -> SparseMatrix:
    dense, keys = _square("la.eigenBasis", 24110, x)
    return _keyed(_eigen_basis(dense), [str(i) for i in range(len(keys))], keys)


@function(
    "la.truncate",
    "(x: array of array of double, keep: int) -> array of array of double",
    "(x: map of map of double, keep: array of string) -> map of map of double",
    errors={24120: _TOO_FEW, 24121: _RAGGED},
    typed=True,
)
def la_truncate(call: Call) -> Callable[[Any, Any], Any]:
    return _truncate if _is_array(call) else _truncate_sparse


def _truncate(x: Matrix, keep: int) -> Matrix:
    _check("la.truncate", x, too_few=24120, ragged=24121)
    return x[: max(keep, 0)]


def _truncate_sparse(x: SparseMatrix, keep: list[str]) -> SparseMatrix:
    if not any(x.values()):
        raise failure("la.truncate", 24120)
    kept = set(keep)
    return {name: row for name, row in x.items() if name in kept}
