"""Errors as RFC 9457 problems or as a line, and the one gate where exceptions become errors of HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorelet.errors import (
    BundleError,
    PfaError,
    PfaTimeoutError,
    RequestError,
    RowError,
    ScoreletError,
    StoreError,
)
from scorelet.runtime.messages import Response
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.turn import Turn

TITLES: Mapping[int, str] = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
PROBLEM = "application/problem+json"
SHOWN = 100
"""So many problems of a body are listed."""
SPELLED_OUT = 10
"""And so many in a line."""


def refuse(error: RequestError, turn: Turn) -> Response:
    """The problem that says the error: {"type", "title", "status", "detail", "instance", "errors"}."""
    problem: dict[str, Any] = {"type": "about:blank", "title": title_of(error.status), "status": error.status}
    if not turn.terse:
        problem["detail"] = error.detail
    problem["instance"] = f"urn:request:{turn.id}"
    if error.problems:
        problem["errors"] = problems_of(error, turn)
    return Response(error.status, (("content-type", PROBLEM), *error.headers), write(problem))


def problems_of(error: RequestError, turn: Turn) -> list[dict[str, str]]:
    """What is wrong with the body: where, and what. A terse service says in which rows."""
    if turn.terse:
        return [{"pointer": at} for at in dict.fromkeys(_without_names(at) for at, _ in error.problems)]
    return [{"pointer": at, "detail": said} for at, said in error.problems]


def _without_names(at: str) -> str:
    """A JSON pointer up to its first step that is neither a number nor our own "data"."""
    steps = at.split("/")
    kept = next((i for i, step in enumerate(steps) if step not in ("", "data") and not step.isdecimal()), len(steps))
    return "/".join(steps[:kept])


def sentence(error: RequestError, turn: Turn) -> str:
    """What is wrong, and where, in a line; only of which kind it is where the service is terse."""
    if turn.terse:
        return title_of(error.status)
    if not error.problems:
        return error.detail
    said = [f"{what} - at {at}" if at else what for at, what in error.problems[:SPELLED_OUT]]
    more = len(error.problems) - len(said)
    return "; ".join([*said, f"and {more} more"] if more else said)


def title_of(status: int) -> str:
    return TITLES.get(status, "Error")


def translated(error: Exception, turn: Turn) -> RequestError:
    """What the caller is told of any exception: no text of an unforeseen one, whose traceback goes to the operator."""
    if isinstance(error, RequestError):
        return error
    if isinstance(error, RowError):
        return unfit_rows(error.problems)
    if isinstance(error, PfaTimeoutError):
        return RequestError(503, f"the model took too long: {error}")
    if isinstance(error, PfaError):
        return unfit_rows([("", str(error))])
    turn.report(error)
    if isinstance(error, StoreError | BundleError):
        return RequestError(503, "the model cannot be used now; the operator finds the reason in the log")
    said = "a failure" if isinstance(error, ScoreletError) else "an unforeseen failure"
    return RequestError(500, f"{said} on this side; the operator finds it in the log under this request's id")


def unfit_rows(problems: Any) -> RequestError:
    """422 for what is wrong with rows: JSON pointers into the body, and sentences."""
    first = problems[0][1].partition("\n")[0]
    detail = first if len(problems) == 1 else f"{first}; and {len(problems) - 1} more, see errors"
    return RequestError(422, detail, problems=problems[:SHOWN])


def too_large(limit: int, length: int | None = None) -> RequestError:
    """413; `length` is not known of a body that is still coming, or was packed."""
    got = "more" if length is None else str(length)
    return RequestError(413, f"expected a body of at most {limit} bytes, got {got}")
