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
