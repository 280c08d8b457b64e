"""What packed models are built into, by kind."""

from __future__ import annotations

import json
import pickle
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.manifest import Manifest
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor
from scorelet.errors import BundleError, PfaSemanticError, RowError
from tests.bundle.models import MANIFEST, packed

ARRAY = InputSpec("record", (Field("x0"), Field("x1", missing=True)))
NAMED = InputSpec("record", (Field("first_one", source="first one"), Field("kind", "string", source="kind")))


def manifest(
    kind: str, spec: InputSpec, outputs: tuple[str, ...], classes: Any = None, format: str = "pickle"
) -> Manifest:
    source = MANIFEST.source._replace(format=format)
    return MANIFEST._replace(
        kind=kind,
        input=spec,
        outputs=outputs,
        output_type=None,
        classes=classes,
        source=source,
        requirements=("thing==1",),
    )


def refused(model: PackedModel, *, trust: bool = False) -> str:
    with pytest.raises(BundleError) as caught:
        model.engine(trust=trust)
    return str(caught.value)


# ------------------------------------------------------------------------------------------- pfa


def test_a_document_that_cannot_run_says_why() -> None:
    model = PackedModel.of(MANIFEST, b'{"input": "int", "output": "int", "action": {"+": ["input", "x"]}}')
    with pytest.raises(PfaSemanticError):
        model.engine()


def test_a_document_that_emits_gives_a_list() -> None:
    document = {
        "input": "double",
        "output": ["null", "double"],
        "method": "emit",
        "begin": {"cell": "n", "to": {"params": [{"n": "int"}], "ret": "int", "do": {"+": ["n", 1]}}},
        "cells": {"n": {"type": "int", "init": 0}},
        "action": [{"emit": "input"}, {"if": {">": ["input", 0.0]}, "then": {"emit": {"+": ["input", {"cell": "n"}]}}}],
    }
    output_type = {"type": "array", "items": ["null", "double"]}
    facts = MANIFEST._replace(input=InputSpec("datum", type="double"), output_type=output_type)
    predictor = Predictor.of(PackedModel.of(facts, json.dumps(document).encode()))
    assert predictor.predict([0.0, 1.0]) == [[0.0], [1.0, 2.0]]


def test_nothing_is_built_by_reading() -> None:
    assert PackedModel.read(PackedModel.of(MANIFEST, b"no JSON").data).model == b"no JSON"


# ------------------------------------------------------------------------------------------- python


class Halves:
    """A model with what scikit-learn's models have; it says what it was given."""

    def predict(self, rows: Any) -> Any:
        return np.array(["small" if sum(rows[0]) < 1 else "large"])

    def predict_proba(self, rows: Any) -> Any:
        assert rows.shape == (1, 2)
        return np.array([[0.25, 0.75]])

    def transform(self, frame: Any) -> Any:
        return [f"{type(frame).__name__} {list(frame.columns)} {frame.values.tolist()}"]


class Texts:
    def predict(self, texts: Any) -> Any:
        if not texts[0]:
            raise ValueError("empty")
        return [len(text) for text in texts]


def python(model: Any, *facts: Any, **more: Any) -> PackedModel:
    return PackedModel.of(manifest("python", *facts, **more), pickle.dumps(model))


def test_a_python_model_needs_trust() -> None:
    model = python(print, ARRAY, ("label",))
    assert refused(model) == (
        f"model 'towns' ({model.short_version}) is of kind python: building it runs code of whoever packed it\n"
        "where you trust its maker, allow it: --trust, trust=True, or trust = true in scorelet.toml"
    )
    with pytest.raises(BundleError, match="is of kind python"):
        Predictor.of(model)


class Opened:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def test_reading_opens_no_pickle(tmp_path: Path) -> None:
    path = tmp_path / "opened"
    model = PackedModel.read(python(Opened(path), ARRAY, ("label",)).data)
    assert refused(model).startswith("model 'towns'")
    assert (model.manifest.kind, model.samples, model.certificate, path.exists()) == ("python", (), None, False)


def test_a_python_model_of_arrays() -> None:
    predictor = Predictor.of(python(Halves(), ARRAY, ("label", "probabilities"), ("small", "large")), trust=True)
    assert predictor.predict([0.25, 0.5]) == {"label": "small", "probabilities": {"small": 0.25, "large": 0.75}}
    assert predictor.predict([{"x0": 3, "x1": None}])[0]["label"] == "large"


