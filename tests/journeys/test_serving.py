"""The journey of requests: three models packed and served, and asked as people ask them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import scorelet
from tests.serve.servers import Server

SONAR = Path(__file__).parents[2] / "examples" / "sonar"
RECORD = (SONAR / "rows.jsonl").read_text().partition("\n")[0]
TEXTS = ["sweet red wine", "dry white wine", "fast red car", "slow blue car"] * 5
KINDS = ["drink", "drink", "thing", "thing"] * 5


def pack_iris(to: Path) -> None:
    sepals, kinds = load_iris(return_X_y=True)
    boosting = GradientBoostingClassifier(n_estimators=100, learning_rate=1.0, max_depth=2, random_state=0)
    boosting.fit(sepals[:, :2], kinds)
    scorelet.pack(boosting, samples=sepals[:, :2].tolist(), name="iris", to=to, measure=False)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("served")
    document, rows = SONAR / "nb_sonar_response.pfa", SONAR / "rows.jsonl"
    scorelet.pack(document, samples=rows, name="sonar", to=folder / "sonar.scorelet", measure=False)
    pack_iris(folder / "iris.scorelet")
    text = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, KINDS)
    scorelet.pack(text, samples=TEXTS, name="texts", to=folder / "texts.scorelet", measure=False)
    (folder / "scorelet.toml").write_text(
        'name = "seeds"\ndefault = "sonar"\n'
        + "".join(f'[[models]]\nfile = "{name}.scorelet"\n' for name in ("sonar", "iris", "texts"))
    )
    with Server(folder) as started:
        yield started


JSON = {"content-type": "application/json"}


def test_a_record_of_sixty_fields_is_a_rock(server: Server) -> None:
    answer = server.ask("POST", "/", data=RECORD, headers=JSON)
    assert (answer.status_code, answer.json()["prediction"]) == (200, "R")


def test_rows_of_values(server: Server) -> None:
    body = '{"data":[[6.2,3.4],[6.2,1]]}'
    answer = server.ask("POST", "/api/models/iris/predict", data=body, headers=JSON)
    assert (answer.status_code, answer.json()["prediction"]) == (200, [2, 1])


def test_a_list_of_texts(server: Server) -> None:
    answer = server.ask("POST", "/api/models/texts/predict", json=["a red wine", "a blue car"])
    assert (answer.status_code, answer.json()["prediction"]) == (200, ["drink", "thing"])
    answer = server.ask("POST", "/api/models/texts/predict", json="a red wine")
    assert (answer.status_code, answer.json()["prediction"]) == (200, "drink")


def test_what_is_there_is_told(server: Server) -> None:
    listed = server.ask("GET", "/api/models").json()["models"]
    assert [(one["name"], one["kind"], one["default"]) for one in listed] == [
        ("sonar", "pfa", True),
        ("iris", "pfa", False),
        ("texts", "pfa", False),
    ]
    told = server.ask("GET", "/api/models/iris/metadata").json()
    assert told["classes"] == [0, 1, 2]
    assert told["sample"]["row"]["x0"] == 5.1
    sample = server.ask("POST", "/api/models/iris/predict", data=json.dumps(told["sample"]["row"]), headers=JSON)
    assert sample.json()["prediction"] == told["sample"]["answer"]["prediction"]


def test_the_only_model_is_the_default(tmp_path: Path) -> None:
    pack_iris(tmp_path / "iris.scorelet")
    with Server(tmp_path, "iris.scorelet") as server:
        answer = server.ask("POST", "/predict", data='{"data":[[6.2,3.4],[6.2,1]]}', headers=JSON)
        assert (answer.status_code, answer.json()["prediction"]) == (200, [2, 1])
        assert server.end() == 0
