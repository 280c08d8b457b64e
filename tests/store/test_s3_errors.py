from __future__ import annotations

import inspect

import botocore.exceptions
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from scorelet.errors import StoreError, StoreUnreachableError
from scorelet.store.s3_errors import ANSWERS, SILENCES, Asked, cannot_open, foreign_errors, is_answer, translated
from tests.store.saying import says

ASKED = Asked("s3:GetObject", "models", "team/x")


def bare(kind: type[Exception]) -> Exception:
    """An error as the SDK might raise it, with nothing in it."""
    error = kind.__new__(kind)
    error.args = ("key AKIDSECRET",)
    return error


def sdk_errors() -> list[type[Exception]]:
    found = inspect.getmembers(
        botocore.exceptions, lambda each: inspect.isclass(each) and issubclass(each, BotoCoreError)
    )
    return [each for _, each in found]


@pytest.mark.parametrize("kind", sdk_errors(), ids=lambda kind: kind.__name__)
def test_every_error_of_the_sdk_becomes_the_stores(kind: type[Exception]) -> None:
    assert issubclass(kind, foreign_errors())
    error = translated(bare(kind), ASKED)
    assert isinstance(error, StoreError)
    what, newline, next_step = str(error).partition("\n")
    assert what.startswith("cannot read s3://models/team/x: ")
    assert newline
    assert next_step
    assert "AKIDSECRET" not in str(error)


def test_the_table_names_errors_that_the_sdk_has() -> None:
    known = {each.__name__ for kind in sdk_errors() for each in kind.__mro__} | {"ResponseParserError"}
    assert set(SILENCES) <= known


@pytest.mark.parametrize("answer", list(ANSWERS), ids=str)
def test_every_answer_of_the_table_is_said(answer: str | int) -> None:
    code, status = (answer, 400) if isinstance(answer, str) else ("Unheard", answer)
    response = {"Error": {"Code": code, "Message": "AKIDSECRET"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error = ClientError(response, "GetObject")  # type: ignore[arg-type]
    assert is_answer(error, answer)
    said = str(translated(error, ASKED))
    assert said.startswith(f"cannot read s3://models/team/x: {ANSWERS[answer].why.format(bucket='models')}\n")
    assert "{" not in said
    assert "AKIDSECRET" not in said


def test_an_error_before_anything_was_asked() -> None:
    error = cannot_open(bare(botocore.exceptions.ProfileNotFound), "s3://models/team")
    message = (
        "cannot open s3://models/team: the profile that AWS_PROFILE names does not exist\naws configure list-profiles"
    )
    with says(StoreUnreachableError, message):
        raise error