def test_a_python_model_of_named_columns() -> None:
    predictor = Predictor.of(python(Halves(), NAMED, ("transform",)), trust=True)
    assert predictor.predict({"first one": 1, "kind": "a"}) == "DataFrame ['first one', 'kind'] [[1.0, 'a']]"


def test_a_python_model_of_texts_and_what_it_refuses() -> None:
    spec = InputSpec("text", (Field("text", "string"),))
    predictor = Predictor.of(python(Texts(), spec, ("value",)), trust=True)
    assert predictor.predict(["four", "x"]) == [4, 1]
    with pytest.raises(RowError) as caught:
        predictor.predict(["four", ""])
    assert str(caught.value) == "model 'towns' refuses the row: ValueError: empty - at /1"


def test_joblib_files_are_read_by_joblib() -> None:
    import joblib

    buffer = BytesIO()
    joblib.dump(Halves(), buffer, compress=3)
    model = PackedModel.of(manifest("python", ARRAY, ("label",), format="joblib"), buffer.getvalue())
    assert Predictor.of(model, trust=True).predict([0.0, 0.0]) == "small"


def test_a_python_model_runs_on_the_python_that_packed_it() -> None:
    here = ".".join(map(str, sys.version_info[:2]))
    for packed_by, expected in ((here, "small"), ("3.0", None)):
        made = manifest("python", ARRAY, ("label",))
        source = made.source._replace(running={**made.source.running, "Python": packed_by})
        model = PackedModel.of(made._replace(source=source), pickle.dumps(Halves()))
        if expected is not None:
            assert Predictor.of(model, trust=True).predict([0.0, 0.0]) == expected
    assert refused(model, trust=True) == (
        f"model 'towns' is of kind python and was packed by Python 3.0; this is {here}\n"
        f"use Python 3.0, or pack the model again with {here}"
    )


def test_python_models_that_cannot_be_built() -> None:
    broken = PackedModel.of(manifest("python", ARRAY, ("label",)), b"cnowhere\nthing\n.")
    assert refused(broken, trust=True) == (
        "cannot load model 'towns': ModuleNotFoundError: No module named 'nowhere'\nit needs: pip install thing==1"
    )
    without = python(Halves(), ARRAY, ("decision",))
    assert refused(without, trust=True).startswith("cannot load model 'towns': AttributeError: ")
    other = python(Halves(), ARRAY, ("__class__",))
    assert refused(other, trust=True) == (
        "model 'towns': no method gives '__class__'; known are label, value, values, probabilities, decision, "
        "scores, transform"
    )


# ------------------------------------------------------------------------------------------- onnx


def onnx_model(
    inputs: dict[str, tuple[int, list[Any]]], nodes: list[Any], outputs: dict[str, tuple[int, list[Any]]]
) -> bytes:
    from onnx import helper

    given = [helper.make_tensor_value_info(name, *facts) for name, facts in inputs.items()]
    wanted = [helper.make_tensor_value_info(name, *facts) for name, facts in outputs.items()]
    graph = helper.make_graph(nodes, "g", given, wanted)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    data: bytes = model.SerializeToString()
    return data


def doubled() -> bytes:
    """Takes x of shape (n, 2); gives the largest value's place, and both values."""
    from onnx import TensorProto, helper

    nodes = [
        helper.make_node("ArgMax", ["x"], ["label"], axis=1, keepdims=0),
        helper.make_node("Add", ["x", "x"], ["scores"]),
    ]
    outputs: dict[str, tuple[int, list[Any]]] = {
        "label": (TensorProto.INT64, [None]),
        "scores": (TensorProto.FLOAT, [None, 2]),
    }
    return onnx_model({"x": (TensorProto.FLOAT, [None, 2])}, nodes, outputs)


def test_an_onnx_model_of_one_matrix() -> None:
    model = PackedModel.of(manifest("onnx", ARRAY, ("label", "probabilities"), ("a", "b")), doubled())
    predictor = Predictor.of(model)
    assert predictor.predict([1.5, 2.5]) == {"label": 1, "probabilities": {"a": 3.0, "b": 5.0}}
    assert repr(predictor.predict([1.5, None])["probabilities"]["b"]) == "nan"
    assert predictor.predict(pd.DataFrame({"x0": [2.0], "x1": [1.0]}))[0]["label"] == 0
    with pytest.raises(RowError) as caught:
        predictor.predict([True, 1.0])
    assert str(caught.value) == "expected a number, got true - at /0"


