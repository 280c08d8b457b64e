"""Zips of functions of a few lines."""

from __future__ import annotations

from textwrap import dedent

from scorelet.aws import zipping

HANDLER = "scorelet/runtime/lambda_handler.py"
"""Where the handler of a service is."""


def zipped(code: str) -> bytes:
    """A package of one module, the handler's."""
    return zipping.zipped({HANDLER: dedent(code).encode()})
