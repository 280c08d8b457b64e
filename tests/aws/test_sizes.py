"""What Lambda takes, and the words where it is exceeded."""

from __future__ import annotations

import pytest

from scorelet.aws.sizes import DIRECT, UNZIPPED, Part, hold_unzipped, hold_zipped, parts_of
from scorelet.errors import UsageError


def test_the_limits_are_those_of_aws() -> None:
    assert (DIRECT.zipped, UNZIPPED) == (50 * 1024**2, 250 * 1024**2)


def test_the_largest_parts_come_first() -> None:
    parts = parts_of({"small": b"a", "zeros": bytes(1000), "mixed": bytes(range(200))})
    assert [(part.name, part.size) for part in parts] == [("mixed", 200), ("zeros", 1000), ("small", 1)]
    assert parts_of({"a": b""}) == [Part("a", 0, 8)]


def test_what_is_too_large_unzipped_names_the_largest() -> None:
    half = bytes(UNZIPPED // 2)
    hold_unzipped({"a": half, "b": half[1:]})
    with pytest.raises(UsageError) as caught:
        hold_unzipped({"a": half, "b": half, "models/c": b"", "d": b"1"})
    assert str(caught.value) == (
        "the package has 262.1 MB unzipped, and Lambda takes less than 262.1 MB; the largest parts: a (131.1 MB), "
        "b (131.1 MB), d (0.0 kB)\n"
        "leave models in a store in S3 (they are read at the start), or give models an own service"
    )


def test_a_zip_may_be_as_large_as_its_way_allows() -> None:
    hold_zipped(DIRECT.zipped, {}, DIRECT)
    with pytest.raises(
        UsageError, match=r"^the package has 52\.4 MB zipped, and Lambda takes 52\.4 MB in the call its"
    ):
        hold_zipped(DIRECT.zipped + 1, {}, DIRECT)
