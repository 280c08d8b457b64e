from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scorelet.cli.quantities import age_said, bytes_said, moment_said, ratio_said, seconds_said, version_said

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1475, "1.5 kB"),
        (10_000, "10 kB"),
        (1_234_567, "1.2 MB"),
        (5e12, "5,000 GB"),
    ],
)
def test_bytes(count: int, said: str) -> None:
    assert bytes_said(count) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "not known"), (2.4e-6, "2.4 µs"), (8.7e-4, "870 µs"), (0.0123, "12 ms"), (2.79, "2.8 s"), (0.0, "0 µs")],
)
def test_seconds(seconds: float | None, said: str) -> None:
    assert seconds_said(seconds) == said


@pytest.mark.parametrize(
    ("before", "after", "said"), [(1.0, 0.01, "100 times faster"), (None, 1.0, ""), (1.0, None, ""), (1.0, 2.0, "")]
)
def test_ratios(before: float | None, after: float | None, said: str) -> None:
    assert ratio_said(before, after) == said


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=119), "1 hour ago"),
        (timedelta(days=31), "31 days ago"),
        (timedelta(days=40), (NOW - timedelta(days=40)).astimezone().strftime("%Y-%m-%d")),
    ],
)
def test_ages(age: timedelta, said: str) -> None:
    assert age_said(NOW - age, NOW) == said


def test_moments_are_local() -> None:
    assert moment_said(NOW) == NOW.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def test_versions() -> None:
    assert version_said("0123456789abcdef") == "0123456789ab"
    assert version_said(None) == "-"
