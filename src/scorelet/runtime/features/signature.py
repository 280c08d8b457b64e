"""A function of the user's -> what callers send, what it is handed, and whether it is awaited.

Read from its code object and annotations: importing `inspect` would take longer than loading the user's file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from scorelet.errors import ServiceError
from scorelet.runtime.features.kinds import ANYTHING, TAKEN, Kind, kind_of, or_null

_VARARGS, _VARKEYWORDS, _GENERATOR, _COROUTINE, _ASYNC_GENERATOR = 0x04, 0x08, 0x20, 0x80, 0x200
"""Flags of code objects (https://docs.python.org/3/library/inspect.html#code-objects-bit-flags)."""

HANDED = ("http", "secrets", "request")
"""What Scorelet hands to a feature function, after the star."""


class Parameter(NamedTuple):
    """What a caller may send. `default` counts where it is not required."""

    name: str
    kind: Kind
    required: bool
    default: Any = None
    description: str = ""

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema, with description and default."""
        schema = dict(self.kind.schema)
        if self.description:
            schema["description"] = self.description
        if not self.required and _plain(self.default):
            schema["default"] = self.default
        return schema


class Signature(NamedTuple):
    """before: names before the star; after: names after it, True where there is a default."""

    before: tuple[str, ...]
    after: dict[str, bool]
    awaited: bool
    doc: str


def signature_of(function: Callable[..., Any], where: str) -> Signature:
    """`where` names the function in errors. Raises ServiceError."""
    code = code_of(function, where)
    flags = code.co_flags
    if flags & (_GENERATOR | _ASYNC_GENERATOR):
        raise ServiceError([f"{where}: expected a function that returns, got one that yields"])
    if flags & (_VARARGS | _VARKEYWORDS):
        raise ServiceError([f"{where}: expected parameters with names, got *args or **kwargs"])
    count = code.co_argcount
    after = code.co_varnames[count : count + code.co_kwonlyargcount]
    bare = unwrapped(function)
    optional = bare.__kwdefaults__ or {}
    doc = (bare.__doc__ or "").strip()
    names = code.co_varnames[:count]
    return Signature(names, {name: name in optional for name in after}, bool(flags & _COROUTINE), doc)


def parameters_of(function: Callable[..., Any], signature: Signature, where: str) -> tuple[Parameter, ...]:
    """What callers send to a feature function. Raises ServiceError."""
    bare = unwrapped(function)
    defaults = bare.__defaults__ or ()
    first_default = len(signature.before) - len(defaults)
    parameters = []
    for i, name in enumerate(signature.before):
        if name in HANDED:
            raise ServiceError([f"{where}: {name!r} is handed over by Scorelet: write it after a star, `*, {name}`"])
        kind = _kind(bare, name, where)
        if i < first_default:
            parameters.append(Parameter(name, kind, True, description=_described(name, signature.doc)))
            continue
        default = defaults[i - first_default]
        kind = or_null(kind) if default is None and "null" not in kind.name else kind
        parameters.append(Parameter(name, kind, False, default, _described(name, signature.doc)))
    return tuple(parameters)


def unwrapped(function: Any) -> Any:
    """What decorators stand around: they keep it, as `functools.wraps` does."""
    for _ in range(100):
        if not hasattr(function, "__wrapped__"):
            break
        function = function.__wrapped__
    return function


def code_of(function: Any, where: str) -> Any:
    code = getattr(unwrapped(function), "__code__", None)
    if code is None or not callable(function):
        raise ServiceError([f"{where}: expected a function (def or async def), got {type(function).__name__}"])
    return code


def near(name: str, known: Any) -> str:
    """ "; did you mean 'city'?" or nothing."""
    from difflib import get_close_matches  # only an error needs it

    found = get_close_matches(name[:100], list(known), n=1)
    return f"; did you mean {found[0]!r}?" if found else ""


def _kind(function: Any, name: str, where: str) -> Kind:
    annotation = getattr(function, "__annotations__", {}).get(name, Any)
    if isinstance(annotation, str):  # `from __future__ import annotations`
        annotation = _evaluated(annotation, function, name, where)
    kind = ANYTHING if annotation is Any else kind_of(annotation)
    if kind is None:
        written = getattr(annotation, "__name__", str(annotation))
        raise ServiceError([f"{where}: callers cannot send {name!r} as {written}\nwhat they can: {TAKEN}"])
    return kind


def _evaluated(annotation: str, function: Any, name: str, where: str) -> Any:
    """The user's own code, from the user's own file."""
    try:
        return eval(annotation, vars(sys.modules[function.__module__]))
    except Exception as error:  # the gate: whatever an expression of the user's may raise
        failed = f"{type(error).__name__}: {error}"
        raise ServiceError([f"{where}: the annotation of {name!r} cannot be read: {failed}"]) from None


def _described(name: str, doc: str) -> str:
    """What the docstring says in a line that begins with the name: `city: where it rains`."""
    found = re.search(rf"^\s*{re.escape(name)}(?: \([^)\n]*\))?(?::\s+|\s{{2,}})(\S.*)$", doc, re.MULTILINE)
    return found.group(1).strip() if found else ""


def _plain(value: Any) -> bool:
    """JSON can say it."""
    if isinstance(value, list):
        return all(map(_plain, value))
    return value is None or (type(value) in (str, int, bool)) or (type(value) is float and value - value == 0.0)
