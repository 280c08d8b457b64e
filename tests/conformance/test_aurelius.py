"""Documents that R's aurelius wrote: every row must get R's own prediction, or the marked answer of PFA.

Where a row says `agree: false`, PFA's semantics and the R function differ (ties in nearest neighbours, a split
point that 15 digits do not hold), and the answer of the earlier engine is right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from scorelet.pfa import load
from tests.conformance.compare import Rule, difference
from tests.conformance.locations import AURELIUS, conformance

pytestmark = conformance

Json = Any
SHOWN = 20
TOLERANCE = 1e-9


@cache
def manifest() -> Mapping[str, Mapping[str, Json]]:
    path = AURELIUS / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def rows(name: str) -> Iterator[Mapping[str, Json]]:
    with (AURELIUS / f"{name}.expected.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.mark.parametrize("name", manifest())
def test_document(name: str) -> None:
    """One engine does all rows in file order, so that documents with a state are right, too."""
    document = json.loads((AURELIUS / f"{name}.pfa").read_text(encoding="utf-8"))
    engine = load(document)
    emitted: list[Any] = []
    emits = document.get("method") == "emit"
    if emits:
        engine.emit = emitted.append
    failures = []
    total = 0
    for number, row in enumerate(rows(name), 1):
        total = number
        emitted.clear()
        result = engine.action(row["input"])
        if emits:
            assert len(emitted) <= 1, f"row {number} emits {len(emitted)} values"
            result = emitted[0] if emitted else []
        expected = row["r"] if row.get("agree", True) else row["titus"]
        found = difference(expected, result, rule_for(expected))
        if found is not None:
            failures.append(f"row {number}: {found}")

    assert total == manifest()[name]["rows"]
    heading = f"{len(failures)} of {total} rows of {name} differ"
    assert not failures, "\n  ".join([heading, *failures[:SHOWN], *["..."][: len(failures) > SHOWN]])


def test_all_documents_are_tried() -> None:
    assert sorted(manifest()) == sorted(path.stem for path in AURELIUS.glob("*.pfa"))


def rule_for(expected: Json) -> Rule:
    """Numbers agree within 1e-9 of the largest in the row (of 1 where all are smaller)."""
    tolerance = TOLERANCE * max(1.0, *map(abs, _numbers(expected)), 0.0)
    return Rule(lambda e, a: abs(e - a) <= tolerance, infinity=math.inf)


def _numbers(json: Json) -> Iterator[float]:
    if isinstance(json, list | dict):
        for member in json.values() if isinstance(json, dict) else json:
            yield from _numbers(member)
    elif isinstance(json, int | float) and not isinstance(json, bool):
        yield json
