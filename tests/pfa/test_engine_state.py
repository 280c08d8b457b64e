"""Cells and pools of running engines: rollback, snapshots, copies, sharing between threads."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest

from scorelet.errors import PfaError
from scorelet.pfa import Engine, load, load_many
from scorelet.pfa.types import DOUBLE, INT
from tests.pfa.documents import COUNT, COUNTER, DOUBLES, INCREMENT, INTS, POINT, document

RECORDS = {"type": "record", "name": "Row", "fields": [{"name": "values", "type": DOUBLES}]}
FAIL = {"if": {"<": ["input", 0]}, "then": {"error": "negative", "code": -7}, "else": "input"}
SUM = document({"+": ["input", "tally"]}, method="fold", zero=10.0, merge={"-": [{"+": ["tallyOne", "tallyTwo"]}, 10]})


def attempt(engine: Engine, *data: Any) -> None:
    """Score what may fail."""
    for datum in data:
        try:
            engine.action(datum)
        except PfaError:
            continue


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
    cells = {
        "c": {"type": "int", "init": 0},
        "seen": {"type": ["null", "double"], "init": None},
        "fixed": {"type": POINT, "init": {"x": 1, "y": 2}},
    }
    pools = {"p": {"type": {"type": "array", "items": "double"}, "init": {}}}
    action = [
        {"cell": "seen", "to": "input"},
        {
            "pool": "p",
            "path": [["all"]],
            "to": {"params": [{"x": DOUBLES}], "ret": DOUBLES, "do": {"a.append": ["x", 0.5]}},
            "init": {"type": DOUBLES, "value": []},
        },
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
        "new": [
            {"cell": "fixed"},
            {"cell": "moving"},
            {"type": "Row", "value": {"values": [3]}},
            {"cell": "moving", "to": "input"},
        ],
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
    datum: Any = (
        {"values": [1.0]}
        if output is RECORDS
        else {"a": 1.0}
        if isinstance(output, dict) and "values" in output
        else [1.0]
    )
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
    writer, reader, *_ = load_many(
        document({"if": {"<": ["input", 0]}, "then": {"cell": "c"}, "else": put}, "int", "Pair", cells=cells), 2
    )
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


def test_a_snapshot_needs_no_side_files(tmp_path: Path) -> None:
    (tmp_path / "three.json").write_text("3")
    side = {"type": "int", "init": "three.json", "source": "json"}
    (tmp_path / "model.pfa").write_text(
        json.dumps(document({"+": [{"cell": "fixed"}, COUNT]}, "null", "int", cells={**COUNTER, "fixed": side}))
    )
    engine = load(tmp_path / "model.pfa")
    assert engine.action(None) == 4
    assert load(engine.snapshot()).action(None) == 5


def test_an_engine_with_what_the_host_added_knows_itself() -> None:
    engine = load(document("version", "null", "int", cells=COUNTER), version=3)
    assert engine.action(None) == 3
    assert engine.cells() == {"c": 0}
    assert "return 3" in engine.code
    assert load(engine.snapshot(), version=3).action(None) == 3
