"""Models of scikit-learn, XGBoost and LightGBM, with the predictions that were recorded when they were trained."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scorelet import pfa
from scorelet.convert import convert
from scorelet.convert.converted import Converted
from scorelet.convert.reading.load import load
from scorelet.errors import NotConvertibleError
from tests.conformance.locations import SKLEARN, conformance
from tests.convert.parity import TOLERANCE, agrees

pytestmark = conformance

RECORDED = {
    "label": "predict",
    "value": "predict",
    "probabilities": "proba",
    "decision": "decision",
    "transform": "transform",
    "std": "std",
}
"""What the recordings call each output."""
CUSTOM = "text_packages20_custom_cloudpickle"
"""The one with classes of its maker's own: no document can say it, and no Python but the one that saved it reads it."""


def names() -> Iterator[str]:
    for path in sorted(SKLEARN.glob("*.expected.jsonl")):
        name = path.name.removesuffix(".expected.jsonl")
        if name != CUSTOM:
            yield name


def file_of(name: str) -> Path:
    (found,) = (path for path in SKLEARN.glob(f"{name}.*") if not path.name.endswith(".expected.jsonl"))
    return found


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SKLEARN / f"{name}.expected.jsonl").read_text().splitlines()]


def converted(name: str, rows: list[dict[str, Any]]) -> Converted:
    """Converted with every output that was recorded."""
    model = load(file_of(name)).model
    offered = convert(model).offered
    return convert(model, outputs=tuple(output for output in offered if RECORDED.get(output) in rows[0]))


def datum(form: Converted, given: Any) -> Any:
    if form.form == "text":
        return given
    if isinstance(given, list):
        return {field.name: value for field, value in zip(form.fields, given, strict=True)}
    return {field.name: given[field.source] for field in form.fields}


@pytest.mark.parametrize("name", list(names()))
def test_a_model_says_what_it_said(name: str) -> None:
    rows = recorded(name)
    form = converted(name, rows)
    assert {RECORDED[output] for output in form.outputs} == rows[0].keys() - {"input"}
    engine = pfa.load(form.document, side_files=form.tables)
    tolerance = TOLERANCE[form.precision]
    for row in rows:
        found = engine.action(datum(form, row["input"]))
        found = found if len(form.outputs) > 1 else {form.outputs[0]: found}
        for output in form.outputs:
            expected = row[RECORDED[output]]
            # Numbers that a model itself takes for whole (labels of boosters, predictions of 2.0) are recorded as such.
            same = float(expected) if isinstance(found[output], float) and isinstance(expected, int) else expected
            assert agrees(found[output], same, tolerance, 1e-300), (row["input"], output, found[output], expected)


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="its classes are byte code of Python 3.11")
def test_classes_of_ones_own_stand_in_the_way() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(load(file_of(CUSTOM), trust=True).model)
    assert str(caught.value) == "TextCleaner: __main__.TextCleaner has no converter"
