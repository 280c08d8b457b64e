"""Rows that are made of the model itself."""

from __future__ import annotations

import math
from collections import Counter
from time import perf_counter
from typing import Any

import numpy as np
import pytest

from scorelet.convert import convert
from scorelet.convert.converted import Converted, Field
from scorelet.packing.rows import DRAWN, FEATURES, ODD_TEXTS, THRESHOLDS, UNSEEN, around, made_rows, spread
from tests.packing.models import mixed, tree


def form(*fields: Field, **facts: Any) -> Converted:
    given: dict[str, Any] = {
        "document": {}, "tables": {}, "form": "record", "named": False, "task": "", "classes": (), "outputs": (),
        "offered": (), "precision": "float64", **facts,
    }  # fmt: skip
    return Converted(fields=fields, **given)


def number(name: str = "x", **facts: Any) -> Field:
    return Field(name, name, "number", **{"missing": False, "infinite": False, **facts})


def by_kind(converted: Converted, given: list[Any] | None = None) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for kind, row in made_rows(converted, given or []):
        found.setdefault(kind, []).append(row)
    return found


def test_a_plain_number() -> None:
    rows = by_kind(form(number()))
    assert {kind: len(made) for kind, made in rows.items()} == {"drawn": DRAWN, "zero": 2, "extreme": 3}
    assert [math.copysign(1.0, row["x"]) for row in rows["zero"]] == [1.0, -1.0]
    assert [row["x"] for row in rows["extreme"]] == [1e30, -1e30, 1e-30]


def test_a_number_that_may_be_missing_or_infinite() -> None:
    rows = by_kind(form(number(missing=True, infinite=True), number("y")))
    assert [row["x"] for row in rows["missing"]] == [None, None]
    assert {row["x"] for row in rows["extreme"]} >= {math.inf, -math.inf}
    assert all(math.isfinite(row["y"]) for row in rows["extreme"])


def test_a_flag_a_category_and_a_text() -> None:
    fields = (
        Field("flag", "flag", "boolean"),
        Field("colour", "colour", "string", categories=("red", "blue")),
        Field("code", "code", "number", categories=(1, 2), missing=False),
        Field("note", "note", "string", missing=False),
        Field("unread", "unread"),
        Field("review", "review", "string", missing=False, words=("apple", "pear")),
    )
    rows = by_kind(form(*fields))
    assert {row["flag"] for row in rows["drawn"]} == {True, False}
    assert {row["colour"] for row in rows["drawn"]} == {"red", "blue"}
    assert {row["code"] for row in rows["drawn"]} == {1.0, 2.0}
    assert {type(row["code"]) for row in rows["drawn"]} == {float}
    assert {row["colour"] for row in rows["unseen category"]} >= {UNSEEN, ""}
    assert {row["code"] for row in rows["unseen category"]} >= {3.0}
    assert {row["note"] for row in rows["odd text"]} >= set(ODD_TEXTS)
    assert sum(set(row["review"].split()) <= {"apple", "pear"} for row in rows["drawn"]) > DRAWN / 2
    assert any(row["colour"] is None and row["flag"] is None for row in rows["missing"])
    assert all(row["note"] is not None for row in rows["missing"])


@pytest.mark.parametrize("threshold", [0.0, 1.5, -2.25, 1e-320, 0.1, float(np.float32(0.1)), 3e38, 1e300, -1e-45])
def test_both_sides_of_a_threshold(threshold: float) -> None:
    found: dict[str, list[float]] = {}
    for kind, value in around(threshold):
        found.setdefault(kind, []).append(value)
    below, above = found["one ulp below"], found["one ulp above"]
    assert found["threshold"] == [threshold]
    assert below[0] == math.nextafter(threshold, -math.inf)
    assert above[0] == math.nextafter(threshold, math.inf)
    with np.errstate(over="ignore"):
        nearest = np.float32(threshold)
        if np.isfinite(nearest):
            last = nearest if float(nearest) < threshold else np.nextafter(nearest, np.float32(-np.inf))
            first = nearest if float(nearest) > threshold else np.nextafter(nearest, np.float32(np.inf))
            assert (below[1], above[1]) == (float(last), float(first))


def test_every_threshold_of_a_tree_is_hit() -> None:
    converted = convert(tree())
    values = {row["x0"] for kind, row in made_rows(converted, []) if kind == "threshold"}
    assert converted.fields[0].thresholds <= values


def test_given_rows_are_the_bases_and_are_mixed() -> None:
    given = [{"x": float(i), "y": float(100 + i)} for i in range(40)]
    rows = by_kind(form(number(thresholds={5.5}), number("y")), given)
    assert rows["given"] == given
    assert {row["y"] for row in rows["threshold"]} <= {row["y"] for row in given}
    mixed_rows = [row for row in rows["drawn"] if row["y"] in {one["y"] for one in given}]
    assert 60 < len(mixed_rows) < 140
    assert any(row not in given for row in mixed_rows)


def test_the_same_model_has_the_same_rows() -> None:
    assert list(made_rows(convert(mixed()), [])) == list(made_rows(convert(mixed()), []))


def test_thresholds_that_are_no_numbers_are_left_out() -> None:
    rows = by_kind(form(number(thresholds={math.inf, -math.inf, 1.0})))
    assert [row["x"] for row in rows["threshold"]] == [1.0]


def test_many_thresholds_are_picked_evenly() -> None:
    rows = by_kind(form(number(thresholds={float(i) for i in range(100_000)})))
    found = [row["x"] for row in rows["threshold"]]
    assert len(found) == THRESHOLDS
    assert found == [i * 100_000 // THRESHOLDS for i in range(THRESHOLDS)]


def test_a_model_of_many_features_is_tried_quickly() -> None:
    fields = [number(f"x{i}", missing=True, thresholds={float(i)}) for i in range(5_000)]
    fields.append(Field("colour", "colour", "string", categories=("red",)))
    start = perf_counter()
    counts = Counter(kind for kind, _ in made_rows(form(*fields), []))
    assert perf_counter() - start < 10
    assert counts["unseen category"] == 2
    assert counts["drawn"] >= 20
    assert counts.total() * len(fields) < 2_000_000
    assert counts["zero"] < 2 * FEATURES


def test_texts() -> None:
    rows = by_kind(form(form="text", vocabulary=("apple", "pear")))
    assert rows["empty text"] == ["", " \n\t"]
    assert rows["odd text"] == list(ODD_TEXTS)
    assert {word for text in rows["known words"] for word in text.split()} == {"apple", "pear"}
    assert len(rows["unknown words"]) == 20
    assert "known words" not in by_kind(form(form="text"))


def test_spread() -> None:
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(2), 3) == [0, 1]
    assert spread([], 3) == []


def test_a_model_of_no_features() -> None:
    assert Counter(kind for kind, _ in made_rows(form(), [])) == {"drawn": DRAWN}
