"""The main journey: a model of scikit-learn is packed, tried, stored, and predicts where there is no scikit-learn."""

from __future__ import annotations

import csv
import json
import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

PREDICT = """
import json, sys
import scorelet
model = scorelet.load("iris@prod")
rows = json.load(sys.stdin)
predictions = [model.predict(rows[0]), *model.predict(rows[1:])]
assert not {"numpy", "sklearn", "typer", "rich"} & set(sys.modules)
json.dump(predictions, sys.stdout)
"""


def test_from_a_pickle_to_predictions(tmp_path: Path) -> None:
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    data = load_iris(as_frame=True)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(data.data, data.target_names[data.target])
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(model))
    data.data.assign(species=data.target_names[data.target]).to_csv(tmp_path / "rows.csv", index=False)

    packed = run(tmp_path, "pack", "model.pkl", "--name", "iris", "--samples", "rows.csv")
    assert re.search(r"^parity +(\d+) of \1 rows agree$", packed, re.MULTILINE)
    assert (tmp_path / "iris.scorelet").stat().st_size < 20_000
    assert re.search(r"^parity +(\d+) of \1 rows agree$", run(tmp_path, "verify", "iris.scorelet"), re.MULTILINE)

    version = re.fullmatch(r"iris@(\w{12}) in .*\n", run(tmp_path, "models", "push", "iris.scorelet"))
    assert version is not None
    assert run(tmp_path, "models", "alias", "iris@prod", version[1]) == f"iris@prod: - -> {version[1]}\n"
    assert run(tmp_path, "models", "pull", "iris@prod", "-o", "again.scorelet") == "again.scorelet\n"
    assert (tmp_path / "again.scorelet").read_bytes() == (tmp_path / "iris.scorelet").read_bytes()

    labels = model.predict(data.data).tolist()
    probabilities = model.predict_proba(data.data).tolist()
    predictions = json.loads(python(tmp_path, "-c", PREDICT, stdin=json.dumps(data.data.to_dict("records"))))
    assert [prediction["label"] for prediction in predictions] == labels
    for prediction, expected in zip(predictions, probabilities, strict=True):
        assert list(prediction["probabilities"].values()) == pytest.approx(expected, rel=1e-9)

    run(tmp_path, "score", "iris@prod", "rows.csv", "-o", "predictions.csv")
    with (tmp_path / "predictions.csv").open(newline="") as file:
        assert [row["label"] for row in csv.DictReader(file)] == labels


def run(folder: Path, *arguments: str) -> str:
    return python(folder, "-m", "scorelet", *arguments)


def python(folder: Path, *arguments: str, stdin: str = "") -> str:
    """What a Python process says that knows the store in `folder`; it must go well."""
    environment = {**os.environ, "SCORELET_STORE": str(folder / "store")}
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, input=stdin, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "error" in done.stderr) == (0, False), done.stderr
    return done.stdout
