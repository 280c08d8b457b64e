"""boto3's client invokes the function: the same results as from LocalStack, but where a fact decides."""

from __future__ import annotations

import pytest

from tests.others.comparing import differing, known
from tests.others.functions import Function
from tests.others.invocation_differences import DIFFERENCES
from tests.others.invoking import INVOCATIONS, Invocation, invoke
from tests.others.target import LOCALSTACK

pytestmark = pytest.mark.others


@pytest.mark.parametrize("asked", INVOCATIONS, ids=lambda asked: asked.name)
def test_an_invocation(asked: Invocation, our_function: Function, localstacks_function: Function) -> None:
    theirs, ours = (invoke(*function, asked)._asdict() for function in (localstacks_function, our_function))
    assert differing(theirs, ours) == known(DIFFERENCES, LOCALSTACK, asked.name)


def test_all_differences_are_of_an_invocation() -> None:
    assert {one.asked for one in DIFFERENCES} <= {asked.name for asked in INVOCATIONS}
