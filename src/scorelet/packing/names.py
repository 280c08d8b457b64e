"""A name for a model whose caller gives none."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from scorelet.store.refs import LONGEST_NAME, is_name

ENDINGS = frozenset({
    ".pkl", ".pickle", ".cpkl", ".joblib", ".sav", ".model", ".skops", ".json", ".ubj", ".txt", ".onnx", ".pfa", ".bin",
    ".gz", ".z", ".bz2", ".xz", ".lzma", ".lz4",
})  # fmt: skip
"""Endings of model files, which are no part of a name."""


def name_of(path: Path) -> str:
    """By the name of the model's file: "Iris v1.2.pkl.gz" is "iris-v1.2"."""
    while path.suffix.lower() in ENDINGS:
        path = path.with_suffix("")
    return _name(path.name)


def name_of_class(kind: type) -> str:
    """By its class: LogisticRegression is "logistic-regression"."""
    return _name(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", kind.__name__))


def _name(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9._-]+", "-", plain.lower()).strip("-._")[:LONGEST_NAME].rstrip("-._") or "model"
    return stem if is_name(stem) else f"model-{stem}"[:LONGEST_NAME].rstrip("-._")
