"""What scores rows: a document's engine, or a packed model.

A packed model takes rows by the names that people know (those of the columns it was trained on), passes over columns
that are no features, and gives its predictions without the tags of unions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from scorelet import pfa
from scorelet.batch.columns import columns_of
from scorelet.batch.convert import Schema, row_converter
from scorelet.batch.csv_rows import FromCells
from scorelet.batch.rows import FailedRow, Row
from scorelet.batch.score import Scored, score
from scorelet.bundle.rows import RowReader
from scorelet.bundle.untagged import untagger
from scorelet.errors import BundleError, PfaError, RowError
from scorelet.pfa import Engine

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel

Rows = Iterable[Row | FailedRow]
Results = Iterator[Scored | FailedRow]


@dataclass(frozen=True)
class Model:
    """`columns` tells from a CSV header how cells become a row; `output` is the Avro schema of a prediction."""

    columns: Callable[[Sequence[str]], FromCells]
    score: Callable[[Rows], Results]
    output: Schema


def of_document(engine: Engine) -> Model:
    """Rows are what the document's input type says."""
    return Model(partial(row_converter, engine.input_type.schema), partial(score, engine), engine.output_type.schema)


def of_packed(packed: PackedModel, *, trust: bool = False) -> Model:
    """Raises BundleError, and PfaError for a document that cannot run."""
    manifest = packed.manifest
    reader = RowReader(manifest.input, manifest.name)
    columns = partial(columns_of, manifest.input)
    if manifest.kind != "pfa":
        action = packed.engine(trust=trust).action
        return Model(columns, lambda rows: _each(action, _fitted(reader, rows)), _record_of(manifest.outputs))
    engine = pfa.load(packed.model, side_files=packed.tables)
    untag = untagger(engine.output_type.schema) or _as_it_is
    output = engine.output_type.schema
    return Model(columns, lambda rows: _untagged(score(engine, _fitted(reader, rows)), untag), output)


def _record_of(outputs: Sequence[str]) -> Schema:
    """What is known of the predictions of a model that is no document."""
    fields = [{"name": name, "type": "string"} for name in outputs]
    return {"type": "record", "name": "Prediction", "fields": fields} if len(fields) > 1 else "string"


def _fitted(reader: RowReader, rows: Rows) -> Iterator[Row | FailedRow]:
    """The rows as the document takes them."""
    known = {name for field in reader.spec.fields for name in (field.name, field.shown)}
    for row in rows:
        if isinstance(row, FailedRow):
            yield row
            continue
        datum = row.datum
        if known and isinstance(datum, dict) and reader.spec.form == "record":
            datum = {name: value for name, value in datum.items() if name in known}
        try:
            yield Row(row.line, reader.read(datum), row.raw)
        except RowError as error:
            yield FailedRow(row.line, _one_line(error), row.raw)


def _untagged(results: Results, untag: Callable[[Any], Any]) -> Results:
    for result in results:
        yield result if isinstance(result, FailedRow) else Scored(result.row, tuple(map(untag, result.values)))


def _each(action: Callable[[Any], Any], rows: Rows) -> Results:
    """One answer to each row, of a model that is no document."""
    for row in rows:
        if isinstance(row, FailedRow):
            yield row
            continue
        try:
            yield Scored(row, (action(row.datum),))
        except (RowError, PfaError, BundleError) as error:
            yield FailedRow(row.line, _one_line(error), row.raw)


def _one_line(error: Exception) -> str:
    return "; ".join(str(error).splitlines())


def _as_it_is(value: Any) -> Any:
    return value
