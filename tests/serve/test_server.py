"""`scorelet serve` as users start it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from scorelet.store import open_store
from tests.bundle.models import ROWS, packed
from tests.serve.servers import Server, is_gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")

ROW = {"age": 20.0, "income": None, "home_town": "Bonn"}
FIRST, SECOND = packed(), packed(samples=ROWS[:1])
SLOW = """
import time

def slowly(seconds: float):
    time.sleep(seconds)
    return {"age": 20.0, "income": None, "home_town": "Bonn"}
"""
SERVICE = """
name = "towns"
[[models]]
file = "towns.scorelet"
features = "features.py:slowly"
"""


def write_service(folder: Path, more: str = "") -> None:
    (folder / "towns.scorelet").write_bytes(FIRST.data)
    (folder / "features.py").write_text(SLOW)
    (folder / "scorelet.toml").write_text(SERVICE + more)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two workers with one model."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "towns.scorelet").write_bytes(FIRST.data)
    with Server(folder, "towns.scorelet", "--workers", 2) as started:
        yield started


def test_what_people_see(server: Server) -> None:
    said = server.said.split("\n\n", 2)
    assert said[0].splitlines()[0].split() == ["model", "version", "kind", "verified", "loaded", "in"]
    assert said[0].splitlines()[1].split()[:5] == ["towns", FIRST.version[:12], "pfa", "2", "rows"]
    answers, words, command = said[1].splitlines()
    assert answers == f"scorelet answers at {server.url}, 2 workers; its pages: {server.url}/docs"
    curl, _, row = command.partition(" -d ")
    assert (words, curl) == (
        "try it:",
        f"  curl {server.url}/api/models/towns/predict -H 'content-type: application/json'",
    )
    assert row == """'{"age":20.0,"income":1.5,"home_town":"Bonn"}'"""


def test_a_prediction(server: Server) -> None:
    answer = server.ask("POST", "/predict", json=ROW)
    short = FIRST.version[:12]
    assert answer.json() == {"model": "towns", "version": short, "prediction": "young", "score": None}
    assert answer.headers["x-model-version"] == short


BAD: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "/predict", {"data": b"{", "headers": {"content-type": "application/json"}}, 400, "Bad Request"),
    ("POST", "/predict", {"data": b"a", "headers": {"content-type": "text/plain"}}, 415, "Unsupported Media Type"),
    ("PUT", "/predict", {}, 405, "Method Not Allowed"),
    ("POST", "/api/models/nobody/predict", {"json": ROW}, 404, "Not Found"),
    ("POST", "/predict", {"json": {"age": "old"}}, 422, "Unprocessable Content"),
]


@pytest.mark.parametrize(("method", "path", "how", "status", "title"), BAD)
def test_bad_input(server: Server, method: str, path: str, how: dict[str, object], status: int, title: str) -> None:
    answer = server.ask(method, path, **how)
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_of_20_megabytes(server: Server) -> None:
    """The refusal arrives, although the client sends everything before it listens."""
    answer = server.ask("POST", "/predict", data=bytes(20_000_000), headers={"x-request-id": "large"})
    assert (answer.status_code, answer.json()) == (
        413,
        {
            "type": "about:blank",
            "title": "Content Too Large",
            "status": 413,
            "detail": "expected a body of at most 6291456 bytes, got 20000000",
            "instance": "urn:request:large",
        },
    )


def test_metrics_are_those_of_all_workers(server: Server) -> None:
    def refused() -> float:
        lines = server.ask("GET", "/metrics").text.splitlines()
        name = 'scorelet_requests_total{code="404",model="",version=""} '
        return sum(float(line.removeprefix(name)) for line in lines if line.startswith(name))

    before = refused()
    for _ in range(8):
        server.ask("GET", "/counted")  # a new connection each time, to any worker
    assert refused() == before + 8


def test_a_line_for_each_request(server: Server) -> None:
    server.ask("POST", "/predict?name=Bob", json=ROW, headers={"x-request-id": "logged"})
    line = server.wait_for(r"(?m)^.* id=logged .*$").group()
    assert line.split(" ")[1:4] + line.split(" ")[5:] == [
        *("POST", "/predict", "200"),
        *(f"towns@{FIRST.version[:12]}", "id=logged", "key=-"),
    ]


def test_a_worker_that_dies_is_replaced(server: Server) -> None:
    before = set(server.workers())
    os.kill(min(before), signal.SIGKILL)
    until = time.monotonic() + 10
    while len(set(server.workers()) - {min(before)}) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    assert server.ask("POST", "/predict", json=ROW).status_code == 200


def test_a_stop_waits_for_what_is_being_answered(tmp_path: Path) -> None:
    write_service(tmp_path)
    answers: list[requests.Response] = []
    with Server(tmp_path) as server:
        workers = server.workers()
        asking = threading.Thread(target=lambda: answers.append(server.ask("POST", "/predict", json={"seconds": 0.6})))
        asking.start()
        time.sleep(0.2)
        idle = server.connect()
        assert server.end() == 0
        asking.join()
        assert (answers[0].status_code, answers[0].headers["connection"], idle.recv(1)) == (200, "close", b"")
        idle.close()
        assert [is_gone(pid) for pid in workers] == [True]


def test_ctrl_c(tmp_path: Path) -> None:
    """A terminal sends it to the whole group: the workers get it twice, and still end in peace."""
    (tmp_path / "towns.scorelet").write_bytes(FIRST.data)
    with Server(tmp_path, "towns.scorelet", "--workers", 2) as server:
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.process.wait(10) == 0
        assert "ERROR" not in server.said


def test_a_second_signal_does_not_wait(tmp_path: Path) -> None:
    write_service(tmp_path)
    with Server(tmp_path) as server:
        with server.connect() as client:
            client.sendall(b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: 13\r\n\r\n" + b'{"seconds":9}')
            time.sleep(0.1)
            started = time.monotonic()
            server.process.send_signal(signal.SIGINT)
            time.sleep(0.1)
            assert server.end(signal.SIGINT) == 1
        assert time.monotonic() - started < 3


def test_workers_end_when_nobody_watches_over_them(tmp_path: Path) -> None:
    (tmp_path / "towns.scorelet").write_bytes(FIRST.data)
    with Server(tmp_path, "towns.scorelet") as server:
        (worker,) = server.workers()
        server.end(signal.SIGKILL)
        assert is_gone(worker)


def test_keys(tmp_path: Path) -> None:
    write_service(tmp_path, "[api]\nkeys = true\nrate = 0.01\nburst = 2\n")
    secret = "s" * 24
    with Server(tmp_path, environment={"SCORELET_API_KEYS": f"web={secret}"}) as server:
        key = {"x-api-key": secret}
        asked = [
            server.ask("GET", "/predict?seconds=0", headers=headers).status_code for headers in ({}, key, key, key)
        ]
        assert asked == [403, 200, 200, 429]
        server.wait_for(r"GET /predict 429 .* key=web")
        server.wait_for(r"GET /predict 200 .* key=web")
        assert secret not in server.said


def test_an_alias_that_moves_while_requests_come(tmp_path: Path) -> None:
    """The old version answers until the new one does; nobody notices but by the version."""
    store = open_store(tmp_path / "store")
    for model in (FIRST, SECOND):
        store.push("towns", model.data)
    store.move_alias("towns", "prod", FIRST.version)
    seen: list[tuple[int, str]] = []
    with Server(tmp_path, "towns@prod", "--store", tmp_path / "store", "--watch", 0.05, "--no-access-log") as server:
        ended = threading.Event()

        def keep_asking() -> None:
            with requests.Session() as session:
                while not ended.is_set():
                    answer = session.post(f"{server.url}/predict", json=ROW, timeout=10)
                    seen.append((answer.status_code, answer.headers["x-model-version"]))

        asking = threading.Thread(target=keep_asking)
        asking.start()
        short = FIRST.version[:12], SECOND.version[:12]
        for old, new, target in ((*short, SECOND), (*short[::-1], FIRST)):
            time.sleep(0.1)
            store.move_alias("towns", "prod", target.version)
            server.wait_for(f"scorelet: towns: {old} -> {new} ")
        time.sleep(0.05)
        ended.set()
        asking.join()
    assert {status for status, _ in seen} == {200}
    changes = [version for i, (_, version) in enumerate(seen) if i == 0 or seen[i - 1][1] != version]
    assert changes == [short[0], short[1], short[0]]


def test_a_client_that_disconnects_leaves_no_trace(server: Server) -> None:
    before = len(server.said)
    with server.connect() as client:
        client.sendall(b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset
    server.ask("GET", "/nowhere", headers={"x-request-id": "afterwards"})
    server.wait_for("id=afterwards")
    assert [line for line in server.said[before:].splitlines() if "id=" not in line] == []


def test_a_body_that_breaks_off_is_not_counted(server: Server) -> None:
    before = len(server.said)
    rows = b"age,income,home_town\n" + b"20,,Bonn\n" * 20_000
    with server.connect() as client:
        head = b"POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: text/csv\r\ncontent-length: %d\r\n\r\n" % len(rows)
        client.sendall(head + rows[:-9])
    time.sleep(0.3)
    server.ask("GET", "/nowhere", headers={"x-request-id": "broken-off"})
    server.wait_for("id=broken-off")
    assert [line.split(" ")[2] for line in server.said[before:].splitlines()] == ["/nowhere"]
