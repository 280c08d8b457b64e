"""Three models that every way of serving is tried with: of sonar echoes, of irises, and of texts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import scorelet

SONAR = Path(__file__).parents[2] / "examples" / "sonar"
RECORD = json.loads((SONAR / "rows.jsonl").read_text().partition("\n")[0])
FLOWERS = {"data": [[6.2, 3.4], [6.2, 1]]}
TEXTS = ["sweet red wine", "dry white wine", "fast red car", "slow blue car"] * 5
KINDS = ["drink", "drink", "thing", "thing"] * 5
NAMES = ("sonar", "iris", "texts")
SERVICE = 'name = "seeds"\ndefault = "sonar"\n' + "".join(f'[[models]]\nfile = "{name}.scorelet"\n' for name in NAMES)

PREDICTIONS: list[tuple[str, Any, Any]] = [
    ("/", RECORD, "R"),
    ("/api/models/iris/predict", FLOWERS, [2, 1]),
    ("/api/models/texts/predict", ["a red wine", "a blue car"], ["drink", "thing"]),
    ("/api/models/texts/predict", "a red wine", "drink"),
]
"""What is asked, and what is predicted."""


def pack_iris(to: Path) -> None:
    sepals, kinds = load_iris(return_X_y=True)
    boosting = GradientBoostingClassifier(n_estimators=100, learning_rate=1.0, max_depth=2, random_state=0)
    boosting.fit(sepals[:, :2], kinds)
    scorelet.pack(boosting, samples=sepals[:, :2].tolist(), name="iris", to=to, measure=False)


def pack_seeds(folder: Path) -> None:
    """`NAME.scorelet` for each."""
    document, rows = SONAR / "nb_sonar_response.pfa", SONAR / "rows.jsonl"
    scorelet.pack(document, samples=rows, name="sonar", to=folder / "sonar.scorelet", measure=False)
    pack_iris(folder / "iris.scorelet")
    text = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, KINDS)
    scorelet.pack(text, samples=TEXTS, name="texts", to=folder / "texts.scorelet", measure=False)


def service_of(seeds: Path, folder: Path, more: str = "") -> Path:
    """The folder with the models and their scorelet.toml, which ends with `more`."""
    for name in NAMES:
        shutil.copy(seeds / f"{name}.scorelet", folder)
    (folder / "scorelet.toml").write_text(SERVICE + more)
    return folder
