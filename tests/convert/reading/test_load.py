"""Each format loads, and each way a file can be wrong has its words."""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import cloudpickle
import numpy as np
import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from scorelet.convert.reading.format import Format
from scorelet.convert.reading.load import Loaded, load, loaded
from scorelet.convert.reading.versions import version_of
from scorelet.errors import ModelReadError, UnknownFormatError, UntrustedModelError
from tests.convert.reading.hostile import call, name, whole
from tests.convert.reading.models import (
    ROWS,
    forest,
    joblibbed,
    lgbm,
    lgbm_file,
    pickled,
    pipeline,
    xgb,
    xgb_file,
)
from tests.convert.reading.test_format import ONNX, PFA

COMPRESSED = [0, 3, ("zlib", 1), ("gzip", 9), ("bz2", 3), ("xz", 3), ("lzma", 3)]


def refusal(data: bytes, trust: bool = False) -> str:
    with pytest.raises(ModelReadError) as caught:
        loaded(data, trust)
    return str(caught.value)


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("model", [pipeline, forest, xgb, lgbm])
def test_pickles_of_every_protocol(model: Any, protocol: int) -> None:
    found = loaded(pickled(model(), protocol))
    assert found.format is Format.PICKLE
    assert (found.model.predict(ROWS) == model().predict(ROWS)).all()


@pytest.mark.parametrize("compress", COMPRESSED)
@pytest.mark.parametrize("model", [pipeline, forest])
def test_joblib_with_every_compression(model: Any, compress: Any) -> None:
    data = joblibbed(model(), compress)
    found = loaded(data)
    assert (found.format, found.size) == (Format.JOBLIB, len(data))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert (found.model.predict_proba(ROWS) == model().predict_proba(ROWS)).all()


@pytest.mark.parametrize("model", [pipeline, forest, xgb, lgbm])
def test_skops(model: Any) -> None:
    found = loaded(skops.io.dumps(model()), trust=model is lgbm or model is xgb)
    assert found.format is Format.SKOPS
    assert found.made_with["scikit-learn" if model is not xgb else "skops"]
    assert (found.model.predict(ROWS) == model().predict(ROWS)).all()


@pytest.mark.parametrize("kind", ["json", "ubj"])
def test_xgboost(kind: str) -> None:
    found = loaded(xgb_file(kind))
    assert found.made_with == found.running == {"xgboost": version_of("xgboost")}
    assert bytes(found.model.save_raw("json")) == xgb_file("json")


def test_lightgbm() -> None:
    found = loaded(lgbm_file())
    assert (found.model.predict(ROWS) == lgbm().booster_.predict(ROWS)).all()


def test_onnx_and_pfa_are_data() -> None:
    assert loaded(ONNX) == Loaded(
        ONNX, Format.ONNX, hashlib.sha256(ONNX).hexdigest(), len(ONNX), made_with={"skl2onnx": "1.20.0"}
    )
    assert loaded(json.dumps(PFA).encode()).model == PFA


def test_a_class_by_value_loads_when_it_is_trusted() -> None:
    class Doubler:
        def predict(self, rows: Any) -> Any:
            return rows * 2

    Doubler.__module__ = "__main__"  # so that cloudpickle takes it along
    data = cloudpickle.dumps(Doubler())
    with pytest.raises(UntrustedModelError):
        loaded(data)
    assert (loaded(data, trust=True).model.predict(ROWS) == ROWS * 2).all()


def test_versions_are_told_and_tried() -> None:
    here = version_of("sklearn")
    assert here is not None
    other = "1.0.1" if len(here) == 5 else "1.0.10"
    data = pickled(pipeline(), 2).replace(here.encode(), other.encode())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = loaded(data)
    assert found.made_with == {"scikit-learn": other}
    assert found.running["scikit-learn"] == here
    assert found.warnings == (f"made with scikit-learn {other}, read with {here}",)
    assert (found.model.predict(ROWS) == pipeline().predict(ROWS)).all()


def test_what_a_model_warns_of_is_kept() -> None:
    data = whole(call(name("warnings", "warn"), pickle.SHORT_BINUNICODE + b"\x02oh"))
    assert loaded(data, trust=True).warnings == ("UserWarning: oh",)


def test_a_module_that_is_missing() -> None:
    data = whole(call(name("my_company.models", "Model")))
    assert refusal(data, trust=True) == (
        "it needs the module my_company, which cannot be imported here\n"
        "install its package (pip install my_company), or put the folder that holds my_company.py into PYTHONPATH"
    )


def test_a_name_that_is_missing_in_a_module_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "my_company", ModuleType("my_company"))
    assert refusal(whole(call(name("my_company", "Model"))), trust=True) == (
        "it needs Model of the module my_company, which has no such name here\n"
        "use the my_company that the model was saved with"
    )


def test_a_module_of_another_version() -> None:
    here = version_of("sklearn")
    data = whole(call(name("sklearn.linear_model.logistic", "LogisticRegression")))
    assert refusal(data) == (
        f"it needs the module sklearn.linear_model.logistic, which scikit-learn {here} does not have\n"
        "it was made with other versions of its libraries: install those, or save the model again with these"
    )


