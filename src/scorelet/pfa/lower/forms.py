"""The special forms but for functions and paths: one function per typed node."""

from __future__ import annotations

import ast

from scorelet.pfa import typed as t
from scorelet.pfa import values
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter, Target, storing
from scorelet.pfa.types import BOTTOM, DOUBLE, INT, LONG, NULL

NONE = "NoneType"


def constant(emitter: Emitter, node: t.Constant) -> ast.expr:
    if node.value is None or isinstance(node.value, bool | int | float | str | bytes):
        return b.constant(node.value)
    return b.load(emitter.program.constant(node.value, "constant"))


def get(emitter: Emitter, node: t.Get) -> ast.expr:
    found = emitter.variables.get(node.name)
    if found is None:
        return b.load(emitter.declare(node.name))
    if isinstance(found, ast.Name):
        return b.load(found.id)
    return b.constant(found.value) if isinstance(found, ast.Constant) else found


def convert(emitter: Emitter, node: t.Convert) -> ast.expr:
    value = emitter.expr(node.value)
    given, wanted = node.value.type, node.type
    step = values.convert_step(given, wanted)
    if step is None:
        return value
    if isinstance(value, ast.Constant):
        folded = step(value.value)
        if not isinstance(folded, tuple | list | dict):
            return b.constant(folded)
        return b.load(emitter.program.constant(folded, "constant"))
    if wanted is DOUBLE and given in (INT, LONG):
        return b.call("float", value)
    return b.call(emitter.program.converter(given, wanted), value)


def statement_form(emitter: Emitter, node: t.Typed) -> ast.expr:
    """The value of a node that only has a statement form, through a temporary variable."""
    if node.type is NULL:
        emitter.into(node, b.effect)
        return b.constant(None)
    name = emitter.program.name("t")
    emitter.into(node, storing(name))
    return b.load(name)


# ------------------------------------------------------------------------------------------------ blocks


def block(emitter: Emitter, node: t.Block) -> ast.expr:
    for inner in node.body[:-1]:
        emitter.effect(inner)
    last = node.body[-1]
    value = emitter.expr(last)
    if node.type is NULL and not isinstance(value, ast.Constant):
        emitter.add(b.effect(value), last.at)
        return b.constant(None)
    return value


def block_into(emitter: Emitter, node: t.Block, target: Target) -> None:
    if node.type is NULL and node.body[-1].type is not NULL:
        for inner in node.body:
            emitter.effect(inner)
        emitter.add(target(b.constant(None)), node.at)
        return
    for inner in node.body[:-1]:
        emitter.effect(inner)
    emitter.into(node.body[-1], target)


# ---------------------------------------------------------------------------------------------- branches


def if_(emitter: Emitter, node: t.If) -> ast.expr:
    """``a if c else b`` where both branches are expressions."""
    return _if_from(emitter, node, 0)


def _if_from(emitter: Emitter, node: t.If, i: int) -> ast.expr:
    if i == len(node.cases):
        return emitter.expr(node.otherwise)
    test_node, body_node = node.cases[i]
    test = emitter.expr(test_node)
    body, value = emitter.branch(body_node)
    with emitter.captured() as otherwise:
        other = _if_from(emitter, node, i + 1)
    return choice(emitter, node.at, test, (body, value), (otherwise, other))


def choice(
    emitter: Emitter,
    at: str,
    test: ast.expr,
    then: tuple[list[ast.stmt], ast.expr],
    otherwise: tuple[list[ast.stmt], ast.expr],
) -> ast.expr:
    """Two branches as one expression: a conditional expression, or an `if` statement and a variable."""
    if not then[0] and not otherwise[0]:
        return ast.IfExp(test, then[1], otherwise[1])
    if all(isinstance(value, ast.Constant) and value.value is None for _, value in (then, otherwise)):
        emitter.add(ast.If(test, b.block(then[0]), otherwise[0]), at)
        return b.constant(None)
    name = emitter.program.name("t")
    bodies = [[*statements, b.assign(name, value)] for statements, value in (then, otherwise)]
    emitter.add(ast.If(test, *bodies), at)
    return b.load(name)


