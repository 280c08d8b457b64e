"""What the batch sources share: each record is scored, the results are sent, and what failed comes again.

A record holds a row or a list of rows, as JSON; it is answered by the app, as a request whose id is the record's. Three
things can come of it:

- it is answered: its result is sent to the source's output;
- it failed, but may go better: an upstream was silent, the output did not take the result, the time was up. It is
  reported, and the source brings it again;
- it can never be scored: it is no JSON, or no row of the model. Such a **poison record** must not block others:
  * where records come in no order (SQS, SNS), it is reported too. The source brings it again, alone, until its limit is
    reached, and then puts it into its dead-letter queue, where people look for it;
  * where records come in order (Kinesis, Kafka, and a FIFO queue that has an output), whatever is behind it would wait
    until it expires. So it counts as done: the output gets its error, under its id, and the operator is told.
    (A FIFO queue without an output has only its dead-letter queue for this, so there it is reported.)

Where records come in order, the first that failed and all behind it come again.

    result   {"record": id, "model": ..., "version": ..., "prediction": ...}
    error    {"record": id, "error": {"status": 422, "title": ..., "detail": ..., "errors": [...]}}

All sources deliver at least once. The id goes with each result, so that who reads them can tell a second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from json import loads
from typing import Any, NamedTuple

from scorelet.errors import EventError, RequestError
from scorelet.runtime.events.outputs import Result
from scorelet.runtime.events.setting import Setting, deadline_of, predict_path
from scorelet.runtime.messages import Request, Response
from scorelet.runtime.problems import TITLES
from scorelet.runtime.strict_json import write
from scorelet.service.values import EventSource

POISON = frozenset({400, 413, 415, 422})
"""What is wrong with these requests is wrong with them for ever."""
MARGIN = 0.5
"""Seconds that are left for sending and replying."""
_SHOWN, _LONGEST_WHY = 5, 300


class Record(NamedTuple):
    """id: the source's own; body: JSON; fault: why there is no body, in a sentence."""

    id: str
    body: bytes
    fault: str = ""


class Way(NamedTuple):
    """source: as the service describes it; ordered: records stand behind each other; passes: poison is done."""

    source: EventSource
    ordered: bool = False
    passes: bool = False


def source_of(setting: Setting, name: str, arn: str) -> EventSource:
    """What the service says of this source. Raises EventError: records would be scored into nowhere."""
    known = [source for source in setting.app.service.events if source.source == name]
    for source in known:
        if source.arn == arn:
            return source
    arns = ", ".join(source.arn for source in known) or "none"
    raise EventError(f"no event source {name!r} of the service has the ARN {arn[:200]!r}; it has {arns}")


def process(records: Sequence[Record], way: Way, context: Any, setting: Setting) -> list[int]:
    """Scores the records and sends the results; which of them are to come again, by number."""
    deadline = deadline_of(context, setting)
    model = _model(way.source, setting)
    results: dict[int, Result] = {}
    poison: list[tuple[Record, Response]] = []
    failed: set[int] = set()
    for number, record in enumerate(records):
        if deadline is not None and setting.clock() > deadline - MARGIN:
            failed.update(range(number, len(records)))
            break
        response = answered(record, way.source, setting, deadline)
        is_poison = response.status in POISON
        if response.status < 400 or (is_poison and way.passes):
            results[number] = _result(record, response, model)
        else:
            failed.add(number)
        if is_poison:
            poison.append((record, response))
        if way.ordered and failed:
            break
    _tell(poison, len(records), way, setting)
    failed |= _unsent(results, way, setting)
    return list(range(min(failed), len(records))) if way.ordered and failed else sorted(failed)


def answered(record: Record, source: EventSource, setting: Setting, deadline: float | None) -> Response:
    """What the app says of a record."""
    if record.fault:
        return Response(400, (), write({"status": 400, "title": TITLES[400], "detail": record.fault}))
    return setting.app(Request("POST", predict_path(source.model), "", {}, record.body, record.id, None, deadline))


def _model(source: EventSource, setting: Setting) -> str:
    try:
        return setting.app.shelf.find(source.model).name
    except RequestError:  # of no such model nothing is sent
        return source.model


def _result(record: Record, response: Response, model: str) -> Result:
    """The result's line of JSON: made of the answer's, which need not be read for that."""
    version = response.header("x-model-version") or ""
    start, body = b'{"record":' + write(record.id), response.body
    if response.status >= 400:
        line = start + b',"error":' + body + b"}"
    elif body.startswith(b'{"'):
        line = start + b"," + body[1:]
    else:  # a `respond` function that gives no object
        line = start + b',"prediction":' + (body or b"null") + b"}"
    return Result(record.id, model, version, line)


def _unsent(results: dict[int, Result], way: Way, setting: Setting) -> set[int]:
    if not way.source.to or not results:
        return set()
    unsent = setting.outputs(way.source.to).send(list(results.values()))
    if unsent:
        setting.tell(f"{way.source.source}: {len(unsent)} of {len(results)} results could not be sent")
    return {number for number, result in results.items() if result.id in unsent}


def _tell(poison: Sequence[tuple[Record, Response]], total: int, way: Way, setting: Setting) -> None:
    """Which records cannot be scored, and why the first cannot, for the operator: as much as errors may say."""
    if poison:
        ids = ", ".join(repr(record.id[:100]) for record, _ in poison[:_SHOWN])
        more = f" and {len(poison) - _SHOWN} more" if len(poison) > _SHOWN else ""
        why = _why(poison[0][1])
        setting.tell(f"{way.source.source}: {len(poison)} of {total} records cannot be scored: {ids}{more}{why}")


def _why(response: Response) -> str:
    """What a problem says in detail; "" of one that is terse."""
    problem = loads(response.body)
    first = next(iter(problem.get("errors", ())), problem)
    detail = str(first.get("detail", ""))[:_LONGEST_WHY]
    place = f" - at {first['pointer']}" if first.get("pointer") else ""
    return f"; the first one: {detail}{place}" if detail else ""
