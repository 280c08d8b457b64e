"""The gate where what a user's function raises becomes an answer.

    UpstreamError            as it is: the client says who failed, and how
    RequestError, RowError   as they are
    ValueError, raised by a `raise` in the user's own code: the way to refuse what a caller sent (422, with its message)
    anything else            500 with the error's class, no message: messages hold values. The operator gets it all, on
                             stderr

A ValueError that `float(secrets["PORT"])` lets out is a failure, not a refusal, and its message shows the secret. So
the instruction that raised is looked at: it must be a `raise`, in a file beside the function's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from scorelet.errors import RequestError, RowError
from scorelet.runtime.features.signature import unwrapped
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request

RAISED = (Exception, SystemExit)
"""What a user's function may raise: anything. SystemExit must not end a server."""


class Gate:
    """Stands around one function. `what` names it in errors: "feature function 'from_city'"."""

    def __init__(self, function: Callable[..., Any], what: str, supplies: Supplies) -> None:
        self.what = what
        self._folder = Path(unwrapped(function).__code__.co_filename).parent
        self._supplies = supplies

    @contextmanager
    def around(self, i: int, of: int, request: Request) -> Iterator[None]:
        """Call number `i` of so many. What it raises becomes a RequestError, which names the call by number unless it
        is the only one, or a RowError, which always does."""
        try:
            yield
        except RAISED as error:
            raise self._translated(error, i, of, request) from None

    def _translated(self, error: BaseException, i: int, of: int, request: Request) -> RequestError | RowError:
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
        return RequestError(500, detail, problems=[(f"/{i}", detail)] if of > 1 else ())

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
