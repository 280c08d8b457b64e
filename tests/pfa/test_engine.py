"""The running engine: phases, state, errors, sharing, randomness."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest

from scorelet.errors import PfaError, PfaInputError, PfaRuntimeError, PfaUserError
from scorelet.pfa import Engine, load, load_many
from scorelet.pfa.types import DOUBLE, INT
from tests.pfa.documents import COUNT, COUNTER, DOUBLES, INCREMENT, INTS, POINT, document, failure, said

RECORDS = {"type": "record", "name": "Row", "fields": [{"name": "values", "type": DOUBLES}]}
FAIL = {"if": {"<": ["input", 0]}, "then": {"error": "negative", "code": -7}, "else": "input"}
SUM = document(
    {"+": ["input", "tally"]}, method="fold", zero=10.0, merge={"-": [{"+": ["tallyOne", "tallyTwo"]}, 10]}
)


def attempt(engine: Engine, *data: Any) -> None:
    """Score what may fail."""
    for datum in data:
        try:
            engine.action(datum)
        except PfaError:
            continue


# ----------------------------------------------------------------------------------------------- methods


def test_map_returns_the_result() -> None:
    engine = load(document({"+": ["input", 1]}))
    assert [engine.action(x) for x in (1, 2.5)] == [2.0, 3.5]
    assert (engine.begin(), engine.end(), engine.tally) == (None, None, None)


def test_emit_hands_each_value_over_and_returns_nothing() -> None:
    engine = load(document([{"emit": "input"}, {"if": {">": ["input", 1]}, "then": {"emit": {"*": ["input", 2]}}}], method="emit"))
    assert engine.action(5.0) is None
    emitted: list[float] = []
    engine.emit = emitted.append
    engine.action(1.0)
    engine.action(2.0)
    assert emitted == [1.0, 2.0, 4.0]


def test_emit_as_a_function_argument() -> None:
    engine = load(document({"a.map": ["input", {"fcn": "emit"}]}, DOUBLES, method="emit"))
    emitted: list[float] = []
    engine.emit = emitted.append
    engine.action([1, 2])
    assert emitted == [1.0, 2.0]


def test_what_is_emitted_is_a_copy() -> None:
    engine = load(document({"emit": {"cell": "c"}}, "null", INTS, method="emit", cells={"c": {"type": INTS, "init": [1]}}))
    emitted: list[list[int]] = []
    engine.emit = emitted.append
    engine.action(None)
    emitted[0].append(2)
    engine.action(None)
    assert emitted == [[1, 2], [1]]


def test_fold_keeps_a_tally() -> None:
    engine = load(SUM)
    assert (engine.tally, engine.action(1), engine.action(2), engine.tally) == (10.0, 11.0, 13.0, 13.0)


def test_tallies_are_merged() -> None:
    one, two = load(SUM), load(SUM)
    one.action(1)
    two.action(2)
    assert one.merge(one.tally, two.tally) == 13.0
    assert one.tally == 13.0
    assert one.action(1) == 14.0


def test_a_tally_can_be_set_and_must_fit() -> None:
    engine = load(SUM)
    engine.tally = 5
    assert engine.action(1) == 6.0
    with pytest.raises(PfaInputError, match="expected double, got string 'x' - at \\$"):
        engine.tally = "x"
    assert failure(engine.merge, 1.0, None).place == "$"


def test_a_tally_that_is_a_container_is_a_copy() -> None:
    fold = document({"a.append": ["tally", "input"]}, "int", INTS, method="fold", zero=[], merge={"a.concat": ["tallyOne", "tallyTwo"]})
    engine = load(fold)
    first = engine.action(1)
    first.append(99)
    engine.tally.append(98)
    assert engine.action(2) == [1, 2]
    assert load(fold).action(3) == [3]


# ---------------------------------------------------------------------------------------------- routines


def test_begin_action_and_end_share_cells() -> None:
    engine = load(document(COUNT, "null", "int", begin={"cell": "c", "to": 10}, end={"cell": "c", "to": 100}, cells=COUNTER))
    engine.begin()
    assert [engine.action(None), engine.action(None)] == [11, 12]
    engine.end()
    assert engine.cells() == {"c": 100}


def test_the_predefined_symbols() -> None:
    logged: list[Any] = []
    engine = load_many(
        document(
            {"log": ["name", "version", "instance", {"map.keys": "metadata"}, "actionsStarted", "actionsFinished"]},
            "null",
            "null",
            name="Model",
            version=7,
            metadata={"author": "me"},
        ),
        3,
    )[2]
    engine.log = lambda values, namespace: logged.append((values, namespace))
    engine.action(None)
    assert logged == [(["Model", 7, 2, ["author"], 1, 0], None)]


def test_a_log_has_encoded_values_and_its_namespace() -> None:
    logged: list[Any] = []
    engine = load(document([{"log": ["input", {"try": "input"}], "namespace": "here"}, 1], POINT, "int"))
    engine.log = lambda values, namespace: logged.append((values, namespace))
    point = {"x": 1.0, "y": 2.0}
    engine.action(point)
    assert logged == [([point, {"Point": point}], "here")]


@pytest.mark.parametrize("method", ["map", "emit", "fold"])
def test_actions_are_counted_also_failed_ones(method: str) -> None:
    action: Any = [{"log": ["actionsStarted", "actionsFinished"]}, FAIL]
    more: dict[str, Any] = {"zero": 0.0, "merge": 0.0} if method == "fold" else {}
    if method == "emit":
        action[1] = {"emit": FAIL}
    engine = load(document(action, method=method, end={"log": ["actionsStarted", "actionsFinished"]}, **more))
    counts: list[list[int]] = []
    engine.log = lambda values, _: counts.append(values)
    attempt(engine, 1, -1, 2, "no number", 3)
    engine.end()
    assert counts[:3] == [[1, 0], [2, 1], [3, 1]]
    assert counts[-1][1] == 3


# ------------------------------------------------------------------------------------------------- state


def test_a_failed_action_rolls_back_what_asks_for_it() -> None:
    cells = {"back": {"type": "int", "init": 0, "rollback": True}, "kept": {"type": "int", "init": 0}}
    pools = {"back": {"type": "int", "init": {"a": 1}, "rollback": True}, "kept": {"type": "int", "init": {"a": 1}}}
    change: list[Any] = [{"cell": name, "to": INCREMENT} for name in cells]
    change += [{"pool": name, "path": [["a"]], "to": INCREMENT, "init": 0} for name in pools]
    change += [{"pool": name, "path": [["new"]], "to": INCREMENT, "init": 0} for name in pools]
    engine = load(document([*change, FAIL], cells=cells, pools=pools))
    attempt(engine, -1, -1)
    assert engine.cells() == {"back": 0, "kept": 2}
    assert engine.pools() == {"back": {"a": 1}, "kept": {"a": 3, "new": 2}}
    engine.action(1)
    assert engine.cells() == {"back": 1, "kept": 3}
    assert engine.pools() == {"back": {"a": 2, "new": 1}, "kept": {"a": 4, "new": 3}}
    attempt(engine, -1, "no number")
    assert engine.cells()["back"] == 1
    assert engine.pools()["back"] == {"a": 2, "new": 1}


def test_a_deleted_item_comes_back_with_the_rollback() -> None:
    pools = {"p": {"type": "int", "init": {"a": 1}, "rollback": True}}
    engine = load(document([{"pool": "p", "del": ["a"]}, FAIL], pools=pools))
    attempt(engine, -1)
    assert engine.pools() == {"p": {"a": 1}}
    attempt(engine, 1)
    assert engine.pools() == {"p": {}}


def test_a_try_does_not_undo_what_was_done() -> None:
    engine = load(document([{"try": [COUNT, {"error": "no"}]}, {"cell": "c"}], "null", "int", cells=COUNTER))
    assert [engine.action(None), engine.action(None)] == [1, 2]


def test_a_snapshot_continues_where_the_engine_was() -> None:
    cells = {"c": {"type": "int", "init": 0}, "seen": {"type": ["null", "double"], "init": None}, "fixed": {"type": POINT, "init": {"x": 1, "y": 2}}}
    pools = {"p": {"type": {"type": "array", "items": "double"}, "init": {}}}
    action = [
        {"cell": "seen", "to": "input"},
        {"pool": "p", "path": [["all"]], "to": {"params": [{"x": DOUBLES}], "ret": DOUBLES, "do": {"a.append": ["x", 0.5]}}, "init": {"type": DOUBLES, "value": []}},
        COUNT,
    ]
    engine = load(document(action, "double", "int", cells=cells, pools=pools))
    for x in (1.0, 2.0):
        engine.action(x)
    snapshot = engine.snapshot()
    assert json.loads(json.dumps(snapshot, allow_nan=False)) == snapshot
    again = load(snapshot)
    assert again.cells() == engine.cells() == {"c": 2, "seen": {"double": 2.0}, "fixed": {"x": 1.0, "y": 2.0}}
    assert again.pools() == engine.pools()
    assert [again.action(3.0), engine.action(3.0)] == [3, 3]
    assert again.snapshot() == engine.snapshot()
    assert snapshot["cells"]["c"]["init"] == 2


def test_a_snapshot_holds_what_json_has_no_number_for() -> None:
    engine = load(document({"cell": "c", "to": {"/": ["input", 0]}}, cells={"c": {"type": "double", "init": 0}}))
    for x in (0.0, 1.0, -1.0):
        before = engine.action(x)
        snapshot = json.loads(json.dumps(engine.snapshot(), allow_nan=False))
        assert repr(load(snapshot).cells()["c"]) == repr(before)


def test_a_snapshot_of_boxed_unions_and_bytes() -> None:
    kind = {"type": "array", "items": ["int", "long", "bytes"]}
    engine = load(document({"cell": "c", "to": "input"}, kind, kind, cells={"c": {"type": kind, "init": []}}))
    engine.action([1, {"long": 1}, b"\xff"])
    assert load(engine.snapshot()).cells() == engine.cells() == {"c": [{"int": 1}, {"long": 1}, {"bytes": b"\xff"}]}


def test_results_never_change_the_engine() -> None:
    cells = {"fixed": {"type": RECORDS, "init": {"values": [1]}}, "moving": {"type": "Row", "init": {"values": [2]}}}
    action = {
        "type": {"type": "array", "items": "Row"},
        "new": [{"cell": "fixed"}, {"cell": "moving"}, {"type": "Row", "value": {"values": [3]}}, {"cell": "moving", "to": "input"}],
    }
    engine = load(document(action, "Row", {"type": "array", "items": "Row"}, cells=cells))
    engine.begin()
    datum = {"values": [2.0]}
    first = engine.action(datum)
    expected = copy.deepcopy(first)
    for row in first:
        row["values"].append(99.0)
    first.clear()
    datum["values"].append(99.0)
    engine.cells()["moving"]["values"].append(99.0)
    engine.snapshot()["cells"]["moving"]["init"]["values"].append(99.0)
    assert engine.action({"values": [2.0]}) == expected


@pytest.mark.parametrize("output", [DOUBLES, {"type": "map", "values": "double"}, RECORDS, ["null", DOUBLES]])
def test_a_datum_that_is_the_result_is_copied(output: Any) -> None:
    datum: Any = {"values": [1.0]} if output is RECORDS else {"a": 1.0} if isinstance(output, dict) and "values" in output else [1.0]
    engine = load(document("input", output, output))
    found = engine.action(datum)
    before = copy.deepcopy(datum)
    inner = found["array"] if isinstance(output, list) else found
    inner.clear()
    assert datum == before


def test_constant_results_are_new_each_time() -> None:
    engine = load(document({"type": DOUBLES, "value": [1, 2]}, "null", DOUBLES))
    engine.action(None).append(3.0)
    assert engine.action(None) == [1.0, 2.0]
    engine = load(document([{"let": {"x": {"type": DOUBLES, "new": [1, 2]}}}, "x"], "null", DOUBLES))
    engine.action(None).append(3.0)
    assert engine.action(None) == [1.0, 2.0]
    branch = {"if": "input", "then": {"type": DOUBLES, "value": []}, "else": {"cell": "c"}}
    engine = load(document(branch, "boolean", DOUBLES, cells={"c": {"type": DOUBLES, "init": []}}))
    for flag in (True, False):
        engine.action(flag).append(1.0)
        assert engine.action(flag) == []


def test_the_document_given_is_neither_changed_nor_kept() -> None:
    given = document(COUNT, "null", "int", cells=copy.deepcopy(COUNTER))
    before = copy.deepcopy(given)
    engine = load(given)
    engine.action(None)
    engine.snapshot()
    assert given == before
    given["cells"]["c"]["init"] = "changed"
    assert engine.action(None) == 2
    assert engine.snapshot()["cells"]["c"]["init"] == 2
    embedded = [1]
    engine = load(document({"cell": "c"}, "null", INTS, cells={"c": {"type": INTS, "init": embedded}}))
    embedded.append(2)
    assert engine.action(None) == [1]


def test_what_an_engine_knows_of_itself() -> None:
    engine = load(document({"+": ["input", 1]}, "int", "double", name="Model"))
    assert (engine.input_type, engine.output_type, engine.instance) == (INT, DOUBLE, 0)
    assert engine.document.name == "Model"
    assert "def action(datum):" in engine.code


# ------------------------------------------------------------------------------------------------ sharing


def test_engines_share_what_the_document_shares() -> None:
    cells = {"shared": {"type": "int", "init": 0, "shared": True}, "own": {"type": "int", "init": 0}}
    pools = {"shared": {"type": "int", "init": {}, "shared": True}, "own": {"type": "int", "init": {}}}
    change: list[Any] = [{"cell": name, "to": INCREMENT} for name in cells]
    change += [{"pool": name, "path": [["a"]], "to": INCREMENT, "init": 0} for name in pools]
    one, two = load_many(document(change, "null", "int", cells=cells, pools=pools), 2)
    for engine in (one, two, two):
        engine.action(None)
    assert (one.cells(), two.cells()) == ({"shared": 3, "own": 1}, {"shared": 3, "own": 2})
    assert (one.pools()["shared"], two.pools()["own"]) == ({"a": 3}, {"a": 2})
    assert [one.instance, two.instance] == [0, 1]


def test_engines_loaded_apart_share_nothing() -> None:
    shared = {"c": {"type": "int", "init": 0, "shared": True}}
    given = document(COUNT, "null", "int", cells=shared)
    one, two = load(given), load(given)
    one.action(None)
    assert (one.cells(), two.cells()) == ({"c": 1}, {"c": 0})


def test_folds_have_their_own_tallies() -> None:
    one, two = load_many(SUM, 2)
    one.action(1)
    assert (one.tally, two.tally) == (11.0, 10.0)


def hammered(engines: list[Engine], data: Callable[[int], Any], times: int) -> None:
    ready = Barrier(len(engines))

    def run(engine: Engine) -> None:
        ready.wait()
        for i in range(times):
            engine.action(data(i))

    threads = [Thread(target=run, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_no_update_is_lost_between_engines_on_threads() -> None:
    cells = {"c": {"type": "int", "init": 0, "shared": True}}
    pools = {"p": {"type": "int", "init": {}, "shared": True}}
    add = {"pool": "p", "path": ["input"], "to": INCREMENT, "init": 0}
    engines = load_many(document([COUNT, add], "string", "int", cells=cells, pools=pools), 4)
    hammered(engines, lambda i: "abc"[i % 3], 600)
    assert engines[0].cells() == {"c": 2400}
    assert engines[3].pools() == {"p": {"a": 800, "b": 800, "c": 800}}


def test_a_reader_sees_whole_values_while_others_write() -> None:
    pair = {"type": "record", "name": "Pair", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}]}
    cells = {"c": {"type": pair, "init": {"a": 0, "b": 0}, "shared": True}}
    put = {"cell": "c", "to": {"type": "Pair", "new": {"a": "input", "b": "input"}}}
    writer, reader, *_ = load_many(document({"if": {"<": ["input", 0]}, "then": {"cell": "c"}, "else": put}, "int", "Pair", cells=cells), 2)
    torn = []

    def read() -> None:
        for _ in range(1500):
            pair = reader.action(-1)
            torn.extend([pair] if pair["a"] != pair["b"] else [])

    thread = Thread(target=read)
    thread.start()
    for i in range(1500):
        writer.action(i)
    thread.join(30)
    assert not thread.is_alive()
    assert torn == []


# --------------------------------------------------------------------------------------------- randomness

SHUFFLE = document({"a.shuffle": {"type": INTS, "value": list(range(20))}}, "null", INTS)


def test_the_same_seed_gives_the_same_numbers() -> None:
    seeded = {**SHUFFLE, "randseed": 12345}
    one, two = load(seeded), load(seeded)
    first = [one.action(None) for _ in range(3)]
    assert first == [two.action(None) for _ in range(3)]
    assert first[0] != first[1]
    assert load({**seeded, "randseed": 12346}).action(None) != first[0]


def test_engines_of_one_document_have_their_own_numbers() -> None:
    seeded = {**SHUFFLE, "randseed": 12345}
    first = [engine.action(None) for engine in load_many(seeded, 3)]
    assert len({tuple(found) for found in first}) == 3
    assert first == [engine.action(None) for engine in load_many(seeded, 3)]


def test_without_a_seed_numbers_differ() -> None:
    assert load(SHUFFLE).action(None) != load(SHUFFLE).action(None)


# ------------------------------------------------------------------------------------------------- errors

FAILING: list[tuple[Any, dict[str, Any], str]] = [
    ([{"error": "no", "code": -3}, 1.0], {}, "no - at $.action[0]"),
    ([1, {"do": [{"error": "no"}]}, 1.0], {}, "no - at $.action[1].do[0]"),
    ({"a.head": {"type": DOUBLES, "value": []}}, {}, "empty array (a.head, error 15020) - at $.action"),
    ({"+": [1.0, {"a.head": {"type": DOUBLES, "new": []}}]}, {}, "empty array (a.head, error 15020) - at $.action.+[1]"),
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
    ([{"pool": "p", "del": ["a"]}, {"pool": "p", "path": [["a"]]}], {}, "map key not found (error 2009) - at $.action[1]"),
    ({"u.f": 1}, {}, "empty array (a.head, error 15020) - at $.fcns.f.do"),
    ({"a.max": {"a.map": [{"type": DOUBLES, "new": [1]}, {"fcn": "u.f"}]}}, {}, "empty array (a.head, error 15020) - at $.fcns.f.do"),
    ([{"+": [2**31 - 1, {"a.len": {"type": DOUBLES, "new": [1]}}]}, 1.0], {}, "int overflow (+, error 18000) - at $.action[0]"),
]


@pytest.mark.parametrize(("action", "more", "text"), FAILING, ids=[f"{i} {text[:40]}" for i, (_, _, text) in enumerate(FAILING)])
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
    trying = {"try": {"if": "input", "then": {"error": "no", "code": -3}, "else": {"a.head": {"type": INTS, "new": []}}}}
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
