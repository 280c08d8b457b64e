"""Constant trees and forests, as code, as loops or left to the library, say what trees that change say."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scorelet.pfa import Engine, load
from scorelet.pfa.lower import ensembles, trees
from tests.pfa.documents import said
from tests.pfa.fuzz.choices import Choices, drawn, seeded
from tests.pfa.lower.forests import Plan, chain, document, plain_document, plan, rows, tree
from tests.pfa.lower.twins import agreeing, called, done, twin_of

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
QUICK = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=SLOW,
    phases=(Phase.explicit, Phase.generate),
)
ONE = {"field": "x", "operator": "<", "value": 1, "pass": {"double": 1.0}, "fail": {"double": 2.0}}


@st.composite
def choices(draw: Any) -> Choices:
    return drawn(draw)


def tried(choose: Choices) -> Engine:
    of = plan(choose)
    made = document(choose, of)
    return agreeing(made, rows(choose, of, 8))


def way(engine: Engine) -> str:
    """What became of the trees."""
    if any(name.startswith("model.tree.") for name in called(engine)):
        return "library"
    return "loop" if "while node" in engine.code else "code"


def plan_of(walk: str = "tree", value: tuple[str, ...] = ("double",), score: str = "double", **fields: str) -> Plan:
    nullable = frozenset(fields) if walk == "missing" else frozenset()
    return Plan(fields or {"x": "double"}, value, (score,) * 3, nullable, walk, odd=False)


@QUICK
@given(choices())
def test_small_forests(choose: Choices) -> None:
    tried(choose)


@QUICK
@given(choices(), st.sampled_from([0, 5]))
def test_big_forests(choose: Choices, most: int) -> None:
    """Of more nodes than are to be code; the first forest of a document may still be small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "MAX_NODES", most)
        patch.setattr(ensembles, "MAX_NODES", most)
        tried(choose)


@pytest.mark.slow
@pytest.mark.parametrize("most", [0, 5, 20_000])
@pytest.mark.parametrize("block", range(20))
def test_forests_many_times(block: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "MAX_NODES", most)
    monkeypatch.setattr(ensembles, "MAX_NODES", most)
    for seed in range(block * 500, (block + 1) * 500):
        try:
            tried(seeded(seed))
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


def test_the_random_forests_go_all_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    def ways() -> dict[str, int]:
        found = [way(load(document(choose, plan(choose)))) for choose in map(seeded, _SEEDS)]
        return {name: found.count(name) for name in ("code", "loop", "library")}

    small = ways()
    assert small["code"] > 20
    assert small["library"] > 20
    assert small["loop"] == 0
    monkeypatch.setattr(trees, "MAX_NODES", 0)
    monkeypatch.setattr(ensembles, "MAX_NODES", 0)
    assert ways()["loop"] > 20


_SEEDS = range(100)


@pytest.mark.parametrize("walk", ["tree", "walk", "missing"])
@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("length", [5, 39, 40, 41, 80])
def test_deep_trees_become_loops(walk: str, several: bool, length: int) -> None:
    of = plan_of(walk)
    grown = [chain(of, length), *([chain(of, 3)] if several else [])]
    given = [{"x": float(x)} for x in (-1, 0, 0.5, 1, 2.5, 38, 39, 40, 41, 80, math.nan, math.inf)]
    engine = agreeing(plain_document(of, *grown), [*given, {"x": None}, {"x": {"double": 3}}, {"x": 3}])
    assert way(engine) == ("loop" if length > trees.MAX_DEPTH else "code")


@pytest.mark.parametrize(
    ("kinds", "value", "found"),
    [
        (("double", "double"), ("double",), "code"),
        (("int", "long"), ("double",), "code"),
        (("float", "int"), ("int", "double", "string"), "code"),
        (("string", "double"), ("string", "array of string", "double"), "code"),
        (("boolean", "boolean"), ("boolean",), "code"),
        (("Color", "Color"), ("Color",), "library"),
        (("string", "double"), ("double",), "library"),
        (("string", "string"), ("null", "double", "string"), "code"),
    ],
)
@pytest.mark.parametrize("walk", ["tree", "missing"])
def test_what_becomes_code(kinds: tuple[str, str], value: tuple[str, ...], found: str, walk: str) -> None:
    of = plan_of(walk, value, x=kinds[0], y=kinds[1])
    for seed in range(12):
        choose = seeded(seed)
        engine = agreeing(plain_document(of, _both_fields(choose, of)), rows(choose, of, 20))
        assert way(engine) == found


def _both_fields(choose: Choices, of: Plan) -> Any:
    """A tree that tests each field at least once, not only by the operators that always say the same."""
    while True:
        grown = tree(choose, of, 3)
        tests = _tests(grown)
        compared = {field for field, operator, _ in tests if not operator.startswith("always")}
        if compared == set(of.fields) and ("null" not in of.value or all(value is not None for _, _, value in tests)):
            return grown


def _tests(node: Any) -> list[tuple[str, str, Any]]:
    below = [node[branch] for branch in ("pass", "fail", "missing") if branch in node]
    found = [test for branch in below if "TreeNode" in branch for test in _tests(branch["TreeNode"])]
    return [(node["field"], node["operator"], node["value"]), *found]