def test_an_onnx_model_of_named_columns() -> None:
    from onnx import TensorProto, helper

    inputs: dict[str, tuple[int, list[Any]]] = {
        "kind": (TensorProto.STRING, [None, 1]),
        "first one": (TensorProto.DOUBLE, [None, 1]),
    }
    nodes = [helper.make_node("Identity", ["kind"], ["k"]), helper.make_node("Neg", ["first one"], ["value"])]
    outputs: dict[str, tuple[int, list[Any]]] = {
        "k": (TensorProto.STRING, [None, 1]),
        "value": (TensorProto.DOUBLE, [None, 1]),
    }
    model = PackedModel.of(manifest("onnx", NAMED, ("label", "value")), onnx_model(inputs, nodes, outputs))
    assert Predictor.of(model).predict({"first one": 1.5, "kind": "é"}) == {"label": "é", "value": -1.5}


def test_scores_by_class_and_rows_that_onnx_refuses() -> None:
    """A ZipMap gives a list of mappings; a text is no number."""
    from onnx import TensorProto, helper

    nodes = [helper.make_node("ZipMap", ["x"], ["p"], domain="ai.onnx.ml", classlabels_int64s=[7, 8])]
    kind = helper.make_map_type_proto(TensorProto.INT64, helper.make_tensor_type_proto(TensorProto.FLOAT, []))
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2])
    wanted = helper.make_value_info("p", helper.make_sequence_type_proto(kind))
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    graph = helper.make_graph(nodes, "g", [given], [wanted])
    data = helper.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString()
    facts = manifest("onnx", ARRAY, ("probabilities",), (7, 8))
    assert Predictor.of(PackedModel.of(facts, data)).predict([0.25, 0.75]) == {"7": 0.25, "8": 0.75}
    texts = InputSpec("record", (Field("x0", "string"), Field("x1")))
    with pytest.raises(RowError) as caught:
        Predictor.of(PackedModel.of(facts._replace(input=texts), data)).predict(["a", 1])
    assert str(caught.value) == "model 'towns' refuses the row: could not convert string to float: 'a'"


def test_onnx_inputs_must_be_features() -> None:
    from onnx import TensorProto, helper

    def taking(*types: int) -> PackedModel:
        inputs: dict[str, tuple[int, list[Any]]] = {f"x{i + 1}": (t, [None, 1]) for i, t in enumerate(types)}
        nodes = [helper.make_node("Identity", ["x1"], ["y"])]
        data = onnx_model(inputs, nodes, {"y": (types[0], [None, 1])})
        return PackedModel.of(manifest("onnx", ARRAY, ("value",)), data)

    assert refused(taking(TensorProto.FLOAT, TensorProto.FLOAT)) == (
        "model 'towns' takes 'x2', which is none of its features"
    )
    assert refused(taking(TensorProto.FLOAT16)) == (
        "model 'towns' takes a tensor(float16), expected one of tensor(float), tensor(double), tensor(int64), "
        "tensor(int32), tensor(bool), tensor(string)"
    )


def test_onnx_models_that_cannot_be_built(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(PackedModel.of(manifest("onnx", ARRAY, ("label",)), b"junk")).startswith(
        "ONNX Runtime cannot load model 'towns': "
    )
    assert refused(PackedModel.of(manifest("onnx", InputSpec("datum", type="double"), ("label",)), doubled())) == (
        "model 'towns' is of kind onnx and needs its features named, or a text"
    )
    model = PackedModel.of(manifest("onnx", ARRAY, ("label",)), doubled())
    assert refused(model) == "model 'towns' should give label; its graph has 2 outputs"
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert refused(model) == ("model 'towns' is of kind onnx and needs ONNX Runtime: pip install 'scorelet[onnx]'")


# ------------------------------------------------------------------------------------------- side files


def test_side_files_are_given_by_name() -> None:
    document = {
        "input": "string",
        "output": "double",
        "cells": {"t": {"type": {"type": "map", "values": "double"}, "source": "json", "init": "tables/t.json"}},
        "action": {"cell": "t", "path": ["input"]},
    }
    spec = InputSpec("text", (Field("word", "string"),))
    tables = {"tables/t.json": b'{"a": 1.5}'}
    facts = MANIFEST._replace(input=spec, output_type="double")
    model = PackedModel.of(facts, json.dumps(document).encode(), tables=tables)
    assert Predictor.of(model).predict(["a"]) == [1.5]


def test_a_packed_model_without_tables_needs_no_side_files() -> None:
    assert packed().tables == {}
