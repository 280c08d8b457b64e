"""Library functions as a document's call would have them: signature matched, types resolved."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from scorelet.pfa.library.registry import Call, LibraryFunction, lookup
from scorelet.pfa.signatures import match, read
from scorelet.pfa.types import Type


def declared(name: str) -> LibraryFunction:
    found = lookup(name)
    assert found is not None
    return found


def call_of(name: str, *args: Type, signature: int = 0) -> Call:
    """The call of `name` with arguments of these types, by the signature of that number."""
    read_signature = read(declared(name).signatures[signature])
    matched = match(read_signature, args)
    assert matched is not None
    params = tuple(param for param, _ in read_signature.params)
    return Call(name, params, matched.params, matched.ret, matched.labels)


def bound(name: str, *args: Type, signature: int = 0) -> Callable[..., Any]:
    """The Python function that runs for such a call."""
    found = declared(name)
    run: Callable[..., Any] = found.run
    if found.typed:
        run = run(call_of(name, *args, signature=signature))
    return run


def inlined(name: str, *args: Type, signature: int = 0) -> Callable[..., Any] | None:
    """The inline text of such a call as a function, or None where there is none."""
    found, call = declared(name), call_of(name, *args, signature=signature)
    text = found.inline(call) if callable(found.inline) else found.inline
    if text is None:
        return None
    names = vars(sys.modules[found.run.__module__])
    made: Callable[..., Any] = eval(f"lambda {', '.join(call.params)}: {text}", names)
    return made
