"""Calibrated classifiers of scikit-learn (sklearn.calibration), and isotonic regression (sklearn.isotonic)."""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import mapped, normalized, over, plus, times
from scorelet.convert.builder import DOUBLES, NOT_A_NUMBER, Builder, item
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of, two
from scorelet.convert.outputs import Classification, Outputs, Regression, Transformed, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row
from scorelet.errors import NotConvertibleError

TINY = 1e-12
"""What scikit-learn adds to a probability before it takes the logarithm (sklearn.calibration._convert_to_logits)."""


def calibrated(model: Any, row: Row, conversion: Conversion) -> Classification:
    """CalibratedClassifierCV: the mean of the probabilities of classifiers that were calibrated one by one."""
    doc = conversion.doc
    members = model.calibrated_classifiers_

    def probabilities() -> Json:
        total: Json = None
        for number, member in enumerate(members):
            found = _probabilities(member, row, conversion, f"calibrated_classifiers_[{number}]")
            total = found if total is None else doc.let("total", {"la.add": [total, found]})
        return doc.let("probabilities", mapped(total, over("x", float(len(members)))))

    answer = once(probabilities)
    return Classification(classes_of(model), lambda: argmax(answer()), answer)


def _probabilities(member: Any, row: Row, conversion: Conversion, step: str) -> str:
    doc = conversion.doc
    found = conversion.classification(member.estimator, row, step)
    classes = tuple(member.classes.tolist())
    if member.method == "temperature":
        return _by_temperature(doc, found, float(member.calibrators[0].beta_))
    responses = _responses(found)
    calibrated = [_calibrated(doc, c, r) for c, r in zip(member.calibrators, responses, strict=True)]
    if len(classes) == 2:
        return two(doc, calibrated[0])
    by_class = dict(zip(found.classes, calibrated, strict=True))
    likelihood = doc.array("likelihood", [by_class.get(label, 0.0) for label in classes])
    return doc.let("probabilities", normalized(doc, likelihood))


def _responses(found: Classification) -> list[Json]:
    """What is calibrated: the decision function if there is one, else the probabilities; of two classes the second."""
    if found.decision is not None:
        decision = found.decision()
        return [decision] if found.decision_width == 1 else [item(decision, i) for i in range(found.decision_width)]
    if found.probabilities is None:
        raise NotConvertibleError("it calibrates a classifier that has neither a decision function nor probabilities")
    probabilities = found.probabilities()
    count = len(found.classes)
    return [item(probabilities, 1)] if count == 2 else [item(probabilities, i) for i in range(count)]


def _calibrated(doc: Builder, calibrator: Any, response: Json) -> Json:
    """Platt's sigmoid, or a monotonic step function."""
    if hasattr(calibrator, "a_"):
        return doc.let("calibrated", sigmoid(float(calibrator.a_), float(calibrator.b_), response))
    return doc.let("calibrated", _isotonic(doc, calibrator, response))


def sigmoid(a: float, b: float, response: Json) -> Json:
    """1 / (1 + exp(a * response + b))."""
    return {"m.link.logit": [{"u-": [plus(times(a, response), b)]}]}


def _by_temperature(doc: Builder, found: Classification, beta: float) -> str:
    if found.decision is None:
        assert found.probabilities is not None
        logits: Json = mapped(found.probabilities(), {"m.ln": [plus("x", TINY)]})
    elif found.decision_width == 1:
        decision = doc.let("decision", found.decision())
        logits = {"type": DOUBLES, "new": [{"u-": [decision]}, decision]}
    else:
        logits = found.decision()
    scaled = doc.let("logits", mapped(logits, times(beta, "x")))
    return doc.let("probabilities", {"m.link.softmax": [scaled]})


# --------------------------------------------------------------------------------------------- isotonic


def isotonic(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """IsotonicRegression: linear between the points it was fitted to, by its own rule outside of them."""
    doc = conversion.doc
    if row.width != 1:
        raise NotConvertibleError(f"expected 1 feature, got {row.width}")
    (column,) = row.columns()
    for x in (model.X_thresholds_[0], model.X_thresholds_[-1]):
        column.jumps_at(float(x))
    return Regression(once(lambda: doc.let("value", _isotonic(doc, model, doc.let("x", column.number())))))


def isotonic_step(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """IsotonicRegression as a step of a pipeline."""
    found = isotonic(model, row, conversion)
    assert isinstance(found, Regression)
    return Transformed(Columns([Column(found.value(), "isotonic")]))


def _isotonic(doc: Builder, model: Any, x: Json) -> Json:
    if model.X_thresholds_.dtype.name == "float32":
        doc.precision = "float32"
    points = list(zip(model.X_thresholds_.tolist(), model.y_thresholds_.tolist(), strict=True))
    if len(points) == 1:
        return points[0][1]
    point = doc.record("Point", {"x": "double", "to": "double"})
    kind = {"type": "array", "items": doc.declared(point)}
    table = doc.cell("isotonic", kind, [{"x": x, "to": y} for x, y in points])
    found = {"interp.linearFlat": [x, table]}
    if model.out_of_bounds == "clip":
        return found
    outside = {"||": [{"<": [x, points[0][0]]}, {">": [x, points[-1][0]]}]}
    if model.out_of_bounds == "raise":
        refused = {"error": f"expected a number from {points[0][0]} to {points[-1][0]}"}
        return {"do": [{"if": outside, "then": refused}, found]}
    return {"if": outside, "then": NOT_A_NUMBER, "else": found}
