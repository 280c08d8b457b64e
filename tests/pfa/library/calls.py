"""Library functions as a document's call would have them: signature matched, types resolved."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.registry import Call, LibraryFunction, lookup
from scorelet.pfa.patterns import read
from scorelet.pfa.signatures import match
from scorelet.pfa.types import DOUBLE, Array, Field, Map, Record, Type

VECTOR = Array(DOUBLE)
MATRIX = Array(VECTOR)
SPARSE_VECTOR = Map(DOUBLE)
SPARSE_MATRIX = Map(SPARSE_VECTOR)


def record(**fields: Type) -> Record:
    return Record("Model", [Field(name, t) for name, t in fields.items()])


def declared(name: str) -> LibraryFunction:
    found = lookup(name)
    assert found is not None
    return found


def call_of(name: str, *args: Type, signature: int | None = None) -> Call:
    """The call of `name` for such arguments, by the signature of that number or the first that takes them."""
    texts = declared(name).signatures
    for text in texts if signature is None else [texts[signature]]:
        wanted = read(text)
        matched = match(wanted, args)
        if matched is not None:
            params = tuple(param for param, _ in wanted.params)
            return Call(name, params, matched.params, matched.ret, matched.labels)
    raise AssertionError(f"{name} does not take ({', '.join(map(str, args))})")


def bound(name: str, *args: Type, signature: int | None = None) -> Callable[..., Any]:
    """The Python function that runs for such a call; the types may be left out where they do not matter."""
    found = declared(name)
    run: Callable[..., Any] = found.run
    return run(call_of(name, *args, signature=signature)) if found.typed else run


def inlined(name: str, *args: Type, signature: int | None = None) -> Callable[..., Any] | None:
    """The inline text of such a call as a function, or None where there is none."""
    found, call = declared(name), call_of(name, *args, signature=signature)
    text = found.inline(call) if callable(found.inline) else found.inline
    if text is None:
        return None
    names = vars(sys.modules[found.run.__module__])
    made: Callable[..., Any] = eval(f"lambda {', '.join(call.params)}: {text}", names)
    return made


def resolved(name: str, *types: Type) -> Callable[..., Any]:
    """The function that runs for such a call; where there is an inline text, both must have the same outcome.

    A failure is returned, as ("error", code).
    """
    run, template = bound(name, *types), inlined(name, *types)

    def both(*args: Any) -> Any:
        plain = outcome(run, args)
        assert template is None or repr(outcome(template, args)) == repr(plain)
        return plain

    return both


def outcome(run: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """What `run` returns, or the code it fails with as ("error", code)."""
    try:
        return run(*args)
    except PfaRuntimeError as error:
        return ("error", error.code)


def fails_with(code: int | None, message: str, run: Callable[..., Any], *args: Any) -> None:
    """Asserts that the call fails with this error of the specification."""
    with pytest.raises(PfaRuntimeError) as caught:
        run(*args)
    assert (caught.value.code, caught.value.message) == (code, message)
