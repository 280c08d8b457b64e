"""`scorelet emulate` when it cannot start: every word, and nothing is run or left."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scorelet.bundle.packed import PackedModel
from tests.bundle.models import MANIFEST, packed
from tests.cli.conftest import Scorelet


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where people are, with a packed model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "towns.scorelet").write_bytes(packed().data)
    return tmp_path


def service(folder: Path, more: str) -> Path:
    path = folder / "scorelet.toml"
    path.write_text(f'name = "towns"\n[[models]]\nfile = "towns.scorelet"\n{more}')
    return path


OPTIONS = [
    ("--port 99999", "--port is a number from 0 to 65535, got 99999\n  0 takes any free one"),
    ("--concurrency 0", "--concurrency is a number from 1 to 1000, got 0"),
    ("--memory 64", "--memory is a number from 128 to 10240, got 64"),
    ("--memory 10241", "--memory is a number from 128 to 10240, got 10241"),
    ("--timeout 901", "--timeout is a number from 1 to 900, got 901"),
    ("--stage a/b", "--stage is a name of letters, digits, '-' and '_', got 'a/b'\n  such as dev or prod"),
    (
        "--events sqs",
        "--events takes SOURCE=FILE or a URL, got 'sqs'\n  such as sqs=rows.jsonl, or http://127.0.0.1:5000",
    ),
    (
        "--events sqs=none.jsonl",
        "--events sqs: there is no file none.jsonl\n  such as sqs=rows.jsonl, or http://127.0.0.1:5000",
    ),
    ("--events http://a --events http://b", "--events takes one URL, got http://a, http://b"),
    (
        "--events sqs=towns.scorelet --events sqs=towns.scorelet",
        "--events names two files for 'sqs'\n  put all rows into one",
    ),
    (
        "--state towns.scorelet",
        "nothing can be kept in towns.scorelet: file exists\n  name another folder: --state FOLDER",
    ),
    (
        "--state /dev/null/x",
        "nothing can be kept in /dev/null/x: not a directory\n  name another folder: --state FOLDER",
    ),
    ("--nothing", "No such option: --nothing\n  scorelet emulate --help shows what it takes"),
    (
        "--timeout soon",
        (
            "Invalid value for '--timeout': Input should be a valid integer, unable to parse string as an integer\n"
            "  scorelet emulate --help shows what it takes"
        ),
    ),
    (
        "--events https://sqs.us-east-1.amazonaws.com",
        (
            "the endpoint sqs.us-east-1.amazonaws.com is AWS itself, which the emulator never asks: it would take "
            "messages from those who wait for them\n"
            "  name a local endpoint, such as http://127.0.0.1:5000 of moto_server"
        ),
    ),
    (
        "--events sqs=towns.scorelet",
        (
            "the service has no event source that reads a file: sqs, kinesis, kafka\n"
            "  list one in scorelet.toml, under [[events]]"
        ),
    ),
]


@pytest.mark.parametrize(("options", "said"), OPTIONS)
def test_what_it_cannot_work_with(scorelet: Scorelet, folder: Path, options: str, said: str) -> None:
    done = scorelet("emulate", "towns.scorelet", "--port", 0, *options.split())
    assert (done.code, done.out, done.err) == (2, "", f"error: {said}\n")


def test_nothing_to_emulate(scorelet: Scorelet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = scorelet("emulate")
    assert (done.code, done.out, done.err.splitlines()) == (
        2,
        "",
        [
            "error: there is no scorelet.toml here, and no model is named",
            "  scorelet emulate MODEL.scorelet takes a packed model; scorelet pack makes one",
        ],
    )


def test_a_port_that_is_taken(scorelet: Scorelet, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = scorelet("emulate", "towns.scorelet", "--port", port)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: port {port} of 127.0.0.1 is taken by another program")


@pytest.mark.parametrize("missing", ["uvloop", "jsonschema", "httptools"])
def test_without_the_extra(scorelet: Scorelet, folder: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [name for name in sys.modules if name.startswith("scorelet.emulator")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    done = scorelet("emulate", "towns.scorelet")
    assert (done.code, done.out, done.err) == (
        2,
        "",
        f"error: scorelet emulate needs {missing}, which is not installed\n  pip install 'scorelet[emulate]'\n",
    )


@pytest.mark.parametrize("kind", ["onnx", "python"])
def test_kinds_that_need_their_libraries(scorelet: Scorelet, folder: Path, kind: str) -> None:
    """Refused before anything of them is run, trusted or not."""
    PackedModel.of(MANIFEST._replace(kind=kind), b"cos\nsystem\n").write(folder / "towns.scorelet")
    done = scorelet("emulate", "towns.scorelet", "--port", 0, "--trust")
    assert (done.code, done.out, done.err) == (
        2,
        "",
        (
            f"error: models[0]: 'towns' is of kind {kind}, and a function's package does not bring the libraries that "
            "this kind needs; pack a model that can be converted to a document, or serve this one: scorelet serve\n"
        ),
    )


def test_keys_where_nobody_asks_for_them(scorelet: Scorelet, folder: Path) -> None:
    done = scorelet("emulate", service(folder, '[api]\nendpoint = "http"\n'), "--keys", "--port", 0)
    assert (done.code, done.out, done.err.splitlines()) == (
        2,
        "",
        [
            "error: --keys asks callers for keys, which only a REST API does, and the service has endpoint = 'http'",
            "  leave out one of them",
        ],
    )


def test_the_help_page(scorelet: Scorelet) -> None:
    done = scorelet("emulate", "--help")
    page = " ".join(done.out.split())
    assert (done.code, done.err) == (0, "")
    assert "Usage: scorelet emulate [OPTIONS] [SERVICE.toml|MODEL]..." in page
    options = set(re.findall(r"│ (--[a-z]+)", done.out))
    names = "host port stage concurrency memory timeout cold keys logs events state store trust help"
    assert options == {f"--{name}" for name in names.split()}
    assert "Exit code: 0 ended when told to, 2 it could not start." in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["--keys", "--state", "state"],
            ["nothing can be kept in state: file too large", "name another folder: --state FOLDER"],
        ),
        (
            [],
            [
                "the package cannot be unpacked in a temporary folder: no usable temporary directory found in ...",
                "make room there, or set TMPDIR to another folder",
            ],
        ),
    ],
)
def test_a_disk_where_nothing_can_be_written(folder: Path, options: list[str], said: list[str]) -> None:
    command = [sys.executable, "-m", "scorelet", "emulate", "towns.scorelet", "--port", "0", *options]
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 0; exec "$@"', "bash", *command],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=20,
    )
    err = re.sub(r"\[.*\]", "...", done.stderr)
    assert (done.returncode, err.splitlines()) == (2, [f"error: {said[0]}", f"  {said[1]}"])
    assert not list(folder.glob("state/*"))
