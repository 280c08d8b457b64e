from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.seeds import pack_seeds


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packed seeds, which nobody changes."""
    folder = tmp_path_factory.mktemp("seeds")
    pack_seeds(folder)
    return folder