def if_into(emitter: Emitter, node: t.If, target: Target) -> None:
    _if_into_from(emitter, node, 0, target)


def _if_into_from(emitter: Emitter, node: t.If, i: int, target: Target) -> None:
    if i == len(node.cases):
        emitter.into(node.otherwise, target)
        return
    test_node, body_node = node.cases[i]
    test = emitter.expr(test_node)
    body = emitter.branch_into(body_node, target)
    with emitter.captured() as otherwise:
        _if_into_from(emitter, node, i + 1, target)
    emitter.add(ast.If(test, b.block(body), otherwise), node.at)


def if_not_null(emitter: Emitter, node: t.IfNotNull) -> ast.expr:
    test = _all_not_null(emitter, node)
    return choice(emitter, node.at, test, emitter.branch(node.body), emitter.branch(node.otherwise))


def if_not_null_into(emitter: Emitter, node: t.IfNotNull, target: Target) -> None:
    test = _all_not_null(emitter, node)
    body = emitter.branch_into(node.body, target)
    emitter.add(ast.If(test, b.block(body), emitter.branch_into(node.otherwise, target)), node.at)


def _all_not_null(emitter: Emitter, node: t.IfNotNull) -> ast.expr:
    """The test, which binds the variables on its way. Without null, every value keeps its representation."""
    found = emitter.all(tuple(value for _, _, value in node.values))
    tests: list[ast.expr] = []
    for (variable, _, source), value in zip(node.values, found, strict=True):
        if isinstance(value, ast.Name) and emitter.once(variable) and _unchanging(emitter, source):
            emitter.alias(variable, value)
            subject: ast.expr = b.load(value.id)
        else:
            subject = b.walrus(emitter.declare(variable), value)
        tests.append(b.compare(subject, ast.IsNot(), b.constant(None)))
    if len(tests) == 1:
        return tests[0]
    # All expressions are evaluated, null or not: their effects and errors do not depend on each other.
    names = [emitter.saved(test, "given") for test in tests]
    return b.all_of(names)


def _unchanging(emitter: Emitter, node: t.Typed) -> bool:
    """Whether the expression is a variable (or a field of the input) that the document binds at most once."""
    if isinstance(node, t.Path):
        node = node.of
    return isinstance(node, t.Get) and emitter.once(node.name)


# -------------------------------------------------------------------------------------------------- loops


def while_into(emitter: Emitter, node: t.While, target: Target) -> None:
    with emitter.nested(node.at):
        before, test = emitter.branch(node.condition)
        with emitter.captured() as body:
            emitter.tick(node.at)
            if before:
                emitter.out += before
                emitter.add(ast.If(b.negation(test), [ast.Break()], []), node.at)
            emitter.effect(node.body)
    emitter.add(ast.While(b.constant(True) if before else test, b.block(body), []), node.at)
    emitter.add(target(b.constant(None)), node.at)


def do_until_into(emitter: Emitter, node: t.DoUntil, target: Target) -> None:
    with emitter.nested(node.at), emitter.captured() as body:
        emitter.tick(node.at)
        emitter.effect(node.body)
        test = emitter.expr(node.condition)
        emitter.add(ast.If(test, [ast.Break()], []), node.at)
    emitter.add(ast.While(b.constant(True), body, []), node.at)
    emitter.add(target(b.constant(None)), node.at)


def for_into(emitter: Emitter, node: t.For, target: Target) -> None:
    emitter.effect(node.init)
    body = t.Block(node.at, NULL, (node.body, node.step))
    while_into(emitter, t.While(node.at, NULL, node.condition, body), target)


