"""The path of a call to AWS: endpoint, credentials, signature, exchange; again where that may help."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from hashlib import sha256
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from scorelet.errors import AwsCallError
from scorelet.signed.container import LARGEST, Container
from scorelet.signed.credentials import Credentials, from_environment, no_credentials
from scorelet.signed.endpoints import Endpoint, checked_region, endpoint_of, region_of
from scorelet.signed.refusals import Subject, refusal_of, refused, silent
from scorelet.signed.retries import Timing, chance, passes, pause
from scorelet.signed.sigv4 import Query, Unsigned, signed_headers, target
from scorelet.wire.deadline import Deadline
from scorelet.wire.messages import Answer, Message, NoAnswer, Origin, Taken

if TYPE_CHECKING:
    from scorelet.wire.pool import Pool

MIB = 1024 * 1024
LARGEST_ANSWER = 16 * MIB
FETCH_SECONDS = 5.0
"""For credentials from what stands beside the program."""

_NONE: Mapping[str, str] = MappingProxyType({})


class World(NamedTuple):
    """What calls need of it. `now` gives seconds since 1970, `clock` seconds since some moment, `chance` a number from
    0 to 1; `sleep` takes seconds."""

    environment: Mapping[str, str] = os.environ
    now: Callable[[], float] = time.time
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = chance


class Call(NamedTuple):
    """What is asked, where, and in whose words; `path` and `query` are not encoded."""

    endpoint: Endpoint
    subject: Subject
    method: str = "POST"
    path: str = "/"
    query: Query = ()
    headers: Mapping[str, str] = _NONE
    body: bytes = b""


class _Failure(NamedTuple):
    """`final`: another try would bring the same."""

    error: AwsCallError
    final: bool


class Caller:
    """Makes calls, from any number of threads. Environment and credentials are looked up anew at each call."""

    def __init__(self, world: World | None = None, timing: Timing | None = None, pool: Pool | None = None) -> None:
        self._world = World() if world is None else world
        self._timing = Timing() if timing is None else timing
        self._container = Container(self._world.environment, self._world.now)
        self._pool = pool
        self._lock = Lock()

    def within(self, seconds: float) -> Caller:
        """A caller over the same connections, each of whose calls takes so many seconds at most, with all its tries."""
        twin = Caller(self._world, self._timing._replace(budget=seconds), self._connections())
        twin._container = self._container
        return twin

    def endpoint(self, service: str, region: str = "") -> Endpoint:
        """Where `service` is asked, in `region` or in the environment's."""
        environment = self._world.environment
        return endpoint_of(service, checked_region(region) if region else region_of(environment), environment)

    def deadline(self) -> Deadline:
        """The end of what begins now."""
        return Deadline.after(self._timing.budget, self._world.clock)

    def tries(self, deadline: Deadline) -> Iterator[int]:
        """Counts tries, with a pause before each but the first; ends before a pause that would outlast the deadline."""
        yield 0
        for failures in range(1, self._timing.tries):
            seconds = pause(self._timing, failures, self._world.chance)
            if seconds >= deadline.left():
                return
            self._world.sleep(seconds)
            yield failures

    def call(
        self,
        call: Call,
        *,
        expected: Collection[int] = (200,),
        most: int = LARGEST_ANSWER,
        file: BinaryIO | None = None,
        deadline: Deadline | None = None,
    ) -> Answer:
        """The answer, whose status is an expected one; else AwsCallError.

        most      bytes of an answer that are taken
        file      where the body of a 200 goes, instead of into the answer; it is written from its start
        deadline  of something that makes several calls; else the call has a budget of its own
        """
        deadline = deadline or self.deadline()
        for _ in self.tries(deadline):
            outcome = self._tried(call, expected, Taken(most, file), deadline)
            if isinstance(outcome, Answer):
                return outcome
            failure = outcome
            if failure.final:
                break
        raise failure.error

    def close(self) -> None:
        """Let go of connections and credentials that are kept, as after a snapshot was restored."""
        self._container.forget()
        if self._pool is not None:
            self._pool.close()

    def _tried(self, call: Call, expected: Collection[int], taken: Taken, deadline: Deadline) -> Answer | _Failure:
        credentials = self._credentials()
        try:
            answer = self._exchanged(call, credentials, deadline, taken)
        except NoAnswer as silence:
            return _Failure(silent(call.subject, silence), silence.final)
        if answer.status in expected:
            return answer
        refusal = refusal_of(answer)
        error = refused(call.subject, answer.status, refusal, call.endpoint.region, credentials)
        return _Failure(error, final=not passes(answer.status, refusal.code))

    def _exchanged(self, call: Call, credentials: Credentials, deadline: Deadline, taken: Taken) -> Answer:
        service, region, origin, _, base = call.endpoint
        path = base + call.path
        digest = sha256(call.body).hexdigest()
        unsigned = Unsigned(call.method, origin.authority, path, call.query, call.headers, digest)
        headers = signed_headers(unsigned, credentials, region, service, self._world.now())
        message = Message(call.method, target(path, call.query), headers, call.body)
        return self._connections().exchange(origin, message, deadline, taken)

    def _credentials(self) -> Credentials:
        found = from_environment(self._world.environment) or self._container.credentials(self._fetch)
        if found is None:
            raise no_credentials()
        return found

    def _fetch(self, origin: Origin, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        deadline = Deadline.after(FETCH_SECONDS, self._world.clock)
        try:
            answer = self._connections().exchange(origin, Message("GET", path, headers), deadline, Taken(LARGEST))
        except NoAnswer as silence:
            raise silent(Subject("fetch AWS credentials", ""), silence) from None
        return answer.status, answer.body

    def _connections(self) -> Pool:
        with self._lock:
            if self._pool is None:
                import ssl

                from scorelet.wire.pool import Pool

                authorities = self._world.environment.get("AWS_CA_BUNDLE") or None
                trust = partial(ssl.create_default_context, cafile=authorities)
                self._pool = Pool(self._world.now, connect=self._timing.connect, read=self._timing.read, tls=trust)
            return self._pool
