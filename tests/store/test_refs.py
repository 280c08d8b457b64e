from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorelet.errors import UsageError
from scorelet.store.refs import Ref, check_alias, check_name, is_name, parse_ref
from tests.store.saying import says

DIGEST = "3f2a9c" + "0" * 58


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("iris", Ref("iris")),
        ("iris@prod", Ref("iris", alias="prod")),
        ("iris@3f2a9c", Ref("iris", version="3f2a9c")),
        ("iris@3F2A9C", Ref("iris", version="3f2a9c")),
        (f"iris@{DIGEST}", Ref("iris", version=DIGEST)),
        ("iris@abc", Ref("iris", alias="abc")),
        ("3f2a9c@beef", Ref("3f2a9c", alias="beef")),
        ("a.b_c-d@v1.2", Ref("a.b_c-d", alias="v1.2")),
    ],
)
def test_a_reference_is_read(text: str, ref: Ref) -> None:
    assert parse_ref(text) == ref
    assert str(ref) == text.lower()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Iris Flowers",
            (
                "a model's name has only small letters, digits, '.', '_' and '-', got 'Iris Flowers'\n"
                "the nearest valid one is 'iris-flowers'"
            ),
        ),
        ("", "a model's name begins and ends with a letter or a digit, got ''\nthe nearest valid one is 'model'"),
        (
            "../iris",
            (
                "a model's name has only small letters, digits, '.', '_' and '-', got '../iris'\n"
                "the nearest valid one is 'iris'"
            ),
        ),
        ("..", "a model's name begins and ends with a letter or a digit, got '..'\nthe nearest valid one is 'model'"),
        (
            "con.1",
            (
                "a model's name is not the name of a device, as some systems have it, got 'con.1'\n"
                "the nearest valid one is 'model-con.1'"
            ),
        ),
        (
            "a" * 70,
            f"a model's name has at most 64 characters, got '{'a' * 64}...'\nthe nearest valid one is '{'a' * 64}'",
        ),
        (
            "iris\n",
            (
                "a model's name has only small letters, digits, '.', '_' and '-', got 'iris\\n'\n"
                "the nearest valid one is 'iris'"
            ),
        ),
        ("iris@", "nothing stands after the '@' of 'iris@'\nfor the newest version leave it out"),
        (
            "iris@a@b",
            "an alias has only small letters, digits, '.', '_' and '-', got 'a@b'\nthe nearest valid one is 'a-b'",
        ),
        ("iris@3f2", "a version is named by at least 6 of its digits, got '3f2'"),
        ("iris@2nd", "an alias begins with a letter, got '2nd'\nthe nearest valid one is 'v2nd'"),
        (
            "iris@latest",
            (
                "an alias is not 'latest': a model's name alone is its newest version, got 'latest'\n"
                "the nearest valid one is 'stable'"
            ),
        ),
    ],
)
def test_what_is_no_reference(text: str, message: str) -> None:
    with says(UsageError, message):
        parse_ref(text)


def test_an_alias_must_not_look_like_a_version() -> None:
    message = (
        "an alias does not look like the beginning of a version, got 'facade'\nthe nearest valid one is 'facade-alias'"
    )
    with says(UsageError, message):
        check_alias("facade")
    check_alias("facades")


@pytest.mark.parametrize("wrong", [None, 3, b"iris", ["iris"]])
def test_what_is_no_text(wrong: Any) -> None:
    message = f"a model is named by text such as 'iris@prod', got {wrong!r}"
    with says(UsageError, message):
        parse_ref(wrong)
    with says(UsageError, f"an alias is text, got {wrong!r}"):
        check_alias(wrong)


@given(st.text(max_size=80))
@example("con")
@example("a" * 64 + ".")
@example("-" * 70)
@example("0" * 70)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_the_nearest_valid_one_is_valid(text: str) -> None:
    for check in (check_name, check_alias):
        try:
            check(text)
        except UsageError as error:
            found = re.search(r"the nearest valid one is '(.*)'$", str(error))
            assert found
            check(found[1])
            assert not (check is check_name and is_name(text))


@given(st.text(alphabet="abcdef0123456789.-_zZ/\\@", max_size=20))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_what_is_read_is_said_again(text: str) -> None:
    try:
        ref = parse_ref(text)
    except UsageError:
        return
    assert parse_ref(str(ref)) == ref
