"""The other kinds of endpoints: an HTTP API and a function URL, which have no stage and no keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bundle.models import ROWS, packed
from tests.emulator.emulators import Emulator


@pytest.fixture(scope="module", params=["http", "url"])
def emulator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    folder = tmp_path_factory.mktemp("emulated")
    (folder / "towns.scorelet").write_bytes(packed().data)
    api = f'[api]\nendpoint = "{request.param}"\ncors = ["https://shop.example"]\n'
    (folder / "scorelet.toml").write_text(f'name = "towns"\n[[models]]\nfile = "towns.scorelet"\n{api}')
    with Emulator(folder) as started:
        yield started


def kind(emulator: Emulator) -> str:
    return "http" if "(an HTTP API)" in emulator.said else "url"


def test_there_is_no_stage(emulator: Emulator) -> None:
    assert emulator.url == emulator.address
    answer = emulator.ask("POST", "/predict", json=ROWS)
    assert (answer.status_code, answer.json()["prediction"]) == (200, ["young", "Köln"])
    assert emulator.ask("GET", "/livez").json() == {"status": "live"}
    assert len(answer.headers["apigw-requestid" if kind(emulator) == "http" else "x-amzn-requestid"]) >= 16


def test_all_paths_go_to_the_function(emulator: Emulator) -> None:
    answer = emulator.ask("GET", "/nowhere")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "there is nothing at '/nowhere'; /docs says what there is",
    )
    assert emulator.ask("DELETE", "/predict").status_code == 405
    assert emulator.ask("POST", "/predict", data="{", headers={"content-type": "application/json"}).status_code == 400


def test_texts_and_bytes_arrive_as_they_were_sent(emulator: Emulator) -> None:
    body = "age,income,home town\n20,1.5,Bonn\n40,,Köln\n".encode()
    for sent in ("text/csv", "text/csv; charset=utf-8"):
        answer = emulator.ask("POST", "/predict", data=body, headers={"content-type": sent})
        assert (answer.status_code, answer.json()["prediction"]) == (200, ["young", "Köln"])
    answer = emulator.ask("GET", "/predict?age=40&income=&home+town=K%C3%B6ln")
    assert (answer.status_code, answer.json()["prediction"]) == (200, "Köln")


def test_too_large(emulator: Emulator) -> None:
    texts = {
        "http": '{"message":"Request Entity Too Large"}',
        "url": '{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}',
    }
    answer = emulator.ask("POST", "/predict", data=bytes(6_400_000), headers={"content-type": "text/csv"})
    assert (answer.status_code, answer.text) == (413, texts[kind(emulator)])


def test_pages_of_other_origins(emulator: Emulator) -> None:
    asked = {"origin": "https://shop.example", "access-control-request-method": "POST"}
    answer = emulator.ask("OPTIONS", "/predict", headers=asked)
    allowed = answer.headers["access-control-allow-origin"]
    assert (answer.status_code // 100, allowed) == (2, "https://shop.example")
