"""Sample rows as tensors, and what they are answered: examples of the Open Inference Protocol."""

from __future__ import annotations

from typing import Any

from scorelet.runtime.dialects.oip.columns import INPUT, Column, columns_of
from scorelet.runtime.dialects.oip.outputs import outputs_of, tensors_of
from scorelet.runtime.pages.avro_schemas import Json
from scorelet.runtime.pages.described import Described
from scorelet.runtime.strict_json import write


def infer_examples(one: Described) -> dict[str, tuple[Any, Any]]:
    """The sample rows as tensors, and the answer; none where rows have other parts than tensors can say."""
    served = one.served
    columns = columns_of(served)
    rows = [sample.row for sample in one.samples]
    if not rows or any(column.vector for column in columns.columns):
        return {}
    if columns.named:
        rows = [served.named(row) for row in rows]
        if not all(column.name in row for row in rows for column in columns.columns):
            return {}
        values = [[_value(row[column.name], column) for row in rows] for column in columns.columns]
    else:
        values = [[_value(row, columns.columns[0]) for row in rows]]
    inputs = [_tensor(column, data) for column, data in zip(columns.columns, values, strict=True)]
    if columns.matrix:
        data = [value for row in zip(*values, strict=True) for value in row]
        inputs = [{"name": INPUT, "datatype": "FP64", "shape": [len(rows), len(values)], "data": data}]
    return {"rows": ({"inputs": inputs}, _reply(one))}


def _value(value: Any, column: Column) -> Any:
    return write(value).decode() if column.json else value


def _tensor(column: Column, data: list[Any]) -> Json:
    return {"name": column.name, "datatype": column.datatype, "shape": [len(data)], "data": data}


def _reply(one: Described) -> Json:
    served = one.served
    outputs = outputs_of(served.manifest)
    predictions = [sample.prediction for sample in one.samples]
    tensors = tensors_of(outputs, [output.name for output in outputs], predictions)
    return {"model_name": served.name, "model_version": served.short_version, "outputs": tensors}
