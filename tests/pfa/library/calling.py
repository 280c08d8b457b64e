"""Calling a library function as a document would: by name and argument types, plainly and through its template."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.errors import PfaRuntimeError
from scorelet.pfa import signatures
from scorelet.pfa.library.registry import Call, lookup
from scorelet.pfa.types import Type


def outcome(run: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """What `run` returns, or the code it fails with as ("error", code)."""
    try:
        return run(*args)
    except PfaRuntimeError as error:
        return ("error", error.code)


def resolved(name: str, *types: Type) -> Callable[..., Any]:
    """The function for arguments of these types; where it has a template, both must have the same outcome.

    A failure is returned, as ("error", code).
    """
    found = lookup(name)
    assert found is not None
    for text in found.signatures:
        signature = signatures.read(text)
        matched = signatures.match(signature, types)
        if matched is not None:
            break
    else:
        raise AssertionError(f"{name} does not take {types}")
    names = tuple(param for param, _ in signature.params)
    call = Call(name, names, matched.params, matched.ret, matched.labels)
    run = found.run(call) if found.typed else found.run
    template = found.inline(call) if callable(found.inline) else found.inline
    if template is None:
        return lambda *args: outcome(run, args)
    inlined = eval(f"lambda {', '.join(names)}: {template}", found.run.__globals__)

    def both(*args: Any) -> Any:
        plain, inline = outcome(run, args), outcome(inlined, args)
        assert repr(plain) == repr(inline)
        return plain

    return both
