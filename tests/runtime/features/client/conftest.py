from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from scorelet.runtime.features.client.network import Network
from scorelet.service.values import Upstream as Rules

MakeNetwork = Callable[..., Network]


@pytest.fixture
def make_network() -> Iterator[MakeNetwork]:
    """Networks that do not wait between tries; `rules` are the service's, as keywords."""
    with ExitStack() as stack:

        def make(rules: dict[str, Any] | None = None, **world: Any) -> Network:
            network = Network(Rules(**(rules or {})), **{"sleep": lambda _: None, **world})
            stack.callback(network.close)
            return network

        yield make
