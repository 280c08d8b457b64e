"""The one gate where errors become words and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

import typer

from scorelet.cli.app import app
from scorelet.cli.words import ReaderGoneError, complain
from scorelet.errors import BundleError, ModelError, PfaError, RowError, ScoreletError

INTERRUPTED = 130
"""What typer returns after Ctrl-C, as shells do."""

STARTS = frozenset({"serve", "emulate"})
"""Commands that write no output file; they were interrupted before they had started, for later that is their end."""

UNTOUCHED = "output files are written whole or not at all: what was there before is still there"


def run(arguments: Sequence[str] | None) -> int:
    """Run the commands; all that is not foreseen here is a bug and may show its traceback."""
    try:
        code = app(args=arguments, prog_name="scorelet", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, ReaderGoneError):
        _mute_stdout()
        complain("the reader of standard output went away before the end", "nothing more could be written")
        return 1
    except ScoreletError as error:
        what, _, next_step = str(error).partition("\n")
        complain(what, next_step or _next_step(error))
    except OSError as error:
        complain(*_said(error))
    except typer.TyperException as error:
        if _usage(error):  # a command group without a command says nothing: its help page has been shown
            complain(_usage(error), f"{_command(error)} --help shows what it takes")
    else:
        if code == INTERRUPTED:
            words = sys.argv[1:] if arguments is None else arguments
            complain("interrupted", "" if words and words[0] in STARTS else UNTOUCHED)
        return int(code or 0)
    return 2


NEXT_STEPS: Mapping[type[ScoreletError], str] = {
    ModelError: "scorelet pack --help says which models it takes",
    BundleError: "get the file again, or pack the model again: scorelet pack MODEL",
    RowError: "scorelet models show MODEL says what its rows are",
    PfaError: "scorelet pfa check FILE lists all that is wrong with a document",
}
"""What to do about an error that does not say it itself."""


def _next_step(error: ScoreletError) -> str:
    return next((said for kind, said in NEXT_STEPS.items() if isinstance(error, kind)), "")


def _usage(error: Exception) -> str:
    format_message = getattr(error, "format_message", None)
    return str(format_message() if format_message else error).rstrip(".")


def _command(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    return str(context.command_path) if context is not None else "scorelet"


def _said(error: OSError) -> tuple[str, str]:
    name = error.filename or "standard output"
    what = f"{name}: {(error.strerror or str(error)).lower()}"
    if isinstance(error, FileNotFoundError):
        return what, "check the path; relative paths start at the current folder"
    if isinstance(error, PermissionError):
        return what, "check who owns it and its mode, or name another place"
    if isinstance(error, IsADirectoryError):
        return what, "name a file in it"
    return what, UNTOUCHED


def _mute_stdout() -> None:
    """Python flushes stdout once more when it exits; let that go nowhere rather than complain again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # stdout is no real file, as in tests
        return