def test_a_threshold_that_is_no_number() -> None:
    of = plan_of()
    given = [{"x": x} for x in (math.nan, math.inf, -math.inf, 0.0, -0.0, 1)]
    for value in ("NaN", "Infinity", "-Infinity", -0.0, 0, 2**60):
        for operator in ("<", "<=", ">", ">=", "==", "!="):
            engine = agreeing(plain_document(of, {**ONE, "operator": operator, "value": value}), given)
            assert way(engine) == "code"


def test_an_ensemble_of_many_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ensembles, "MAX_TREES", 3)
    of = plan_of("missing")
    grown = [tree(seeded(seed), of, 2) for seed in range(4)]
    given = rows(seeded(0), of, 20)
    assert way(agreeing(plain_document(of, *grown), given)) == "loop"
    assert way(agreeing(plain_document(of, *grown[:3]), given)) == "code"


def test_an_ensemble_of_no_trees() -> None:
    made = plain_document(plan_of(), ONE, ONE)
    made["cells"]["c"]["init"] = []
    agreeing({**made, "action": made["action"]["a.sum"], "output": {"type": "array", "items": "double"}}, [{"x": 1}])


def test_trees_over_named_types_that_the_datum_has_too() -> None:
    of = plan_of("walk", ("Color",), x="Color")
    grown = {**ONE, "value": "green"}
    assert agreeing(plain_document(of, grown), [{"x": "red"}, {"x": "blue"}]).action({"x": "red"}) == 1.0


# ------------------------------------------------------------------------------------- trees that are wrong

BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"field": "z"}, "expected enum Fields (one of 'x', 'y'), got string 'z' - at {}.field"),
    ({"field": ["x"]}, "expected enum Fields (one of 'x', 'y'), got an array of 1 - at {}.field"),
    ({"operator": 3}, "expected string, got int 3 - at {}.operator"),
    ({"value": "a"}, "expected double, got string 'a' - at {}.value"),
    ({"value": None}, "expected double, got null - at {}.value"),
    ({"pass": {"double": "a"}}, "expected double, got string 'a' - at {}.pass.double"),
    ({"fail": {"double": None}}, "expected double, got null - at {}.fail.double"),
    ({"fail": {"TreeNode": 3}}, "expected record TreeNode, got int 3 - at {}.fail.TreeNode"),
    ({"pass": {"TreeNode": []}}, "expected record TreeNode, got an array of 0 - at {}.pass.TreeNode"),
    (
        {"pass": {"string": "a"}},
        "UNION, got an object with 'string' - at {}.pass",
    ),
    ({"pass": None}, "UNION, got null - at {}.pass"),
    ({"pass": True}, "UNION, got true - at {}.pass"),
]


def _said(text: str, place: str) -> str:
    return text.replace("UNION", "expected union of {{record TreeNode, double}}").format(place)


@pytest.mark.parametrize(("wrong", "text"), BROKEN, ids=[text for _, text in BROKEN])
@pytest.mark.parametrize("several", [False, True])
def test_a_broken_tree_says_where(wrong: dict[str, Any], text: str, several: bool) -> None:
    of = plan_of(x="double", y="double")
    node = {**ONE, "value": 1.0}
    for steps in ((), ("pass",), ("fail", "pass"), ("fail",) * 30):
        broken: Any = {**node, **wrong}
        for step in reversed(steps):
            broken = {**node, step: {"TreeNode": broken}}
        grown = [node, node, broken] if several else [broken]
        place = "$.cells.c.init" + ("[2]" if several else "") + "".join(f".{step}.TreeNode" for step in steps)
        made = plain_document(of, *grown)
        assert said(load, made) == ("PfaSemanticError", _said(text, place))
        assert said(load, twin_of(made)) == ("PfaSemanticError", _said(text, place))


@pytest.mark.parametrize("missing", ["field", "operator", "value", "pass", "fail"])
def test_a_node_without_a_field_says_where(missing: str) -> None:
    broken = {name: value for name, value in ONE.items() if name != missing}
    made = plain_document(plan_of(), {**ONE, "fail": {"TreeNode": broken}})
    kind, text = said(load, made)
    assert kind == "PfaSemanticError"
    assert text.startswith(f"expected record TreeNode with field '{missing}', got an object with ")
    assert text.endswith(" - at $.cells.c.init.fail.TreeNode")
    assert said(load, twin_of(made)) == (kind, text)


@pytest.mark.parametrize("several", [False, True])
def test_what_is_beside_a_tree_is_checked_too(several: bool) -> None:
    made = plain_document(plan_of(), *([ONE, {**ONE, "note": 3}] if several else [{**ONE, "note": 3}]))
    kind = made["cells"]["c"]["type"]
    (kind["items"] if several else kind)["fields"].append({"name": "note", "type": "string"})
    for node in made["cells"]["c"]["init"] if several else ():
        node.setdefault("note", "fine")
    place = "$.cells.c.init[1].note" if several else "$.cells.c.init.note"
    assert said(load, made) == ("PfaSemanticError", f"expected string, got int 3 - at {place}")


def test_an_operator_that_is_none_fails_where_it_is_met() -> None:
    grown = {**ONE, "fail": {"TreeNode": {**ONE, "operator": "~"}}}
    engine = agreeing(plain_document(plan_of(), grown), [{"x": 0}, {"x": 1}])
    assert done(engine, {"x": 1}) == ("error", "PfaRuntimeError", 32060)
