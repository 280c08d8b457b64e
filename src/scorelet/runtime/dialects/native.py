"""Scorelet's own dialect.

In: one record, a list of records, a list of values, {"data": [[...], ...]}, a string or strings for a model of texts,
as JSON; CSV with a header; or the query of a GET. Out: {"model", "version", "prediction", ...}, where the prediction
(and what comes beside it, such as "probabilities") is a list when a list came in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.bundle.names import pointer
from scorelet.bundle.values import shown
from scorelet.runtime.bodies import CSV_TYPE, JSON_HEADERS, JSON_TYPE, media_type, read_json, unsupported
from scorelet.runtime.messages import Response
from scorelet.runtime.problems import unfit_rows
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.served import Served
    from scorelet.runtime.turn import Answers, Turn


def predict(turn: Turn) -> Response:
    served = turn.model()
    answers = _asked(turn, served) if turn.request.method == "POST" else _asked_by_query(turn, served)
    if served.respond is not None or served.template is not None:
        from scorelet.runtime.dialects.shaped import shaped

        return shaped(turn, answers)
    return Response(200, JSON_HEADERS, write(told(answers)))


def told(answers: Answers) -> dict[str, Any]:
    """What the answer says."""
    served = answers.served
    said: dict[str, Any] = {"model": served.name, "version": served.short_version}
    if not answers.many:
        prediction, beside = served.said(answers.predictions[0])
        said["prediction"] = prediction
        said.update(beside)
        return said
    pairs = [served.said(prediction) for prediction in answers.predictions]
    said["prediction"] = [prediction for prediction, _ in pairs]
    for name in pairs[0][1] if pairs else ():
        said[name] = [beside[name] for _, beside in pairs]
    return said


def _asked(turn: Turn, served: Served) -> Answers:
    kind = media_type(turn.request)
    if kind == CSV_TYPE:
        from scorelet.runtime.csv_body import predict_csv

        return predict_csv(turn, served)
    if kind != JSON_TYPE:
        raise unsupported(turn.request, (JSON_TYPE, CSV_TYPE))
    data = read_json(turn)
    if type(data) is dict and len(data) == 1:
        ((name, inner),) = data.items()
        if name == "data" and not served.takes(name):
            return turn.predict(served, _rows(inner), "/data")
        if name == served.record_name and type(inner) is dict and not served.takes(name):
            # Avro's JSON encoding of a union writes a record so
            return turn.predict(served, inner, pointer(name))
    return turn.predict(served, data)


def _rows(data: Any) -> Any:
    if not isinstance(data, list):
        raise unfit_rows([("/data", f"expected an array of rows, got {shown(data)}")])
    return data


def _asked_by_query(turn: Turn, served: Served) -> Answers:
    from scorelet.runtime.query import row_of_query

    return turn.predict(served, row_of_query(turn.request.query, served), from_text=True)
