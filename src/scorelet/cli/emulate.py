"""`scorelet emulate`: the package that would be deployed, on AWS Lambda and API Gateway as this machine has them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from scorelet.cli.extras import needs_extra
from scorelet.cli.function_options import MemoryOption, TimeoutOption, check_numbers
from scorelet.cli.opening import StoreOption, TrustOption
from scorelet.cli.progress import waiting
from scorelet.cli.serve import HostOption, PortOption, check_port
from scorelet.cli.service_argument import ModelsArgument, described_service
from scorelet.cli.words import finish
from scorelet.errors import UsageError

ConcurrencyOption = Annotated[
    int | None,
    typer.Option(metavar="N", help="Environments at once, at most.", show_default="lambda.reserved, or 50"),
]
ColdOption = Annotated[
    bool, typer.Option("--cold", help="Each request gets a new environment: feel it.", show_default=False)
]
KeysOption = Annotated[
    bool, typer.Option("--keys", help="Callers need a key, whatever the service says.", show_default=False)
]
LogsOption = Annotated[
    bool, typer.Option("--logs", help="Show the function's own log, not only where it failed.", show_default=False)
]
StageOption = Annotated[str, typer.Option(metavar="NAME", help="The stage: it is in the path, and in names.")]
StateOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Where the key and the counts of quotas are kept for the next start.",
        show_default="a folder in your cache",
    ),
]
EventsOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SOURCE=FILE|URL",
        help="Where the rows of the service's events come from: a file for a source (sqs=rows.jsonl), or the URL "
        "of a local AWS such as moto. Real queues are never asked.",
    ),
]

EXAMPLE = "scorelet emulate MODEL.scorelet takes a packed model"
BUILDING = "building the package, trying the models"
_STAGE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")


def emulate(
    models: ModelsArgument = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    stage: StageOption = "dev",
    concurrency: ConcurrencyOption = None,
    memory: MemoryOption = None,
    timeout: TimeoutOption = None,
    cold: ColdOption = False,
    keys: KeysOption = False,
    logs: LogsOption = False,
    events: EventsOption = None,
    state: StateOption = None,
    store: StoreOption = None,
    trust: TrustOption = False,
) -> None:
    """Run a service as AWS Lambda and API Gateway would, on this machine.

    Builds the package that would be deployed, and runs it under AWS's own
    runtime client, where it sees nothing but Python and itself; in front of it
    is a gateway with AWS's rules: routes, keys, rates, quotas, limits, timeouts,
    and its very errors. No account, no Docker.

    A line for each request says whether its environment was cold, how long it
    took, what is billed, and how much memory was used. Keys are those of
    SCORELET_API_KEYS (see scorelet serve), or one is made. Lambda's own API is
    there, too: boto3.client("lambda", endpoint_url=...).

    A single event, of any source, is made or sent by
    [bold]scorelet emulate event[/bold]; its --help says how.

    Ctrl-C ends it, and every process of it.

    [bold]Exit code[/bold]: 0 ended when told to, 2 it could not start.

    [bold]Examples[/bold]

      scorelet emulate iris.scorelet --keys

      scorelet emulate scorelet.toml --cold --memory 256

      scorelet emulate event --generate rest iris.scorelet -o request.json

      scorelet emulate event request.json iris.scorelet
    """
    _check(port, stage, {"--concurrency": concurrency, "--memory": memory, "--timeout": timeout})
    service = described_service(models or [], store, trust=trust, example=EXAMPLE)
    with needs_extra("emulate"):
        from scorelet.emulator.running import emulate as run
    from scorelet.aws.endpoint import function_name
    from scorelet.cli.emulate_report import Terminal
    from scorelet.emulator.settings import Settings, state_folder

    usual = state_folder(os.environ, function_name(service, stage)) if keys or service.api.keys else None
    settings = Settings(
        host, port, stage, concurrency, memory, timeout, cold, keys, logs, state or usual, tuple(events or ())
    )  # fmt: skip
    with waiting(BUILDING) as is_up:
        code = run(service, settings, Terminal(settings, is_up))
    finish(code)


def _check(port: int, stage: str, numbers: Mapping[str, int | None]) -> None:
    """Raises UsageError."""
    check_port(port)
    check_numbers(numbers)
    if not stage or not set(stage) <= _STAGE:
        raise UsageError(f"--stage is a name of letters, digits, '-' and '_', got {stage!r}\nsuch as dev or prod")
