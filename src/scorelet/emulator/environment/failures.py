"""How an environment fails, and what the caller and the REPORT line are told of it.

The texts are AWS's own: an error object without a stack comes from Lambda itself, one with a stack from the runtime.
"""

from __future__ import annotations

import json
import signal
from typing import NamedTuple

from scorelet.emulator.values import LARGEST_RESPONSE

EXIT_ERROR = "Runtime.ExitError"


class Failure(NamedTuple):
    """status      of the REPORT line: "error" or "timeout"
    error_type  what the caller is told
    message     what the caller is told, behind the id of the invocation
    reported    the type in the REPORT line, where it is another one
    posted      the error object that the runtime sent; sent on as it is
    """

    status: str
    error_type: str
    message: str = ""
    reported: str = ""
    posted: bytes = b""

    def payload(self, request_id: str) -> bytes:
        """The error object for the caller."""
        if self.posted:
            return self.posted
        return error_object(errorType=self.error_type, errorMessage=f"RequestId: {request_id} Error: {self.message}")

    @property
    def in_report(self) -> str:
        return self.reported or self.error_type


def error_object(**fields: str) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def exited(code: int) -> Failure:
    """The process ended by itself: with a code, or minus the signal that ended it."""
    if code == 0:
        return Failure("error", EXIT_ERROR, "Runtime exited without providing a reason")
    return Failure("error", EXIT_ERROR, f"Runtime exited with error: {_how(code)}")


def timed_out(seconds: float) -> Failure:
    return Failure("timeout", "Sandbox.Timedout", f"Task timed out after {seconds:.2f} seconds")


# The caller of a function that was out of memory is told of a killed process, the REPORT line of what it was: both were
# recorded of one invocation on AWS, with 126 of 128 MB used.
OUT_OF_MEMORY = Failure("error", EXIT_ERROR, "Runtime exited with error: signal: killed", "Runtime.OutOfMemory")

TOO_LARGE = error_object(
    errorMessage=f"Response payload size exceeded maximum allowed payload size ({LARGEST_RESPONSE} bytes).",
    errorType="Function.ResponseSizeTooLarge",
)


def posted(payload: bytes, said: str) -> Failure:
    """An error object that a runtime or an extension sent. said: the type that came in a header."""
    return Failure("error", type_of(payload) or said or "Runtime.Unknown", reported=said, posted=payload)


def type_of(payload: bytes) -> str:
    """The type of an error object; "" for anything else."""
    try:
        kind = json.loads(payload)["errorType"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return kind if isinstance(kind, str) else ""


def _how(code: int) -> str:
    if code > 0:
        return f"exit status {code}"
    try:
        return f"signal: {(signal.strsignal(-code) or f'signal {-code}').lower()}"
    except ValueError:
        return f"signal: signal {-code}"
