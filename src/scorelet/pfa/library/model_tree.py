"""model.tree.*: decision and regression trees (specification 26.2).

A tree node names a field of the datum, an operator and a value. What a test means depends on the type that
the field's value has and the type that the node's value has, after both unions (if they are unions) have been
resolved to one member. `comparison` decides that, once for each such combination:

    ==  !=  <  <=  >  >=    both are numbers: as numbers, a NaN being neither less nor greater nor equal;
                            the field's type is acceptable where V, the declared type of the node's value, is
                            expected: in V's order, in which members of a union come by their place;
                            anything else is an error
    in  notIn               the node's value is an array, and some item equals the field's value; which items
                            may be compared with it is decided by the same rule
    alwaysTrue alwaysFalse  the value is not looked at
    isMissing notMissing    whether the field's value is null (not in `missingTest`, which answers null then)

The functions here take trees that are known only at run time. They look a combination up by the classes of the
two values, so a node costs one dictionary access and one comparison. Trees that are constants are compiled
instead, with the same `comparison`.
"""

from __future__ import annotations

import operator as python
from collections.abc import Callable, Mapping
from typing import Any

from scorelet.pfa.acceptance import accepts
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.ordering import comparator, equality
from scorelet.pfa.types import DOUBLE, FLOAT, INT, LONG, NULL, NUMBERS, Array, Record, Type, Union, members
from scorelet.pfa.values import class_of

Test = Callable[[Any, Any], bool]
"""Of the field's value and the node's value, both without the tag of a union."""

Kind = type | str
"""What tells the members of a union apart: the class of a bare value, the tag of a tagged one."""

ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": python.eq,
    "!=": python.ne,
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
}
CONTAINED = ("in", "notIn")
CONSTANT: Mapping[str, bool] = {"alwaysTrue": True, "alwaysFalse": False}
MISSING = ("isMissing", "notMissing")

OPERATORS = frozenset((*ORDERED, *CONTAINED, *CONSTANT, *MISSING))
MISSING_TEST_OPERATORS = OPERATORS - frozenset(MISSING)


class BadValueType(Exception):
    """The field and the node's value cannot be compared (error codes 32001, 32011, 32061)."""


# ------------------------------------------------------------------------------ what a comparison means


def comparison(operator: str, field: Type, value: Type, declared: Type) -> Test:
    """The test that `operator`, one of OPERATORS, stands for.

    `field` and `value` are the types of the two values, no unions; `declared` is the type V of the node's field
    `value`. Raises BadValueType. Where `by_python` holds, the test is the operator as Python has it.
    """
    if operator in CONSTANT:
        result = CONSTANT[operator]
        return lambda _x, _v: result
    if operator in MISSING:
        result = (field is NULL) == (operator == "isMissing")
        return lambda _x, _v: result
    if operator in CONTAINED:
        return _containment(operator, field, value)
    if by_python(operator, field, value, declared):
        return ORDERED[operator]
    return _ordered(operator, field, value, declared)


def by_python(operator: str, field: Type, value: Type, declared: Type) -> bool:
    """Whether the test is Python's own operator: ``x < v``, ``x == v``, ``x in v``, ``x not in v``, and so on."""
    if operator in CONTAINED:
        return isinstance(value, Array) and _plain(field, value.items) and accepts(value.items, field)
    if operator not in ORDERED:
        return False
    if field in NUMBERS and value in NUMBERS:
        return True
    return _plain(field, value) and field.tag == value.tag and accepts(declared, field)


def _plain(field: Type, value: Type) -> bool:
    """Whether Python orders and equates values of these types as Avro does."""
    return all(t in NUMBERS or t.tag in ("boolean", "string", "bytes") for t in (field, value))


def _ordered(operator: str, field: Type, value: Type, declared: Type) -> Test:
    places = members(declared)
    place = _place(field, places)
    test = ORDERED[operator]
    distance = place - _place(value, places)
    if distance:
        result = test(distance, 0)
        return lambda _x, _v: result
    if operator in ("==", "!="):
        equal = equality(places[place])
        return equal if operator == "==" else lambda x, v: not equal(x, v)
    compare = comparator(places[place])
    return lambda x, v: test(compare(x, v), 0)


