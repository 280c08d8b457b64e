"""Zips of functions of a few lines."""

from __future__ import annotations

import io
from textwrap import dedent
from zipfile import ZipFile, ZipInfo

HANDLER = "scorelet/runtime/lambda_handler.py"
"""Where the handler of a service is."""


def zipped(code: str, path: str = HANDLER) -> bytes:
    """A package of one module."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        entry = ZipInfo(path)
        entry.external_attr = 0o644 << 16  # what only its owner may read, Lambda cannot
        archive.writestr(entry, dedent(code))
    return packed.getvalue()
