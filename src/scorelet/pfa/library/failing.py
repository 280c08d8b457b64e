"""Failing from within an expression: what inline templates raise with, where a `raise` statement cannot stand."""

from __future__ import annotations

from typing import NoReturn

from scorelet.pfa.library.registry import failure


def fail(name: str, code: int) -> NoReturn:
    """Raise the run-time error `code` of the library function `name`."""
    raise failure(name, code)
