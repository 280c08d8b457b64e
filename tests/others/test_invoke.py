"""boto3's client invokes the function: the same results from the emulator and from LocalStack."""

from __future__ import annotations

import pytest

from tests.others.comparing import expected, invocations_differ
from tests.others.differences import INVOCATIONS as KNOWN
from tests.others.functions import Function
from tests.others.invoking import INVOCATIONS, Invocation, invoke

pytestmark = pytest.mark.others


@pytest.mark.parametrize("asked", INVOCATIONS, ids=lambda asked: asked.name)
def test_an_invocation(asked: Invocation, our_function: Function, localstacks_function: Function) -> None:
    theirs, ours = (invoke(*function, asked) for function in (localstacks_function, our_function))
    assert invocations_differ(theirs, ours) == expected(KNOWN, "LocalStack", asked.name)
