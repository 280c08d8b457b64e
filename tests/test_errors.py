from __future__ import annotations

import inspect
import pickle

import pytest

from scorelet import errors
from scorelet.errors import (
    AwsCallError,
    BundleError,
    EventError,
    ModelError,
    ModelProcessError,
    ModelReadError,
    NotConvertibleError,
    ParityError,
    PfaError,
    PfaExecutionError,
    PfaInitializationError,
    PfaInputError,
    PfaRuntimeError,
    PfaSemanticError,
    PfaSyntaxError,
    PfaTimeoutError,
    PfaUserError,
    RequestError,
    RowError,
    ScoreletError,
    ServiceError,
    StoreConflictError,
    StoreDamagedError,
    StoreError,
    StoreNotFoundError,
    StoreUnreachableError,
    UnknownFormatError,
    UntrustedModelError,
    UpstreamError,
    UsageError,
)

TREE = {
    ScoreletError: Exception,
    NotConvertibleError: ModelError,
    BundleError: ScoreletError,
    ParityError: ScoreletError,
    RowError: ScoreletError,
    UsageError: ScoreletError,
    ModelError: ScoreletError,
    ModelReadError: ModelError,
    UnknownFormatError: ModelReadError,
    UntrustedModelError: ModelReadError,
    ModelProcessError: ModelReadError,
    PfaError: ScoreletError,
    PfaSyntaxError: PfaError,
    PfaSemanticError: PfaError,
    PfaInitializationError: PfaError,
    PfaInputError: PfaError,
    PfaExecutionError: PfaError,
    PfaRuntimeError: PfaExecutionError,
    PfaUserError: PfaExecutionError,
    PfaTimeoutError: PfaExecutionError,
    StoreError: ScoreletError,
    StoreNotFoundError: StoreError,
    StoreConflictError: StoreError,
    StoreDamagedError: StoreError,
    StoreUnreachableError: StoreError,
    ServiceError: ScoreletError,
    RequestError: ScoreletError,
    UpstreamError: RequestError,
    EventError: ScoreletError,
    AwsCallError: ScoreletError,
}


def test_the_tree_is_the_one_that_is_drawn() -> None:
    classes = inspect.getmembers(errors, inspect.isclass)
    found = {c: c.__base__ for _, c in classes if c.__module__ == errors.__name__}
    assert found == TREE
    drawn = [line for line in (errors.__doc__ or "").splitlines() if "Error" in line]
    assert all(any(c.__name__ in line for line in drawn) for c in TREE)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (PfaError("it is wrong"), "it is wrong"),
        (PfaSyntaxError("it is wrong", "$.action"), "it is wrong - at $.action"),
        (PfaRuntimeError("empty array", code=15020), "empty array (error 15020)"),
        (
            PfaRuntimeError("empty array", "$.a", code=15020, function="a.head"),
            "empty array (a.head, error 15020) - at $.a",
        ),
        (PfaRuntimeError("out of memory", "$.a", code=None), "out of memory - at $.a"),
        (PfaUserError("no", "$.a", code=-3), "no - at $.a"),
        (PfaTimeoutError(20), "exceeded timeout of 20 milliseconds"),
        (PfaTimeoutError(20, "$.a"), "exceeded timeout of 20 milliseconds - at $.a"),
        (ModelReadError("it is empty"), "it is empty"),
        (UntrustedModelError("it is odd", "m.pkl", names=("os.system",)), "m.pkl: it is odd"),
    ],
)
def test_an_error_says_what_and_where(error: PfaError, text: str) -> None:
    assert str(error) == text


def test_a_row_error_says_all_problems() -> None:
    error = RowError([("", "model 'm' needs the feature 'b'"), ("/a", "expected a number, got null")])
    assert str(error) == "model 'm' needs the feature 'b'\nexpected a number, got null - at /a"
    assert error.within("/7").problems == (("/7", "model 'm' needs the feature 'b'"), ("/7/a", error.problems[1][1]))


def test_only_so_many_problems_are_spelled_out() -> None:
    error = RowError((f"/{i}", "expected a number, got null") for i in range(60))
    lines = [f"expected a number, got null - at /{i}" for i in range(10)]
    assert str(error) == "\n".join([*lines, "and 50 more problems"])
    assert len(error.problems) == 60


def test_the_parts_of_a_message_are_kept() -> None:
    error = PfaRuntimeError("empty array", "$.a", code=15020, function="a.head")
    assert (error.message, error.place, error.code, error.function) == ("empty array", "$.a", 15020, "a.head")
    user = PfaUserError("no", code=-3)
    assert (user.message, user.place, user.code) == ("no", None, -3)
    assert PfaUserError("no").code is None
    assert PfaTimeoutError(20).milliseconds == 20


def test_a_place_that_is_set_later_is_shown() -> None:
    error = PfaUserError("no")
    error.place = "$.action"
    assert str(error) == "no - at $.action"


@pytest.mark.parametrize(
    "error",
    [
        PfaSyntaxError("wrong", "$.a"),
        PfaError("wrong"),
        PfaRuntimeError("empty array", "$.a", code=15020, function="a.head"),
        PfaUserError("no", "$.a", code=-3),
        PfaTimeoutError(20, "$.a"),
        BundleError("wrong"),
        RowError([("/a", "expected a number, got null")]),
        UnknownFormatError("it is a picture", "m.png"),
        UntrustedModelError("it is odd", "m.pkl", names=("os.system",)),
        ModelProcessError("it died", "m.pkl", reason="crash"),
        ServiceError(["scorelet.toml, line 2: name: unknown key", "another"]),
        RequestError(422, "wrong", problems=[("/a", "expected a number")], headers=[("allow", "GET")]),
        UpstreamError(504, "no answer", "api.example.com"),
        AwsCallError("no such key", status=404, code="NoSuchKey"),
    ],
)
def test_errors_can_cross_processes(error: ScoreletError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
