from __future__ import annotations

import pytest

from scorelet.wire.deadline import Deadline


def test_time_that_is_left() -> None:
    deadline = Deadline.after(3.0, lambda: 1.0)
    assert (deadline.until, deadline.left(), deadline.at_most(2.0), deadline.at_most(5.0)) == (4.0, 3.0, 2.0, 3.0)
    for until in (0.5, 1.0):
        with pytest.raises(TimeoutError):
            Deadline(until, lambda: 1.0).at_most(2.0)
