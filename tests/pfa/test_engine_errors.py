"""What a running engine says when something fails, and where."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.errors import PfaError, PfaInputError, PfaRuntimeError, PfaUserError, UsageError
from scorelet.pfa import load
from tests.pfa.documents import DOUBLES, INTS, POINT, document, failure, said

FAILING: list[tuple[Any, dict[str, Any], str]] = [
    ([{"error": "no", "code": -3}, 1.0], {}, "no - at $.action[0]"),
    ([1, {"do": [{"error": "no"}]}, 1.0], {}, "no - at $.action[1].do[0]"),
    ({"a.head": {"type": DOUBLES, "value": []}}, {}, "empty array (a.head, error 15020) - at $.action"),
    (
        {"+": [1.0, {"a.head": {"type": DOUBLES, "new": []}}]},
        {},
        "empty array (a.head, error 15020) - at $.action.+[1]",
    ),
    ({"attr": {"type": DOUBLES, "new": [1]}, "path": [1]}, {}, "array index not found (error 2000) - at $.action"),
    ({"attr": {"type": DOUBLES, "new": [1]}, "path": [-1]}, {}, "array index not found (error 2000) - at $.action"),
    (
        {"attr": {"type": {"type": "map", "values": "double"}, "new": {"a": 1}}, "path": [["b"]]},
        {},
        "map key not found (error 2001) - at $.action",
    ),
    (
        [{"let": {"x": {"type": DOUBLES, "new": [1]}}}, {"attr": {"attr": "x", "path": [3], "to": 2}, "path": [0]}],
        {},
        "array index not found (error 2002) - at $.action[1].attr",
    ),
    ({"attr": {"cell": "l"}, "path": [5]}, {}, "array index not found (error 2000) - at $.action"),
    ({"cell": "l", "path": [5]}, {}, "array index not found (error 2004) - at $.action"),
    ({"pool": "p", "path": [["x"]]}, {}, "map key not found (error 2009) - at $.action"),
    (
        [{"pool": "p", "del": ["a"]}, {"pool": "p", "path": [["a"]]}],
        {},
        "map key not found (error 2009) - at $.action[1]",
    ),
    ({"u.f": 1}, {}, "empty array (a.head, error 15020) - at $.fcns.f.do"),
    (
        {"a.max": {"a.map": [{"type": DOUBLES, "new": [1]}, {"fcn": "u.f"}]}},
        {},
        "empty array (a.head, error 15020) - at $.fcns.f.do",
    ),
    (
        [{"+": [2**31 - 1, {"a.len": {"type": DOUBLES, "new": [1]}}]}, 1.0],
        {},
        "int overflow (+, error 18000) - at $.action[0]",
    ),
]


@pytest.mark.parametrize(
    ("action", "more", "text"), FAILING, ids=[f"{i} {text[:40]}" for i, (_, _, text) in enumerate(FAILING)]
)
def test_an_error_says_where_in_the_document(action: Any, more: dict[str, Any], text: str) -> None:
    head = {"params": [{"x": "double"}], "ret": "double", "do": {"a.head": {"type": DOUBLES, "new": []}}}
    cells = {"l": {"type": DOUBLES, "init": [1]}}
    pools = {"p": {"type": "double", "init": {"a": 1}}}
    engine = load(document(action, "null", cells=cells, pools=pools, fcns={"f": head}, **more))
    assert said(engine.action, None)[1] == text
    # A failure leaves the engine as it was.
    assert said(engine.action, None)[1] in (text, "map key not found (error 2009) - at $.action[1]")


def test_each_routine_has_its_errors_translated() -> None:
    no = {"error": "no", "code": -1}
    engine = load(document(1.0, method="fold", zero=0, merge=[no, 1.0], begin=no, end=no))
    assert said(engine.begin) == ("PfaUserError", "no - at $.begin")
    assert said(engine.end) == ("PfaUserError", "no - at $.end")
    assert said(engine.merge, 1, 2) == ("PfaUserError", "no - at $.merge[0]")


def test_codes_of_errors() -> None:
    user = failure(load(document([{"error": "no", "code": -3}, 1.0])).action, 1)
    assert isinstance(user, PfaUserError)
    assert user.code == -3
    runtime = failure(load(document({"a.head": "input"}, DOUBLES)).action, [])
    assert isinstance(runtime, PfaRuntimeError)
    assert (runtime.code, runtime.function, runtime.place) == (15020, "a.head", "$.action")


@pytest.mark.parametrize(
    ("kind", "datum", "text"),
    [
        ("double", "x", "expected double, got string 'x' - at $"),
        ("double", None, "expected double, got null - at $"),
        ("double", True, "expected double, got true - at $"),
        ("int", 2.0, "expected int, got float 2.0 - at $"),
        (DOUBLES, [1.0, "2"], "expected double, got string '2' - at $[1]"),
        (POINT, {"x": 1.0}, "expected record Point with field 'y', got an object with 'x' - at $"),
        (POINT, {"x": 1.0, "y": None}, "expected double, got null - at $.y"),
        (POINT, [1.0, 2.0], "expected record Point, got an array of 2 - at $"),
        (["null", "double"], {"int": 1}, "expected union of {null, double}, got an object with 'int' - at $"),
    ],
)
@pytest.mark.parametrize("reads", ["nothing", "all"])
def test_a_datum_that_does_not_fit_says_where(kind: Any, datum: Any, text: str, reads: str) -> None:
    engine = load(document("input", kind, kind) if reads == "all" else document(1.0, kind))
    assert said(engine.action, datum) == ("PfaInputError", text)


def test_a_record_of_which_the_action_reads_one_field() -> None:
    engine = load(document("input.x", POINT))
    assert engine.action({"x": 1, "y": 2}) == 1.0
    assert engine.action({"y": 2.0, "x": 1.0, "more": None}) == 1.0
    for datum in ({"x": 1.0}, {"y": 1.0}, {"x": 1.0, "y": "a"}, {"x": None, "y": 1.0}, None, 3, {"x": True, "y": 1.0}):
        assert isinstance(failure(engine.action, datum), PfaInputError)


def test_a_try_catches_what_it_names() -> None:
    trying = {
        "try": {"if": "input", "then": {"error": "no", "code": -3}, "else": {"a.head": {"type": INTS, "new": []}}}
    }
    for only, user, runtime in ((None, None, None), ([-3], None, 15020), (["no"], None, 15020), ([15020], -3, None)):
        engine = load(document([{**trying, **({"filter": only} if only else {})}, 1.0], "boolean"))
        for datum, code in ((True, user), (False, runtime)):
            if code is None:
                assert engine.action(datum) == 1.0
            else:
                assert getattr(failure(engine.action, datum), "code", None) == code


def test_endless_recursion_is_a_runtime_error() -> None:
    loop = {"params": [{"x": "double"}], "ret": "double", "do": {"+": [1, {"u.f": "x"}]}}
    engine = load(document({"if": {">": ["input", 0]}, "then": {"u.f": "input"}, "else": 0.0}, fcns={"f": loop}))
    for _ in range(2):
        error = failure(engine.action, 1)
        assert isinstance(error, PfaRuntimeError)
        assert (error.code, error.message) == (None, "functions call each other too deeply")
        assert error.place is not None
        assert error.place.startswith("$.")
        assert engine.action(0) == 0.0


def test_a_value_that_refers_to_itself_is_no_crash() -> None:
    kind = {"type": "record", "name": "R", "fields": [{"name": "n", "type": ["null", "R"]}]}
    datum: dict[str, Any] = {}
    datum["n"] = {"R": datum}
    assert isinstance(failure(load(document("input", kind, "R")).action, datum), PfaError)


@pytest.mark.parametrize("action", [{"emit": "input"}, {"try": {"emit": "input"}}, [{"log": "input"}, 1.0]])
def test_an_error_of_the_host_is_not_one_of_the_document(action: Any) -> None:
    def failing(*_: Any) -> None:
        raise ConnectionError("the host's own")

    engine = load(document(action, method="emit"))
    engine.emit = engine.log = failing
    with pytest.raises(ConnectionError, match="the host's own"):
        engine.action(1.0)


def test_merging_is_for_folds_only() -> None:
    for method in ("map", "emit"):
        with pytest.raises(UsageError) as found:
            load(document({"+": ["input", 1]}, method=method)).merge(1, 2)
        assert str(found.value) == "merge is for documents with method 'fold' only"


def test_a_datum_that_nests_too_deeply_is_the_datum_s_fault() -> None:
    kind = {"type": "record", "name": "R", "fields": [{"name": "n", "type": ["null", "R"]}]}
    datum: Any = {"n": None}
    for _ in range(3000):
        datum = {"n": {"R": datum}}
    assert isinstance(failure(load(document("input", kind, "R")).action, datum), PfaInputError)
