"""The path of packing, from a model to a packed model that is proven equal to it."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Counts
from scorelet.bundle.predict import Predictor
from scorelet.convert import serving
from scorelet.convert.path import converted_from
from scorelet.convert.reading.versions import version_of
from scorelet.errors import ModelReadError, NotConvertibleError, ParityError, PfaSemanticError, UsageError
from scorelet.packing.assembling import SAMPLES
from scorelet.packing.originals import pickled
from tests.packing.models import FRAME, LABELS, ROWS, Doubling, mixed, quick, ridge, scaled, spreading, tree

PACK = """
import sys
from scorelet.packing.path import packed_of
from scorelet.packing.wishes import Wishes
packed = packed_of(sys.argv[1], Wishes("m", samples=sys.argv[2], measure=False)).packed
sys.stdout.buffer.write(packed.data)
"""


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    """Also as an object, and in another process with other hashes."""
    model, rows = tmp_path / "m.pkl", tmp_path / "rows.csv"
    model.write_bytes(pickled(mixed()))
    FRAME.to_csv(rows, index=False)
    here = quick(mixed(), rows)
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PACK, str(model), str(rows)]
    there = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    assert there == here.packed.data
    assert quick(mixed(), FRAME).packed.data == here.packed.data


def test_what_a_packed_model_holds() -> None:
    packing = quick(mixed(), FRAME.assign(target=LABELS))
    packed = packing.packed
    manifest, certificate, baseline = packed.manifest, packed.certificate, packed.baseline
    assert (packing.refused, packing.ignored, packing.warnings, packing.before) == (None, ("target",), (), None)
    assert (manifest.kind, manifest.task, manifest.classes) == ("pfa", "classification", ("no", "yes"))
    assert [field.shown for field in manifest.input.fields] == list(FRAME.columns)
    assert manifest.source.estimator == "Pipeline(ColumnTransformer, LogisticRegression)"
    assert certificate is not None
    assert certificate.disagreed == 0
    assert certificate.rows["given"] == Counts(60, 60, 0)
    assert {"drawn", "zero", "extreme", "missing", "unseen category"} < certificate.rows.keys()
    assert certificate.tolerance == 1e-9
    assert packed.samples[0] == {"colour": "red", "size (cm)": ROWS[0][0], "weight": ROWS[0][1]}
    assert len(packed.samples) == SAMPLES
    predictor = Predictor.of(packed)
    assert [predictor.predict(golden.row)["label"] for golden in certificate.golden] == [
        golden.answer["label"] for golden in certificate.golden
    ]
    assert baseline is not None
    assert baseline.rows == 60
    assert baseline.features["weight"].missing == int(FRAME["weight"].isna().sum())
    assert set(baseline.predictions) == {"label", "probabilities.no", "probabilities.yes"}
    expected = mixed().predict(FRAME).tolist()
    assert [one["label"] for one in predictor.predict(FRAME)] == expected


def test_without_rows_there_is_no_baseline() -> None:
    packed = quick(tree()).packed
    assert packed.baseline is None
    assert packed.certificate is not None
    assert "given" not in packed.certificate.rows
    assert {"threshold", "one ulp below", "one ulp above"} < packed.certificate.rows.keys()


def test_outputs_are_chosen() -> None:
    packed = quick(scaled(), outputs=("decision",)).packed
    assert packed.manifest.outputs == ("decision",)
    assert packed.certificate is not None
    assert isinstance(packed.certificate.golden[0].answer, float)
    with pytest.raises(UsageError) as caught:
        quick(scaled(), outputs=("decisions",))
    assert str(caught.value) == "expected outputs among label, probabilities, decision, got 'decisions'"


# --------------------------------------------------------------------------------------------- parity


def off(monkeypatch: pytest.MonkeyPatch, change: float) -> None:
    """Converters go wrong: what is subtracted from the first coefficient."""

    def wrong(model: Any, name: str, outputs: Any) -> Any:
        found = converted_from(model, name, outputs)
        (cell,) = (cell for cell in found.document["cells"].values() if isinstance(cell["init"], dict))
        cell["init"]["coeff"][0] -= change
        return found

    monkeypatch.setattr(serving, "converted_from", wrong)


def test_a_document_that_answers_otherwise_is_no_packed_model(monkeypatch: pytest.MonkeyPatch) -> None:
    off(monkeypatch, 1e-3)
    with pytest.raises(ParityError) as caught:
        quick(ridge())
    certificate = caught.value.certificate
    assert certificate.disagreed == certificate.compared - certificate.agreed > 150
    first = certificate.disagreements[0]
    assert first.output == "value"
    assert first.original == ridge().predict([list(first.row.values())])[0]
    assert first.packed == pytest.approx(first.original - 1e-3 * first.row["x0"])
    lines = str(caught.value).splitlines()
    assert lines[0] == (
        f"model 'm' differs from the original on {certificate.disagreed} of {certificate.compared} rows"
    )
    assert lines[1] == f"value: {first.original!r} became {first.packed!r} for {first.row!r}"[: len(lines[1])]
    assert lines[4] == "accept it with a reason (--accept-parity WHY), or allow more than 1e-09 (--tolerance)"


def test_it_may_be_accepted_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    off(monkeypatch, 1e-3)
    certificate = quick(ridge(), accept_parity="rounded on purpose").packed.certificate
    assert certificate is not None
    assert (certificate.accepted, certificate.holds) == ("rounded on purpose", True)
    assert certificate.disagreed > 150


def test_or_with_a_larger_tolerance(monkeypatch: pytest.MonkeyPatch) -> None:
    off(monkeypatch, 1e-7)
    with pytest.raises(ParityError):
        quick(ridge())
    certificate = quick(ridge(), tolerance=1e-2, accept_parity="no need").packed.certificate
    assert certificate is not None
    assert (certificate.tolerance, certificate.disagreed, certificate.accepted) == (1e-2, 0, None)
    assert 1e-9 < certificate.differences["value"].relative < 1e-2


def test_sources_of_32_bits_are_compared_with_less() -> None:
    import xgboost

    model = xgboost.XGBClassifier(n_estimators=3, max_depth=2, n_jobs=1).fit(ROWS, LABELS == "yes")
    certificate = quick(model).packed.certificate
    assert certificate is not None
    assert certificate.tolerance == 1e-6


def test_what_both_refuse_is_agreement() -> None:
    from sklearn.preprocessing import OneHotEncoder

    certificate = quick(OneHotEncoder().fit(FRAME[["colour"]])).packed.certificate
    assert certificate is not None
    assert certificate.rows["unseen category"] == Counts(1, 0, 1)
    assert certificate.agreed == certificate.compared


def test_several_targets_and_transforms() -> None:
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LinearRegression
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.tree import DecisionTreeClassifier

    targets = np.column_stack([LABELS, np.where(ROWS[:, 2] > 0, "up", "down")])
    several = quick(MultiOutputClassifier(DecisionTreeClassifier(max_depth=2)).fit(ROWS, targets))
    assert several.packed.manifest.outputs == ("label0", "probabilities0", "label1", "probabilities1")
    assert quick(LinearRegression().fit(ROWS, ROWS @ np.ones((3, 2)))).packed.manifest.outputs == ("values",)
    assert quick(PCA(2).fit(ROWS)).packed.manifest.outputs == ("transform",)


# --------------------------------------------------------------------------------------------- as it is


def test_an_estimator_without_converter_is_packed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "m.pkl"
    path.write_bytes(pickle.dumps(spreading()))
    packing = quick(path, ROWS)
    packed, manifest = packing.packed, packing.packed.manifest
    assert packing.refused == "LabelSpreading: sklearn.LabelSpreading has no converter"
    assert manifest.kind == "python"
    assert manifest.requirements == (f"numpy=={version_of('numpy')}", f"scikit-learn=={version_of('sklearn')}")
    assert packed.model == path.read_bytes()
    assert packed.certificate is not None
    assert packed.certificate.rows == {"given": Counts(60, 60, 0)}
    expected = spreading().predict_proba(ROWS[:1]).tolist()[0]
    assert Predictor.of(packed, trust=True).predict(ROWS[0])["probabilities"] == dict(
        zip(("0", "1"), expected, strict=True)
    )


@pytest.mark.parametrize("form", ["compressed joblib", "skops"])
def test_other_formats_are_packed_as_they_are(tmp_path: Path, form: str) -> None:
    import joblib
    import skops.io

    path = tmp_path / "model"
    if form == "skops":
        skops.io.dump(spreading(), path)
    else:
        joblib.dump(spreading(), path, compress=3)
    packing = quick(path, ROWS[:5])
    assert packing.packed.manifest.kind == "python"
    assert Predictor.of(packing.packed, trust=True).predict(ROWS[0])["label"] == int(spreading().predict(ROWS[:1])[0])


def test_a_class_of_ones_own(tmp_path: Path) -> None:
    packing = quick(Doubling(), ["a", "bc"])
    assert packing.packed.manifest.input.form == "text"
    assert Predictor.of(packing.packed, trust=True).predict("abc") == "abcabc"
    assert packing.warnings == (
        "it needs the module 'tests', which no installed package brings: put it where the model is served",
    )
    rows = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}).to_numpy()
    assert Predictor.of(quick(Doubling(), rows).packed, trust=True).predict([1.0, 2.0]) == 6.0


def test_what_can_be_packed_in_no_way() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        quick(Doubling())
    assert str(caught.value) == (
        "Doubling: tests.Doubling has no converter\n"
        "nor can it be packed as it is: Doubling: it does not say what a row of it is: give sample rows (--samples)"
    )
    with pytest.raises(NotConvertibleError) as caught:
        quick({"no": "model"})
    assert str(caught.value) == (
        "dict: builtins.dict has no converter\nnor can it be packed as it is: dict: it has no method 'predict'"
    )


# --------------------------------------------------------------------------------------------- documents

SUM = b'{"input": "double", "output": "double", "action": {"+": ["input", 1]}}'
COUNTS = (
    b'{"input": {"type": "record", "name": "Row", "fields": [{"name": "x", "type": "double"}]}, "output": "double",'
    b' "method": "emit", "cells": {"n": {"type": "int", "init": 0}}, "action": [{"emit": ["input.x"]}, {"emit":'
    b' [{"cell": "n", "to": {"params": [{"old": "int"}], "ret": "int", "do": {"+": ["old", 1]}}}]}]}'
)


def test_a_document_is_its_own_original(tmp_path: Path) -> None:
    path = tmp_path / "sum.pfa"
    path.write_bytes(SUM)
    packing = quick(path, [1.0, 2.0])
    assert packing.packed.model == SUM
    assert (packing.packed.manifest.task, packing.packed.manifest.outputs) == ("scoring", ("value",))
    certificate = packing.packed.certificate
    assert certificate is not None
    assert certificate.rows == {"given": Counts(2, 2, 0)}
    assert [(golden.row, golden.answer) for golden in certificate.golden] == [(1.0, 2.0), (2.0, 3.0)]
    assert quick(path).packed.certificate is None


def test_a_document_with_a_state_that_emits(tmp_path: Path) -> None:
    path = tmp_path / "counts.pfa"
    path.write_bytes(COUNTS)
    packing = quick(path, [{"x": 5.0}, {"x": 6.0}])
    certificate, baseline = packing.packed.certificate, packing.packed.baseline
    assert packing.packed.manifest.output_type == {"type": "array", "items": "double"}
    assert certificate is not None
    assert [golden.answer for golden in certificate.golden] == [[5.0, 1.0], [6.0, 2.0]]
    assert baseline is not None
    assert baseline.features["x"].rows == 2


def test_a_compressed_document(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "sum.pfa.gz"
    path.write_bytes(gzip.compress(SUM, mtime=0))
    assert quick(path).packed.model == SUM


def test_documents_that_cannot_be_packed(tmp_path: Path) -> None:
    path = tmp_path / "sum.pfa"
    path.write_bytes(SUM.replace(b'"+"', b'"no.such"'))
    with pytest.raises(PfaSemanticError):
        quick(path)
    path.write_bytes(SUM)
    with pytest.raises(UsageError) as caught:
        quick(path, outputs=("label",))
    assert str(caught.value) == ("a PFA document is packed as it is, with all its outputs, got the wish for 'label'")


# --------------------------------------------------------------------------------------------- nothing is left behind


def test_no_process_and_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.pkl"
    path.write_bytes(pickle.dumps(spreading()))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    children: set[str] = set()

    def watch(stage: str, done: int, total: int) -> None:
        if done == 3:
            children.update(running())
            raise KeyboardInterrupt

    before = running()
    with pytest.raises(KeyboardInterrupt):
        quick(path, ROWS, watch=watch)
    assert len(children - before) == 1
    assert running() == before
    assert [file.name for file in tmp_path.iterdir()] == ["m.pkl"]


def running() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_samples_are_read_before_the_model(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        quick(tmp_path / "no.pkl", tmp_path / "no.csv")
    assert str(caught.value) == f"cannot read {tmp_path}/no.csv: No such file or directory"
    with pytest.raises(ModelReadError) as failed:
        quick(tmp_path / "no.pkl")
    assert str(failed.value).startswith(f"{tmp_path}/no.pkl: there is no such file")


def test_what_was_packed_is_read_again() -> None:
    packed = quick(scaled()).packed
    assert PackedModel.read(packed.data).manifest == packed.manifest
