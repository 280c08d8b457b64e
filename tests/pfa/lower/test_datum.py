"""However a datum is read (field by field, all fields at once, as a whole, decoded), the action sees the same."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import PfaInputError
from scorelet.pfa import Engine, load
from scorelet.pfa.lower.datum import WIDE
from tests.pfa.documents import document, failure
from tests.pfa.fuzz.running import exact
from tests.pfa.lower.code import text_of
from tests.pfa.lower.twins import done

COLOR = {"type": "enum", "name": "Color", "symbols": ["red", "green"]}
INNER = {"type": "record", "name": "Inner", "fields": [{"name": "a", "type": "int"}]}
KINDS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "double": ("double", [0.5, 1, -0.0, math.nan, 2**60], [True, "1", None, 10**400, {"double": 1.0}]),
    "float": ("float", [0.1, 1, math.inf, 1e300], [True, "1", None]),
    "int": ("int", [0, 2**31 - 1, -(2**31)], [True, 1.0, 2**31, -(2**31) - 1, "1"]),
    "long": ("long", [0, 2**63 - 1, -(2**63)], [False, 1.0, 2**63, None]),
    "boolean": ("boolean", [True, False], [0, 1, None, "true"]),
    "string": ("string", ["", "é"], [None, 1, b"a"]),
    "bytes": ("bytes", [b"\xff", "\xff", bytearray(b"a")], ["\u0100", 1]),
    "null": ("null", [None], [0, False, "null"]),
    "enum": (COLOR, ["red", "green"], ["blue", None, ["red"], {}]),
    "nullable double": (
        ["null", "double"],
        [None, 0.5, 1, {"double": 2.5}, {"double": 1}, math.inf],
        [True, "1", {"int": 1}, {"double": None}, {"double": 1.0, "x": 1}, {}],
    ),
    "nullable string": (["null", "string"], [None, "a", {"string": "b"}], [1, {"string": 1}, {"string": None}, ["a"]]),
    "nullable int": (["null", "int"], [None, 3, {"int": 4}], [1.0, {"int": 2**31}, True]),
    "numbers": (["int", "double"], [1, 1.5, {"int": 1}, {"double": 1.5}], [None, {"int": 1.5}, "a"]),
    "array": ({"type": "array", "items": "double"}, [[], [1, 2.5], (1.0,)], [None, [None], 1.0]),
    "map": ({"type": "map", "values": "int"}, [{}, {"a": 1}], [{"a": 1.0}, {1: 1}, []]),
    "record": (INNER, [{"a": 1}, {"a": 1, "b": 2}], [{}, {"a": None}, 1]),
}
"""A type, values of it, and values that are none."""
FEW, MANY = 3, WIDE + 5


def record(kind: Any, count: int) -> dict[str, Any]:
    name = kind["name"] if isinstance(kind, dict) and "name" in kind else kind
    fields = [{"name": f"f{i}", "type": name if i else kind} for i in range(count)]
    return {"type": "record", "name": "Row", "fields": fields}


def reading(kind: Any, count: int) -> dict[str, Engine]:
    """Engines that read such a record in different ways; all give its first and its last field."""
    row, last = record(kind, count), f"f{count - 1}"
    name = kind["name"] if isinstance(kind, dict) and "name" in kind else kind
    fields = [{"name": "first", "type": name}, {"name": "last", "type": name}]
    seen = {"type": "record", "name": "Seen", "fields": fields}
    by_field = {"type": seen, "new": {"first": "input.f0", "last": f"input.{last}"}}
    by_function = {"type": "Seen", "new": {"first": "row.f0", "last": f"row.{last}"}}
    function = {"params": [{"row": "Row"}], "ret": seen, "do": by_function}
    cells = {"kept": {"type": ["null", "Row"], "init": None}}
    return {
        "by its fields": load(document(by_field, row, "Seen")),
        "as a whole": load(document({"u.f": "input"}, row, "Seen", fcns={"f": function})),
        "as a copy": load(document([{"cell": "kept", "to": "input"}, by_field], row, "Seen", cells=cells)),
    }


def alike(engines: dict[str, Engine], row: Any) -> Any:
    """What all the engines do with the row, which stays as it is."""
    before = exact(row)
    found = {name: done(engine, row) for name, engine in engines.items()}
    assert all(one == found["as a copy"] for one in found.values()), (row, found)
    assert exact(row) == before
    return found["as a copy"]


def refuses(outcome: Any) -> bool:
    return bool(outcome[:2] == ("error", "PfaInputError"))


@pytest.mark.parametrize("count", [FEW, WIDE, WIDE + 1, MANY])
@pytest.mark.parametrize("name", KINDS)
def test_every_way_of_reading_sees_the_same(name: str, count: int) -> None:
    kind, good, bad = KINDS[name]
    engines = reading(kind, count)
    for place in (0, 1, count - 1):
        for i, value in enumerate((*good, *bad)):
            row = {f"f{j}": good[0] for j in range(count)} | {f"f{place}": value}
            assert refuses(alike(engines, row)) is (i >= len(good)), row
            assert alike(engines, dict(reversed(row.items()))) == alike(engines, row)
            assert alike(engines, {**row, "more": None}) == alike(engines, row) == alike(engines, {"more": 1, **row})
        missing = {f"f{j}": good[0] for j in range(count) if j != place}
        assert refuses(alike(engines, missing))
        assert refuses(alike(engines, {**missing, "more": good[0]}))


@pytest.mark.parametrize("name", KINDS)
def test_a_narrow_record_and_a_wide_one_say_the_same(name: str) -> None:
    """Where a value is wrong, whatever the width."""
    kind, good, bad = KINDS[name]
    for value in bad:
        texts = set()
        for count in (FEW, MANY):
            engine = reading(kind, count)["by its fields"]
            texts.add(str(failure(engine.action, {f"f{j}": good[0] for j in range(count)} | {"f1": value})))
        (text,) = texts
        assert "$.f1" in text


@pytest.mark.parametrize("count", [FEW, MANY])
@pytest.mark.parametrize("datum", [None, 3, "f0", [], ["f0"], {}, b"f0", {"f0": 1.0}, ({},)])
def test_what_is_no_record(datum: Any, count: int) -> None:
    assert refuses(alike(reading("double", count), datum))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.integers(1, 40), st.data())
def test_rows_of_mixed_fields(count: int, data: st.DataObject) -> None:
    names = [name for name in KINDS if name not in ("enum", "record")]
    kinds = [data.draw(st.sampled_from(names)) for _ in range(count)]
    fields = [{"name": f"f{i}", "type": KINDS[name][0]} for i, name in enumerate(kinds)]
    row = {"type": "record", "name": "Row", "fields": fields}
    read = data.draw(st.integers(0, count - 1))
    by_field = load(document(f"input.f{read}", row, fields[read]["type"]))
    cells = {"kept": {"type": ["null", "Row"], "init": None}}
    copying = [{"cell": "kept", "to": "input"}, f"input.f{read}"]
    engines = {
        "by its fields": by_field,
        "as a copy": load(document(copying, row, fields[read]["type"], cells=cells)),
    }
    for _ in range(4):
        wrong = data.draw(st.sampled_from([None, *range(count)]))
        datum = {f"f{i}": data.draw(st.sampled_from(KINDS[name][1])) for i, name in enumerate(kinds)}
        if wrong is not None:
            datum[f"f{wrong}"] = data.draw(st.sampled_from(KINDS[kinds[wrong]][2]))
        assert refuses(alike(engines, datum)) is (wrong is not None)


def test_a_field_with_a_default_may_be_missing() -> None:
    fields = [{"name": "a", "type": "double"}, {"name": "b", "type": "double", "default": 2.5}]
    engine = load(document({"+": ["input.a", "input.b"]}, {"type": "record", "name": "Row", "fields": fields}))
    assert engine.action({"a": 1}) == 3.5
    assert engine.action({"a": 1, "b": 1}) == 2.0
    assert isinstance(failure(engine.action, {"b": 1}), PfaInputError)


# ------------------------------------------------------------------------------------------- data as a whole

WHOLES: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "doubles": ({"type": "array", "items": "double"}, [[], [1.5], [1, 2.5], (1.5,)], [[None], ["1"], {}, None, [True]]),
    "strings": ({"type": "array", "items": "string"}, [["a"], ()], [["a", 1], "a", [None]]),
    "nullables": ({"type": "array", "items": ["null", "double"]}, [[None, 1.5], [{"double": 1}]], [["a"], [True]]),
    "a map": ({"type": "map", "values": "double"}, [{}, {"a": 1.5}, {"a": 1}], [{1: 1.5}, {"a": None}, [], {None: 1}]),
    **{name: kind for name, kind in KINDS.items() if name not in ("array", "map")},
}


@pytest.mark.parametrize("name", WHOLES)
def test_a_datum_that_is_used_as_a_whole(name: str) -> None:
    kind, good, bad = WHOLES[name]
    shown = kind["name"] if isinstance(kind, dict) and "name" in kind else kind
    cells = {"kept": {"type": {"type": "array", "items": kind}, "init": []}}
    copying = [{"cell": "kept", "to": {"type": {"type": "array", "items": shown}, "new": ["input"]}}, "input"]
    engines = {
        "as it is": load(document("input", kind, shown)),
        "as a copy": load(document(copying, shown, shown, cells=cells)),
    }
    for i, datum in enumerate((*good, *bad)):
        assert refuses(alike(engines, datum)) is (i >= len(good)), datum


def test_what_a_cell_keeps_is_not_the_host_s() -> None:
    doubles = {"type": "array", "items": "double"}
    cells = {"kept": {"type": doubles, "init": []}}
    engine = load(document([{"cell": "kept", "to": "input"}, 0], doubles, "int", cells=cells))
    given_array = [1.0, 2.0]
    engine.action(given_array)
    given_array.append(3.0)
    assert engine.cells() == {"kept": [1.0, 2.0]}


def test_a_wide_record_is_looked_at_at_once() -> None:
    text = text_of("action", "input.f0", record("double", WIDE + 1))
    given = "(row := (datum if type(datum) is tuple else fields(datum)))"
    assert f"if [*map(type, {given})] == KINDS:" in text.replace("row_2", "row")
    assert "fields(datum)" not in text_of("action", "input.f0", record("double", WIDE))


@pytest.mark.parametrize("kind", ["double", ["null", "double"], "int", "string"])
@pytest.mark.parametrize("count", [1, 3, WIDE + 1])
def test_a_record_may_be_the_tuple_of_its_values(count: int, kind: Any) -> None:
    document = {"input": record(kind, count), "output": kind, "action": f"input.f{count - 1}"}
    engine = load(document)
    values = [("a" if kind == "string" else i + 1) for i in range(count)]
    by_name = {f"f{i}": value for i, value in enumerate(values)}
    assert engine.action(tuple(values)) == engine.action(by_name)
    wrongs: list[tuple[Any, ...]] = [(), tuple(values[:-1]), (*values, values[0]), tuple([[]] * count)]
    for wrong in wrongs:
        with pytest.raises(PfaInputError):
            engine.action(wrong)


def test_a_tuple_that_is_used_as_a_whole_is_a_record() -> None:
    engine = load({"input": record("double", 2), "output": "Row", "action": "input"})
    assert engine.action((1, 2.5)) == {"f0": 1.0, "f1": 2.5}


NULLABLE = ["null", "double"]
DOUBLES = {"type": "array", "items": "double"}


def standing_in(*more: Any, count: int = WIDE + 2) -> tuple[dict[str, Any], Any]:
    """A record, and an action that gives its fields (and more), each null replaced by its field's number."""

    def given(i: int) -> Any:
        return {"ifnotnull": {f"given{i}": f"input.f{i}"}, "then": f"given{i}", "else": float(i)}

    lets = [{"let": {f"x{i}": given(i)}} for i in range(count)]
    return record(NULLABLE, count), [*lets, {"type": DOUBLES, "new": [*(f"x{i}" for i in range(count)), *more]}]


