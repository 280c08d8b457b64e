"""What is asked of a model in the process that has loaded it: to be converted, and to answer rows.

Everything that goes in and comes out is JSON. The parent reads it back with `converted_of`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from time import perf_counter
from typing import Any

from scorelet.convert.as_it_is import taken_as_it_is
from scorelet.convert.converted import Converted, Field
from scorelet.convert.original import answers, as_given, asked
from scorelet.convert.path import converted_from
from scorelet.errors import NotConvertibleError

Json = dict[str, Any]

_made: dict[int, Converted] = {}
"""The last conversion of each loaded model, by identity: rows are answered in its form."""


def convert(loaded: Any, request: Json) -> Json:
    """{"name", "outputs"} -> {"converted": ...}, or {"refused": why} where PFA cannot say the model."""
    try:
        found = converted_from(loaded.model, request["name"], tuple(request["outputs"]))
    except NotConvertibleError as error:
        return {"refused": error.message, "estimator": error.estimator}
    _made[id(loaded)] = found
    return {"converted": json_of(found)}


def take(loaded: Any, request: Json) -> Json:
    """{"rows": some sample rows, "outputs"} -> {"converted": ...} without a document, for a model packed as it is."""
    found = taken_as_it_is(loaded.model, request["rows"], tuple(request["outputs"]))
    _made[id(loaded)] = found
    return {"converted": json_of(found)}


def answer(loaded: Any, request: Json) -> Json:
    """{"rows"} -> {"answers": one by output for each row, or {"refused": why}}."""
    found = answers(loaded.model, _made[id(loaded)], request["rows"])
    return {"answers": [_said(one) for one in found]}


def time(loaded: Any, request: Json) -> Json:
    """{"rows", "seconds"} -> {"seconds": the median time of one call with one row}, in the way its users call it."""
    converted = _made[id(loaded)]
    name = "probabilities" if "probabilities" in converted.outputs else converted.outputs[0]
    call = asked(loaded.model, name)
    given = [as_given(converted, [row]) for row in request["rows"]]
    return {"seconds": median_of_calls(lambda i: call(loaded.model, given[i % len(given)]), request["seconds"])}


def median_of_calls(call: Any, budget: float, least: int = 5) -> float:
    """The median time of `call(i)` in seconds, of as many calls as fit into `budget` seconds."""
    call(0)
    times: list[float] = []
    end = perf_counter() + budget
    while len(times) < least or (perf_counter() < end and len(times) < 100_000):
        start = perf_counter()
        call(len(times))
        times.append(perf_counter() - start)
    return sorted(times)[len(times) // 2]


def _said(answer: Any) -> Json:
    if isinstance(answer, Exception):
        return {"refused": f"{type(answer).__name__}: {answer}"[:500]}
    return {"answer": answer}


# --------------------------------------------------------------------------------------------- as JSON


def json_of(converted: Converted) -> Json:
    """A conversion as JSON."""
    found = {name: getattr(converted, name) for name in Converted.__dataclass_fields__}
    fields = [{**asdict(field), "thresholds": sorted(field.thresholds)} for field in converted.fields]
    tables = {name: base64.b64encode(table).decode("ascii") for name, table in converted.tables.items()}
    return {**found, "fields": fields, "tables": tables}


def converted_of(json: Mapping[str, Any]) -> Converted:
    """The conversion of its JSON."""
    fields = tuple(
        Field(**{**field, "thresholds": set(field["thresholds"]), "categories": _tuple(field["categories"])})
        for field in json["fields"]
    )
    tables = {name: base64.b64decode(table) for name, table in json["tables"].items()}
    listed = {name: tuple(value) for name, value in json.items() if isinstance(value, list) and name != "fields"}
    return Converted(**{**json, **listed, "fields": fields, "tables": tables})


def _tuple(value: list[Any] | None) -> tuple[Any, ...] | None:
    return None if value is None else tuple(value)
