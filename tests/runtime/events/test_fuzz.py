"""Every recorded event with parts dropped, null, of another type, or repeated: a reply, or an error of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import EventError, RequestError
from scorelet.runtime.events.sources import answer
from tests.runtime.events.recorded import NAMES, OUTPUT, Context, Files, Kept, event, setting

JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(
        ["", "%", "%zz", "\ud800", "2.0", "/", "{a+}", "aws:sqs", "GET", "ZZZ=", "\0", "é" * 3, "a/b/../c"]
    )
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
ALLOWED = (EventError, RequestError)


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*at, key)
        yield from places(part, (*at, key))


def changed(value: Any, place: tuple[Any, ...], how: str, junk: Any) -> None:
    for key in place[:-1]:
        value = value[key]
    last = place[-1]
    if how == "drop":
        del value[last]
    elif how == "repeat" and isinstance(value, list):
        value.append(value[last])
    else:
        value[last] = junk


@pytest.mark.parametrize("name", NAMES)
@settings(derandomize=True, deadline=None, max_examples=30)
@given(data=st.data())
def test_a_changed_event_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    changing = event(name)
    for _ in range(data.draw(st.integers(1, 3))):
        there = list(places(changing))
        if there:
            how = data.draw(st.sampled_from(["drop", "replace", "repeat"]))
            changed(changing, data.draw(st.sampled_from(there)), how, data.draw(JUNK))
    hold(changing)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(JUNK)
def test_junk_is_answered_or_refused(junk: Any) -> None:
    hold(junk)


def hold(given_event: Any) -> None:
    files = Files({"rows/in/büro rows.csv": b"age,income,home town\n20,,Bonn\n"})
    with TemporaryDirectory() as folder, suppress(*ALLOWED):
        said = answer(given_event, Context(), setting(to=OUTPUT, output=Kept(), files=files, folder=folder))
        assert json.loads(json.dumps(said, allow_nan=False)) == said


@pytest.mark.parametrize("name", NAMES)
def test_no_single_part_is_needed_without_a_reason(name: str) -> None:
    """Each part alone, dropped and null: what raises says where."""
    for place in list(places(event(name))):
        for how in ("drop", "null"):
            given_event = event(name)
            changed(given_event, place, how, None)
            hold(given_event)
