"""Calls of a user's function: with what it is handed, one after another or side by side, through the gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorelet.errors import UpstreamError
from scorelet.runtime.features.gate import Gate
from scorelet.runtime.features.loop import Job
from scorelet.runtime.features.signature import Signature
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request

if TYPE_CHECKING:
    from scorelet.runtime.features.client.client import Client

GRACE = 0.25
"""Seconds more than the client's time that an async function gets, so that the client's own error comes first."""

Before = Sequence[Any]


class UserFunction:
    """One function of the user's, called with what it is handed.

    what   names it in errors: "feature function 'from_city'"
    calls  whether it needs the request's client: it is handed one, or ends with its time
    """

    def __init__(self, function: Callable[..., Any], what: str, signature: Signature, supplies: Supplies) -> None:
        self.what = what
        self.calls = "http" in signature.after or signature.awaited
        self._function = function
        self._signature = signature
        self._supplies = supplies
        self._gate = Gate(function, what, supplies)
        supplies.prepare(http=self.calls, awaited=signature.awaited)

    def results(
        self, calls: Sequence[Before], request: Request, known: Mapping[str, Any], http: Client | None = None
    ) -> list[Any]:
        """The result of a call for each of the arguments before the star.

        known  values for names after the star, beside those that Supplies hands over
        http   the request's client; None: one is made

        One call after another; those of an async function run side by side, and end with the client's time. Raises
        RequestError and RowError (see `gate`).
        """
        wanted, awaited = self._signature.after, self._signature.awaited
        client = (http or self._supplies.client(request)) if self.calls else None
        every = {**known, **self._supplies.handed(wanted, awaited, request, client)}
        after = {name: every[name] for name in wanted if name in every}
        if client is None or not awaited:
            return self._in_turn(calls, after, request)
        return self._side_by_side(calls, after, request, client.left())

    def _in_turn(self, calls: Sequence[Before], after: dict[str, Any], request: Request) -> list[Any]:
        results = []
        for i, before in enumerate(calls):
            with self._gate.around(i, len(calls), request):
                results.append(self._function(*before, **after))
        return results

    def _side_by_side(
        self, calls: Sequence[Before], after: dict[str, Any], request: Request, seconds: float
    ) -> list[Any]:
        def job(i: int, before: Before) -> Job:
            async def call() -> Any:
                with self._gate.around(i, len(calls), request):
                    return await self._function(*before, **after)

            return call

        try:
            return self._supplies.loop.run([job(i, before) for i, before in enumerate(calls)], seconds + GRACE)
        except TimeoutError:
            detail = f"the {self.what} did not end within {seconds:.3g} s"
            raise UpstreamError(504, detail, self.what) from None
