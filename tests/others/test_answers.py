"""The same requests, the same answers, but where a fact decides for one side (`answer_differences.py`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.others.answer_differences import DIFFERENCES
from tests.others.comparing import differing, known
from tests.others.sending import Asked, compared, send
from tests.others.table import TABLE
from tests.others.target import OTHERS, Target

pytestmark = pytest.mark.others


@pytest.mark.parametrize("asked", TABLE, ids=lambda asked: asked.name)
@pytest.mark.parametrize("who", OTHERS)
def test_an_answer(who: str, asked: Asked, their: Callable[[str], Target], ours: Target) -> None:
    theirs, own = (compared(send(target, asked))._asdict() for target in (their(who), ours))
    assert differing(theirs, own) == known(DIFFERENCES, who, asked.name)


def test_all_differences_are_of_a_request() -> None:
    assert {one.asked for one in DIFFERENCES} <= {asked.name for asked in TABLE}
