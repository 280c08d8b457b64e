"""SHA-256 of bytes.

`hashlib` loads OpenSSL, which takes 3 ms: a tenth of a function's cold start. What is short is hashed by CPython's own
module instead, where there is one; OpenSSL is several times faster with what is long.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

LONG = 1024 * 1024
"""Bytes from which on OpenSSL is worth being loaded."""
OWN = ("_sha2", "_sha256")
"""Where CPython has it: since 3.12, and before."""


def sha256_hex(data: bytes) -> str:
    """The digest, in hexadecimal."""
    digest: str = (_openssl() if len(data) >= LONG else _own())(data).hexdigest()
    return digest


def _own() -> Callable[[bytes], Any]:
    for name in OWN:
        try:
            found: Callable[[bytes], Any] = import_module(name).sha256
        except ImportError:
            continue
        return found
    return _openssl()


def _openssl() -> Callable[[bytes], Any]:
    from hashlib import sha256

    return sha256
