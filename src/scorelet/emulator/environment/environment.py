"""One execution environment: a folder /tmp, and one process after another that works in it.

    Empty ----- an event: start -----> Starting ---- all wait for an event ----> Ready ---- event ----> Busy
      ^                                   |                                        ^                      |
      |                                   |                                        |                   answer
      +---- the process ended, from any of these: killed, too slow, crashed ------ | ----- Answered <-----+
                                                                                   +---------- |
                                                                             all wait for the next event

- A start that fails is tried a second time, within the invocation: then the function's timeout counts, not the start's.
- Who crashed in an earlier invocation is started within the next one: no "Init Duration" tells of it.
- Caller and environment do not wait for each other: the answer leaves when the runtime has posted it, and the
  environment is free when the runtime and all extensions wait for the next event. It is stopped (frozen) then.

Limits of time are real ones (a process knows no other time); what is measured is measured by the injected clock.
Source: AWS, "Understanding the Lambda execution environment lifecycle".
"""

from __future__ import annotations

import asyncio
import enum
import math
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from scorelet.emulator.clock import Clock
from scorelet.emulator.environment import lines
from scorelet.emulator.environment.extensions_api import About
from scorelet.emulator.environment.failures import Failure, timed_out
from scorelet.emulator.environment.invocation import Invocation
from scorelet.emulator.environment.reserved_variables import initialization_type, variables
from scorelet.emulator.environment.runtime_api import Answered
from scorelet.emulator.environment.sandbox import MEGABYTE, Sandbox
from scorelet.emulator.processes.processes import Place, ProcessError, Processes
from scorelet.emulator.values import Configuration, RefusedError, Report

LONG_INIT = 130.0
"""Seconds that a start may take which nobody waits for: of a snapshot, or of provisioned concurrency."""

RESTORE = 10.0
"""Seconds that going on from a snapshot may take."""

PATIENCE = 5.0
"""Seconds to wait for the end of a process that was killed."""

_KILLED = Failure("error", "Runtime.ExitError", "Runtime exited with error: signal: killed")
_NOT_RESTORED = Failure("timeout", "SnapStartTimeoutException")


class State(enum.Enum):
    EMPTY = "no process"
    STARTING = "a process that waits for no event yet"
    READY = "waits for an event"
    BUSY = "has an event"
    ANSWERED = "has answered, and does not wait for the next event yet"
    CLOSED = "is gone"


class Version(NamedTuple):
    """Code and configuration under a number, or under "$LATEST"."""

    number: str
    configuration: Configuration
    processes: Processes


