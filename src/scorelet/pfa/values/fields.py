"""The fields of a record, decoded, without the record."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from scorelet.pfa.types import Record, Type, Union
from scorelet.pfa.values.decode import decoder
from scorelet.pfa.values.quick import WHOLE_OR_DOUBLE, one_tag


def field_reader(t: Type, names: tuple[str, ...], *, whole: bool) -> Callable[[Any], list[Any]]:
    """The function that gives the named fields, decoded, of a record of type `t`.

    With `whole`, a whole number may stay one where a double is meant (it will only be compared).
    Rows of tagged unions, as Avro's JSON encoding writes nullable numbers, are worth a way of their own.
    """
    decode = decoder(t)
    tag = one_tag(t)
    every = [f.name for f in t.fields] if isinstance(t, Record) else []
    if tag is None or list(names) != every:
        return lambda value: _fields(decode(value), names)
    getter = itemgetter(*every, every[0])  # one more, so that it gives a tuple of even one field
    untag, ones, classes = itemgetter(tag[0]), [1] * len(every), [tag[1]] * len(every)

    def read(value: Any) -> list[Any]:
        if type(value) is not dict:
            return _fields(decode(value), names)
        try:
            found = [*getter(value)[:-1]]
            if nullable and type(found[0]) is dict and [*map(len, found)] == ones:
                found = [*map(untag, found)]
        except (KeyError, TypeError):
            return _fields(decode(value), names)
        kinds = [*map(type, found)]
        if kinds == classes:
            return found
        if tag[1] is float and WHOLE_OR_DOUBLE.issuperset(kinds):
            return found if whole else [*map(float, found)]
        return _fields(decode(value), names)

    nullable = any(isinstance(f.type, Union) for f in t.fields) if isinstance(t, Record) else False
    return read


def _fields(record: dict[str, Any], names: tuple[str, ...]) -> list[Any]:
    return [record[name] for name in names]
