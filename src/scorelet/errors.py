"""Every error that Scorelet raises on purpose.

    ScoreletError
    ├── PfaError                    a PFA document or its engine; has `.place`
    │   ├── PfaSyntaxError          not well-formed PFA                       (the author's mistake)
    │   ├── PfaSemanticError        well-formed, but types, names or rules are violated   (the author's)
    │   ├── PfaInitializationError  well-typed, but cannot be started         (the author's or the world's)
    │   ├── PfaInputError           a datum does not have the engine's input type  (the caller's)
    │   └── PfaExecutionError       begin, action or end stopped
    │       ├── PfaRuntimeError     a library function or special form failed; has `.code`
    │       ├── PfaUserError        the document's own `error` form; has `.code`
    │       └── PfaTimeoutError     the `timeout` option was exceeded; has `.milliseconds`
    ├── ModelError                  a trained model that is to be packed
    │   ├── ModelReadError          its file cannot be read; has `.path`
    │   │   ├── UnknownFormatError      it is none of the formats that are read
    │   │   ├── UntrustedModelError     reading it would run code that nobody vouched for; has `.names`
    │   │   └── ModelProcessError       the process that read it died or was stopped; has `.reason`
    │   └── NotConvertibleError     some estimator or parameter of it cannot be said in PFA; has `.estimator`
    ├── ParityError                 a packed model does not say what the original says; has `.certificate`
    ├── BundleError                 a packed model cannot be read, built or written (the world's or the author's)
    ├── RowError                    a row is not what the model takes; has `.problems`  (the caller's)
    ├── StoreError                  a store of packed models, or what is in it
    │   ├── StoreNotFoundError      no such model, version, alias or bucket                   (the caller's mistake)
    │   ├── StoreConflictError      what the store holds forbids the change                   (the caller's)
    │   ├── StoreDamagedError       what is stored is not what was pushed                     (the world's)
    │   └── StoreUnreachableError   a disk, a network or a permission stands in the way       (the world's)
    ├── ServiceError                the description of a service is wrong; has `.problems`    (the author's)
    ├── RequestError                a request gets an error for an answer; has `.status`      (the caller's)
    │   └── UpstreamError           what a feature function asked did not answer; has `.upstream`  (the world's)
    ├── EventError                  an event of AWS Lambda cannot be answered, or is to come again
    ├── AwsCallError                a call to AWS failed; has `.status` and `.code`           (the world's)
    └── UsageError                  a command was given something it cannot work with

A message says what was expected, what came and where; `.place` is the JSON path of the culprit in the
document (for `PfaInputError`, in the datum).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_SHOWN = 10
"""So many problems of a row are spelled out in a message."""


class ScoreletError(Exception):
    """The root: catch this to catch everything Scorelet raises on purpose."""


class UsageError(ScoreletError):
    """A command was given something it cannot work with; the message says what to do."""


class ModelError(ScoreletError):
    """Something about a trained model that is to be packed."""


class NotConvertibleError(ModelError):
    """An estimator or parameter of the model cannot be said in PFA; `estimator` is its path in the model."""

    def __init__(self, message: str, estimator: str | None = None) -> None:
        super().__init__(message if estimator is None else f"{estimator}: {message}")
        self.message = message
        self.estimator = estimator


class ParityError(ScoreletError):
    """A packed model does not say what the original says; `certificate` has the disagreements."""

    def __init__(self, certificate: Any, name: str) -> None:
        super().__init__(certificate, name)
        self.certificate = certificate
        self.name = name

    def __str__(self) -> str:
        certificate = self.certificate
        count, compared = certificate.disagreed, certificate.compared
        tolerance = f"{certificate.tolerance:g}"
        lines = [
            f"model {self.name!r} differs from the original on {count} of {compared} rows",
            *(_disagreement(found) for found in certificate.disagreements[:3]),
            f"accept it with a reason (--accept-parity WHY), or allow more than {tolerance} (--tolerance)",
        ]
        return "\n".join(lines)


def _disagreement(found: Any) -> str:
    """One of a certificate's disagreements in a line: "label: 'a' became 'b' for {...}"."""
    became = f"{_side(found.original):.120} became {_side(found.packed):.120}"
    return f"{found.output + ': ' if found.output else ''}{became} for {found.row!r:.200}"


def _side(answer: Any) -> str:
    if isinstance(answer, dict) and answer.keys() == {"error"}:
        return f"a refusal ({answer['error']})"
    return repr(answer)


class BundleError(ScoreletError):
    """A packed model is damaged, hostile, of another format, not trusted, or lacks what it needs on this machine."""


