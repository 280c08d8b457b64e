"""Rows that callers would send: samples, what a feature function takes, or the simplest that there is."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from scorelet.emulator.making.samples import sample_rows
from scorelet.errors import BundleError
from scorelet.service.values import Model, Service
from tests.bundle.models import CERTIFICATE, ROWS, packed
from tests.emulator.making.services import in_files


def test_rows_are_the_models_samples(tmp_path: Path) -> None:
    assert sample_rows(in_files(tmp_path), "towns") == tuple(ROWS)


def test_rows_are_of_json_alone(tmp_path: Path) -> None:
    rows = [{"age": math.inf}, {"age": 1.0, "income": math.nan}, {"age": [-math.inf]}]
    packed(rows).write(tmp_path / "towns.scorelet")
    service = Service("test", (Model("towns", file=str(tmp_path / "towns.scorelet")),))
    assert sample_rows(service, "towns") == ({"age": 1.0, "income": None},)


def test_a_row_is_made_where_there_is_none(tmp_path: Path) -> None:
    packed((), CERTIFICATE._replace(golden=())).write(tmp_path / "towns.scorelet")
    service = Service("test", (Model("towns", file=str(tmp_path / "towns.scorelet")),))
    assert sample_rows(service, "towns") == ({"age": 0.0, "income": 0.0, "home town": "Bonn"},)


def test_a_function_gets_what_it_takes_and_prints_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "features.py").write_text("print('loading')\ndef of_town(town: str, *, secrets):\n    return {}\n")
    service = in_files(tmp_path)
    with_function = service.models[0]._replace(features=f"{tmp_path}/features.py:of_town")
    assert sample_rows(service._replace(models=(with_function,)), "towns") == ({"town": "text"},)
    assert capsys.readouterr() == ("", "loading\n")


def test_a_model_that_cannot_be_read(tmp_path: Path) -> None:
    service = Service("test", (Model("towns", file=str(tmp_path / "gone.scorelet")),))
    with pytest.raises(BundleError, match="no such file"):
        sample_rows(service, "towns")