class Environment:
    """Takes one invocation at a time. freed: called when it could take another one; told: of each invocation."""

    def __init__(
        self,
        version: Version,
        clock: Clock,
        *,
        freed: Callable[[Environment], None],
        told: Callable[[Report, bytes], None],
        provisioned: bool = False,
    ) -> None:
        self.version = version
        self.state = State.EMPTY
        self.free_since = 0.0
        self.is_provisioned = provisioned
        self._configuration = version.configuration
        self._clock = clock
        self._freed = freed
        self._told = told
        self._place: Place | None = None
        self._sandbox: Sandbox | None = None
        self._is_new = True
        self._is_closing = False
        self._early = lines.Log()
        self._invocation: Invocation | None = None
        self._moved: asyncio.Future[Failure | None] | None = None
        self._late: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._gone: asyncio.Future[None] | None = None
        self._last: Failure | None = None
        self._used = 0

    @property
    def pid(self) -> int | None:
        """Of its process, where there is one."""
        return None if self._sandbox is None else self._sandbox.pid

    def take(self, invocation: Invocation) -> None:
        """Begins; `invocation.outcome` is what comes of it."""
        self._invocation = invocation
        if self.state is State.READY:
            self._give(invocation)
        else:
            self._task = asyncio.get_running_loop().create_task(self._tried(invocation))

    async def start(self) -> None:
        """Before anybody asks. A start that fails is tried again with the first invocation."""
        await self._first_start()
        self._free()

    def freeze(self) -> None:
        """Nothing in it goes on until the next event."""
        if self._sandbox is not None and self.state is State.READY:
            self._sandbox.freeze()

    async def close(self) -> None:
        """Ends what runs in it, and removes its /tmp."""
        self._is_closing = True
        if self._sandbox is not None:
            self._sandbox.kill(_KILLED)
        if self._task is not None:
            await asyncio.wait([self._task])
        if not await self._end_of_process():
            return
        self.state = State.CLOSED
        if self._place is not None:
            place, self._place = self._place, None
            with suppress(ProcessError):  # what starts processes is gone, and the folder with it
                await self.version.processes.leave(place)

    async def _end_of_process(self) -> bool:
        """Whether it has ended in good time. What tells of it may hang: then it is told when that ends, too."""
        if self._sandbox is None:
            return True
        self._gone = asyncio.get_running_loop().create_future()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._gone, PATIENCE)
        return self._sandbox is None

    # Starting.

    async def _tried(self, invocation: Invocation) -> None:
        try:
            await self._begin(invocation)
        except Exception as error:  # the gate: who waits for an answer hears of whatever became of it
            self._invocation = None
            if not invocation.outcome.done():
                invocation.outcome.set_exception(error)
            self._free()

    async def _begin(self, invocation: Invocation) -> None:
        """An invocation of an environment without a process, or not yet gone on from its snapshot."""
        failure = None
        if self._is_new:
            failure, took = await self._first_start()
            if failure is None and not self._starts_early:
                invocation.init = took
        if self._sandbox is None:
            invocation.began, invocation.restarted = self._clock.monotonic(), True
            failure, took = await self._started(self._configuration.timeout, timed_out(self._configuration.timeout))
            if failure is not None:
                self._wrote_init(took, "invoke", failure)
        if failure is None and self._has_snapshot:
            failure = await self._restore(invocation)
        if failure is None:
            self._give(invocation)
        else:
            self._finish(failure)

    async def _first_start(self) -> tuple[Failure | None, float]:
        """How it failed, and how many seconds it took."""
        self._place = await self.version.processes.place(self._configuration.storage)
        self._is_new = False
        limit = max(LONG_INIT, self._configuration.timeout) if self._starts_early else self._configuration.init
        failure, took = await self._started(limit, timed_out(limit))
        if failure is not None or self._starts_early:
            self._wrote_init(took, "init", failure)
        return failure, took

    @property
    def _starts_early(self) -> bool:
        """Whether nobody waits for a start."""
        return self.is_provisioned or self._has_snapshot

    @property
    def _has_snapshot(self) -> bool:
        """Lambda has one or the other, never both."""
        return self._configuration.snapstart and not self.is_provisioned

    async def _started(self, limit: float, late: Failure) -> tuple[Failure | None, float]:
        if self._is_closing:
            return _KILLED, 0.0
        began = self._clock.monotonic()
        configuration, processes = self._configuration, self.version.processes
        about = About(configuration.name, self.version.number, configuration.handler, configuration.account)
        self.state = State.STARTING
        self._sandbox = Sandbox(self, about, configuration.memory, snapstart=self._has_snapshot)
        moved = self._wait_for_move(limit, late)
        assert self._place is not None
        try:
            await self._sandbox.start(processes, self._place, self._variables, configuration.handler)
        except BaseException:  # there is no process, whose end would be told of
            self._clear_limit()
            self._sandbox, self.state = None, State.EMPTY
            raise
        failure = await moved or self._end_since()
        return failure, self._clock.monotonic() - began

    async def _restore(self, invocation: Invocation) -> Failure | None:
        began = self._clock.monotonic()
        moved = self._wait_for_move(RESTORE, _NOT_RESTORED)
        assert self._sandbox is not None
        self._sandbox.restore()
        failure = await moved or self._end_since()
        took = self._clock.monotonic() - began
        if failure is None:
            invocation.restore = took
            self._early.add_line(lines.restore_report(took))
            return None
        self._early.add_line(lines.restore_report(took, failure.status, failure.in_report))
        if failure is _NOT_RESTORED and not invocation.outcome.done():
            text = "Lambda couldn't restore the snapshot within the timeout limit."
            invocation.outcome.set_exception(RefusedError(408, "SnapStartTimeoutException", text))
        return failure

    def _end_since(self) -> Failure | None:
        """Why it ended just after it had moved, before anybody could go on."""
        return self._last if self._sandbox is None else None

    def _wait_for_move(self, limit: float, late: Failure) -> asyncio.Future[Failure | None]:
        """Done when the process waits for an event (or to be restored), or has ended, which it has after `limit`."""
        loop = asyncio.get_running_loop()
        self._moved = loop.create_future()
        self._set_limit(limit, late)
        return self._moved

    def _set_limit(self, seconds: float, late: Failure) -> None:
        assert self._sandbox is not None
        self._clear_limit()
        self._late = asyncio.get_running_loop().call_later(seconds, self._sandbox.kill, late)

    def _clear_limit(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _variables(self, api: str) -> dict[str, str]:
        roots = self.version.processes.roots
        return variables(
            self._configuration,
            self.version.number,
            started=initialization_type(self._configuration, provisioned=self.is_provisioned),
            api=api,
            task=roots.task,
            runtime=roots.runtime,
            now=self._clock.time(),
        )

    def _wrote_init(self, took: float, phase: str, failure: Failure | None) -> None:
        status, kind = (failure.status, failure.in_report) if failure else ("", "")
        self._early.add_line(lines.init_report(took, phase, status, kind))

    # An event, and what comes of it.

    def _give(self, invocation: Invocation) -> None:
        sandbox, now = self._sandbox, self._clock.monotonic()
        assert sandbox is not None
        gone = 0.0 if invocation.began is None else now - invocation.began
        if invocation.began is None:
            invocation.began = now
        self.state = State.BUSY
        self._write_start(invocation)
        timeout = self._configuration.timeout
        self._set_limit(max(0.0, timeout - gone), timed_out(timeout))
        sandbox.invoke(invocation.event(self._clock.time() - gone))

    def _write_start(self, invocation: Invocation) -> None:
        """Behind the lines that came before."""
        early = self._early.text()
        if early:
            self._early = lines.Log()
        invocation.started(early)

    def is_ready(self) -> None:
        if self.state is State.ANSWERED and self._sandbox is not None:
            self.state = State.READY
            self._sandbox.rest()
            self._sandbox.drain()
            self._finish(None)
        elif self.state is State.STARTING and self._sandbox is not None:
            self._sandbox.drain()
            self.state = State.READY
            self._move(None)

    def can_restore(self) -> None:
        self._move(None)

    def answered(self, answered: Answered) -> None:
        self.state = State.ANSWERED
        if self._invocation is not None and self._sandbox is not None:
            if answered.is_error:
                self._sandbox.drain()
            used = self._memory() if self._sandbox.was_watched or not self._used else self._used
            self._invocation.answered(answered, self._clock.monotonic(), used)

    def ended(self, failure: Failure) -> None:
        state, self.state = self.state, State.EMPTY
        self._last = failure
        self._memory()
        if failure.reported == "Runtime.OutOfMemory":
            self._used = self._configuration.memory
        self._sandbox = None
        if state is State.ANSWERED and self._is_closing:
            self._finish(None)
        elif state in {State.BUSY, State.ANSWERED}:
            self._finish(failure)
        else:
            self._move(failure)
        if self._gone is not None and not self._gone.done():
            self._gone.set_result(None)

    def wrote(self, output: bytes) -> None:
        log = self._early if self._invocation is None or self.state is State.STARTING else self._invocation.log
        log.add(output)

    def _move(self, failure: Failure | None) -> None:
        moved, self._moved = self._moved, None
        if moved is not None and not moved.done():
            self._clear_limit()
            moved.set_result(failure)

    def _finish(self, failure: Failure | None) -> None:
        """The invocation is over, and the environment free."""
        self._clear_limit()
        invocation, self._invocation = self._invocation, None
        if invocation is None:
            return
        now = self._clock.monotonic()
        if not invocation.has_started:
            self._write_start(invocation)
        self._told(*invocation.finished(now, self._memory(), failure))
        self._free()

    def _memory(self) -> int:
        """MB that were used at most, since the environment began."""
        if self._sandbox is not None:
            self._used = max(self._used, math.ceil(self._sandbox.peak() / MEGABYTE))
        return self._used

    def _free(self) -> None:
        self._task = None
        self.free_since = self._clock.monotonic()
        self._freed(self)
