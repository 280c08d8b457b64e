from __future__ import annotations

from collections.abc import Iterator

import pytest

from scorelet.emulator.door import Door
from tests.emulator.fronts import Front
from tests.emulator.lambda_api.bench import Bench


@pytest.fixture(scope="module")
def running() -> Iterator[Bench]:
    with Front() as front:
        bench = Bench(front.url)
        front.begin(Door(bench.gateway, bench.api))
        yield bench
        bench.client.close()


@pytest.fixture
def bench(running: Bench) -> Bench:
    running.begin_anew()
    return running
