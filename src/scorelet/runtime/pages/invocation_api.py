"""What MLflow's and SageMaker's clients call: POST /invocations and GET /ping, for the default model."""

from __future__ import annotations

from typing import Any

from scorelet.runtime.bodies import CSV_TYPE
from scorelet.runtime.pages.answer_schemas import prediction_schema
from scorelet.runtime.pages.avro_schemas import Json, list_of, object_of, ref
from scorelet.runtime.pages.csv_form import csv_content
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.operations import MODEL_VERSION, Operation, content, problems, request_body, response

TAG = "MLflow and SageMaker"
ERRORS = "Invocation"
_BODY = (400, 413, 415, 500, 503)
_FORMS = ("dataframe_split", "dataframe_records", "instances", "inputs")


def operations(one: Described | None) -> list[Operation]:
    """`one` is the default model; without one, /invocations has no model to ask."""
    live = {"200": response("Alive.", content({"type": "object"})), **problems(500, 503, of=ERRORS)}
    ping = Operation("GET", "/ping", "ping", TAG, "Whether the service lives", live, open=True)
    if one is None:
        return [ping]
    told = {**content(ref(f"{one.slug}.Predictions"), **_answers(one)), **content({"type": "string"}, CSV_TYPE)}
    statuses = _BODY if one.served.features is None else (*_BODY, 502, 504)
    answer = {"200": response("The predictions.", told, MODEL_VERSION), **problems(*statuses, of=ERRORS)}
    body = request_body(content(ref(f"{one.slug}.Invocation"), **_bodies(one)), csv_content(one))
    return [Operation("POST", "/invocations", "invocations", TAG, "Predict as MLflow does", answer, body=body), ping]


def schemas_of(one: Described) -> Json:
    """What /invocations takes and gives, of the default model: exactly one of MLflow's forms."""
    item = ref(f"{one.slug}.Rows")
    forms: dict[str, Json] = {"instances": item, "inputs": item}
    if one.served.features is None and one.served.manifest.input.form == "record":
        names = [field.shown for field in one.served.manifest.input.fields]
        row, values = ref(f"{one.slug}.Row"), ref(f"{one.slug}.Values")
        forms["dataframe_records"] = list_of(row)
        split = {"columns": {"enum": [names, None]}, "index": {}, "data": list_of(values)}
        forms["dataframe_split"] = object_of(split, "columns", "index")
    return {
        f"{one.slug}.Invocation": {"anyOf": [_only(name, forms[name]) for name in _FORMS if name in forms]},
        f"{one.slug}.Predictions": object_of({"predictions": list_of(prediction_schema(one.served, one.slug))}),
    }


SCHEMAS: Json = {
    "InvocationError": object_of({"error_code": {"type": "string"}, "message": {"type": "string"}}),
}


def _only(name: str, schema: Json) -> Json:
    """This form, and none of the others; MLflow's params are for models that take some."""
    others = {other: False for other in _FORMS if other != name}
    params = {"anyOf": [{"type": "object", "maxProperties": 0}, {"type": "null"}]}
    return object_of({name: schema, "params": params, **others}, "params", *others, closed=False)


def _bodies(one: Described) -> dict[str, Any]:
    rows = [sample.row for sample in one.samples]
    if not rows:
        return {}
    bodies: dict[str, Any] = {"instances": {"instances": rows}}
    if all(isinstance(row, dict) for row in rows) and one.served.manifest.input.form == "record":
        names = [field.shown for field in one.served.manifest.input.fields]
        if all(row.keys() == set(names) for row in rows):
            bodies["dataframe_records"] = {"dataframe_records": rows}
            table = [[row[name] for name in names] for row in rows]
            bodies["dataframe_split"] = {"dataframe_split": {"columns": names, "data": table}}
    return bodies


def _answers(one: Described) -> dict[str, Any]:
    said = [one.served.said(sample.prediction)[0] for sample in one.samples]
    return {name: {"predictions": said} for name in _bodies(one)}
