"""A group of commands that runs one of them where none is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import pytest
import typer

from scorelet.cli.emulate_group import DefaultCommandGroup

Run = Callable[..., str]


def start(models: Annotated[list[str] | None, typer.Argument()] = None, port: int = 3000) -> None:
    """Start it.

    scorelet emulate event sends an event.
    """
    typer.echo(f"start {models or []} {port}")


def event(file: str, repeat: int = 1) -> None:
    """Send an event."""
    typer.echo(f"event {file} {repeat}")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The output of a command in a program that has the group."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    program, group = typer.Typer(), typer.Typer(name="emulate", cls=DefaultCommandGroup, help="AWS Lambda here.")
    group.command("emulate")(start)
    group.command()(event)
    program.add_typer(group)
    program.command("other")(lambda: None)

    def run(*arguments: str) -> str:
        try:
            program(arguments, prog_name="scorelet", standalone_mode=False)
        except typer.TyperException as error:
            return f"{error.ctx.command_path}: {error}" if error.ctx else str(error)  # type: ignore[attr-defined]
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("", "start [] 3000\n"),
        ("a.toml", "start ['a.toml'] 3000\n"),
        ("--port 1 a b", "start ['a', 'b'] 1\n"),
        ("a --port 1", "start ['a'] 1\n"),
        ("event x.json", "event x.json 1\n"),
        ("event x.json --repeat 3", "event x.json 3\n"),
        ("./event", "start ['./event'] 3000\n"),
        ("a event", "start ['a', 'event'] 3000\n"),
        ("emulate", "start ['emulate'] 3000\n"),
    ],
)
def test_the_first_argument_decides(run: Run, arguments: str, said: str) -> None:
    assert run("emulate", *arguments.split()) == said


def test_the_default_command_stands_for_the_group(run: Run) -> None:
    page = run("emulate", "--help")
    assert "Usage: scorelet emulate [OPTIONS] [models]..." in page
    assert "scorelet emulate event sends an event." in page
    assert "--port" in page
    assert run("emulate", "--no") == "scorelet emulate: No such option: --no"


def test_a_subcommand_has_its_own_page(run: Run) -> None:
    page = run("emulate", "event", "--help")
    assert "Usage: scorelet emulate event [OPTIONS] {file}" in page
    assert "--repeat" in page
    assert run("emulate", "event") == "scorelet emulate event: Missing parameter: file"


def test_the_program_has_one_line_for_it(run: Run) -> None:
    assert "emulate  AWS Lambda here." in run("--help")


def test_a_group_without_a_default_is_as_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    group = typer.Typer(name="emulate", cls=DefaultCommandGroup)
    group.command()(event)
    group.command("other")(lambda: None)
    group(["event", "x.json"], standalone_mode=False)
    assert capsys.readouterr().out == "event x.json 1\n"
