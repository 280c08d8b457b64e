"""The journey of requests: three models packed and served, and asked as people ask them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.seeds import FLOWERS, PREDICTIONS, service_of
from tests.serve.servers import Server


@pytest.fixture(scope="module")
def server(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(service_of(seeds, tmp_path_factory.mktemp("served"))) as started:
        yield started


@pytest.mark.parametrize(("path", "body", "prediction"), PREDICTIONS)
def test_predictions(server: Server, path: str, body: Any, prediction: Any) -> None:
    answer = server.ask("POST", path, json=body)
    assert (answer.status_code, answer.json()["prediction"]) == (200, prediction)


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
    sample = server.ask("POST", "/api/models/iris/predict", json=told["sample"]["row"])
    assert sample.json()["prediction"] == told["sample"]["answer"]["prediction"]


def test_the_only_model_is_the_default(seeds: Path, tmp_path: Path) -> None:
    with Server(tmp_path, seeds / "iris.scorelet") as server:
        answer = server.ask("POST", "/predict", json=FLOWERS)
        assert (answer.status_code, answer.json()["prediction"]) == (200, [2, 1])
        assert server.end() == 0
