from __future__ import annotations

import hashlib

import pytest

from scorelet.pfa import digest
from scorelet.pfa.digest import LONG, sha256_hex


@pytest.mark.parametrize("size", [0, 1, 55, 56, 64, 1000, LONG - 1, LONG])
def test_it_is_sha256(size: int) -> None:
    data = b"\xa5" * size
    assert sha256_hex(data) == hashlib.sha256(data).hexdigest()


def test_a_python_without_a_module_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "OWN", ("_no_such_module",))
    assert sha256_hex(b"abc") == hashlib.sha256(b"abc").hexdigest()
