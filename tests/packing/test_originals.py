"""The original in this process, and in a file: the same answers, and clear errors for a file that changes."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cloudpickle
import pytest

from scorelet.convert.reading.versions import version_of
from scorelet.errors import ModelReadError
from scorelet.packing import originals
from scorelet.packing.originals import Facts, Here, InFile, Refusal, answers, blob, converted, described, pickled
from tests.convert.tables import numbers, table
from tests.packing.models import FRAME, ROWS, mixed, scaled


@pytest.fixture(scope="module")
def in_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InFile]:
    path = tmp_path_factory.mktemp("model") / "model.pkl"
    path.write_bytes(cloudpickle.dumps(mixed()))
    with InFile(path, trust=False) as original:
        yield original


def test_a_file_tells_what_an_object_tells(in_file: InFile) -> None:
    assert in_file.facts == Here(mixed()).facts
    assert in_file.facts.made_with == {"scikit-learn": version_of("sklearn")}
    assert described(in_file) == described(Here(mixed())) == "Pipeline(ColumnTransformer, LogisticRegression)"


def test_a_file_converts_and_answers_as_an_object_does(in_file: InFile) -> None:
    here = Here(mixed())
    ours, theirs = converted(here, "m", ()), converted(in_file, "m", ())
    assert (ours.document, ours.tables, ours.classes) == (theirs.document, theirs.tables, theirs.classes)
    assert list(map(vars, ours.fields)) == list(map(vars, theirs.fields))
    rows = [{"colour": "red", "size_cm": 1.0, "weight": None}, {"colour": 7, "size_cm": "x", "weight": None}]
    said = list(answers(here, rows))
    assert said == list(answers(in_file, rows))
    expected = mixed().predict_proba(FRAME.assign(weight=float("nan"))[:1].assign(**{"size (cm)": 1.0})).tolist()[0]
    assert said[0] == {"label": "yes" if expected[1] > 0.5 else "no", "probabilities": expected}
    assert isinstance(said[1], Refusal)
    assert said[1].why.startswith("ValueError: ")


def test_large_tables_come_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.gaussian_process import GaussianProcessRegressor

    rows = table(60, 30)
    original = Here(GaussianProcessRegressor().fit(rows, numbers(rows)))
    monkeypatch.setattr(originals, "PIECE", 1_000)
    found = converted(original, "m", ())
    assert list(map(len, found.tables.values())) > [1_000]
    (name, content) = next(iter(found.tables.items()))
    monkeypatch.undo()
    assert blob(original, name, len(content)) == content


@pytest.mark.parametrize("change", ["other content", "gone"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(pickle.dumps(scaled()))
    with InFile(path, trust=False) as original:
        described = Here(scaled()).facts
        said = {"class": described.kind, "format": "pickle", "sha256": described.sha256, "imports": [], "warnings": []}
        monkeypatch.setattr(original._child, "_described", {**said, "made_with": {}, "running": {}})
        if change == "gone":
            path.unlink()
        with pytest.raises(ModelReadError) as caught:
            _ = original.facts.data
    assert str(caught.value) == (
        f"{path}: it has changed while it was read\nwait until it is written, and pack it again"
    )


def test_facts_of_a_compressed_file() -> None:
    import gzip

    facts = Facts("m", "pickle", gzip.compress(b"content", mtime=0))
    assert facts.content == b"content"
    assert len(facts.sha256) == 64


def test_an_object_that_cannot_be_pickled() -> None:
    with pytest.raises(ModelReadError) as caught:
        pickled(i for i in range(3))
    assert str(caught.value) == "a generator cannot be pickled: cannot pickle 'generator' object"


def test_answers_are_asked_some_at_a_time() -> None:
    asked: list[int] = []

    class Counting(Here):
        def ask(self, do: str, **request: Any) -> dict[str, Any]:
            asked.append(len(request.get("rows", ())))
            return super().ask(do, **request)

    original = Counting(scaled())
    converted(original, "m", ())
    asked.clear()
    rows = [dict(zip(("x0", "x1", "x2"), row, strict=True)) for row in ROWS.tolist()[:25]]
    assert list(answers(original, rows, at_once=10)) == list(answers(original, rows, at_once=25))
    assert asked == [10, 10, 5, 25]
