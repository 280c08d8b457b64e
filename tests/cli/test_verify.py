"""`scorelet verify`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scorelet.bundle.packed import PackedModel
from tests.bundle import models
from tests.cli.conftest import Scorelet


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    path = tmp_path / "towns.scorelet"
    models.packed().write(path)
    return path


def test_golden_rows_are_tried_again(scorelet: Scorelet, towns: Path) -> None:
    outcome = scorelet("verify", towns)
    assert (outcome.code, outcome.err) == (0, "")
    assert [line.split(maxsplit=1) for line in outcome.out.splitlines()[:3]] == [
        ["model", "towns"],
        ["version", models.packed().short_version],
        ["kind", "pfa"],
    ]
    assert [" ".join(line.split()) for line in outcome.out.splitlines()[3:]] == [
        "parity 2 of 2 rows agree",
        "rows 2 golden",
        "largest difference none",
    ]


def test_one_that_answers_otherwise(scorelet: Scorelet, tmp_path: Path) -> None:
    golden = models.CERTIFICATE.golden
    wrong = golden[0]._replace(answer={"label": "old", "score": 1.5})
    other = PackedModel.of(
        models.MANIFEST,
        json.dumps(models.DOCUMENT).encode(),
        certificate=models.CERTIFICATE._replace(golden=(wrong, golden[1])),
    )
    path = tmp_path / "other.scorelet"
    other.write(path)
    outcome = scorelet("verify", path)
    assert outcome.code == 1
    assert outcome.out.splitlines()[-1].split(maxsplit=3)[:3] == ["label", '"old"', '"young"']
    assert outcome.err == (
        f"error: {path} differs on 1 of 2 rows\n"
        "  pack it again where it was trained: scorelet pack shows where the two part\n"
    )


def test_one_without_golden_rows(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "towns.scorelet"
    PackedModel.of(models.MANIFEST, json.dumps(models.DOCUMENT).encode()).write(path)
    outcome = scorelet("verify", path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "error: model 'towns' keeps no golden rows (it was packed without sample rows)\n"
        "  pack it again with --samples, or compare it with its original: --against\n"
    )


def test_code_of_others_needs_trust(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "towns.scorelet"
    PackedModel.of(models.MANIFEST._replace(kind="python"), b"cos\nsystem\n").write(path)
    outcome = scorelet("verify", path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: {path} is of kind python: using it runs code of whoever packed it\n"
        "  where you trust its maker, add --trust\n"
    )


def test_a_file_that_is_not_there(scorelet: Scorelet) -> None:
    outcome = scorelet("verify", "no.scorelet")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "error: no.scorelet: no such file or directory\n  check the path; relative paths start at the current folder\n"
    )


def test_a_damaged_file(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "m.scorelet"
    path.write_bytes(b"PK")
    outcome = scorelet("verify", path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: cannot read '{path}': this is no packed model: it does not start like one\n"
        "  get the file again, or pack the model again: scorelet pack MODEL\n"
    )


def test_a_trained_model(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "m.pkl"
    path.write_bytes(b"\x80\x04.")
    outcome = scorelet("verify", path)
    assert outcome.err == f"error: {path} is no packed model\n  scorelet pack {path} makes one of it\n"
