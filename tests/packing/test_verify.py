"""A packed model is tried again: its golden rows, and against its original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Counts
from scorelet.errors import BundleError
from scorelet.packing.assembling import SAMPLES
from scorelet.packing.originals import pickled
from scorelet.packing.verify import against, golden
from tests.packing.models import FRAME, ROWS, mixed, quick, ridge, scaled, spreading


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return quick(mixed(), FRAME).packed


def tampered(packed: PackedModel, old: str, new: str) -> PackedModel:
    """The same with another document, as someone would make it who also made the hashes fit."""
    document = packed.model.decode()
    assert old in document
    return PackedModel.of(
        packed.manifest._replace(entries={}),
        document.replace(old, new).encode(),
        tables=packed.tables,
        certificate=packed.certificate,
        samples=packed.samples,
    )


def first_constant(packed: PackedModel) -> str:
    """The first number of the document's regression, as text."""
    cells: dict[str, Any] = json.loads(packed.model)["cells"]
    model = next(cell["init"] for cell in cells.values() if isinstance(cell["init"], dict) and "const" in cell["init"])
    return json.dumps(model["const"])


def test_golden_rows_agree(packed: PackedModel) -> None:
    found = golden(packed)
    count = len(packed.certificate.golden) if packed.certificate else 0
    assert found.rows == {"golden": Counts(count, count, 0)}
    assert (found.disagreed, found.tolerance) == (0, 1e-9)


def test_golden_rows_of_a_single_output() -> None:
    assert golden(quick(ridge()).packed).disagreed == 0
    assert golden(quick(spreading(), ROWS[:5]).packed, trust=True).disagreed == 0


def test_a_document_that_was_changed(packed: PackedModel) -> None:
    changed = tampered(packed, first_constant(packed), "0.125")
    found = golden(changed)
    assert found.disagreed > found.compared / 2
    assert {one.output for one in found.disagreements} >= {"probabilities"}
    assert found.accepted is None


@pytest.mark.parametrize("kept", [True, False])
def test_no_golden_rows(packed: PackedModel, kept: bool) -> None:
    certificate = packed.certificate._replace(golden=()) if packed.certificate and kept else None
    empty = PackedModel.of(packed.manifest._replace(entries={}), packed.model, certificate=certificate)
    with pytest.raises(BundleError) as caught:
        golden(empty)
    why = "both sides refused all rows" if kept else "it was packed without sample rows"
    assert str(caught.value) == (
        f"model 'm' keeps no golden rows ({why})\n"
        "pack it again with --samples, or compare it with its original: --against"
    )


def test_code_needs_trust() -> None:
    with pytest.raises(BundleError, match="is of kind python"):
        golden(quick(spreading(), ROWS[:5]).packed)


# --------------------------------------------------------------------------------------------- against the original


def test_against_its_original(packed: PackedModel, tmp_path: Path) -> None:
    path = tmp_path / "m.pkl"
    path.write_bytes(pickled(mixed()))
    stages: set[str] = set()
    changed = tampered(packed, first_constant(packed), "0.125")
    found = against(changed, path, lambda stage, done, total: stages.add(stage))
    assert found.rows["given"] == Counts(SAMPLES, 0, 0)
    assert {"drawn", "missing", "unseen category"} < found.rows.keys()
    assert stages == {"convert", "compare"}
    assert (found.holds, found.disagreed > 100) == (False, True)


def test_against_a_model_of_other_rows(packed: PackedModel, tmp_path: Path) -> None:
    path = tmp_path / "other.pkl"
    path.write_bytes(pickled(scaled()))
    rowless = PackedModel.of(packed.manifest._replace(entries={}), packed.model)
    with pytest.raises(BundleError) as caught:
        against(rowless, path)
    assert str(caught.value) == (
        f"{path} takes other rows than model 'm': record of x0, x1, x2, not record of colour, size (cm), weight"
    )


def test_against_a_document(tmp_path: Path) -> None:
    path = tmp_path / "sum.pfa"
    path.write_text('{"input": "double", "output": "double", "action": {"+": ["input", 1]}}')
    packed = quick(path, [1.0]).packed
    assert against(packed, path).rows == {"golden": Counts(1, 1, 0)}
    assert against(quick(path).packed, path).rows == {}
    path.write_text('{"input": "double", "output": "double", "action": {"+": ["input", 2]}}')
    with pytest.raises(BundleError) as caught:
        against(packed, path)
    assert str(caught.value) == f"model 'm' does not hold what {path} holds"