def _place(t: Type, places: tuple[Type, ...]) -> int:
    """The place in a union of the member that takes values of type `t`; its own member first."""
    exact = [i for i, member in enumerate(places) if member == t]
    fitting = exact or [i for i, member in enumerate(places) if accepts(member, t)]
    if not fitting:
        raise BadValueType
    return fitting[0]


def _containment(operator: str, field: Type, value: Type) -> Test:
    if not isinstance(value, Array):
        raise BadValueType
    items = value.items
    negated = operator == "notIn"
    if _plain(field, items) and (accepts(items, field) or (field in NUMBERS and items in NUMBERS)):
        return (lambda x, v: x not in v) if negated else (lambda x, v: x in v)
    equal = _item_tests(field, items)

    def contained(x: Any, v: list[Any]) -> bool:
        for item in v:
            kind, item = untagged(item)
            if equal[kind](x, item):
                return not negated
        return negated

    return contained


def _item_tests(field: Type, items: Type) -> Mapping[Kind, Test]:
    """How the field's value is compared with an item, by the item's kind."""
    numbers = field in NUMBERS and any(member in NUMBERS for member in members(items))
    if not numbers and not accepts(items, field):
        raise BadValueType
    return {kind: _item_test(field, member, items) for kind, member in kinds(items).items()}


def _item_test(field: Type, member: Type, items: Type) -> Test:
    try:
        return comparison("==", field, member, items)
    except BadValueType:
        # The field is a number which some other member of the union can be compared with.
        return lambda _x, _v: False


def kinds(t: Type) -> Mapping[Kind, Type]:
    """The type of a value of type `t` by its kind: by tag and by class, since only some members are tagged."""
    found: dict[Kind, Type] = {class_of(member): member for member in members(t)}
    if isinstance(t, Union):
        found.update((member.tag, member) for member in t.types)
    return found


def untagged(value: Any) -> tuple[Kind, Any]:
    """The kind of a value and the value without its tag."""
    if value.__class__ is tuple:
        return value
    return value.__class__, value


# -------------------------------------------------------------------------------------------- the tests


def _tester(name: str, call: Call, operators: frozenset[str], invalid: int, bad: int) -> Callable[[Any, Any], bool]:
    """The function of a datum and a node that carries out the node's test."""
    fields = {f.name: kinds(f.type) for f in _record(call.args[0]).fields}
    declared = _record(call.args[1]).by_name["value"].type
    values = kinds(declared)
    known: dict[tuple[str, str, Kind, Kind], Test] = {}

    def decide(field: str, operator: str, x: Kind, v: Kind) -> Test:
        if operator not in operators:
            raise failure(name, invalid)
        try:
            found = comparison(operator, fields[field][x], values[v], declared)
        except BadValueType:
            raise failure(name, bad) from None
        known[field, operator, x, v] = found
        return found

    def test(datum: Any, node: Any) -> bool:
        field, operator, x, v = node["field"], node["operator"], datum[node["field"]], node["value"]
        x_kind, v_kind = x.__class__, v.__class__
        if x_kind is tuple:
            x_kind, x = x
        if v_kind is tuple:
            v_kind, v = v
        found = known.get((field, operator, x_kind, v_kind))
        if found is None:
            found = decide(field, operator, x_kind, v_kind)
        return found(x, v)

    return test


_COMPARISON = "any record T with {field: enum F of fields of D, operator: string, value: any V}"


@function(
    "model.tree.simpleTest",
    f"(datum: any record D, comparison: {_COMPARISON}) -> boolean",
    errors={32000: "invalid comparison operator", 32001: "bad value type"},
    typed=True,
)
def simple_test(call: Call) -> Callable[[Any, Any], bool]:
    return _tester("model.tree.simpleTest", call, OPERATORS, 32000, 32001)


@function(
    "model.tree.missingTest",
    f"(datum: any record D, comparison: {_COMPARISON}) -> union {{null, boolean}}",
    errors={32010: "invalid comparison operator", 32011: "bad value type"},
    typed=True,
)
def missing_test(call: Call) -> Callable[[Any, Any], bool | None]:
    test = _tester("model.tree.missingTest", call, MISSING_TEST_OPERATORS, 32010, 32011)
    return lambda datum, node: None if datum[node["field"]] is None else test(datum, node)


