from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.emulators import Emulator
from tests.journeys.seeds import pack_seeds, service_of


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packed seeds, which nobody changes."""
    folder = tmp_path_factory.mktemp("seeds")
    pack_seeds(folder)
    return folder


KEY = "s" * 24
CORS = 'cors = ["https://shop.example"]\n'


@pytest.fixture(scope="session")
def emulator(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """The seeds behind a gateway with keys."""
    folder = service_of(seeds, tmp_path_factory.mktemp("emulated"), f"[api]\nkeys = true\n{CORS}")
    with Emulator(folder, environment={"SCORELET_API_KEYS": f"shop={KEY}"}) as started:
        yield started
