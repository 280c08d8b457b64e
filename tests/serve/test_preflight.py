"""What people are told of models before anything listens."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.errors import BundleError
from scorelet.serve.preflight import ModelFacts, tried
from scorelet.serve.settings import Settings
from scorelet.service.values import Model, Service
from tests.bundle.models import packed

FUNCTION = "def of_town(town: str, *, secrets):\n    return {}\n"


def facts(folder: Path, features: str = "", samples: bool = True) -> ModelFacts:
    (folder / "features.py").write_text(FUNCTION)
    packed(() if not samples else [{"age": 20.0}]).write(folder / "towns.scorelet")
    entry = Model("towns", file=str(folder / "towns.scorelet"), features=features)
    (found,) = tried(Service("test", (entry,)), Settings())
    return found


def test_a_sample_is_a_row_to_try_it_with(tmp_path: Path) -> None:
    found = facts(tmp_path)
    assert found._replace(seconds=0.0) == ModelFacts(
        "towns", "", packed([{"age": 20.0}]).short_version, "pfa", 2, 0.0, '{"age":20.0}'
    )


def test_a_function_is_tried_with_what_it_takes(tmp_path: Path) -> None:
    assert facts(tmp_path, f"{tmp_path}/features.py:of_town").sample == '{"town":"text"}'


def test_what_cannot_be_served_is_said_by_the_process_that_tried(tmp_path: Path) -> None:
    (tmp_path / "towns.scorelet").write_bytes(b"no model")
    entry = Model("towns", file=str(tmp_path / "towns.scorelet"))
    with pytest.raises(BundleError, match="this is no packed model"):
        tried(Service("test", (entry,)), Settings())
