"""Durations, sizes and quotas as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.service.quantities import BYTES, SECONDS, bytes_of, quota_of, seconds_of
from scorelet.service.values import Quota


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("60s", 60.0), ("5m", 300.0), ("250ms", 0.25), ("1.5h", 5400.0), ("1 d", 86400.0), (" 2s ", 2.0), ("0s", 0.0)],
)
def test_durations(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("6 MB", 6_000_000),
        ("512 kB", 512_000),
        ("512KB", 512_000),
        ("6 MiB", 6 * 1024 * 1024),
        ("0.5 GiB", 512 * 1024 * 1024),
        ("1.005 MB", 1_005_000),
        ("1 B", 1),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert bytes_of(text) == size


@pytest.mark.parametrize(
    "text", ["", "60", "s", "-1s", "1 minute", "1e3s", "1,5s", "60 S", "1_000s", "٣s", "1" * 20 + "s"]
)
def test_what_is_no_duration(text: str) -> None:
    assert seconds_of(text) is None


@pytest.mark.parametrize("text", ["", "6", "MB", "6 mb", "6 M", "0.5 B", "6s", "-6 MB", "6  MB"])
def test_what_is_no_size(text: str) -> None:
    assert bytes_of(text) is None


@pytest.mark.parametrize(
    ("text", "quota"),
    [
        ("1000/day", Quota(1000, "day")),
        ("5 / week", Quota(5, "week")),
        ("1/month", Quota(1, "month")),
        ("0/day", None),
        ("10/hour", None),
        ("/day", None),
        ("1.5/day", None),
        ("ten/day", None),
    ],
)
def test_quotas(text: str, quota: Quota | None) -> None:
    assert quota_of(text) == quota


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.integers(0, 10**9), st.sampled_from(sorted(SECONDS)), st.sampled_from(sorted(BYTES)))
def test_whole_amounts_are_exact(count: int, unit: str, size: str) -> None:
    assert seconds_of(f"{count}{unit}") == count * SECONDS[unit] or unit == "ms"
    assert bytes_of(f"{count} {size}") == count * BYTES[size]
