"""What MLflow's scoring server and SageMaker's containers answer: POST /invocations and GET /ping.

In: JSON in one of MLflow's forms (`mlflow_forms`), or CSV, with a header (MLflow) or without (SageMaker's own
algorithms). Out: {"predictions": [...]}, each what the notebook's `model.predict` says; CSV for who asks for it.

https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/
https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorelet.bundle.values import shown
from scorelet.errors import RequestError
from scorelet.pfa.schemas import short
from scorelet.runtime.bodies import CSV_TYPE, JSON_HEADERS, JSON_TYPE, media_type, read_json, unsupported
from scorelet.runtime.dialects.mlflow_forms import rows_of
from scorelet.runtime.messages import Response
from scorelet.runtime.problems import sentence
from scorelet.runtime.strict_json import without_nan, write

if TYPE_CHECKING:
    from scorelet.runtime.served import Served
    from scorelet.runtime.turn import Answers, Turn


def ping(turn: Turn) -> Response:
    """The models are loaded and verified before there is an app."""
    return Response(200, JSON_HEADERS, b"{}\n")


def predict(turn: Turn) -> Response:
    served = turn.model()
    answers = _asked(turn, served)
    predictions = [served.said(prediction)[0] for prediction in answers.predictions]
    if turn.request.headers.get("accept", "").partition(";")[0].strip().lower() == CSV_TYPE:
        return Response(200, (("content-type", f"{CSV_TYPE}; charset=utf-8"),), as_csv(predictions))
    return Response(200, JSON_HEADERS, write({"predictions": predictions}))


def _asked(turn: Turn, served: Served) -> Answers:
    kind = media_type(turn.request)
    if kind == CSV_TYPE:
        from scorelet.runtime.csv_body import predict_csv

        return predict_csv(turn, served, guess=True)
    if kind != JSON_TYPE:
        raise unsupported(turn.request, (JSON_TYPE, CSV_TYPE))
    body = read_json(turn)
    rows, at = rows_of(body, served)
    params = body.get("params")
    if params is not None and params != {}:
        given = ", ".join(map(short, list(params)[:8])) if isinstance(params, dict) else shown(params)
        raise RequestError(400, f"model {served.name!r} takes no params, got {given} - at /params")
    return turn.predict(served, rows, at)


def as_csv(predictions: list[Any]) -> bytes:
    """Lines without a header: an array's values are cells, what is no plain value JSON, what is missing empty."""
    from csv import writer
    from io import StringIO

    out = StringIO()
    rows = writer(out, lineterminator="\n")
    for prediction in without_nan(predictions):
        rows.writerow([_cell(value) for value in (prediction if isinstance(prediction, list) else [prediction])])
    return out.getvalue().encode("utf-8", "backslashreplace")


def _cell(value: Any) -> Any:
    """Booleans as JSON has them; None is an empty cell to the writer."""
    return write(value).decode() if isinstance(value, bool | list | dict) else value


CODES: Mapping[int, str] = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "ENDPOINT_NOT_FOUND",
    422: "INVALID_PARAMETER_VALUE",
    429: "REQUEST_LIMIT_EXCEEDED",
    500: "INTERNAL_ERROR",
    502: "TEMPORARILY_UNAVAILABLE",
    503: "TEMPORARILY_UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
"""MLflow's names (mlflow/exceptions.py); it has none for 405, 413 and 415."""


def refuse(error: RequestError, turn: Turn) -> Response:
    """{"error_code", "message"}. Rows that do not fit are a 400 to MLflow's clients, which know no 422."""
    code = CODES.get(error.status, "BAD_REQUEST")
    body = {"error_code": code, "message": sentence(error, turn)}
    return Response(400 if error.status == 422 else error.status, (*JSON_HEADERS, *error.headers), write(body))
