"""`scorelet serve`: packed models answer on this machine."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from scorelet.cli.extras import needs_extra
from scorelet.cli.opening import StoreOption, TrustOption
from scorelet.cli.service_argument import ModelsArgument, described_service
from scorelet.cli.words import finish
from scorelet.errors import UsageError

HostOption = Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0 for all addresses.")]
PortOption = Annotated[int, typer.Option(metavar="PORT", help="0 for any free one.")]
WorkersOption = Annotated[
    int, typer.Option(metavar="N", help="Processes that answer; one for each core is a good number.")
]
WatchOption = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        help="Look so often whether an alias moved or a file was written anew.",
        show_default="follow in scorelet.toml, else never",
    ),
]
NoAccessLogOption = Annotated[
    bool, typer.Option("--no-access-log", help="No line on standard error for each request.", show_default=False)
]

LAST_PORT, MOST_WORKERS = 65535, 256
SHORTEST_WATCH, LONGEST_WATCH = 0.05, 86400


def serve(
    models: ModelsArgument = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: WorkersOption = 1,
    watch: WatchOption = None,
    store: StoreOption = None,
    trust: TrustOption = False,
    no_access_log: NoAccessLogOption = False,
) -> None:
    """Serve models over HTTP, on this machine.

    Each answers at /api/models/NAME/predict, in the shapes of the Open
    Inference Protocol at /v2, and of MLflow and SageMaker at /invocations;
    /docs shows how. Metrics for Prometheus are at /metrics.

    A service that asks for API keys (api.keys = true) takes them from
    SCORELET_API_KEYS, as name=secret parted by commas, or from the file that
    SCORELET_API_KEYS_FILE names, one on each line. Only health checks need none.

    SIGTERM or Ctrl-C ends it once all is answered; a second one at once.

    [bold]Exit code[/bold]: 0 ended when told to, 1 with requests unanswered, 2 it could not start.

    [bold]Examples[/bold]

      scorelet serve iris.scorelet

      scorelet serve iris@prod flowers=iris@3f2a9c --watch 5

      scorelet serve scorelet.toml --host 0.0.0.0 --workers 4
    """
    check_port(port)
    _check_numbers(workers, watch)
    example = "scorelet serve MODEL.scorelet serves a packed model"
    service = described_service(models or [], store, trust=trust, example=example)
    with needs_extra("serve"):
        from scorelet.serve.running import serve as run
    from scorelet.cli.serve_report import report
    from scorelet.serve.settings import Settings, images_folder

    images = images_folder(os.environ)
    settings = Settings(host, port, workers, watch, not no_access_log, images)
    finish(run(service, settings, lambda url, facts: report(service, settings, url, facts)))


def check_port(port: int) -> None:
    """Raises UsageError for one that cannot be."""
    if not 0 <= port <= LAST_PORT:
        raise UsageError(f"--port is a number from 0 to {LAST_PORT}, got {port}\n0 takes any free one")


def _check_numbers(workers: int, watch: float | None) -> None:
    if not 1 <= workers <= MOST_WORKERS:
        raise UsageError(
            f"--workers is a number from 1 to {MOST_WORKERS}, got {workers}\none for each core is a good number"
        )
    if watch is not None and not SHORTEST_WATCH <= watch <= LONGEST_WATCH:
        raise UsageError(
            f"--watch is a number of seconds from {SHORTEST_WATCH} to {LONGEST_WATCH}, got {watch}\nsuch as 10"
        )
