"""What the tests of the library share: a library function as one place in a document would have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.registry import Call, lookup
from scorelet.pfa.signatures import match, read
from scorelet.pfa.types import Type


def bound(name: str, *args: Type) -> Callable[..., Any]:
    """The library function `name` for arguments of these types (which may be left out where they do not matter)."""
    function = lookup(name)
    assert function is not None
    if not function.typed:
        return function.run
    for text in function.signatures:
        signature = read(text)
        matched = match(signature, args)
        if matched is not None:
            names = tuple(param for param, _ in signature.params)
            run: Callable[..., Any] = function.run(Call(name, names, matched.params, matched.ret, matched.labels))
            return run
    raise AssertionError(f"{name} has no signature for ({', '.join(map(str, args))})")


def fails_with(code: int | None, message: str, run: Callable[..., Any], *args: Any) -> None:
    """Asserts that the call fails with this error of the specification."""
    with pytest.raises(PfaRuntimeError) as caught:
        run(*args)
    assert (caught.value.code, caught.value.message) == (code, message)
