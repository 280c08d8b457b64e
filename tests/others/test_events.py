"""The same requests, the same events at the function, but where a fact decides (`event_differences.py`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.others.comparing import EVERY, differing, known
from tests.others.event_differences import DIFFERENCES
from tests.others.events import leaves
from tests.others.sending import Asked, compared, send
from tests.others.table import EVENTS
from tests.others.target import OTHERS, Target

pytestmark = pytest.mark.others


@pytest.mark.parametrize("asked", EVENTS, ids=lambda asked: asked.name)
@pytest.mark.parametrize("who", OTHERS)
def test_an_event(who: str, asked: Asked, their: Callable[[str], Target], ours: Target) -> None:
    theirs, own = (leaves(compared(send(target, asked)).body) for target in (their(who), ours))
    assert differing(theirs, own) == known(DIFFERENCES, who, asked.name)


def test_all_differences_are_of_a_request() -> None:
    assert {one.asked for one in DIFFERENCES} <= {EVERY, *(asked.name for asked in EVENTS)}
