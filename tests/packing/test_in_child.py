"""A model that is packed as it is, scored where its file was loaded."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.manifest import Manifest, Source
from scorelet.convert.reading.format import Format
from scorelet.convert.reading.load import Loaded
from scorelet.errors import ModelProcessError, ModelReadError
from scorelet.packing import in_child
from scorelet.packing.assembling import assembled, predictor_of
from scorelet.packing.certify import answer_of
from scorelet.packing.given import Given
from scorelet.packing.in_child import build, score, time_score
from scorelet.packing.originals import InFile
from scorelet.packing.path import content_of
from scorelet.packing.wishes import Wishes
from tests.packing.models import ROWS, Doubling, spreading

MANIFEST = Manifest(
    "m", "python", "regression", InputSpec("record", (Field("x0"),)), ("value",), None,
    Source("tests", "pickle", {}, {}, "0" * 64, 1, "Doubling"),
)  # fmt: skip


class Odd(Doubling):
    def predict(self, rows: Any) -> list[Any]:
        return [{1}] if rows[0][0] > 1 else [rows[0][0]]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_child, "_built", [])


def request_for(path: Path, model: Any, manifest: Manifest = MANIFEST) -> tuple[Loaded, dict[str, Any]]:
    data = pickle.dumps(model)
    path.write_bytes(data)
    request = {"path": str(path), "manifest": manifest.write().decode(), "sha256": sha256(data).hexdigest()}
    return Loaded(model, Format.PICKLE, "", 0), request


@pytest.mark.usefixtures("built")
def test_answers_and_refusals(tmp_path: Path) -> None:
    loaded, request = request_for(tmp_path / "m.pkl", Odd())
    assert build(loaded, request) == {}
    assert score(loaded, {"row": {"x0": 0.5}}) == {"answer": 0.5}
    assert score(loaded, {"row": {"x0": 2.0}}) == {
        "refused": "its answer cannot be said in JSON: Object of type set is not JSON serializable"
    }
    assert score(loaded, {"row": {"x0": "a"}})["refused"].startswith("model 'm' refuses the row: ValueError: ")
    assert time_score(loaded, {"rows": [{"x0": 0.5}], "seconds": 0.0})["seconds"] > 0


@pytest.mark.usefixtures("built")
def test_other_formats_are_pickled(tmp_path: Path) -> None:
    manifest = MANIFEST._replace(source=MANIFEST.source._replace(format="skops"))
    loaded, request = request_for(tmp_path / "m.pkl", Odd(), manifest)
    (tmp_path / "m.pkl").unlink()
    build(loaded, request)
    assert score(loaded, {"row": {"x0": 0.5}}) == {"answer": 0.5}


@pytest.mark.usefixtures("built")
def test_a_file_that_has_changed(tmp_path: Path) -> None:
    loaded, request = request_for(tmp_path / "m.pkl", Odd())
    (tmp_path / "m.pkl").write_bytes(pickle.dumps(Doubling()))
    with pytest.raises(ModelReadError) as caught:
        build(loaded, request)
    assert str(caught.value) == "it has changed while it was read\nwait until it is written, and pack it again"


def children() -> set[int]:
    return {int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()}


@pytest.fixture
def others() -> set[int]:
    """Children that other tests have left running."""
    return children()


@pytest.fixture
def in_file(others: set[int], tmp_path: Path) -> Iterator[InFile]:
    path = tmp_path / "m.pkl"
    path.write_bytes(pickle.dumps(spreading()))
    with InFile(path, trust=False) as original:
        yield original


def test_a_process_that_dies_is_no_refusal(others: set[int], in_file: InFile) -> None:
    content = content_of(in_file, Given(ROWS.tolist()[:3]), Wishes("m"))
    predictor = predictor_of(in_file, content)
    assert answer_of(predictor, ROWS[0]) == {
        "label": int(spreading().predict(ROWS[:1])[0]),
        "probabilities": dict(zip("01", spreading().predict_proba(ROWS[:1]).tolist()[0], strict=True)),
    }
    (child,) = children() - others
    os.kill(child, signal.SIGKILL)
    with pytest.raises(ModelProcessError, match="the process that reads it was killed"):
        answer_of(predictor, ROWS[0])
    with pytest.raises(ModelProcessError):
        assembled(content, predictor, None)