class RowError(ScoreletError):
    """A row is not what the model takes.

    `problems` has all that is wrong: a JSON pointer (RFC 6901) into what the caller sent, and a sentence, each;
    the text of the error the first of them.
    """

    def __init__(self, problems: Iterable[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [message if not at else f"{message} - at {at}" for at, message in self.problems[:_SHOWN]]
        more = len(self.problems) - len(lines)
        return "\n".join([*lines, f"and {more} more problems"] if more else lines)

    def within(self, pointer: str) -> RowError:
        """The same error, with its places within something larger."""
        return RowError((pointer + at, message) for at, message in self.problems)


class ModelReadError(ModelError):
    """A model's file cannot be read; `path` is the file as the caller named it (None where there is none)."""

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return self.message if self.path is None else f"{self.path}: {self.message}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


class UnknownFormatError(ModelReadError):
    """The file is none of the formats that are read; the message says what it looks like instead."""


class UntrustedModelError(ModelReadError):
    """Reading the file would run code that nobody vouched for; `names` are the imports in question."""

    def __init__(self, message: str, path: str | None = None, *, names: tuple[str, ...] = ()) -> None:
        super().__init__(message, path)
        self.names = names


class ModelProcessError(ModelReadError):
    """The process that read the model died or was stopped; `reason` is crash, memory, timeout or ended."""

    def __init__(self, message: str, path: str | None = None, *, reason: str) -> None:
        super().__init__(message, path)
        self.reason = reason


class PfaError(ScoreletError):
    """Something about a PFA document or its engine.

    `message` is the bare sentence; `place` is a JSON path such as ``$.action[0].if`` (or None when there is
    no place); ``str(error)`` joins the two.
    """

    def __init__(self, message: str, place: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        return self.message if self.place is None else f"{self.message} - at {self.place}"

    def __reduce__(self) -> tuple[Any, ...]:
        # By its attributes: subclasses have keyword-only parameters, which pickle would not pass.
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[ScoreletError], args: tuple[Any, ...], attributes: dict[str, Any]) -> ScoreletError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class PfaSyntaxError(PfaError):
    """The document is not well-formed PFA (specification 3.1, phase 1)."""


class PfaSemanticError(PfaError):
    """The document is well-formed, but types, names or rules are violated (phase 2)."""


class PfaInitializationError(PfaError):
    """The document is well-typed, but an engine cannot be started from it (phases 3 and 4)."""


class PfaInputError(PfaError):
    """A datum does not have the engine's input type; `place` is a JSON path within the datum."""


class PfaExecutionError(PfaError):
    """A begin, action, end or merge routine stopped before its end (specification 3.7)."""


class PfaRuntimeError(PfaExecutionError):
    """A library function or special form failed with one of the specification's numeric codes.

    `code` is that number (None only where the specification has none: recursion too deep, out of memory).
    `function` is the library function or special form that failed.
    """

    def __init__(
        self, message: str, place: str | None = None, *, code: int | None, function: str | None = None
    ) -> None:
        super().__init__(message, place)
        self.code = code
        self.function = function

    def __str__(self) -> str:
        label = ", ".join(part for part in (self.function, None if self.code is None else f"error {self.code}") if part)
        text = f"{self.message} ({label})" if label else self.message
        return text if self.place is None else f"{text} - at {self.place}"


class PfaUserError(PfaExecutionError):
    """The document's own `error` form was reached; `code` is its negative number or None."""

    def __init__(self, message: str, place: str | None = None, *, code: int | None = None) -> None:
        super().__init__(message, place)
        self.code = code


class PfaTimeoutError(PfaExecutionError):
    """A routine ran longer than the `timeout` option allows."""

    def __init__(self, milliseconds: int, place: str | None = None) -> None:
        super().__init__(f"exceeded timeout of {milliseconds} milliseconds", place)
        self.milliseconds = milliseconds


class StoreError(ScoreletError):
    """Something about a store of packed models; after the first line the message says what to do."""


class StoreNotFoundError(StoreError):
    """The store has no such model, version or alias, or there is no such bucket."""


class StoreConflictError(StoreError):
    """What the store holds forbids the change: an alias stands elsewhere than expected, or on what should go."""


class StoreDamagedError(StoreError):
    """What is stored is not what was pushed: a version with other bytes, a log that cannot be read."""


class StoreUnreachableError(StoreError):
    """A disk, a network or a permission stands between us and the store."""


class ServiceError(ScoreletError):
    """The description of a service is wrong; `problems` has all that is wrong with it, a text each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(self.problems)


class RequestError(ScoreletError):
    """A request gets an error for an answer.

    status    the HTTP status: 4xx where the caller can do something about it
    detail    a sentence: what was expected, what came
    problems  what is wrong with the body: a JSON pointer (RFC 6901) and a sentence, each
    headers   headers that the answer needs, such as Allow or Retry-After
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        problems: Iterable[tuple[str, str]] = (),
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.problems = tuple(problems)
        self.headers = tuple(headers)

    def __str__(self) -> str:
        return f"{self.status}: {self.detail}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__)


class UpstreamError(RequestError):
    """What a feature function asked did not answer as it should: 502, or 504 where time was up.

    `upstream` is the host, for people; addresses may hold secrets and are not told.
    """

    def __init__(self, status: int, detail: str, upstream: str) -> None:
        super().__init__(status, detail)
        self.upstream = upstream


class EventError(ScoreletError):
    """An event of AWS Lambda cannot be answered, or has to come again.

    Who invokes a function sees the message, and so do logs: it has nothing of the event's data.
    """


class AwsCallError(ScoreletError):
    """A call to AWS failed.

    `status` is HTTP's, None where no answer came; `code` is AWS's own word, such as NoSuchKey.
    """

    def __init__(self, message: str, *, status: int | None = None, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
