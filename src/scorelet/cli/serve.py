"""`scorelet serve`: packed models answer on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scorelet.cli.opening import StoreOption, TrustOption
from scorelet.cli.words import finish
from scorelet.errors import UsageError

if TYPE_CHECKING:
    from scorelet.service.values import Service

ModelsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SERVICE.toml|MODEL",
        help="A service's file, or models: .scorelet files or names in a store, also as NAME=MODEL.",
        show_default="scorelet.toml",
    ),
]
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

SERVICE_FILE = "scorelet.toml"
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
    service = service_named(models or [], store, trust)
    try:
        from scorelet.serve.running import serve as run
    except ModuleNotFoundError as missing:
        raise _extra(missing) from None
    from scorelet.cli.serve_report import report
    from scorelet.serve.settings import Settings, images_folder

    images = images_folder(os.environ)
    settings = Settings(host, port, workers, watch, not no_access_log, images)
    finish(run(service, settings, lambda url, facts: report(service, settings, url, facts)))


def check_port(port: int) -> None:
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


def service_named(models: list[str], store: str | None, trust: bool) -> Service:
    """The service that a command names: as a file describes it, or of models alone."""
    service = _service(models, store)
    if not trust:
        return service
    return service._replace(models=tuple(model._replace(trust=True) for model in service.models))


def _service(models: list[str], store: str | None) -> Service:
    from scorelet.service.arguments import service_of
    from scorelet.service.reading import read_service

    files = [text for text in models if text.endswith(".toml")]
    if models and not files:
        return service_of(models, store or "")
    if len(models) > 1:
        raise UsageError(f"{files[0]} describes a whole service\nname it alone, or models alone")
    if not models and not Path(SERVICE_FILE).is_file():
        raise UsageError(
            f"there is no {SERVICE_FILE} here, and no model is named\n"
            "name a packed model, such as iris.scorelet; scorelet pack makes one"
        )
    service = read_service(files[0] if files else SERVICE_FILE)
    return service if store is None else service._replace(store=store)


def _extra(missing: ModuleNotFoundError) -> Exception:
    if missing.name not in ("uvicorn", "uvloop", "httptools", "prometheus_client"):
        return missing
    return UsageError(f"scorelet serve needs {missing.name}, which is not installed\npip install 'scorelet[serve]'")
