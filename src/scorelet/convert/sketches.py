"""Features whose products come near a polynomial kernel (PolynomialCountSketch of scikit-learn).

N. Pham and R. Pagh, "Fast and scalable polynomial kernels via explicit feature maps" (2013): for each degree the
features are added up, with signs, in places that a hash chose; the sketch of the product is the circular convolution
of these sums. The source convolves by Fourier transforms, which rounds otherwise.
"""

from __future__ import annotations

from functools import reduce
from math import sqrt
from typing import Any

from scorelet.convert.arithmetic import minus, times
from scorelet.convert.builder import DOUBLES, Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sums import weighted_sums


def sketch(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """PolynomialCountSketch: the constant coef0 is one more feature."""
    doc, count = conversion.doc, int(model.n_components)
    sums = [
        doc.let("sums", weighted_sums(doc, f"degree{d}", row, *_places(model, d, row.width, count)))
        for d in range(int(model.degree))
    ]
    convolve = _convolution(doc, count)
    symbol = reduce(lambda one, other: doc.let("sketch", {convolve: [one, other]}), sums)
    return Transformed(Vector(symbol, count, row.sources))


def _places(model: Any, degree: int, width: int, count: int) -> tuple[list[list[float]], list[float]]:
    """What each feature adds to each sum, and what the constant does."""
    rows, constants = [[0.0] * width for _ in range(count)], [0.0] * count
    hashes = zip(model.indexHash_[degree].tolist(), model.bitHash_[degree].tolist(), strict=True)
    for feature, (place, sign) in enumerate(hashes):
        if feature < width:
            rows[place][feature] = sign * sqrt(model.gamma)
        else:
            constants[place] = sign * sqrt(model.coef0)
    return rows, constants


def _convolution(doc: Builder, count: int) -> str:
    """The function of the document that convolves two arrays: at k the sum of a[i] * b[k - i], round in a circle."""
    places = doc.cell("places", {"type": "array", "items": "int"}, list(range(count)))
    product: Json = times(item("a", "i"), item("b", {"%": [minus("k", "i"), count]}))
    total = {"a.sum": [{"a.map": [places, inline({"i": "int"}, "double", product)]}]}
    body = {"a.map": [places, inline({"k": "int"}, "double", total)]}
    return doc.function("convolved", {"a": DOUBLES, "b": DOUBLES}, DOUBLES, body)
