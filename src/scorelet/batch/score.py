"""Rows -> predictions: one begin, one action for each row, one end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scorelet.batch.rows import FailedRow, Row
from scorelet.errors import PfaExecutionError, PfaInputError
from scorelet.pfa import Engine


@dataclass(frozen=True, slots=True)
class Scored:
    """A row that was scored and the values it gave: one for `map`, any number for `emit`, none for `fold`.

    `row` is None for values of no scored row: from the engine's begin or end, or emitted by a row that then failed.
    """

    row: Row | None
    values: tuple[object, ...]


def score(engine: Engine, rows: Iterable[Row | FailedRow]) -> Iterator[Scored | FailedRow]:
    """Score `rows` in their order. A fold engine gives its tally once, at the end.

    An error in begin is raised: nothing can be scored then. An error in end comes as the last value, since
    the rows before it are scored already.
    """
    method = engine.image.method
    emitted: list[object] = []
    if method == "emit":
        engine.emit = emitted.append
    engine.begin()
    if emitted:
        yield Scored(None, _take(emitted))
    for row in rows:
        if isinstance(row, FailedRow):
            yield row
            continue
        failed: FailedRow | None = None
        value: object = None
        try:
            value = engine.action(row.datum)
        except (PfaInputError, PfaExecutionError) as error:
            failed = FailedRow(row.line, str(error), row.raw)
        if method == "map" and failed is None:
            yield Scored(row, (value,))
            continue
        if failed is None or emitted:  # what a row emitted before it failed is kept
            yield Scored(row if failed is None else None, _take(emitted))
        if failed is not None:
            yield failed
    yield from _finish(engine, emitted)


def _finish(engine: Engine, emitted: list[object]) -> Iterator[Scored | FailedRow]:
    failed: FailedRow | None = None
    try:
        engine.end()
    except PfaExecutionError as error:
        failed = FailedRow(None, f"the document's end stopped: {error}", None)
    if engine.image.method == "fold":
        emitted.append(engine.tally)
    if emitted:
        yield Scored(None, _take(emitted))
    if failed is not None:
        yield failed


def _take(emitted: list[object]) -> tuple[object, ...]:
    values = tuple(emitted)
    emitted.clear()
    return values
