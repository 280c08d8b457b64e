"""The documents that are measured, with their rows and whom they are compared with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.baselines.boosting import boosting
from bench.baselines.checked import checked
from bench.baselines.forest import forest
from bench.baselines.glm import boston, pima
from bench.baselines.naive_bayes import by_formula, with_logarithms
from bench.baselines.nested_ifs import Predict
from bench.baselines.tree import tree
from bench.results import Promise

ROOT = Path(__file__).parents[1]
DATA = ROOT / "bench" / "data"
SONAR = ROOT / "examples" / "sonar"

Row = dict[str, Any]
Builders = tuple[Callable[[Mapping[str, Any]], Predict], ...]
"""Ways to write the same thing, of which the fastest counts."""


Baselines = Mapping[str, tuple[Builders, Promise | None]]


@dataclass(frozen=True)
class Shape:
    """Rows of one shape, and the baselines that take them, each with the promise made against it."""

    name: str
    rows: tuple[Row, ...]
    baselines: Baselines
    as_recorded: bool = False


@dataclass(frozen=True)
class Model:
    name: str
    text: str
    shapes: tuple[Shape, ...]
    titus: tuple[float, float] | None = None
    """Milliseconds that Titus took for a row, and how many times faster we promise to be."""


def models() -> tuple[Model, ...]:
    sonar = read_rows(SONAR / "rows.jsonl")[::3]
    return (
        _forest(sonar),
        _boosting(sonar),
        _naive_bayes(sonar),
        _regression("glm, logistic (Pima)", "glm_pima_binomial_logit_prob.pfa", "pima_rows.jsonl", pima),
        _regression("glm, linear (Boston)", "glm_boston_gaussian.pfa", "boston_rows.jsonl", boston),
        _tree(sonar),
    )


def read_rows(path: Path) -> tuple[Row, ...]:
    return tuple(json.loads(line) for line in path.read_text().splitlines())


def sonar_forest() -> str:
    """The text of the random forest's document."""
    return gzip.decompress((DATA / "rf_sonar_response.pfa.gz").read_bytes()).decode()


def floats(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with every number as a float, and no tags."""
    return tuple({name: _float(value) for name, value in row.items()} for row in rows)


def _untagged(row: Row) -> Row:
    return {name: value["double"] if isinstance(value, dict) else value for name, value in row.items()}


def _float(value: Any) -> float | None:
    value = value["double"] if isinstance(value, dict) else value
    return None if value is None else float(value)


def _forest(sonar: tuple[Row, ...]) -> Model:
    baselines = _with_types_checked("hand-written ifs", _styles(forest))
    recorded = tuple(map(_untagged, sonar))
    shapes = (Shape("as recorded", recorded, baselines, True), Shape("floats", floats(sonar), baselines))
    return Model("random forest (Sonar)", sonar_forest(), shapes, titus=(3.7, 100.0))


def _boosting(sonar: tuple[Row, ...]) -> Model:
    tagged = {"hand-written ifs": (_styles(boosting, tagged=True), Promise(1.3))}
    plain = _with_types_checked("hand-written ifs", _styles(boosting, tagged=False), nullable=True)
    shapes = (Shape("tagged", sonar, tagged, True), Shape("floats", floats(sonar), plain))
    return Model("boosting (Sonar)", (DATA / "gbm_sonar_bernoulli_prob.pfa").read_text(), shapes, titus=(5.8, 100.0))


def _naive_bayes(sonar: tuple[Row, ...]) -> Model:
    shapes = tuple(
        Shape(
            name,
            rows,
            {
                "hand-written formula": ((partial(by_formula, tagged=tagged),), Promise(2.0)),
                "the same, logs ready": ((partial(with_logarithms, tagged=tagged),), None),
            },
            tagged,
        )
        for name, rows, tagged in (("tagged", sonar, True), ("floats", floats(sonar), False))
    )
    return Model("naive Bayes (Sonar)", (SONAR / "nb_sonar_response.pfa").read_text(), shapes, titus=(2.2, 20.0))


def _regression(name: str, document: str, rows_file: str, predict: Predict) -> Model:
    rows = read_rows(DATA / rows_file)
    baselines = _with_types_checked("hand-written sum", (lambda _: predict,))
    shapes = (Shape("as recorded", rows, baselines, True), Shape("floats", floats(rows), baselines))
    return Model(name, (DATA / document).read_text(), shapes)


def _tree(sonar: tuple[Row, ...]) -> Model:
    shapes = tuple(
        Shape(name, rows, {"hand-written ifs": (_styles(tree, tagged=tagged), None)}, tagged)
        for name, rows, tagged in (("tagged", sonar, True), ("floats", floats(sonar), False))
    )
    return Model("one tree (Sonar)", (DATA / "rpart_sonar_response.pfa").read_text(), shapes)


def _with_types_checked(label: str, builders: Builders, *, nullable: bool = False) -> Baselines:
    """The baseline that the promise is about, and the same one looking at its input as Scorelet does."""
    looking = tuple(checked(build, nullable=nullable) for build in builders)
    return {label: (builders, Promise(1.3)), "the same, types checked": (looking, None)}


def _styles(build: Callable[..., Predict], **options: bool) -> Builders:
    return tuple(partial(build, local=local, **options) for local in (True, False))
