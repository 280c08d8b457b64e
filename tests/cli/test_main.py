"""The door: help, version, exit codes, and errors in two lines."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import scorelet as package
from scorelet.cli import gate
from scorelet.cli.main import main
from tests.batch import documents
from tests.cli.conftest import Scorelet, Write


def test_version(scorelet: Scorelet) -> None:
    outcome = scorelet("--version")
    assert (outcome.code, outcome.out, outcome.err) == (0, f"scorelet {package.__version__}\n", "")


GROUPS = ("Pack", "Score", "Look inside", "Models", "pack", "verify", "score", "serve", "emulate", "pfa", "models")
COMMANDS = {
    "": ("pack", "verify", "score", "serve", "emulate", "pfa", "models"),
    "emulate": ("event",),
    "pfa": ("check", "code", "functions"),
    "models": ("list", "show", "push", "pull", "alias", "history", "rm"),
}


def test_help_is_a_page(scorelet: Scorelet) -> None:
    outcome = scorelet("--help")
    assert outcome.code == 0
    for part in ("A trained model is a small program", "Examples", *GROUPS):
        assert part in outcome.out


@pytest.mark.parametrize(
    "command",
    [[*([group] if group else []), name] for group, names in COMMANDS.items() for name in names],
    ids=" ".join,
)
def test_each_command_has_its_page(scorelet: Scorelet, command: list[str]) -> None:
    outcome = scorelet(*command, "--help")
    assert outcome.code == 0
    assert "Usage: scorelet " + " ".join(command) in outcome.out


@pytest.mark.parametrize(
    "command",
    ["", "pfa", "models", "pack", "verify", "score", "serve", "emulate", "emulate event", "models list", "models rm"],
)
def test_the_examples_are_commands_that_there_are(scorelet: Scorelet, command: str) -> None:
    """Each example names a command, and only options that its page has."""
    examples = re.findall(r"^ *(?:\w+ \S+ \| )?scorelet ([a-z].*?)  ", scorelet(*command.split(), "--help").out, re.M)
    assert examples
    for words in map(str.split, examples):
        is_group = words[0] in COMMANDS and (words[0] != "emulate" or words[1] == "event")
        named = words[: 1 + is_group]
        assert named[-1] in COMMANDS[named[0] if len(named) > 1 else ""]
        page = scorelet(*named, "--help").out
        assert [word for word in words if word.startswith("-") and word != "-" and f" {word} " not in page] == []


def test_a_command_that_is_none(scorelet: Scorelet) -> None:
    outcome = scorelet("scroe")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("error: No such command 'scroe'")
    assert outcome.err.endswith("  scorelet --help shows what it takes\n")


def test_an_argument_that_is_missing(scorelet: Scorelet) -> None:
    outcome = scorelet("score")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "error: Missing argument 'MODEL'\n  scorelet score --help shows what it takes\n"


def test_without_the_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typer", None)
    monkeypatch.delitem(sys.modules, "scorelet.cli.gate", raising=False)
    assert main(["--version"]) == 2
    assert capsys.readouterr().err == (
        "error: the scorelet command needs typer, which is not installed\n  pip install 'scorelet[cli]'\n"
    )


def test_the_module_is_the_command(write: Write) -> None:
    command = [sys.executable, "-m", "scorelet", "score", str(write(documents.PLUS_ONE)), "-"]
    done = subprocess.run(command, input="1\n2\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "2.0\n3.0\n", "")


def test_a_reader_that_goes_away(write: Write, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("1\n" * 200_000)
    command = [sys.executable, "-m", "scorelet", "score", str(write(documents.PLUS_ONE)), str(rows)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "2.0\n"
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == 1
    assert said == ("error: the reader of standard output went away before the end\n  nothing more could be written\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(write: Write) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "scorelet", "score", str(write(documents.PLUS_ONE)), "-"]
        done = subprocess.run(command, input="1\n", stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: standard output: no space left on device\n")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [[], ["pfa"], ["models"]])
def test_a_group_without_a_command_shows_its_page(scorelet: Scorelet, command: list[str]) -> None:
    outcome = scorelet(*command)
    assert (outcome.code, outcome.err) == (2, "")
    assert "Usage: scorelet" in outcome.out


@pytest.mark.skipif(signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="started where Ctrl-C is ignored")
def test_an_interruption_leaves_what_was_there(write: Write, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    command = [sys.executable, "-m", "scorelet", "score", str(write(documents.POSITIVE)), "-", "-o", str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("-1\n" * 20_000)
        process.stdin.flush()
        process.stderr.readline()  # it is scoring
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    assert said.endswith(
        "error: interrupted\n  output files are written whole or not at all: what was there before is still there\n"
    )
    assert out.read_text() == "before"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("emulate", "error: interrupted\n"),
        ("serve", "error: interrupted\n"),
        ("pack", f"error: interrupted\n  {gate.UNTOUCHED}\n"),
    ],
)
def test_an_interruption_speaks_of_files_where_some_are_written(
    scorelet: Scorelet, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    monkeypatch.setattr(gate, "app", lambda **given: gate.INTERRUPTED)
    outcome = scorelet(command)
    assert (outcome.code, outcome.err) == (130, said)
