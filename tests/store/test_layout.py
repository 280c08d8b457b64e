from __future__ import annotations

import pytest

from scorelet.store.layout import bytes_key, digest_and_epoch, entry_key, entry_number

DIGEST = "3f2a9c" + "0" * 58


def test_where_things_lie() -> None:
    assert entry_key("iris", 3) == "models/iris/log/000000000003.json"
    assert bytes_key("iris", DIGEST, 0) == f"models/iris/versions/{DIGEST}-0.scorelet"


def test_a_file_tells_what_it_keeps() -> None:
    assert entry_number("000000000003.json") == 3
    assert digest_and_epoch(f"{DIGEST}-12.scorelet") == (DIGEST, 12)


@pytest.mark.parametrize(
    "file", ["", "3.json", "00000000003a.json", "000000000003.json.bak", "0000000000003.json", "٠٠٠٠٠٠٠٠٠٠٠٣.json"]
)
def test_what_is_no_entry(file: str) -> None:
    assert entry_number(file) is None


@pytest.mark.parametrize("file", ["", f"{DIGEST}.scorelet", f"{DIGEST[1:]}-0.scorelet", f"{DIGEST}-0.scorelet.tmp"])
def test_what_keeps_no_bytes(file: str) -> None:
    assert digest_and_epoch(file) is None
