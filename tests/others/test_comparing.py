"""What the comparisons compare with, without anything of others."""

from __future__ import annotations

from unittest.mock import ANY

from tests.others import answer_differences, event_differences, invocation_differences
from tests.others.comparing import ABSENT, EVERY, Difference, Differing, differing, known
from tests.others.events import leaves

ROWS = (
    Difference("A", EVERY, {"a": 1, "b": 1}, {"a": 2}, "why"),
    Difference("A", "x", {"a": 2, "c": ANY}, {"a": 2, "c": 4}, "why"),
    Difference("B", "x", {"a": 0}, {"a": 1}, "why"),
)


def test_what_differs_is_told_of_both_sides() -> None:
    assert differing({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "d": 4}) == Differing(
        {"b": 2, "c": 3, "d": ABSENT}, {"b": 3, "c": ABSENT, "d": 4}
    )


def test_a_request_is_known_before_every_request() -> None:
    assert known(ROWS, "A", "y") == Differing({"a": 1, "b": 1}, {"a": 2, "b": ABSENT})
    assert known(ROWS, "A", "x") == Differing({"b": 1, "c": "any words"}, {"b": ABSENT, "c": 4})


def test_leaves_are_values_by_their_places() -> None:
    event = {"headers": {"Host": "a", "X": "b"}, "requestContext": {"apiId": "1", "accountId": None}, "list": [1, []]}
    assert leaves(event) == {
        "headers.Host": "str",
        "headers.X": "b",
        "requestContext.apiId": "str",
        "requestContext.accountId": None,
        "list.0": 1,
        "list.1": [],
    }


def test_our_side_of_a_difference_is_exact() -> None:
    rows = (answer_differences, event_differences, invocation_differences)
    assert all(ANY is not value for module in rows for row in module.DIFFERENCES for value in row.ours.values())
