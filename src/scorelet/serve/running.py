"""The path of `scorelet serve`, written once: a service -> a server, until it is told to end."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from scorelet.observe.prometheus import shared_folder
from scorelet.serve import server
from scorelet.serve.address import bound, url_of
from scorelet.serve.keys import read_keys
from scorelet.serve.preflight import ModelFacts, tried
from scorelet.serve.rate import EVERYBODY, shared_rate
from scorelet.serve.settings import Settings
from scorelet.serve.surroundings import check_log, unset
from scorelet.serve.worker import Work, to_stderr

if TYPE_CHECKING:
    from scorelet.service.values import Service

Started = Callable[[str, Sequence[ModelFacts]], None]


def serve(
    service: Service, settings: Settings, started: Started, *, environment: Mapping[str, str] = os.environ
) -> int:
    """Answers until a signal says to end, and gives the exit code: 0 when all was answered.

    `started` is given the URL and the models once they answer. Raises ScoreletError when the server cannot start.
    """
    keys = read_keys(environment) if service.api.keys else None
    check_log(service.log)
    for said in unset(service, environment):
        to_stderr(said)
    callers = (EVERYBODY,) if keys is None else keys.names
    with ExitStack() as closing:
        sock = closing.enter_context(bound(settings.host, settings.port))
        facts = tried(service, settings)
        rate = closing.enter_context(shared_rate(service.api.rate, service.api.burst, callers))
        if settings.workers > 1:  # whose metrics are added up, in files
            closing.enter_context(shared_folder())
        portable = service._replace(secrets=dict(service.secrets))  # a read-only mapping cannot be pickled
        work = Work(portable, settings, keys, rate, os.getpid())
        return server.run(work, sock, lambda: started(url_of(sock), facts))
