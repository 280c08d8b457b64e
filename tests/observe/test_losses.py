from __future__ import annotations

import pytest

from scorelet.observe.losses import QUIET, Losses, Lost, described
from tests.observe.observations import Played


def test_one_line_a_minute_with_what_was_lost_since() -> None:
    played, heard = Played(), list[int]()
    losses = Losses("s3://logs/sonar", played.world, heard.append)
    losses.report()
    losses.no_room(1)
    losses.report()
    losses.no_room(2)
    losses.unwritten(1000, "AwsCallError: 503 SlowDown")
    losses.report()
    played.now += QUIET
    losses.report()
    losses.report()
    losses.unwritten(5, "OSError: gone")
    losses.report(now=True)
    assert played.told == [
        f"scorelet: prediction log to s3://logs/sonar: {told}"
        for told in (
            "1 record lost (1 found no room to wait)",
            "1002 records lost (2 found no room to wait, 1000 not written: AwsCallError: 503 SlowDown)",
            "5 records lost (5 not written: OSError: gone)",
        )
    ]
    assert losses.lost == Lost(no_room=3, unwritten=1005)
    assert heard == [1, 2, 1000, 5]
    assert not losses.is_news


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (ValueError("two\n\n lines"), "ValueError: two; lines"),
        (TimeoutError(), "TimeoutError"),
        (ValueError("x" * 300), "ValueError: " + "x" * 200),
    ],
)
def test_an_error_in_a_line(error: Exception, text: str) -> None:
    assert described(error) == text
