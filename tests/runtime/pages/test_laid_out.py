"""JSON for people."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.runtime.pages.laid_out import laid_out

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_what_is_short_is_one_line() -> None:
    assert laid_out({"x0": 5.1, "town": "Köln"}) == '{"x0": 5.1, "town": "Köln"}'


def test_what_is_long_is_spread() -> None:
    long = "x" * 50
    assert laid_out({"a": [long, {"b": 1, "c": long}], "d": {}}) == (
        f'{{\n  "a": [\n    "{long}",\n    {{"b": 1, "c": "{long}"}}\n  ],\n  "d": {{}}\n}}'
    )


@settings(derandomize=True, deadline=None, max_examples=100)
@given(value=JSON)
def test_it_stays_the_same_json(value: Any) -> None:
    assert json.loads(laid_out(value)) == value
