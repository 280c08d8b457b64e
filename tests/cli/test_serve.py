"""What `scorelet serve` says when it cannot start; tests/serve has what it does when it can."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.bundle.models import packed
from tests.cli.conftest import Scorelet


def test_nothing_to_serve(scorelet: Scorelet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = scorelet("serve")
    assert (done.code, done.err.splitlines()) == (
        2,
        [
            "error: there is no scorelet.toml here, and no model is named",
            "  scorelet serve MODEL.scorelet serves a packed model; scorelet pack makes one",
        ],
    )


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--port", "99999", "a number from 0 to 65535, got 99999\n  0 takes any free one"),
        ("--port", "-1", "a number from 0 to 65535, got -1\n  0 takes any free one"),
        ("--workers", "0", "a number from 1 to 256, got 0\n  one for each core is a good number"),
        ("--watch", "0", "a number of seconds from 0.05 to 86400, got 0.0\n  such as 10"),
        ("--watch", "nan", "a number of seconds from 0.05 to 86400, got nan\n  such as 10"),
    ],
)
def test_numbers_that_are_none(scorelet: Scorelet, option: str, value: str, said: str) -> None:
    done = scorelet("serve", "iris.scorelet", option, value)
    assert (done.code, done.out, done.err) == (2, "", f"error: {option} is {said}\n")


def test_a_service_and_models(scorelet: Scorelet) -> None:
    done = scorelet("serve", "a.toml", "iris")
    assert (done.code, done.err) == (
        2,
        "error: a.toml describes a whole service\n  name it alone, or models alone\n",
    )


def test_a_port_that_is_taken(scorelet: Scorelet, tmp_path: Path) -> None:
    model = tmp_path / "towns.scorelet"
    model.write_bytes(packed().data)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = scorelet("serve", model, "--port", port)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: port {port} of 127.0.0.1 is taken by another program")


def test_no_keys(scorelet: Scorelet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SCORELET_API_KEYS", raising=False)
    (tmp_path / "towns.scorelet").write_bytes(packed().data)
    service = tmp_path / "scorelet.toml"
    service.write_text('name = "a"\n[[models]]\nfile = "towns.scorelet"\n[api]\nkeys = true\n')
    done = scorelet("serve", service)
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        "error: the service asks for API keys (api.keys = true), and there are none",
    )
