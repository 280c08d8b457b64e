"""One row in scikit-learn and in ONNX Runtime: models of the same family and size, fitted to the same rows.

Measured only where the libraries are installed: Scorelet needs neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from bench.baselines.nested_ifs import Predict
from bench.models import DATA, SONAR, floats, read_rows, sonar_forest
from bench.results import Result, Settings
from bench.timing import Lap, race, repeats, scoring
from scorelet import pfa

SECTION = "one row, other libraries"


def missing() -> str | None:
    """Why nothing can be measured."""
    return None if find_spec("sklearn") else "scikit-learn is not installed"


def measure(settings: Settings) -> Iterator[Result]:
    rows = floats(read_rows(SONAR / "rows.jsonl"))
    labels = [json.loads(line) for line in (SONAR / "r_predictions.jsonl").read_text().splitlines()]
    ensemble = import_module("sklearn.ensemble")
    bayes = import_module("sklearn.naive_bayes")
    ours: Mapping[str, tuple[str, Any]] = {
        "random forest, 51 trees": (sonar_forest(), ensemble.RandomForestClassifier(51, random_state=1)),
        "boosting, 80 trees": (
            (DATA / "gbm_sonar_bernoulli_prob.pfa").read_text(),
            ensemble.GradientBoostingClassifier(n_estimators=80, max_depth=2, random_state=1),
        ),
        "naive Bayes": ((SONAR / "nb_sonar_response.pfa").read_text(), bayes.GaussianNB()),
    }
    matrix = [list(row.values()) for row in rows]
    for name, (text, model) in ours.items():
        model.fit(matrix, labels)
        contenders = {"scikit-learn": _with_list(model.predict), **_onnx(model, matrix)}
        yield from _compared(name, pfa.load(text).action, contenders, rows[::3], settings)


def _with_list(predict: Predict) -> Predict:
    return lambda row: predict([list(row.values())])


def _onnx(model: Any, matrix: list[list[float]]) -> dict[str, Predict]:
    if not (find_spec("onnxruntime") and find_spec("skl2onnx")):
        return {}
    array = import_module("numpy").array
    converted = import_module("skl2onnx").to_onnx(model, array(matrix[:1], dtype="float32"))
    session = import_module("onnxruntime").InferenceSession(converted.SerializeToString())
    (given,) = session.get_inputs()
    return {"ONNX Runtime": lambda row: session.run(None, {given.name: array([list(row.values())], dtype="float32")})}


def _compared(
    name: str, action: Predict, contenders: Mapping[str, Predict], rows: tuple[dict[str, Any], ...], settings: Settings
) -> Iterator[Result]:
    laps: dict[str, Lap] = {}
    for contender, predict in {"scorelet": action, **contenders}.items():
        times = repeats(scoring(predict, rows, 1), settings.lap, len(rows))
        laps[contender] = scoring(predict, rows, times)
    timings = race(laps, settings.rounds)
    ours = timings.pop("scorelet")
    for contender, timing in timings.items():
        faster = timing.over(ours)
        yield Result(
            SECTION, name, ours.median * 1e6, contender, timing.median * 1e6, figure=faster, figure_unit="x faster"
        )
