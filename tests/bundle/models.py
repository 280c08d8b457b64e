"""Small packed models for the tests of this room."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from scorelet.bundle.baseline import Baseline, baseline_of
from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.manifest import Manifest, Source
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Certificate, Counts, Difference, Golden

SPEC = InputSpec(
    "record",
    (
        Field("age", source="age"),
        Field("income", missing=True, source="income"),
        Field("home_town", "string", categories=("Bonn", "Köln"), source="home town"),
    ),
)
"""One plain number, one that may be missing, and a category whose column has another name than the field."""

OUTPUT: dict[str, Any] = {
    "type": "record",
    "name": "Output",
    "fields": [{"name": "label", "type": "string"}, {"name": "score", "type": ["null", "double"]}],
}

DOCUMENT: dict[str, Any] = {
    "input": {
        "type": "record",
        "name": "Input",
        "fields": [
            {"name": "age", "type": "double"},
            {"name": "income", "type": ["null", "double"]},
            {"name": "home_town", "type": "string"},
        ],
    },
    "output": OUTPUT,
    "action": {
        "type": "Output",
        "new": {
            "label": {"if": {"<": ["input.age", 30.0]}, "then": {"string": "young"}, "else": "input.home_town"},
            "score": "input.income",
        },
    },
}
"""The label is "young" below 30, else the home town; the score is the income."""

SOURCE = Source(
    framework="scikit-learn",
    format="joblib",
    made_with={"scikit-learn": "1.8.0"},
    running={"scikit-learn": "1.9.1"},
    sha256="0" * 64,
    size=1234,
    estimator="Pipeline(StandardScaler, LogisticRegression)",
)

MANIFEST = Manifest(
    name="towns",
    kind="pfa",
    task="classification",
    input=SPEC,
    outputs=("label", "score"),
    output_type=OUTPUT,
    source=SOURCE,
    classes=("young", "Bonn", "Köln"),
    measured={"document": 321, "parameters gzip": 45},
)

ROWS: list[dict[str, Any]] = [
    {"age": 20.0, "income": 1.5, "home_town": "Bonn"},
    {"age": 40.0, "income": None, "home_town": "Köln"},
]
ANSWERS: list[dict[str, Any]] = [{"label": "young", "score": 1.5}, {"label": "Köln", "score": None}]

CERTIFICATE = Certificate(
    rows={"given": Counts(2, 2, 0), "unseen category": Counts(3, 1, 2)},
    differences={"score": Difference(0.0, 0.0, 0.0)},
    tolerance=1e-9,
    golden=tuple(Golden(row, answer) for row, answer in zip(ROWS, ANSWERS, strict=True)),
)


def baseline() -> Baseline:
    return baseline_of(SPEC, ROWS, ANSWERS)


def packed(samples: Iterable[Any] = ROWS, certificate: Certificate = CERTIFICATE) -> PackedModel:
    """All parts that a packed model can have, but for tables."""
    return PackedModel.of(
        MANIFEST, json.dumps(DOCUMENT).encode(), certificate=certificate, samples=samples, baseline=baseline()
    )


# ------------------------------------------------------------------------------------------- specs for rows

NUMBERS = InputSpec("record", tuple(Field(name) for name in "abcd"))
EVERY = InputSpec(
    "record",
    (
        Field("plain"),
        Field("missing", missing=True),
        Field("infinite", infinite=True, missing=True),
        Field("whole", "integer", missing=True),
        Field("flag", "boolean", source="flag?"),
        Field("text", "string", missing=True),
        Field("open", "string", categories=("x", "y")),
        Field("closed", "string", categories=("x", "y"), strict=True),
        Field("code", "number", categories=(1.0, 2.0), strict=True, missing=True),
    ),
)
TEXT = InputSpec("text", (Field("review", "string"),))
GOOD: dict[str, Any] = {
    "plain": 1.0,
    "missing": None,
    "infinite": 2.0,
    "whole": 3,
    "flag?": True,
    "text": "t",
    "open": "z",
    "closed": "x",
    "code": 2.0,
}
DATUM = {"flag" if name == "flag?" else name: value for name, value in GOOD.items()}
