"""The live lines of an emulator: one for each request, and for each batch of an event source.

    POST   /dev/predict    200     47.4 ms  cold  init 45 ms, duration 1.22 ms, billed 46 ms, memory 18 of 512 MB
    POST   /dev/predict    200     47.4 ms  cold  billed 46 ms                           in a narrow terminal

Lines are written as they are, without rich: at a thousand requests per second its layout would be the slowest part.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from scorelet.signed.refusals import printable

if TYPE_CHECKING:
    from scorelet.emulator.door import Served
    from scorelet.emulator.gateway.call import Answer
    from scorelet.emulator.sources.values import Told
    from scorelet.emulator.values import Report

_COLOURS = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}
_LONGEST_PATH, _SHORTEST_PATH = 48, 16
_FULL, _SHORT = 104, 46
"""Columns of a line beside its path, in full and in short."""
_LEAST_FULL = _FULL + 28
_LONGEST_WHY = 300
_LOG = "       | "
_NOTES = ("START RequestId", "END RequestId", "REPORT RequestId", '{"_aws":')
"""What of a log is not the function's own: Lambda's lines, and metrics."""
_HINTS = {
    "TooManyRequestsException": "no environment is free, --concurrency allows more",
    "Runtime.OutOfMemory": "--memory allows more",
    "Sandbox.Timedout": "--timeout allows more",
}
"""What to do, by the kind of error."""


class Lines:
    """colours: whether they are used; columns: of the terminal as it is now, None where nobody looks at one."""

    def __init__(self, *, colours: bool, columns: Callable[[], int | None]) -> None:
        self._colours = colours
        self._columns = columns

    def request(self, served: Served) -> str:
        """A request and what came of it; in a narrow terminal what went wrong has a line of its own."""
        answer, columns = served.answer, self._columns()
        full = columns is None or columns >= _LEAST_FULL
        status = self._styled(str(served.status), fg=_COLOURS.get(served.status // 100))
        width = _path_width(columns, _FULL if full else _SHORT)
        path = _cut(served.path, width)
        words = [f"{printable(served.method):<7}{path:<{width}} {status}  {served.seconds * 1e3:7.1f} ms"]
        why = why_of(answer)
        if answer.report is not None:
            words.append(self._report(answer.report, why) if full else self._short(answer.report))
        if answer.key and full:
            words.append(f"key {answer.key}")
        if why:
            styled = self._styled(why, fg="yellow")
            words.append(styled if full else f"\n{_LOG}{styled}")
        return "  ".join(words).replace("  \n", "\n")

    def log(self, log: bytes, *, whole: bool) -> Iterator[str]:
        """The function's own lines, or all."""
        for line in log.decode(errors="replace").splitlines():
            if whole or not line.startswith(_NOTES):
                yield self._styled(f"{_LOG}{_plain(line)}", dim=True)

    def sourced(self, told: Told) -> str:
        """Something about an event source."""
        return _plain(self._sourced(told))

    def _sourced(self, told: Told) -> str:
        from scorelet.emulator.sources.values import DONE, Ended, Reached, Trouble

        if isinstance(told, Trouble):
            return f"{told.source}: {told.message.replace(chr(10), '; ')}"
        if isinstance(told, Reached):
            return f"{told.source}: asked from now on"
        if isinstance(told, Ended):
            dead = f", of which {told.dead} were given up: {told.file}" if told.dead else ""
            done = f"all {told.records} records are done"
            return f"{told.source}: {done if told.is_whole else f'it ended before {done}'}{dead}"
        which = f", {'' if told.outcome == DONE else 'failed: '}{_some(told.failed)}" if told.failed else ""
        why = f", {told.why}" if told.why else ""
        records = f"{told.size} {'record' if told.size == 1 else 'records'}"
        width = _path_width(self._columns(), _SHORT) + 7
        return f"{told.source:<{width}} {told.outcome}  {told.seconds * 1e3:7.1f} ms  {records}{which}{why}"

    def _report(self, report: Report, why: str) -> str:
        init = "" if report.init is None else f"init {report.init * 1e3:.0f} ms, "
        status = f", {report.status} {report.error_type}" if report.status and report.error_type not in why else ""
        return (
            f"{self._temper(report)}  {init}duration {report.duration * 1e3:.2f} ms, billed {report.billed} ms, "
            f"memory {report.used} of {report.memory} MB{status}"
        )

    def _short(self, report: Report) -> str:
        return f"{self._temper(report)}  billed {report.billed} ms"

    def _temper(self, report: Report) -> str:
        return self._styled("cold", fg="cyan", bold=True) if report.cold else "warm"

    def _styled(self, text: str, **style: object) -> str:
        return click.style(text, **style) if self._colours else text  # type: ignore[arg-type]  # click's own names


def why_of(answer: Answer) -> str:
    """What went wrong, in a line: the gateway's words, the function's error object, or what its answer says."""
    said = _said(answer) if answer.error or answer.response.status >= 400 else ""
    kinds = (answer.report.error_type if answer.report else "", said.partition(":")[0])
    hint = next((_HINTS[kind] for kind in kinds if kind in _HINTS), "")
    return f"{said} ({hint})" if hint else said


def _said(answer: Answer) -> str:
    from scorelet.emulator.readable import said

    text = answer.error
    if not text:
        text = _problem(answer.response.body)
    elif answer.report is not None and text.startswith("{"):
        text = said(text.encode())
    if answer.report is not None:
        text = text.replace(f"RequestId: {answer.report.request_id} Error: ", "")
    text = printable(text.replace("\n", "; "))
    return text if len(text) <= _LONGEST_WHY else f"{text[:_LONGEST_WHY]}…"


def _problem(body: bytes) -> str:
    """The detail of a problem (RFC 9457), and where it is; "" where the answer is none."""
    try:
        problem = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(problem, dict) or not isinstance(problem.get("detail"), str):
        return ""
    errors = problem.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    pointer = first.get("pointer") if isinstance(first, dict) and first.get("detail") == problem["detail"] else ""
    return f"{pointer}: {problem['detail']}" if pointer else str(problem["detail"])


def _path_width(columns: int | None, beside: int) -> int:
    return _LONGEST_PATH if columns is None else max(_SHORTEST_PATH, min(_LONGEST_PATH, columns - beside))


def _cut(path: str, width: int) -> str:
    path = printable(path)
    return path if len(path) <= width else f"{path[: width - 1]}…"


def _plain(line: str) -> str:
    """A line of a log without what terminals obey, but with the tabs of Lambda's own lines."""
    return "\t".join(map(printable, line.split("\t")))


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"
