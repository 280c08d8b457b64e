"""Numerical linear algebra on small dense matrices: lists of rows, without NumPy.

    inverse        Gauss and Jordan's elimination; the pseudoinverse where there is no inverse
    determinant    the same elimination
    eigen_basis    Jacobi's rotations
    pseudoinverse  one-sided Jacobi rotations (Hestenes), which find the singular value decomposition

Jacobi's methods take more steps than others, but are short, and as accurate as the data for small matrices.
"""

from __future__ import annotations

from math import copysign, hypot, inf, isfinite, nan, sqrt
from operator import mul
from sys import float_info

from scorelet.pfa.numbers import ordered_sum

Vector = list[float]
Matrix = list[Vector]

_EPSILON = float_info.epsilon
_SWEEPS = 60
"""Rotations converge quadratically, in less than ten sweeps; this only bounds hopeless cases."""


def dot(x: Vector, y: Vector) -> float:
    return ordered_sum(map(mul, x, y))


def transpose(x: Matrix) -> Matrix:
    return list(map(list, zip(*x, strict=True)))


def _is_finite(x: Matrix) -> bool:
    return all(all(map(isfinite, row)) for row in x)


def inverse(x: Matrix) -> Matrix:
    """The inverse of a square matrix, or else the Moore-Penrose pseudoinverse; NaN if not all is finite."""
    if not _is_finite(x):
        return [[nan] * len(x) for _ in x[0]]
    found = _eliminate(x) if len(x) == len(x[0]) else None
    if found is None or _norm(x) * _norm(found) > _HOPELESS:
        return pseudoinverse(x)
    return found


_HOPELESS = 1e13
"""The condition number from which elimination can no longer tell a matrix from a singular one."""


def _norm(x: Matrix) -> float:
    return max(ordered_sum(map(abs, row)) for row in x)


def _eliminate(x: Matrix) -> Matrix | None:
    """The inverse by elimination with the largest pivot of each column; None where a pivot is zero."""
    size = len(x)
    work = [row + unit for row, unit in zip(x, _identity(size), strict=True)]
    for i in range(size):
        best = max(range(i, size), key=lambda row: abs(work[row][i]))
        pivot = work[best][i]
        if pivot == 0.0:
            return None
        work[i], work[best] = work[best], work[i]
        chosen = work[i] = [value / pivot for value in work[i]]
        for j, row in enumerate(work):
            factor = row[i]
            if j != i and factor != 0.0:
                work[j] = [a - factor * b for a, b in zip(row, chosen, strict=True)]
    found = [row[size:] for row in work]
    return found if _is_finite(found) else None


def determinant(x: Matrix) -> float:
    if not _is_finite(x):
        return nan
    work, product = [row[:] for row in x], 1.0
    for i in range(len(work)):
        best = max(range(i, len(work)), key=lambda row: abs(work[row][i]))
        pivot = work[best][i]
        if pivot == 0.0:
            return 0.0
        if best != i:
            work[i], work[best] = work[best], work[i]
            product = -product
        product *= pivot
        for j in range(i + 1, len(work)):
            factor = work[j][i] / pivot
            work[j] = [a - factor * b for a, b in zip(work[j], work[i], strict=True)]
    return product


def _rotation(difference: float, product: float) -> tuple[float, float]:
    """Cosine and sine of the angle that makes a symmetric pair diagonal: `difference` is that of the two on
    the diagonal, `product` the one beside it."""
    cotangent = difference / (2.0 * product)
    tangent = copysign(1.0, cotangent) / (abs(cotangent) + hypot(1.0, cotangent))
    cosine = 1.0 / hypot(1.0, tangent)
    return cosine, cosine * tangent


def _rotate(rows: Matrix, p: int, q: int, cosine: float, sine: float) -> None:
    x, y = rows[p], rows[q]
    rows[p] = [cosine * a - sine * b for a, b in zip(x, y, strict=True)]
    rows[q] = [sine * a + cosine * b for a, b in zip(x, y, strict=True)]


def pseudoinverse(x: Matrix) -> Matrix:
    """Rotating columns against each other until all are orthogonal gives x V = U S; the pseudoinverse is then
    V S^-1 U^T, over the singular values that are not zero to working precision."""
    if len(x) < len(x[0]):
        return transpose(pseudoinverse(transpose(x)))
    scale = max(abs(value) for row in x for value in row) or 1.0  # keeps squares within a double's range
    columns, basis = [[value / scale for value in column] for column in transpose(x)], _identity(len(x[0]))
    for _ in range(_SWEEPS):
        if not _orthogonalise(columns, basis):
            break
    squares = [dot(column, column) for column in columns]
    least = max(squares) * (_EPSILON * len(x)) ** 2
    kept = [i for i, square in enumerate(squares) if square > least]
    return [
        [ordered_sum([basis[k][i] * columns[k][j] / squares[k] for k in kept]) / scale for j in range(len(x))]
        for i in range(len(columns))
    ]


def _identity(size: int) -> Matrix:
    return [[1.0 if i == j else 0.0 for j in range(size)] for i in range(size)]


def _orthogonalise(columns: Matrix, basis: Matrix) -> bool:
    """One sweep over all pairs of columns, noted in `basis`; whether anything was left to do."""
    changed = False
    for q in range(1, len(columns)):
        for p in range(q):
            product = dot(columns[p], columns[q])
            first, second = dot(columns[p], columns[p]), dot(columns[q], columns[q])
            if abs(product) <= _EPSILON * sqrt(first) * sqrt(second):
                continue
            changed = True
            cosine, sine = _rotation(second - first, product)
            _rotate(columns, p, q, cosine, sine)
            _rotate(basis, p, q, cosine, sine)
    return changed


def eigen_basis(x: Matrix) -> Matrix:
    """The eigenvectors of (x + x^T) / 2 over the square roots of their eigenvalues' magnitudes, largest
    eigenvalue first, each with a positive first component."""
    values, vectors = eigen(x)
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    return [_scaled(vectors[i], values[i]) for i in order]


def _scaled(vector: Vector, eigenvalue: float) -> Vector:
    size = sqrt(abs(eigenvalue))
    scale = 1.0 / size if size != 0.0 else inf
    first = next((value for value in vector if value != 0.0), 1.0)
    return [copysign(scale, first) * value for value in vector]


def eigen(x: Matrix) -> tuple[Vector, Matrix]:
    """The eigenvalues and normalised eigenvectors (rows) of the symmetric part of `x`, in no order."""
    size = len(x)
    work = [[0.5 * (x[i][j] + x[j][i]) for j in range(size)] for i in range(size)]
    vectors = _identity(size)
    for _ in range(_SWEEPS):
        changed = False
        for q in range(1, size):
            for p in range(q):
                if abs(work[p][q]) > _EPSILON * _EPSILON * (abs(work[p][p]) + abs(work[q][q])):
                    changed = True
                    _diagonalise(work, vectors, p, q)
        if not changed:
            break
    return [work[i][i] for i in range(size)], vectors


def _diagonalise(work: Matrix, vectors: Matrix, p: int, q: int) -> None:
    """Rotate rows and columns p and q of the symmetric matrix `work`, so that its element p, q is zero."""
    cosine, sine = _rotation(work[q][q] - work[p][p], work[p][q])
    _rotate(work, p, q, cosine, sine)
    for row in work:
        a, b = row[p], row[q]
        row[p], row[q] = cosine * a - sine * b, sine * a + cosine * b
    work[p][q] = work[q][p] = 0.0
    _rotate(vectors, p, q, cosine, sine)
