from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scorelet.runtime.features.files import UserFiles
from scorelet.runtime.features.secrets import Secrets
from scorelet.runtime.features.supplies import Supplies

Write = Callable[..., UserFiles]


@pytest.fixture
def reports() -> list[str]:
    """What the operator was told."""
    return []


@pytest.fixture
def supplies(reports: list[str]) -> Iterator[Supplies]:
    made = Supplies(Secrets(environment={"KEY": "s3cret-value"}), report=reports.append)
    yield made
    made.close()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a user's file and gives the folder's."""

    def writing(text: str, name: str = "features.py") -> UserFiles:
        (tmp_path / name).write_text(textwrap.dedent(text))
        return UserFiles(tmp_path)

    return writing
