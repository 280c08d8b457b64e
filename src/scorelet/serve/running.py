"""The path of `scorelet serve`, written once: a service -> a server, until it is told to end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from scorelet.errors import UsageError
from scorelet.observe.prometheus import mark_dead, shared_folder
from scorelet.serve.address import bound, url_of
from scorelet.serve.keys import read_keys
from scorelet.serve.rate import EVERYBODY, Rate
from scorelet.serve.settings import ModelFacts, Settings
from scorelet.serve.supervisor import Supervisor
from scorelet.serve.worker import Shared, Worker, to_stderr

if TYPE_CHECKING:
    from scorelet.service.values import Service

Started = Callable[[str, Sequence[ModelFacts]], None]


def serve(
    service: Service,
    settings: Settings,
    started: Started,
    *,
    environment: Mapping[str, str] = os.environ,
    tell: Callable[[str], object] = to_stderr,
) -> int:
    """Answers until a signal says to end, and gives the exit code: 0 when all was answered.

    `started` is given the URL and the models once they answer. Raises UsageError when the server cannot start.
    """
    if not hasattr(os, "fork"):
        raise UsageError("scorelet serve runs on Linux and macOS\non Windows, run it in WSL")
    keys = read_keys(environment) if service.api.keys else None
    callers = (EVERYBODY,) if keys is None else keys.names
    rate = None if service.api.rate is None else Rate(service.api.rate, service.api.burst, callers)
    with ExitStack() as closing:
        sock = closing.enter_context(bound(settings.host, settings.port))
        ended = closing.enter_context(_counted(settings.workers))
        worker = Worker(service, settings, Shared(sock, keys, rate), tell)
        supervisor = Supervisor(worker.work, settings.workers, grace=settings.grace, tell=tell, ended=ended)
        report = supervisor.start()
        if report is not None:
            started(url_of(sock), [ModelFacts(*facts) for facts in report["models"]])
        return supervisor.run()


@contextmanager
def _counted(workers: int) -> Iterator[Callable[[int], object]]:
    """One worker's metrics are its own; those of several are added up. Gives what is to know of ended workers."""
    if workers == 1:
        yield lambda pid: None
        return
    with shared_folder() as folder:
        yield lambda pid: mark_dead(pid, folder)
