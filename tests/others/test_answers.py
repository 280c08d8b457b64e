"""The same requests, the same answers, but where a fact decides for one side (`differences.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.others.comparing import answers_differ, events_differ, expected
from tests.others.differences import ANSWERS, EVENTS
from tests.others.sending import Asked, compared, send
from tests.others.table import EVENTS as EVENTS_ASKED
from tests.others.table import TABLE
from tests.others.target import Target

pytestmark = pytest.mark.others

OTHERS = ("LocalStack", "serverless-offline")


@pytest.mark.parametrize("asked", TABLE, ids=lambda asked: asked.name)
@pytest.mark.parametrize("who", OTHERS)
def test_an_answer(who: str, asked: Asked, targets: Mapping[str, Target], ours: Target) -> None:
    found = answers_differ(compared(send(targets[who], asked)), compared(send(ours, asked)))
    assert found == expected(ANSWERS, who, asked.name)


@pytest.mark.parametrize("asked", EVENTS_ASKED, ids=lambda asked: asked.name)
@pytest.mark.parametrize("who", OTHERS)
def test_an_event(who: str, asked: Asked, targets: Mapping[str, Target], ours: Target) -> None:
    theirs, own = (json.loads(compared(send(target, asked)).body) for target in (targets[who], ours))
    assert events_differ(theirs, own) == expected(EVENTS, who, asked.name)


def test_every_difference_is_of_a_request() -> None:
    names = {asked.name for asked in (*TABLE, *EVENTS_ASKED)}
    assert {one.asked for one in (*ANSWERS, *EVENTS)} - names - {"every"} == set()