def for_each_into(emitter: Emitter, node: t.ForEach, target: Target) -> None:
    array = emitter.expr(node.array)
    name = emitter.declare(node.name)
    with emitter.nested(node.at), emitter.captured() as body:
        emitter.tick(node.at)
        emitter.effect(node.body)
    emitter.add(ast.For(b.store(name), array, b.block(body), []), node.at)
    emitter.add(target(b.constant(None)), node.at)


def for_key_val_into(emitter: Emitter, node: t.ForKeyVal, target: Target) -> None:
    items = b.call(b.attribute(emitter.expr(node.map), "items"))
    names = [b.store(emitter.declare(node.key)), b.store(emitter.declare(node.val))]
    with emitter.nested(node.at), emitter.captured() as body:
        emitter.tick(node.at)
        emitter.effect(node.body)
    emitter.add(ast.For(ast.Tuple([*names], ast.Store()), items, b.block(body), []), node.at)
    emitter.add(target(b.constant(None)), node.at)


# --------------------------------------------------------------------------------------- errors, logging


def raise_(emitter: Emitter, node: t.Raise) -> ast.expr:
    made = b.call(emitter.program.helper("user_error"), b.constant(node.message), b.constant(node.code))
    emitter.add(ast.Raise(made, None), node.at)
    return b.constant(None)


def try_into(emitter: Emitter, node: t.Try, target: Target) -> None:
    with emitter.nested(node.at):
        body = emitter.branch_into(node.body, target)
    only = b.constant(None)
    if node.only is not None:
        only = b.constant(tuple(node.only))
    caught = b.call(emitter.program.helper("caught"), b.load("error"), only)
    handler = ast.ExceptHandler(b.load("Exception"), "error", [b.effect(caught), target(b.constant(None))])
    emitter.add(ast.Try(b.block(body), [handler], [], []), node.at)


def log(emitter: Emitter, node: t.Log) -> ast.expr:
    found = emitter.all(node.values)
    encoded = [
        b.call(emitter.program.bind("encode", "encode", inner.type.schema), value)
        if inner.type is not BOTTOM
        else value
        for inner, value in zip(node.values, found, strict=True)
    ]
    logged = b.call(b.attribute(b.load("engine"), "log"), ast.List(encoded, ast.Load()), b.constant(node.namespace))
    return emitter.on_line(logged, node.at, ("host",))


# ------------------------------------------------------------------------------------------ making values


def make_array(emitter: Emitter, node: t.MakeArray) -> ast.expr:
    return ast.List(emitter.all(node.items), ast.Load())


def make_object(emitter: Emitter, node: t.MakeObject) -> ast.expr:
    found = emitter.all(tuple(value for _, value in node.members))
    return ast.Dict([b.constant(name) for name, _ in node.members], found)


# --------------------------------------------------------------------------------------------- pack, unpack


def pack(emitter: Emitter, node: t.Pack) -> ast.expr:
    found = emitter.all(tuple(value for _, value in node.values))
    formats = b.constant(tuple(text for text, _ in node.values))
    function = emitter.program.bind("pack", "module", "scorelet.pfa.binary", "pack")
    return b.call(function, formats, b.tuple_of(found))


def unpack_into(emitter: Emitter, node: t.Unpack, target: Target) -> None:
    formats = b.constant(tuple(text for _, text in node.formats))
    function = emitter.program.bind("unpack", "module", "scorelet.pfa.binary", "unpack")
    found = emitter.saved(b.call(function, emitter.expr(node.value), formats), "unpacked")
    with emitter.captured() as body:
        if node.formats:
            names = [b.store(emitter.declare(name)) for name, _ in node.formats]
            emitter.add(ast.Assign([ast.Tuple([*names], ast.Store())], found), node.at)
        emitter.into(node.body, target)
    otherwise = emitter.branch_into(node.otherwise, target)
    test = b.compare(found, ast.IsNot(), b.constant(None))
    emitter.add(ast.If(test, b.block(body), otherwise), node.at)
