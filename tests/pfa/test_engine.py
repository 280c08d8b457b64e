"""The running engine: phases, state, errors, sharing, randomness."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.errors import PfaError, PfaInputError
from scorelet.pfa import Engine, load, load_many
from tests.pfa.documents import COUNT, COUNTER, DOUBLES, INTS, POINT, document, failure

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


# ----------------------------------------------------------------------------------------------- methods


def test_map_returns_the_result() -> None:
    engine = load(document({"+": ["input", 1]}))
    assert [engine.action(x) for x in (1, 2.5)] == [2.0, 3.5]
    engine.begin()
    engine.end()
    assert engine.tally is None


def test_emit_hands_each_value_over_and_returns_nothing() -> None:
    engine = load(
        document([{"emit": "input"}, {"if": {">": ["input", 1]}, "then": {"emit": {"*": ["input", 2]}}}], method="emit")
    )
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
    engine = load(
        document({"emit": {"cell": "c"}}, "null", INTS, method="emit", cells={"c": {"type": INTS, "init": [1]}})
    )
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
    fold = document(
        {"a.append": ["tally", "input"]},
        "int",
        INTS,
        method="fold",
        zero=[],
        merge={"a.concat": ["tallyOne", "tallyTwo"]},
    )
    engine = load(fold)
    first = engine.action(1)
    first.append(99)
    engine.tally.append(98)
    assert engine.action(2) == [1, 2]
    assert load(fold).action(3) == [3]


# ---------------------------------------------------------------------------------------------- routines


def test_begin_action_and_end_share_cells() -> None:
    engine = load(
        document(COUNT, "null", "int", begin={"cell": "c", "to": 10}, end={"cell": "c", "to": 100}, cells=COUNTER)
    )
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
