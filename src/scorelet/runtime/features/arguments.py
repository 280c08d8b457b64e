"""What callers send -> the arguments of a feature function, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scorelet.bundle.names import pointer
from scorelet.bundle.values import shown
from scorelet.errors import RowError
from scorelet.runtime.features.kinds import Unfit
from scorelet.runtime.features.signature import Parameter, near

Problems = list[tuple[str, str]]

MOST_PROBLEMS = 100
"""A request with more of them is wrong as a whole."""


def arguments_of(parameters: Sequence[Parameter], rows: Sequence[Any], from_text: bool) -> list[dict[str, Any]]:
    """For each row its arguments by name, in the order of the parameters, with defaults. Raises RowError."""
    problems: Problems = []
    found = []
    for i, row in enumerate(rows):
        arguments, wrong = _arguments(parameters, row, from_text)
        found.append(arguments)
        problems += [(f"/{i}{at}", sentence) for at, sentence in wrong]
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise RowError(problems)
    return found


def _arguments(parameters: Sequence[Parameter], row: Any, from_text: bool) -> tuple[dict[str, Any], Problems]:
    try:
        named, problems = _named(parameters, row)
    except Unfit as unfit:
        return {}, [(unfit.at, unfit.sentence)]
    arguments: dict[str, Any] = {}
    for parameter in parameters:
        if parameter.name in named:
            try:
                arguments[parameter.name] = parameter.kind.converted(named[parameter.name], from_text)
            except Unfit as unfit:
                problems.append((pointer(parameter.name) + unfit.at, unfit.sentence))
        elif parameter.required:
            problems.append((pointer(parameter.name), f"missing: expected {parameter.kind.name}"))
        else:
            arguments[parameter.name] = parameter.default
    return arguments, problems


def _named(parameters: Sequence[Parameter], row: Any) -> tuple[Mapping[str, Any], Problems]:
    """The row by name: an object, a list of values in the order of the parameters, or a text for the first one.

    Raises Unfit.
    """
    names = [parameter.name for parameter in parameters]
    if isinstance(row, Mapping):
        return row, [(pointer(name), _unknown(name, names)) for name in row if name not in names]
    values = [row] if isinstance(row, str) else row
    if not isinstance(values, list | tuple):
        wanted = f"an object with {_listed(names)}" if names else "an empty object"
        raise Unfit("", f"expected {wanted}, got {shown(row)}")
    if len(values) > len(names):
        raise Unfit("", f"expected at most {len(names)} values ({_listed(names)}), got {len(values)}")
    return dict(zip(names, values, strict=False)), []


def _unknown(name: Any, names: Sequence[str]) -> str:
    meant = near(name, names) if isinstance(name, str) else ""
    return "not known" + (meant or f"; what can be sent: {_listed(names)}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"
