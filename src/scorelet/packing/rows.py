"""Rows on which the packed model is tried against the original: those that were given, and those made of the model.

    given               rows of the caller
    drawn               each feature at random near where the model looks at it
    threshold           one feature exactly at a number where the answer may jump
    one ulp below       the last number before it, and
    one ulp above       the first after it (of 64 bits, and of 32 bits for models that round)
    zero                0.0 and -0.0
    extreme             large numbers
    missing             one feature missing, and all that may be
    unseen category     a category that was not there in training
    known words, unknown words, empty text, odd text        for models of texts

All is drawn from a fixed seed: the same model has the same rows.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from typing import Any

from scorelet.convert.converted import Converted, Field
from scorelet.convert.rounding import float32

Row = Any
Kind = str

DRAWN = 200
THRESHOLDS = 250
"""So many thresholds are tried, evenly picked among all; each gives three or five rows."""
FEATURES = 60
"""So many features are tried with zero, extreme and missing values."""
EXTREMES = (1e30, -1e30, 1e-30)
UNSEEN = "a category that no one has seen"
ODD_TEXTS = (
    "\u00c4rger stra\u00dfe na\u00efve \u0130stanbul \u212a",
    "caf\u00e9 cafe\u0301 \ufb01ne \u00bd",
    "\u6f22\u5b57 \u304b\u306a \ud55c\uae00 \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\U0001f600 a_b x1 1x 12 3.14 don't e-mail",
    "line\none\ttwo\r\nthree\u2028four\u00a0five",
    "\x00\x07 control \x7f",
    "UPPER lower MiXeD",
    "a " * 300,
)


def made_rows(converted: Converted, given: Sequence[Row]) -> Iterator[tuple[Kind, Row]]:
    """Rows by kind; `given` are rows as the document takes them."""
    yield from (("given", row) for row in given)
    rng = random.Random(0)
    if converted.form == "text":
        yield from _texts(converted, rng)
        return
    bases = list(given[:20]) or [_drawn(converted, rng) for _ in range(20)]
    yield from (("drawn", _drawn(converted, rng)) for _ in range(DRAWN))
    yield from _at_thresholds(converted, bases, rng)
    yield from _special(converted, bases)


# --------------------------------------------------------------------------------------------- features


def _drawn(converted: Converted, rng: random.Random) -> Row:
    return {field.name: _value(field, rng) for field in converted.fields}


def _value(field: Field, rng: random.Random) -> Any:
    if field.categories:
        return rng.choice(field.categories)
    if field.kind == "string":
        return UNSEEN
    if field.kind == "boolean":
        return rng.random() < 0.5
    if not field.thresholds:
        return _short(rng.gauss(0.0, 1.0) * 10.0 ** rng.randint(-1, 2))
    low, high = min(field.thresholds), max(field.thresholds)
    margin = (high - low) * 0.2 or abs(high) * 0.5 or 1.0
    return _short(rng.uniform(low - margin, high + margin))


def _short(value: float) -> float:
    """Few digits: such rows are kept in the packed model."""
    return float(f"{value:.4g}")


def _at_thresholds(converted: Converted, bases: Sequence[Row], rng: random.Random) -> Iterator[tuple[Kind, Row]]:
    every = [(field, t) for field in converted.fields if field.kind == "number" for t in sorted(field.thresholds)]
    step = max(1, len(every) // THRESHOLDS)
    for field, threshold in every[::step]:
        base = rng.choice(bases)
        for kind, value in _around(threshold, rounds=converted.precision == "float32" or _is_rounded(threshold)):
            yield kind, {**base, field.name: value}


def _around(threshold: float, *, rounds: bool) -> Iterator[tuple[Kind, float]]:
    yield "threshold", threshold
    yield "one ulp below", math.nextafter(threshold, -math.inf)
    yield "one ulp above", math.nextafter(threshold, math.inf)
    if rounds and abs(threshold) < 1e38:
        ulp = abs(float32(threshold)) * 2.0**-23 or 1e-45
        yield "one ulp below", float32(threshold - ulp)
        yield "one ulp above", float32(threshold + ulp)


def _is_rounded(threshold: float) -> bool:
    """Whether it lies beside a number of 32 bits, or half way between two: then the source rounds."""
    return abs(threshold) < 1e38 and abs(float32(threshold) - threshold) <= abs(threshold) * 2.0**-24


def _special(converted: Converted, bases: Sequence[Row]) -> Iterator[tuple[Kind, Row]]:
    base = bases[0]
    for place, field in enumerate(converted.fields[:FEATURES]):
        base = bases[place % len(bases)]
        if field.kind == "number" and not field.categories:
            yield from (("zero", {**base, field.name: zero}) for zero in (0.0, -0.0))
            yield from (("extreme", {**base, field.name: value}) for value in EXTREMES)
            if field.infinite:
                yield from (("extreme", {**base, field.name: value}) for value in (math.inf, -math.inf))
        if field.missing and field.kind is not None:
            yield "missing", {**base, field.name: None}
        if field.kind == "string" and not field.strict:
            yield from (("unseen category", {**base, field.name: value}) for value in (UNSEEN, ""))
    if any(field.missing for field in converted.fields):
        yield "missing", {field.name: None if field.missing else base[field.name] for field in converted.fields}


# --------------------------------------------------------------------------------------------- texts


def _texts(converted: Converted, rng: random.Random) -> Iterator[tuple[Kind, Row]]:
    yield "empty text", ""
    yield "empty text", " \n\t"
    yield from (("odd text", text) for text in ODD_TEXTS)
    words = converted.vocabulary
    for _ in range(DRAWN if words else 0):
        yield "known words", " ".join(rng.choice(words) for _ in range(rng.randint(1, 40)))
    letters = "abcdefghijklmnopqrstuvwxyz"
    for length in range(1, 21):
        some = ["".join(rng.choice(letters) for _ in range(rng.randint(1, 9))) for _ in range(length)]
        yield "unknown words", " ".join(some)
