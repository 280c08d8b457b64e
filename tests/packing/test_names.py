"""A name for a model whose caller gives none."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.packing.names import name_of, name_of_class
from scorelet.store.refs import is_name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("model.pkl", "model"),
        ("/some/where/Iris v1.2.PKL.gz", "iris-v1.2"),
        ("churn.2024.joblib", "churn.2024"),
        ("modèle Straße.ubj", "modele-strae"),
        ("漢字.pkl", "model"),
        (".pkl", "pkl"),
        ("...", "model"),
        ("con.pkl", "model-con"),
        ("nul.v2.pkl", "model-nul.v2"),
        ("x" * 100 + ".pkl", "x" * 64),
        ("x" * 63 + "-y.pkl", "x" * 63),
        ("con." + "x" * 100 + ".pkl", "model-con." + "x" * 54),
    ],
)
def test_by_file(file: str, name: str) -> None:
    assert name_of(Path(file)) == name
    assert is_name(name)


def test_by_class() -> None:
    class HTTPModel2Class:
        pass

    assert name_of_class(HTTPModel2Class) == "http-model2-class"
    assert name_of_class(dict) == "dict"
