"""Calls of the user's functions, and the gate where what they raise becomes an answer.

    UpstreamError            as it is: the client says who failed, and how
    RequestError, RowError   as they are
    ValueError, raised by a `raise` in the user's own code: the way to refuse what a caller sent (422, with its message)
    anything else            500 with the error's class, no message: messages hold values. The operator gets it all, on
                             stderr

A ValueError that `float(secrets["PORT"])` lets out is a failure, not a refusal, and its message shows the secret. So
the instruction that raised is looked at: it must be a `raise`, in a file beside the function's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from scorelet.errors import RequestError, RowError, UpstreamError
from scorelet.runtime.features.loop import Job
from scorelet.runtime.features.signature import Signature, unwrapped
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request

if TYPE_CHECKING:
    from scorelet.runtime.features.client.client import Client

RAISED = (Exception, SystemExit)
"""What a user's function may raise: anything. SystemExit must not end a server."""

GRACE = 0.25
"""Seconds more than the client's time that an async function gets, so that the client's own error comes first."""

Before = Sequence[Any]


class Caller:
    """Calls one function.

    what   names it in errors: "feature function 'from_city'"
    calls  whether it needs the request's client: it is handed one, or ends with its time
    """

    def __init__(self, function: Callable[..., Any], what: str, signature: Signature, supplies: Supplies) -> None:
        self.what = what
        self.calls = "http" in signature.after or signature.awaited
        self._function = function
        self._signature = signature
        self._supplies = supplies
        self._folder = Path(unwrapped(function).__code__.co_filename).parent

    def results(
        self, calls: Sequence[Before], request: Request, known: Mapping[str, Any], http: Client | None = None
    ) -> list[Any]:
        """The result of a call for each of the arguments before the star.

        known  values for names after the star, beside those that Supplies hands over
        http   the request's client; None: one is made

        One call after another; those of an async function run side by side, and end with the client's time. Raises
        RequestError, which names the call by number unless it is the only one, and RowError, which always does.
        """
        wanted, awaited = self._signature.after, self._signature.awaited
        client = (http or self._supplies.client(request)) if self.calls else None
        every = {**known, **self._supplies.handed(wanted, awaited, request, client)}
        after = {name: every[name] for name in wanted if name in every}
        alone = len(calls) == 1
        if client is None or not awaited:
            return [self._result(i, alone, before, after, request) for i, before in enumerate(calls)]
        seconds = client.left()
        try:
            later = [self._later(i, alone, before, after, request) for i, before in enumerate(calls)]
            return self._supplies.loop.run(later, seconds + GRACE)
        except TimeoutError:
            detail = f"the {self.what} did not end within {seconds:.3g} s"
            raise UpstreamError(504, detail, self.what) from None

    def _result(self, i: int, alone: bool, before: Before, after: dict[str, Any], request: Request) -> Any:
        try:
            return self._function(*before, **after)
        except RAISED as error:
            raise self._translated(i, alone, error, request) from None

    def _later(self, i: int, alone: bool, before: Before, after: dict[str, Any], request: Request) -> Job:
        async def job() -> Any:
            try:
                return await self._function(*before, **after)
            except RAISED as error:
                raise self._translated(i, alone, error, request) from None

        return job

    def _translated(self, i: int, alone: bool, error: BaseException, request: Request) -> RequestError | RowError:
        while isinstance(error, BaseExceptionGroup):  # of tasks that ran side by side
            error = error.exceptions[0]
        if isinstance(error, RequestError):
            if error.__cause__ is not None:
                self._report(error, request)
            return error
        if isinstance(error, RowError):
            return error.within(f"/{i}")
        if isinstance(error, ValueError) and self._refused(error):
            return RowError([(f"/{i}", self._supplies.secrets.hidden(str(error)) or "refused")])
        self._report(error, request)
        detail = f"the {self.what} failed: {type(error).__name__}"
        return RequestError(500, detail, problems=() if alone else [(f"/{i}", detail)])

    def _refused(self, error: BaseException) -> bool:
        import opcode

        *_, innermost = _traces(error.__traceback__)
        code = innermost.tb_frame.f_code
        raised = code.co_code[innermost.tb_lasti] == opcode.opmap["RAISE_VARARGS"]
        return raised and Path(code.co_filename).parent == self._folder

    def _report(self, error: BaseException, request: Request) -> None:
        import traceback

        where = f" in request {request.id}" if request.id else ""
        trace = "".join(traceback.format_exception(error))
        self._supplies.report(self._supplies.secrets.hidden(f"{self.what} failed{where}\n{trace}"))


def _traces(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next