@function(
    "model.tree.compoundTest",
    "(datum: any record D, operator: string, comparisons: array of any record T, test: function (D, T) -> boolean)"
    " -> boolean",
    errors={32020: "unrecognized logical operator"},
)
def compound_test(datum: Any, operator: str, comparisons: list[Any], test: Callable[[Any, Any], bool]) -> bool:
    if operator == "and":
        return all(test(datum, c) for c in comparisons)
    if operator == "or":
        return any(test(datum, c) for c in comparisons)
    if operator == "xor":
        return sum([test(datum, c) for c in comparisons]) % 2 == 1
    raise failure("model.tree.compoundTest", 32020)


@function(
    "model.tree.surrogateTest",
    "(datum: any record D, comparisons: array of any record T, missingTest: function (D, T) -> union {null, boolean})"
    " -> boolean",
    errors={32030: "no successful surrogate"},
)
def surrogate_test(datum: Any, comparisons: list[Any], test: Callable[[Any, Any], bool | None]) -> bool:
    for c in comparisons:
        result = test(datum, c)
        if result is not None:
            return result
    raise failure("model.tree.surrogateTest", 32030)


# -------------------------------------------------------------------------------------------- the walks


BRANCHES: Mapping[bool | None, str] = {True: "pass", False: "fail", None: "missing"}
"""The field of the node to go on with, by the outcome of its test."""

Walk = Callable[[Any, Any, Callable[[Any, Any], bool | None]], Any]


def _walker(call: Call) -> Walk:
    """The function that goes from a node to a score.

    A score that is a map or a record looks like a node to Python. Then the branches, unions of both, hold
    tagged values; everywhere else a node is what is a dict.
    """
    node_type = _record(call.args[1])
    branches = [f for f in node_type.fields if f.name in BRANCHES.values()]
    if class_of(call.ret) is dict:
        return _dict_walker(node_type.tag, frozenset(f.name for f in branches if f.type == node_type))
    whole = any(member in (INT, LONG) for f in branches for member in members(f.type))
    to_float = whole and call.ret in (FLOAT, DOUBLE)

    def walk(datum: Any, node: Any, test: Callable[[Any, Any], bool | None]) -> Any:
        while node.__class__ is dict:
            node = node[BRANCHES[test(datum, node)]]
        return float(node) if to_float else node

    return walk


def _dict_walker(node_tag: str, always_nodes: frozenset[str]) -> Walk:
    """`always_nodes` are the branches that cannot hold a score."""

    def walk(datum: Any, node: Any, test: Callable[[Any, Any], bool | None]) -> Any:
        while True:
            branch = BRANCHES[test(datum, node)]
            node = node[branch]
            if node.__class__ is tuple:
                tag, node = node
                if tag != node_tag:
                    return node
            elif branch not in always_nodes:
                return node

    return walk


@function(
    "model.tree.simpleWalk",
    "(datum: any record D, treeNode: any record T with {pass: union {T, any S}, fail: union {T, S}},"
    " test: function (D, T) -> boolean) -> S",
    typed=True,
    specialise="scorelet.pfa.lower.trees:simple_walk",
)
def simple_walk(call: Call) -> Walk:
    return _walker(call)


@function(
    "model.tree.missingWalk",
    "(datum: any record D, treeNode: any record T with {pass: union {T, any S}, fail: union {T, S},"
    " missing: union {T, S}}, test: function (D, T) -> union {null, boolean}) -> S",
    typed=True,
    specialise="scorelet.pfa.lower.trees:missing_walk",
)
def missing_walk(call: Call) -> Walk:
    return _walker(call)


@function(
    "model.tree.simpleTree",
    "(datum: any record D, treeNode: any record T with {field: enum F of fields of D, operator: string, value: any V,"
    " pass: union {T, any S}, fail: union {T, S}}) -> S",
    errors={32060: "invalid comparison operator", 32061: "bad value type"},
    typed=True,
    specialise="scorelet.pfa.lower.trees:simple_tree",
)
def simple_tree(call: Call) -> Callable[[Any, Any], Any]:
    walk = _walker(call)
    test = _tester("model.tree.simpleTree", call, OPERATORS, 32060, 32061)
    return lambda datum, node: walk(datum, node, test)


def _record(t: Type) -> Record:
    if not isinstance(t, Record):
        raise TypeError(f"expected a record type, got {t}")
    return t