def row_of(count: int, **changed: Any) -> dict[str, Any]:
    return {f"f{i}": i + 0.5 for i in range(count)} | changed


@pytest.mark.parametrize(
    "changed", [{}, {"f0": None}, {"f1": None, "f3": None}, {"f2": 7}, {"f2": 7, "f3": None}, {"f3": {"double": 2}},
                {"f0": {"double": 2.0}, "f1": None}, {"f0": math.nan}, {"more": 1}, {"f0": "1"}, {"f1": {}}],
)  # fmt: skip
@pytest.mark.parametrize("count", [FEW, WIDE + 2])
def test_what_stands_in_for_nulls(changed: dict[str, Any], count: int) -> None:
    kind, action = standing_in(count=count)
    cells = {"kept": {"type": ["null", "Row"], "init": None}}
    copying = load(document([{"cell": "kept", "to": "input"}, *action], kind, DOUBLES, cells=cells))
    engine = load(document(action, kind, DOUBLES))
    assert done(engine, row_of(count, **changed)) == done(copying, row_of(count, **changed))
    missing = row_of(count - 1, **changed)
    assert done(engine, missing) == done(copying, missing)


def test_where_no_value_is_null_nothing_stands_in() -> None:
    kind, action = standing_in()
    usual, _, other = text_of("action", action, kind, DOUBLES).partition("else:")
    assert "is not None" not in usual
    assert other.count("is not None") == WIDE + 2
    # A field that is read again has to be there under its own name.
    kind, action = standing_in({"ifnotnull": {"again": "input.f1"}, "then": "again", "else": 0.0})
    usual, _, _ = text_of("action", action, kind, DOUBLES).partition("return")
    assert "KINDS or CLASSES" in usual
    row = row_of(WIDE + 2, f1=None)
    assert load(document(action, kind, DOUBLES)).action(row)[-1] == 0.0
