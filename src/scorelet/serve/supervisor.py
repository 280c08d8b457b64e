"""Processes: workers are started, replaced when they die, and ended together.

This process loads no model and answers no request, so that nothing that a request does can end it, and that each
worker starts from the same clean state (libraries of models keep threads, which no fork survives).

    start    the first worker alone: it may find that the models cannot be loaded, and leaves compiled documents behind
    run      starts the others, and sleeps until a worker ends or a signal comes
    stop     SIGTERM to all, and time for what is being answered; a second signal, or the end of that time: SIGKILL

Each worker has two pipes. One brings its report: facts when it listens, or why it cannot. The other brings nothing, but
closes when this process is gone, however it went, and then the worker ends too.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from scorelet.errors import UsageError

Report = Callable[[Any], None]
Work = Callable[[Report, int], int]
"""What a worker does: given how to report and the lifeline's descriptor, it gives its exit code."""

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
SHORT_LIFE = 5.0
"""Seconds: a worker that died younger may die again at once, so its successor waits."""
LONGEST_PAUSE = 30.0
SPARE = 2.0
"""Seconds beyond the grace: workers keep to it by themselves."""


class Child(NamedTuple):
    """A worker's process."""

    pid: int
    reports: int
    born: float


class Supervisor:
    """Keeps `count` workers at work.

    tell   is given a line for the operator
    ended  is given the pid of each worker that has ended
    """

    def __init__(
        self,
        work: Work,
        count: int,
        *,
        grace: float,
        tell: Callable[[str], object],
        ended: Callable[[int], object] = lambda pid: None,
    ) -> None:
        self._work = work
        self._count = count
        self._grace = grace
        self._tell = tell
        self._ended = ended
        self._children: dict[int, Child] = {}
        self._signals = 0
        self._pause = 0.0
        self._next_start = 0.0
        self._woken, self._waker = os.pipe()
        self._lifeline_read, self._lifeline = os.pipe()
        self._said = ""

    def start(self) -> Any:
        """The report of the first worker; None when a signal came before it. Raises UsageError when it cannot start."""
        os.set_blocking(self._waker, False)
        os.set_blocking(self._woken, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        report = self._report_of(self._fork())
        if report is None and not self._signals:
            raise UsageError("the server could not start: its worker ended without a word")
        if report is not None and "error" in report:
            raise UsageError(report["error"])
        return report

    def run(self) -> int:
        """Until it is told to stop. Gives the exit code."""
        while not self._signals:
            self._replace()
            missing = len(self._children) < self._count
            self._sleep(max(self._next_start - time.monotonic(), 0.0) if missing else None)
            self._reap()
        return self._stop()

    # --- one worker --------------------------------------------------------------------------------------------------

    def _fork(self) -> Child:
        reports, reporting = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)  # until the child has let go of our handlers
        pid = os.fork()
        if pid == 0:
            os.close(reports)
            os.close(self._lifeline)
            self._be_a_worker(reporting, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(reporting)
        child = Child(pid, reports, time.monotonic())
        self._children[pid] = child
        return child

    def _be_a_worker(self, reporting: int, mask: set[int]) -> None:
        """Never returns."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (*STOPPING, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the supervisor passes it on
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            for other in self._children.values():
                os.close(other.reports)
            code = self._work(lambda report: _report(reporting, report), self._lifeline_read)
        except BaseException:  # the gate: nothing of a worker may run on as a second supervisor
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _report_of(self, child: Child) -> Any:
        """What it reports; None when it ended without, or everything is to stop."""
        data = b""
        while not data.endswith(b"\n"):
            ready, _, _ = select.select([child.reports, self._woken], [], [])
            if child.reports not in ready:
                self._drain()
                if self._signals:
                    return None
                continue
            read = os.read(child.reports, 65536)
            if not read:
                return None
            data += read
        return json.loads(data)

    # --- all workers -------------------------------------------------------------------------------------------------

    def _replace(self) -> None:
        if len(self._children) < self._count and time.monotonic() >= self._next_start:
            child = self._fork()
            report = self._report_of(child)
            said = report.get("error", "") if report else ""
            if said and said != self._said:
                self._tell(f"a worker cannot start: {said}")
            self._said = said

    def _reap(self) -> None:
        for pid in tuple(self._children):
            done, status = os.waitpid(pid, os.WNOHANG)
            if not done:
                continue
            child = self._children.pop(pid)
            os.close(child.reports)
            self._ended(pid)
            if not self._signals:
                self._bury(child, os.waitstatus_to_exitcode(status))

    def _bury(self, child: Child, code: int) -> None:
        """A worker ended that was to go on."""
        now = time.monotonic()
        early = now - child.born < SHORT_LIFE
        self._pause = min(max(self._pause * 2, 0.5), LONGEST_PAUSE) if early else 0.0
        self._next_start = now + self._pause
        how = f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"
        self._tell(f"worker {child.pid} ended {how}; another takes its place")

    def _stop(self) -> int:
        self._kill(signal.SIGTERM)
        until = time.monotonic() + self._grace + SPARE
        while self._children and self._signals < 2 and (left := until - time.monotonic()) > 0:
            self._sleep(left)
            self._reap()
        clean = not self._children
        self._kill(signal.SIGKILL)
        while self._children:
            self._sleep(0.05)
            self._reap()
        return 0 if clean else 1

    def _kill(self, number: signal.Signals) -> None:
        for pid in self._children:
            os.kill(pid, number)

    # --- waiting -----------------------------------------------------------------------------------------------------

    def _on_signal(self, number: int, frame: Any) -> None:
        self._signals += 1

    def _sleep(self, seconds: float | None) -> None:
        """Until a signal comes, that of a child's end among them."""
        select.select([self._woken], [], [], seconds)
        self._drain()

    def _drain(self) -> None:
        try:
            while os.read(self._woken, 4096):
                pass
        except BlockingIOError:
            return


def _report(descriptor: int, report: Any) -> None:
    data = json.dumps(report).encode() + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]
    os.close(descriptor)
