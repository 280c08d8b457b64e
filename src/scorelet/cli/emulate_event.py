"""`scorelet emulate event`: an event is sent to the function, or one is made."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet.bundle import SUFFIX
from scorelet.cli.extras import needs_extra
from scorelet.cli.function_options import MemoryOption, TimeoutOption, check_numbers
from scorelet.cli.opening import StoreOption, TrustOption
from scorelet.cli.service_argument import described_service
from scorelet.cli.words import finish
from scorelet.errors import UsageError

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from scorelet.emulator.sending import Function
    from scorelet.service.values import Service

WhatArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE|- SERVICE.toml|MODEL",
        help="The event's file, or - for standard input (not with --generate), and a service's file, or models.",
        show_default="scorelet.toml",
    ),
]
GenerateOption = Annotated[
    str | None,
    typer.Option(
        metavar="KIND",
        help="Make an event and print it: rest, http, url, alb, sqs, sqs-fifo, sns, kinesis, kafka, s3, schedule or "
        "direct.",
        show_default=False,
    ),
]
CountOption = Annotated[
    int | None, typer.Option("-n", metavar="COUNT", help="Rows in the event that is made.", show_default="1")
]
ModelOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Whose sample rows are in it.", show_default="the one that would score them"),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="FILE", help="Where the event that is made goes.", show_default="standard output"
    ),
]
RepeatOption = Annotated[
    int | None, typer.Option(metavar="N", help="Send it so often, to one environment.", show_default="1")
]


def event(
    what: WhatArgument = None,
    generate: GenerateOption = None,
    count: CountOption = None,
    model: ModelOption = None,
    out: OutOption = None,
    repeat: RepeatOption = None,
    memory: MemoryOption = None,
    timeout: TimeoutOption = None,
    store: StoreOption = None,
    trust: TrustOption = False,
) -> None:
    """Send an event to the function, on this machine, or make one.

    The function is the very package that would be deployed. Its reply goes to
    standard output; what it logged and how long it took to standard error.
    Sent several times, the first one is cold and the others are warm.

    [bold]--generate[/bold] makes an event as AWS sends it, of the model's sample rows, and
    sends nothing. Its ARN is that of such a source in scorelet.toml.

    [bold]Exit code[/bold]: 0 the function answered, 1 it failed, 2 the event could not be sent.

    [bold]Examples[/bold]

      scorelet emulate event --generate sqs -n 3 -o batch.json

      scorelet emulate event batch.json

      scorelet emulate event batch.json --repeat 100 --memory 1024

      scorelet emulate event --generate rest iris.scorelet -o request.json

      scorelet emulate event request.json iris.scorelet

      scorelet emulate event --generate direct | scorelet emulate event -
    """
    if generate is not None:
        _refuse_with("--generate", {"--repeat": repeat, "--memory": memory, "--timeout": timeout})
        generate_event(_service(what or [], store, trust), generate, 1 if count is None else count, model or "", out)
        return
    _refuse_without("--generate", {"-n": count, "--model": model, "--out": out})
    check_numbers({"--repeat": repeat, "--memory": memory, "--timeout": timeout})
    file, models = _file_and_models(what or [])
    service = _service(models, store, trust)
    with needs_extra("emulate"):
        from scorelet.emulator.running import function_alone
    from scorelet.emulator.settings import Settings

    function = function_alone(service, Settings(memory=memory, timeout=timeout))
    finish(send_event(file, function, repeat or 1))


def generate_event(service: Service, kind: str, count: int, model: str, out: Path | None) -> None:
    """Prints the event, or writes it into a file."""
    from random import Random

    from scorelet.cli.emulate_event_report import keep_event
    from scorelet.emulator.clock import Clock
    from scorelet.emulator.making.generated import generated

    with needs_extra("emulate"):
        made = generated(service, kind, count, model, Clock(), Random())
    keep_event(made, out)


def send_event(file: str, function: AbstractAsyncContextManager[Function], times: int) -> int:
    """Sends the event in a file, and gives the exit code."""
    import asyncio

    from scorelet.cli.emulate_event_report import report
    from scorelet.emulator.event_files import read_event
    from scorelet.emulator.sending import send

    if file == "-":
        data = read_event(sys.stdin.buffer, "standard input")
    else:
        with Path(file).open("rb") as opened:
            data = read_event(opened, file)
    sent = asyncio.run(send(data, function, times))
    report(sent)
    return 1 if sent.failures else 0


def _service(models: Sequence[str], store: str | None, trust: bool) -> Service:
    example = "scorelet emulate event EVENT.json MODEL.scorelet takes a packed model"
    return described_service(models, store, trust=trust, example=example)


def _file_and_models(what: list[str]) -> tuple[str, list[str]]:
    if not what:
        raise UsageError(
            "no event is named: expected its file, or - for standard input\n"
            "scorelet emulate event --generate sqs -o event.json makes one"
        )
    file, *models = what
    if file.endswith((".toml", SUFFIX)):
        raise UsageError(
            f"{file} is no event, whose file is named first\nscorelet emulate event EVENT.json {' '.join(what)}"
        )
    return file, models


def _refuse_with(option: str, others: dict[str, object]) -> None:
    for name, value in others.items():
        if value is not None:
            raise UsageError(f"{name} is for sending, and {option} sends nothing\nleave one of them out")


def _refuse_without(option: str, others: dict[str, object]) -> None:
    for name, value in others.items():
        if value is not None:
            raise UsageError(f"{name} is for an event that is made\nadd {option} KIND, or leave it out")
