"""Rows on which the packed model is tried against the original: those that were given, and those made of the model.

    given               rows of the caller
    drawn               each feature at random near where the model looks at it, or from some given row
    threshold           one feature exactly at a number where the answer may jump
    one ulp below       the last number before it, and
    one ulp above       the first after it, each of 64 bits and of 32, since some models round
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
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scorelet.convert.converted import Converted, Field
from scorelet.convert.rounding import next_float32
from scorelet.pfa.numbers import float32

Row = Any
Kind = str
Range = tuple[float, float] | None

DRAWN = 200
THRESHOLDS = 250
"""So many thresholds are tried, evenly picked among all; each gives up to five rows."""
FEATURES = 60
"""So many features of each kind are tried with zero, extreme, missing and unseen values."""
CELLS = 1_000_000
"""So many values are made; of models of many features there are fewer rows than"""
ROWS = 1_800
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
    share = min(1.0, CELLS / (ROWS * len(converted.fields))) if converted.fields else 1.0
    ranges = {field.name: _range(field) for field in converted.fields}
    drawn = [_drawn(converted, given, ranges, rng) for _ in range(max(20, int(DRAWN * share)))]
    bases = spread(given, 20) or drawn[:20]
    yield from (("drawn", row) for row in drawn)
    yield from _at_thresholds(converted, bases, rng, max(20, int(THRESHOLDS * share)))
    yield from _special(converted, bases, max(5, int(FEATURES * share)))


def spread(items: Sequence[Any], most: int) -> list[Any]:
    """At most so many of the items, evenly picked."""
    count = min(len(items), most)
    return [items[i * len(items) // count] for i in range(count)]


# --------------------------------------------------------------------------------------------- features


def _drawn(converted: Converted, given: Sequence[Row], ranges: Mapping[str, Range], rng: random.Random) -> Row:
    """Every second row is put together of values of the given ones, each feature's from another."""
    if given and rng.random() < 0.5:
        return {field.name: rng.choice(given)[field.name] for field in converted.fields}
    return {field.name: _value(field, ranges[field.name], rng) for field in converted.fields}


def _value(field: Field, between: Range, rng: random.Random) -> Any:
    if field.categories:
        return _as_number(rng.choice(field.categories), field)
    if field.kind == "string":
        return _known(field.words, rng) if field.words and rng.random() < 0.8 else rng.choice((UNSEEN, *ODD_TEXTS))
    if field.kind == "boolean":
        return rng.random() < 0.5
    if between is None:
        return _short(rng.gauss(0.0, 1.0) * 10.0 ** rng.randint(-1, 2))
    return _short(rng.uniform(*between))


def _range(field: Field) -> Range:
    """Where the thresholds lie, and a little beyond; None without any."""
    finite = [threshold for threshold in field.thresholds if math.isfinite(threshold)]
    if not finite:
        return None
    low, high = min(finite), max(finite)
    margin = (high - low) * 0.2 or abs(high) * 0.5 or 1.0
    return low - margin, high + margin


def _as_number(category: Any, field: Field) -> Any:
    """A category as the document takes it: a double where the field is of numbers."""
    return float(category) if field.kind == "number" else category


def _short(value: float) -> float:
    """Few digits: such rows are kept in the packed model."""
    return float(f"{value:.4g}") if math.isfinite(value) else 0.0


def _at_thresholds(
    converted: Converted, bases: Sequence[Row], rng: random.Random, most: int
) -> Iterator[tuple[Kind, Row]]:
    every = [
        (field, t)
        for field in converted.fields
        if field.kind == "number"
        for t in sorted(field.thresholds)
        if math.isfinite(t)
    ]
    for field, threshold in spread(every, most):
        base = rng.choice(bases)
        for kind, value in around(threshold):
            yield kind, {**base, field.name: value}


def around(threshold: float) -> Iterator[tuple[Kind, float]]:
    """The threshold, and the numbers beside it, of 64 bits and of 32."""
    yield "threshold", threshold
    yield "one ulp below", math.nextafter(threshold, -math.inf)
    yield "one ulp above", math.nextafter(threshold, math.inf)
    nearest = float32(threshold)
    if math.isfinite(nearest):
        below = nearest if nearest < threshold else next_float32(nearest, -1)
        above = nearest if nearest > threshold else next_float32(nearest, 1)
        yield from (
            (kind, value)
            for kind, value in (("one ulp below", below), ("one ulp above", above))
            if math.isfinite(value)
        )


def _special(converted: Converted, bases: Sequence[Row], most: int) -> Iterator[tuple[Kind, Row]]:
    kinds = dict.fromkeys(_sort(field) for field in converted.fields)
    chosen = [field for kind in kinds for field in spread([f for f in converted.fields if _sort(f) == kind], most)]
    for place, field in enumerate(chosen):
        base = bases[place % len(bases)]
        yield from ((kind, {**base, field.name: value}) for kind, value in _odd_values(field))
    if any(field.missing for field in converted.fields):
        base = bases[0]
        yield "missing", {field.name: None if field.missing else base[field.name] for field in converted.fields}


def _sort(field: Field) -> tuple[str | None, bool]:
    return field.kind, field.categories is None


def _odd_values(field: Field) -> Iterator[tuple[Kind, Any]]:
    if field.kind == "number" and not field.categories:
        yield from (("zero", zero) for zero in (0.0, -0.0))
        yield from (("extreme", value) for value in EXTREMES)
        if field.infinite:
            yield from (("extreme", value) for value in (math.inf, -math.inf))
    if field.missing and field.kind is not None:
        yield "missing", None
    if field.kind == "string" and field.categories is None:
        yield from (("odd text", text) for text in ODD_TEXTS)
    elif field.kind == "string" and field.categories and field.strict:
        # Behind all known ones: XGBoost 3 refuses only such, and takes others for the next category that it knows.
        yield "unseen category", f"{max(field.categories)}~"
    elif field.kind == "string":
        yield from (("unseen category", value) for value in (UNSEEN, ""))
    elif field.kind == "number" and field.categories:
        yield "unseen category", float(max(field.categories)) + 1.0


# --------------------------------------------------------------------------------------------- texts


def _texts(converted: Converted, rng: random.Random) -> Iterator[tuple[Kind, Row]]:
    yield "empty text", ""
    yield "empty text", " \n\t"
    yield from (("odd text", text) for text in ODD_TEXTS)
    words = converted.vocabulary
    for _ in range(DRAWN if words else 0):
        yield "known words", _known(words, rng)
    letters = "abcdefghijklmnopqrstuvwxyz"
    for length in range(1, 21):
        some = ["".join(rng.choice(letters) for _ in range(rng.randint(1, 9))) for _ in range(length)]
        yield "unknown words", " ".join(some)


def _known(words: Sequence[str], rng: random.Random) -> str:
    return " ".join(rng.choice(words) for _ in range(rng.randint(1, 40)))