def test_a_name_of_another_version_says_which() -> None:
    here = version_of("sklearn")
    state = (
        pickle.EMPTY_DICT + pickle.SHORT_BINUNICODE + b"\x10_sklearn_version" + pickle.SHORT_BINUNICODE + b"\x060.22.1"
    )
    body = name("sklearn.pipeline", "Pipeline") + pickle.EMPTY_TUPLE + pickle.NEWOBJ + state + pickle.SETITEM
    body += pickle.BUILD + pickle.POP + call(name("sklearn.linear_model._logistic", "OldRegression"))
    assert refusal(whole(body)) == (
        f"it needs sklearn.linear_model._logistic.OldRegression, which scikit-learn {here} does not have\n"
        f"it was made with scikit-learn 0.22.1, read with {here}\n"
        "install what it was made with: pip install scikit-learn==0.22.1; or save the model again"
    )


def test_a_library_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xgboost", None)
    monkeypatch.setattr("scorelet.convert.reading.failures.version_of", lambda module: None)
    version = version_of("xgboost")
    assert refusal(xgb_file("ubj")) == (
        f"it needs xgboost, which is not installed\ninstall it: pip install xgboost=={version}"
    )


@pytest.mark.parametrize(
    ("module", "data", "what"),
    [
        ("picklescan.scanner", whole(call(name("mine", "Model"))), "scanning a pickle needs picklescan"),
        ("joblib.numpy_pickle", joblibbed(forest()), "a joblib file needs joblib"),
        ("skops.io", skops.io.dumps(pipeline()), "a skops file needs skops"),
    ],
)
def test_what_the_extra_brings(monkeypatch: pytest.MonkeyPatch, module: str, data: bytes, what: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert refusal(data) == f"{what}, which is not installed\ninstall it: pip install 'scorelet[pack]'"


def test_trees_of_another_version() -> None:
    """Another item size of the trees' nodes, as versions of scikit-learn have had."""
    data = pickled(forest()).replace(b"left_child", b"lift_child")
    assert refusal(data).startswith("it does not fit the libraries here: ValueError: node array from the pickle has an")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pickled(pipeline())[:-20], "it is cut off or damaged: "),
        (joblibbed(pipeline())[:-20], "it is cut off or damaged: "),
        (joblibbed(pipeline(), 3)[:-20], "it is cut off: its zlib compression has no end"),
        (skops.io.dumps(pipeline())[:-20], "it is cut off or damaged: File is not a zip file"),
        (
            xgb_file("json")[:-20],
            'it is cut off or damaged: XGBoostError: Expecting: ",", got: "EOF", around character ',
        ),
        (xgb_file("ubj")[:-20], "it is cut off: the end of its object is missing"),
        (
            xgb_file("json").replace(b"learner_model_param", b"learner_model_pram"),
            "it is cut off or damaged: XGBoostError: ",
        ),
        (lgbm_file()[:900], "it is cut off: its 'end of trees' is missing"),
        (lgbm_file()[:-60], "it is cut off: its 'end of parameters' is missing"),
        (ONNX[:-1], "it is cut off: its ONNX graph goes beyond the end"),
    ],
)
def test_what_is_cut_off(data: bytes, sentence: str) -> None:
    said = refusal(data)
    assert said.startswith(sentence)
    assert said.endswith("\ncopy or save the file again")


def test_texts_of_python_2() -> None:
    data = whole(call(name("sklearn.pipeline", "Pipeline"), pickle.SHORT_BINSTRING + b"\x02\xc3\xa9"), 2)
    assert refusal(data) == ("it was saved by Python 2, whose texts are bytes\nsave the model again with Python 3")


def test_numpy_1_had_other_module_names() -> None:
    data = pickled(pipeline(), 2).replace(b"numpy._core.", b"numpy.core.")
    found = loaded(data)
    assert ("numpy.core.multiarray", "_reconstruct") in found.imports
    assert found.warnings == ()
    assert (found.model.predict(ROWS) == pipeline().predict(ROWS)).all()


def test_a_bomb() -> None:
    data = joblibbed(np.zeros(1_000_000), 9)
    with pytest.raises(ModelReadError, match="hold more than the 1,000,000 bytes that are read"):
        loaded(data, limit=1_000_000)
    with pytest.raises(ModelReadError, match="more than the 1,000 that are read"):
        loaded(skops.io.dumps(LogisticRegression()), limit=1_000)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def said(path: Path) -> str:
        with pytest.raises(ModelReadError) as caught:
            load(path)
        return str(caught.value)

    assert said(tmp_path / "no.pkl") == (
        f"{tmp_path}/no.pkl: there is no such file\ncheck the path; relative paths start at the current folder"
    )
    assert said(tmp_path) == f"{tmp_path}: it is a folder\nname the model's file in it"
    (tmp_path / "MLmodel").touch()
    assert said(tmp_path) == f"{tmp_path}: it is a folder\nname the model's file in it such as model.pkl"
    assert said(tmp_path / "MLmodel" / "x") == (
        f"{tmp_path}/MLmodel/x: it cannot be read: not a directory\ncheck who owns it and its mode"
    )
    assert said(Path("a\x00b")) == "a\x00b: it is no path: embedded null byte"


def test_an_error_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "model.pkl"
    file.write_bytes(b"")
    with pytest.raises(UnknownFormatError) as caught:
        load(file)
    assert caught.value.path == str(file)
    assert str(caught.value).startswith(f"{file}: it is empty\n")
