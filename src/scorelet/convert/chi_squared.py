"""Features whose products come near a chi-squared kernel (sklearn.kernel_approximation).

A. Vedaldi and A. Zisserman, "Efficient additive kernels via explicit feature maps" (2011); F. Li, C. Ionescu and
C. Sminchisescu, "Random Fourier approximations for skewed multiplicative histogram kernels" (2010).
"""

from __future__ import annotations

from math import cosh, pi
from typing import Any

from scorelet.convert.arithmetic import mapped, plus, times
from scorelet.convert.builder import DOUBLES
from scorelet.convert.converted import Json
from scorelet.convert.decomposition import random_fourier
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector

INTERVALS = {1: 0.8, 2: 0.5, 3: 0.4}
"""How far apart the kernel's spectrum is sampled, by the number of steps, where the user does not say."""


def skewed(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """SkewedChi2Sampler: random Fourier features of logarithms."""
    doc, skewedness = conversion.doc, float(model.skewedness)
    refused = {"error": f"expected numbers greater than {-skewedness}", "code": -1}
    log = {"if": {"<=": ["x", -skewedness]}, "then": refused, "else": {"m.ln": [plus("x", skewedness)]}}
    function = doc.function("skewedLog", {"x": "double"}, "double", log)
    logs = Vector(doc.let("logs", mapped(row.vector(doc), {function: ["x"]})), row.width, row.sources)
    return random_fourier(model, logs, conversion)


def additive(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """AdditiveChi2Sampler: for each step of the spectrum a cosine and a sine of each feature's logarithm."""
    doc = conversion.doc
    interval = INTERVALS[model.sample_steps] if model.sample_interval is None else float(model.sample_interval)
    x = row.vector(doc)
    parts: list[Json] = [_step(x, {"m.sqrt": [times("x", interval)]})]
    for j in range(1, int(model.sample_steps)):
        factor: Json = {"m.sqrt": [times("x", 2 * interval / cosh(pi * j * interval))]}
        angle = times({"m.ln": ["x"]}, j * interval)
        parts += [_step(x, times(factor, {wave: [angle]})) for wave in ("m.cos", "m.sin")]
    steps = [doc.let("step", part) for part in parts]
    whole = {"type": {"type": "array", "items": DOUBLES}, "new": steps}
    return Transformed(Vector(doc.let("sampled", {"a.flatten": [whole]}), len(steps) * row.width, row.sources))


def _step(x: str, do: Json) -> Json:
    """`do` for each number; zero stays zero, and less is refused."""
    refused = {"error": "expected numbers from zero on", "code": -1}
    cases = [{"if": {"<": ["x", 0.0]}, "then": refused}, {"if": {"==": ["x", 0.0]}, "then": 0.0}]
    return mapped(x, {"cond": cases, "else": do})
