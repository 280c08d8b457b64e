"""ONNX files: what a graph takes and gives, and packed as they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.predict import Predictor
from scorelet.errors import ModelReadError, UsageError
from scorelet.packing.onnx_file import graph_of
from tests.packing.models import FRAME, ROWS, mixed, quick, ridge, scaled

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")


@cache
def classifier(zipmap: bool = True) -> bytes:
    return exported(scaled(), [("input", "float", 3)], zipmap=zipmap)


def exported(model: Any, inputs: list[tuple[str, str, int]], zipmap: bool = True) -> bytes:
    from skl2onnx import convert_sklearn
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType

    types = {"float": FloatTensorType, "string": StringTensorType}
    initial = [(name, types[kind]([None, width])) for name, kind, width in inputs]
    options = {id(model): {"zipmap": zipmap}} if hasattr(model, "predict_proba") else None
    data: bytes = convert_sklearn(model, initial_types=initial, options=options).SerializeToString()
    return data


def graph(inputs: list[tuple[str, str, list[int | str | None] | None]]) -> bytes:
    """A graph that hands its inputs on."""
    from onnx import TensorProto, helper

    kinds = {"float": TensorProto.FLOAT, "string": TensorProto.STRING, "int64": TensorProto.INT64}
    given = [helper.make_tensor_value_info(name, kinds[kind], shape) for name, kind, shape in inputs]
    out = [helper.make_tensor_value_info(f"out{i}", kinds[kind], shape) for i, (_, kind, shape) in enumerate(inputs)]
    nodes = [helper.make_node("Identity", [name], [f"out{i}"]) for i, (name, _, _) in enumerate(inputs)]
    model = helper.make_model(helper.make_graph(nodes, "g", given, out), opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    data: bytes = model.SerializeToString()
    return data


def test_a_classifier_of_an_array() -> None:
    found = graph_of(classifier())
    number = Field("x0", missing=True, infinite=True)
    assert found.spec == InputSpec("record", (number, number._replace(name="x1"), number._replace(name="x2")))
    assert (found.outputs, found.task) == (("label", "probabilities"), "classification")


def test_a_regressor() -> None:
    found = graph_of(exported(ridge(), [("input", "float", 3)]))
    assert (found.outputs, found.task) == (("value",), "regression")


def test_inputs_by_name() -> None:
    found = graph_of(graph([("size (cm)", "float", [None, 1]), ("colour", "string", ["N", 1]), ("n", "int64", [None])]))
    assert found.spec == InputSpec(
        "record",
        (
            Field("size_cm", missing=True, infinite=True, source="size (cm)"),
            Field("colour", "string", source="colour"),
            Field("n", "integer", source="n"),
        ),
    )
    assert (found.outputs, found.task) == (("out0", "out1", "out2"), "scoring")


def test_one_text() -> None:
    assert graph_of(graph([("text", "string", [None, 1])])).spec == InputSpec("text", (Field("text", "string"),))


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (
            [("image", "float", [None, 3, 8, 8])],
            "a row is a list of features, but its input 'image' has the shape [None, 3, 8, 8]",
        ),
        (
            [("x", "float", [None, "wide"])],
            "a row is a list of features, but its input 'x' has the shape [None, 'wide']",
        ),
        ([("x", "float", [])], "a row is a list of features, but its input 'x' has the shape []"),
        (
            [("a", "float", [None, 1]), ("b", "float", [None, 2])],
            "it has 2 inputs; each takes one feature then, but its input 'b' has the shape [None, 2]",
        ),
    ],
)
def test_graphs_whose_inputs_are_no_rows(inputs: Any, said: str) -> None:
    with pytest.raises(ModelReadError) as caught:
        graph_of(graph(inputs))
    assert str(caught.value) == said


@pytest.mark.parametrize("zipmap", [True, False])
def test_packed_as_it_is(tmp_path: Path, zipmap: bool) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(classifier(zipmap))
    packing = quick(path, ROWS[:5])
    manifest, certificate = packing.packed.manifest, packing.packed.certificate
    assert packing.refused == "an ONNX file is packed as it is"
    assert (manifest.kind, manifest.source.framework, manifest.source.estimator) == ("onnx", "ONNX", "ONNX")
    assert manifest.requirements[0].startswith("onnxruntime==")
    assert packing.packed.model == classifier(zipmap)
    assert certificate is not None
    assert certificate.agreed == certificate.compared == 5
    said = Predictor.of(packing.packed).predict(ROWS[0])
    expected = scaled().predict_proba(ROWS[:1])[0]
    found = said["probabilities"]
    assert said["label"] == scaled().predict(ROWS[:1])[0]
    assert np.allclose(list(found.values()) if zipmap else found, expected, atol=1e-6)
    assert not zipmap or list(found) == ["no", "yes"]


def test_a_model_of_named_columns(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    kinds = [("colour", "string", 1), ("size (cm)", "float", 1), ("weight", "float", 1)]
    path.write_bytes(exported(mixed(), kinds))
    frame = FRAME.rename(columns={"size (cm)": "size__cm_"})  # as skl2onnx writes it
    packing = quick(path, frame.assign(target=1)[:5])
    assert packing.ignored == ("target",)
    predictor = Predictor.of(packing.packed)
    assert [one["label"] for one in predictor.predict(frame)] == mixed().predict(FRAME).tolist()


def test_files_that_cannot_be_packed(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(graph([("x", "float", [None, 3, 3])]))
    with pytest.raises(ModelReadError) as caught:
        quick(path)
    assert str(caught.value) == f"{path}: a row is a list of features, but its input 'x' has the shape [None, 3, 3]"
    path.write_bytes(classifier().replace(b"LinearClassifier", b"LinearClassifies"))
    with pytest.raises(ModelReadError) as caught:
        quick(path)
    assert str(caught.value).startswith(f"{path}: ONNX Runtime cannot read it: ")
    path.write_bytes(classifier())
    with pytest.raises(UsageError) as refused:
        quick(path, outputs=("label",))
    assert str(refused.value) == "an ONNX file is packed as it is, with all its outputs, got the wish for 'label'"
