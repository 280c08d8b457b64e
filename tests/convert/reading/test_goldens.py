"""All recorded models are read: what their makers' own loaders give is what they score."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scorelet.convert.reading.format import Format
from scorelet.convert.reading.load import Loaded, load
from scorelet.convert.reading.versions import differences
from scorelet.errors import ModelReadError, UntrustedModelError
from tests.conformance.locations import SHARED, conformance

pytestmark = conformance

GOLDENS = SHARED / "goldens" / "sklearn"
FILES = sorted(p for p in GOLDENS.glob("*") if p.name != "manifest.json" and p.suffix not in (".md", ".jsonl"))
NEED_TRUST = "text_packages20_custom_cloudpickle"
SAVED_BY = (3, 11)
"""The Python that made them; it is the only one to read the class by value."""
OF_MAIN = "negative_main_class"
HONEST = [p for p in FILES if p.stem not in (NEED_TRUST, OF_MAIN)]
SUFFIX = {
    ".pkl": Format.PICKLE,
    ".joblib": Format.JOBLIB,
    ".json": Format.XGBOOST_JSON,
    ".ubj": Format.XGBOOST_UBJ,
    ".txt": Format.LIGHTGBM_TEXT,
}


@pytest.mark.parametrize("path", HONEST, ids=lambda path: str(path.stem))
def test_each_is_read_without_trust(path: Path) -> None:
    found = load(path)
    assert found.format is SUFFIX[path.suffix]
    assert found.size == path.stat().st_size
    assert found.warnings == differences(found.made_with, found.running)
    assert found.made_with.keys() <= found.running.keys()


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (GOLDENS / f"{name}.expected.jsonl").read_text().splitlines()]


def predicted(found: Loaded, name: str) -> list[object]:
    inputs = [row["input"] for row in rows(name)]
    frame = pd.DataFrame(inputs) if isinstance(inputs[0], dict) else inputs
    given = frame if isinstance(inputs[0], (dict, str)) else np.array(inputs, dtype=float)
    answer: list[object] = found.model.predict(given).tolist()
    return answer


@pytest.mark.parametrize("name", ["rf_clf_digits_joblib.joblib", "xgb_clf_iris.pkl", "text_packages5_tfidf_lr.pkl"])
def test_what_is_read_scores_as_it_did(name: str) -> None:
    stem = name.partition(".")[0]
    assert predicted(load(GOLDENS / name), stem) == [row["predict"] for row in rows(stem)]


def test_a_class_by_value_needs_trust_and_scores_as_it_did() -> None:
    path = GOLDENS / f"{NEED_TRUST}.cpkl"
    with pytest.raises(UntrustedModelError, match="it would import cloudpickle"):
        load(path)
    if sys.version_info[:2] != SAVED_BY:
        with pytest.raises(ModelReadError, match="saved by another version of Python than this"):
            load(path, trust=True)
        return
    assert predicted(load(path, trust=True), NEED_TRUST) == [row["predict"] for row in rows(NEED_TRUST)]


@pytest.mark.parametrize("trust", [False, True])
def test_a_class_of_main_cannot_be_read(trust: bool) -> None:
    path = GOLDENS / f"{OF_MAIN}.pkl"
    with pytest.raises(ModelReadError) as caught:
        load(path, trust)
    assert str(caught.value) == (
        f"{path}: it refers to __main__.TextCleaner, which was defined in the notebook or script that saved the model;"
        " the file does not hold it\n"
        "move TextCleaner into a module that can be imported and save the model again;"
        " or save it with cloudpickle, which takes it along, and allow that with --trust (trust=True)"
    )
