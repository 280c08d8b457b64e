from __future__ import annotations

import re
from uuid import UUID

import pytest

from scorelet.emulator.gateway.traces import gateway_id, request_uuid, trace_id

GIVEN = "Root=1-65536a00-0123456789abcdef01234567;Sampled=1"


@pytest.mark.parametrize("given", [GIVEN, f"Self=1-2-3;{GIVEN}"])
def test_a_trace_goes_on(given: str) -> None:
    assert trace_id(given, 0) == given


@pytest.mark.parametrize("given", [None, "", "Root=1-x", "nonsense"])
def test_a_trace_begins(given: str | None) -> None:
    assert re.fullmatch("Root=1-6553f100-[0-9a-f]{24}", trace_id(given, 1_700_000_000.9))


def test_ids() -> None:
    assert UUID(request_uuid()).version == 4
    assert re.fullmatch("[A-Za-z0-9_-]{15}=", gateway_id())
