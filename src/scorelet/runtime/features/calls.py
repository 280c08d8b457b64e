"""Calls of the user's functions, and the gate where what they raise becomes an answer.

    UpstreamError            as it is: the client says who failed, and how
    RequestError, RowError   as they are
    ValueError, raised by a `raise` in the user's own file: the way to refuse what a caller sent (422, with its message)
    anything else            500 with the error's class, no message: messages hold values. The operator gets it all, on
                             stderr

A ValueError that `float(secrets["PORT"])` lets out is a failure, not a refusal, and its message shows the secret. So
the instruction that raised is looked at: it must be a `raise`, and the file one in the user's folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, NamedTuple

from scorelet.errors import RequestError, RowError, UpstreamError
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request

RAISED = (Exception, SystemExit)
"""What a user's function may raise: anything. SystemExit must not end a server."""

_GRACE = 0.25
"""Seconds more than the client's time that an async function gets, so that the client's own error comes first."""


class Call(NamedTuple):
    """The arguments before the star, and those after it."""

    before: Sequence[Any]
    after: dict[str, Any]


class Caller:
    """Calls one function. `what` names it in errors: "feature function 'from_city'"."""

    def __init__(
        self, function: Callable[..., Any], what: str, *, awaited: bool, folder: str, supplies: Supplies
    ) -> None:
        self.what = what
        self._function = function
        self._awaited = awaited
        self._folder = folder
        self._supplies = supplies

    def results(self, calls: Sequence[Call], request: Request, seconds: float) -> list[Any]:
        """One after another; those of an async function side by side, within the seconds. Raises RequestError and
        RowError, whose places begin with the number of the call."""
        if not self._awaited:
            return [self._result(i, call, request) for i, call in enumerate(calls)]
        try:
            return self._supplies.loop.run([self._later(*pair, request) for pair in enumerate(calls)], seconds + _GRACE)
        except TimeoutError:
            detail = f"the {self.what} did not end within {seconds:.3g} s"
            raise UpstreamError(504, detail, self.what) from None

    def _result(self, i: int, call: Call, request: Request) -> Any:
        try:
            return self._function(*call.before, **call.after)
        except RAISED as error:
            raise self._translated(i, error, request) from None

    async def _later(self, i: int, call: Call, request: Request) -> Any:
        try:
            return await self._function(*call.before, **call.after)
        except RAISED as error:
            raise self._translated(i, error, request) from None

    def _translated(self, i: int, error: BaseException, request: Request) -> RequestError | RowError:
        if isinstance(error, RequestError):
            if error.__cause__ is not None:
                self._supplies.report(self._traced(error, request))
            return error
        if isinstance(error, RowError):
            return error.within(f"/{i}")
        if isinstance(error, ValueError) and self._refused(error):
            return RowError([(f"/{i}", self._supplies.secrets.hidden(str(error)) or "refused")])
        self._supplies.report(self._traced(error, request))
        detail = f"the {self.what} failed: {type(error).__name__}"
        return RequestError(500, detail, problems=[(f"/{i}", detail)])

    def _refused(self, error: BaseException) -> bool:
        import opcode

        innermost = list(_traces(error.__traceback__))[-1]
        code = innermost.tb_frame.f_code
        own = code.co_filename.startswith(self._folder)
        return own and code.co_code[innermost.tb_lasti] == opcode.opmap["RAISE_VARARGS"]

    def _traced(self, error: BaseException, request: Request) -> str:
        import traceback

        where = f" in request {request.id}" if request.id else ""
        trace = "".join(traceback.format_exception(error))
        return self._supplies.secrets.hidden(f"{self.what} failed{where}\n{trace}")


def _traces(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next
