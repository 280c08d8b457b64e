"""A hand-written function that looks at its input first, as Scorelet does: every field there, every value a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bench.baselines.nested_ifs import Predict

NUMBER = frozenset([float, int])
NUMBER_OR_NULL = NUMBER | {type(None)}


def checked(build: Callable[[Mapping[str, Any]], Predict], *, nullable: bool = False) -> Callable[..., Predict]:
    """The builder of the same function behind such a look. Booleans are no numbers."""
    allowed = NUMBER_OR_NULL if nullable else NUMBER

    def build_checked(document: Mapping[str, Any]) -> Predict:
        predict = build(document)
        names = [field["name"] for field in _fields(document)]

        def with_look(row: Mapping[str, Any]) -> Any:
            for name in names:
                if type(row[name]) not in allowed:
                    raise TypeError(f"{name}: expected a number, got {row[name]!r}")
            return predict(row)

        return with_look

    return build_checked


def _fields(value: Any) -> list[dict[str, Any]]:
    """The fields of the record named Input, wherever the document spells it out."""
    if isinstance(value, Mapping):
        if value.get("type") == "record" and value.get("name") == "Input":
            return list(value["fields"])
        value = list(value.values())
    found = (_fields(inner) for inner in value) if isinstance(value, list) else ()
    return next((fields for fields in found if fields), [])
