"""Direct invocation: rows without anything around them, and whatever no source is known for.

    {"age": 20, ...}                          a record, or a list of records, or of values, or a text
    {"data": [[...], ...]}                    rows, as the native dialect takes them
    {"model": "iris@prod", "data": ...}       the same of a model that is named; "input" and "inputs" say "data", too

The answer is that of the native dialect, as an object. An error is raised, so that callers see a FunctionError: of type
RequestError where the rows are wrong, of type EventError where nobody knows what was sent.
"""

from __future__ import annotations

from json import loads
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.errors import EventError, RequestError
from scorelet.runtime.bodies import JSON_TYPE
from scorelet.runtime.events.setting import Setting, deadline_of, invocation_id, predict_path
from scorelet.runtime.events.shapes import Json, found, said
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.problems import title_of
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.served import Served

_DATA = frozenset({"data", "input", "inputs"})
_SHOWN_KEYS, _LONGEST_KEY = 20, 40
_KNOWN = (
    "events of API Gateway, function URLs, load balancers, SQS, SNS, Kinesis, Kafka, S3 and schedules are answered, "
    "and rows of a model"
)


class Asked(NamedTuple):
    """model: as the path names it, "" for the default; data: its rows; at: their place in the event."""

    model: str
    data: Json
    at: str = ""


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """What the native dialect answers. Raises RequestError, EventError."""
    try:
        asked = _asked(event, setting.app)
    except RequestError as error:
        raise (RequestError(error.status, title_of(error.status)) if setting.app.terse else error) from None
    request = Request(
        "POST",
        predict_path(asked.model),
        id=invocation_id(context),
        body=write(asked.data),
        deadline=deadline_of(context, setting),
    )
    return _result(setting.app(request), asked.at)


def refuse(event: Json, context: Any, setting: Setting) -> Json:
    """An event that is of nobody. Raises EventError: its type and the names at its top, and nothing of its data."""
    raise unknown(event)


def unknown(event: Json) -> EventError:
    if type(event) is not dict:
        return EventError(f"expected an event or rows, got {said(event)}\n{_KNOWN}")
    keys = sorted(event)
    shown = ", ".join(repr(key[:_LONGEST_KEY]) for key in keys[:_SHOWN_KEYS])
    more = f" and {len(keys) - _SHOWN_KEYS} more" if len(keys) > _SHOWN_KEYS else ""
    got = f"an object with the keys {shown}{more}" if keys else "an empty object"
    return EventError(f"expected an event or rows, got {got}{_from_aws(event)}\n{_KNOWN}")


def _from_aws(event: Json) -> str:
    """Where records say that they are from, in AWS's own short words."""
    source = found(event, "Records.0.eventSource") or found(event, "eventSource")
    known = isinstance(source, str) and source.startswith("aws:") and source[4:].isalnum() and len(source) < 30
    return f", of {source}" if known else ""


def _asked(event: Json, app: App) -> Asked:
    if type(event) is not dict:
        if not isinstance(event, list | str):
            raise unknown(event)
        return Asked("", event)
    default = _default(app)
    data = event.keys() & _DATA
    wrapped = len(data) == 1 and event.keys() <= {"model", *data}
    if wrapped and (_is_served(event.get("model"), app) or not _is_row(event, default)):
        (name,) = data
        return Asked(_model(event.get("model"), app), event[name], f"/{name}")
    if default is None or (event and not _is_row(event, default)):
        raise unknown(event)
    return Asked("", event)


def _model(name: Json, app: App) -> str:
    if name is not None and not isinstance(name, str):
        raise RequestError(422, f"expected the name of a model as a text at /model, got {said(name)}")
    if name and "/" in name:  # it would be another path
        app.shelf.find(name)
    return name or ""


def _is_served(name: Json, app: App) -> bool:
    """Whether a model is called so: a default model that takes any names would take the wrapping for a row."""
    try:
        return isinstance(name, str) and bool(app.shelf.find(name))
    except RequestError:
        return False


def _default(app: App) -> Served | None:
    try:
        return app.shelf.find()
    except RequestError:
        return None


def _is_row(event: dict[str, Json], served: Served | None) -> bool:
    """Whether a row of the model may have one of these names."""
    if served is None:
        return False
    return any(map(served.takes, event)) or (len(event) == 1 and served.record_name in event)


def _result(response: Response, at: str) -> Json:
    """The answer's JSON; what is none (a page, CSV) is a text."""
    kind = response.header("content-type") or ""
    if response.status >= 400:
        raise _error(response.status, loads(response.body), at)
    return loads(response.body) if kind.startswith(JSON_TYPE) else response.body.decode()


def _error(status: int, problem: Json, at: str) -> RequestError:
    """The problem as an exception whose text has all of it, since that is what a caller sees."""
    places = [(f"{at}{one['pointer']}", one["detail"]) for one in problem.get("errors", ()) if "detail" in one]
    lines = [f"{detail} - at {place}" if place else detail for place, detail in places]
    lines = lines or [problem.get("detail", problem["title"])]
    return RequestError(status, "\n".join(lines))
