from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.store import changes
from scorelet.store.model import Change, Entry, Model, Stamp
from scorelet.store.records import NewerFormatError, RecordError, decode, encode
from scorelet.store.refs import Ref

ONE, TWO = "1" * 64, "2" * 64


def stamp(second: int) -> Stamp:
    return Stamp(datetime(2026, 1, 1, 0, 0, second, 5, tzinfo=UTC), "ann@here", "it is better: ü", f"token{second}")


def entries() -> list[Entry]:
    """One entry of each kind."""
    told: list[Entry] = []

    def then(act: Callable[[Model, Stamp], Entry | None]) -> Change:
        entry = act(told[-1].model if told else Model("iris"), stamp(len(told)))
        assert entry is not None
        told.append(entry)
        return entry.change

    then(lambda model, at: changes.push(model, ONE, 10, at))
    then(lambda model, at: changes.push(model, TWO, 20, at))
    then(lambda model, at: changes.move(model, "prod", Ref("iris", version=ONE), None, at))
    moved = then(lambda model, at: changes.move(model, "prod", Ref("iris"), None, at))
    then(lambda model, at: changes.undo(model, "prod", moved, at))
    then(lambda model, at: changes.drop(model, "prod", at))
    then(lambda model, at: changes.remove(model, {TWO}, at))
    return told


LAST = json.loads(encode(entries()[-2]))
"""The entry that drops an alias: two versions, an alias that stands nowhere."""


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.change.what)
def test_an_entry_is_read_as_it_was_written(entry: Entry) -> None:
    assert decode(encode(entry)) == entry


def test_format_1() -> None:
    """Written once by format 1: it must be read forever."""
    data = f"""{{"format": 1, "name": "iris", "number": 3,
        "change": {{"what": "move", "time": "2026-01-01T00:00:02.000005+00:00", "who": "ann@here",
                    "why": "it is better: \\u00fc", "token": "token2", "alias": "prod", "before": null,
                    "after": "{ONE}", "previous": null, "below": null, "undoes": null}},
        "versions": [
            {{"digest": "{ONE}", "size": 10, "time": "2026-01-01T00:00:00.000005+00:00",
              "who": "ann@here", "epoch": 0}},
            {{"digest": "{TWO}", "size": 20, "time": "2026-01-01T00:00:01.000005+00:00",
              "who": "ann@here", "epoch": 0}}],
        "aliases": [{{"name": "prod", "digest": "{ONE}", "last": 3, "undo": 3}}],
        "removals": 0}}"""
    assert decode(data.encode()) == entries()[2]
    assert json.loads(encode(entries()[2])) == json.loads(data)


def test_a_format_to_come() -> None:
    with pytest.raises(NewerFormatError, match=r"^it has format 2, this Scorelet knows formats up to 1$"):
        decode(b'{"format": 2, "all": "else may differ"}')


def changed(path: tuple[str | int, ...], value: Any) -> bytes:
    record = json.loads(json.dumps(LAST))
    inner = record
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("name",), "../../etc", "the 'name' of its entry is not valid"),
        (("name",), None, "the 'name' of its entry is not valid"),
        (("number",), True, "the 'number' of its entry is not valid"),
        (("number",), -1, "the 'number' of its entry is not valid"),
        (("number",), 10**12, "the 'number' of its entry is not valid"),
        (("removals",), 1.0, "the 'removals' of its entry is not valid"),
        (("change",), [], "the 'change' of its entry is not valid"),
        (("versions",), {}, "the 'versions' of its entry is not valid"),
        (("versions", 0), ONE, "its version is not an object"),
        (("versions", 0, "digest"), "../../etc/passwd", "the 'digest' of its version is not valid"),
        (("versions", 0, "digest"), TWO, "its aliases and versions do not fit together"),
        (("versions", 0, "size"), float("nan"), "the 'size' of its version is not valid"),
        (("versions", 0, "time"), "yesterday", "the 'time' of its version is not valid"),
        (("versions", 0, "time"), "2026-01-01", "the 'time' of its version is not valid"),
        (("versions", 0, "time"), "0001-01-01T00:00:00+23:59", "the 'time' of its version is not valid"),
        (("versions", 0, "epoch"), "0", "the 'epoch' of its version is not valid"),
        (("aliases", 0, "name"), "a@b", "the 'name' of its alias is not valid"),
        (("aliases", 0, "digest"), "3" * 64, "its aliases and versions do not fit together"),
        (("aliases", 0, "last"), 7, "it speaks of entries to come"),
        (("aliases", 0, "last"), 0, "it speaks of entries to come"),
        (("aliases", 0, "undo"), 7, "it speaks of entries to come"),
        (("change", "what"), "explode", "the 'what' of its change is not valid"),
        (("change", "what"), [], "the 'what' of its change is not valid"),
        (("change", "who"), None, "the 'who' of its change is not valid"),
        (("change", "alias"), "", "the 'alias' of its change is not valid"),
        (("change", "after"), "1" * 63, "the 'after' of its change is not valid"),
        (("change", "previous"), 6, "it speaks of entries to come"),
        (("change", "below"), 6, "it speaks of entries to come"),
        (("change", "undoes"), 0, "it speaks of entries to come"),
        (("format",), "1", "its format is not one of 1"),
        (("format",), 0, "its format is not one of 1"),
    ],
)
def test_what_an_entry_must_not_say(path: tuple[str | int, ...], value: Any, message: str) -> None:
    with pytest.raises(RecordError, match=f"^{message}$"):
        decode(changed(path, value))


def paths(record: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    steps = record.items() if isinstance(record, dict) else enumerate(record) if isinstance(record, list) else ()
    return [found for step, inner in steps for found in ((*path, step), *paths(inner, (*path, step)))]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([ONE, TWO]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@given(st.sampled_from(paths(LAST)), JUNK)
@settings(derandomize=True, deadline=None, max_examples=500)
def test_a_changed_entry_is_refused_or_read_again(path: tuple[str | int, ...], value: Any) -> None:
    try:
        entry = decode(changed(path, value))
    except RecordError:
        return
    assert decode(encode(entry)) == entry


@given(st.integers(0, len(encode(entries()[-1])) - 2))
@settings(derandomize=True, deadline=None, max_examples=50)
def test_a_truncated_entry_is_refused(length: int) -> None:
    with pytest.raises(RecordError, match=r"^it is not JSON$"):
        decode(encode(entries()[-1])[:length])


@given(st.binary(max_size=50))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        decode(data)
