"""The special forms, one function each (specification, chapter 7)."""

from __future__ import annotations

from scorelet.errors import PfaSemanticError
from scorelet.pfa import binary
from scorelet.pfa import nodes as n
from scorelet.pfa import typed as t
from scorelet.pfa.acceptance import IncompatibleTypes, accepts, supertype
from scorelet.pfa.check.context import Checker, convert
from scorelet.pfa.check.scope import Scope
from scorelet.pfa.schemas import short
from scorelet.pfa.types import BOOLEAN, BOTTOM, BYTES, NULL, STRING, Array, Map, Record, Type, Union, members, union_of
from scorelet.pfa.values import decode_literal


def literal(checker: Checker, node: n.Literal, scope: Scope) -> t.Typed:
    return t.Constant(node.at, node.type, decode_literal(node.json, node.type, node.at))


def symbol(checker: Checker, node: n.Symbol, scope: Scope) -> t.Typed:
    variable = scope.read(node.name, node.at)
    return t.Get(node.at, variable.type, variable.name)


def new_array(checker: Checker, node: n.NewArray, scope: Scope) -> t.Typed:
    if not isinstance(node.type, Array):
        raise PfaSemanticError(f"expected an array type for an array of expressions, got {node.type}", node.at)
    items = node.type.items
    return t.MakeArray(
        node.at, node.type, tuple(checker.typed_value(item, items, scope, "the item") for item in node.items)
    )


def new_object(checker: Checker, node: n.NewObject, scope: Scope) -> t.Typed:
    match node.type:
        case Map(values=values):
            pairs = tuple(
                (k, checker.typed_value(v, values, scope, f"the value of {short(k)}")) for k, v in node.members
            )
            return t.MakeObject(node.at, node.type, pairs)
        case Record():
            return _new_record(checker, node, node.type, scope)
    raise PfaSemanticError(f"expected a map or record type for an object of expressions, got {node.type}", node.at)


def _new_record(checker: Checker, node: n.NewObject, record: Record, scope: Scope) -> t.Typed:
    given = {name for name, _ in node.members}
    missing = [f.name for f in record.fields if f.name not in given]
    extra = [name for name in given if name not in record.by_name]
    if missing or extra:
        said = [f"misses {', '.join(missing)}"] if missing else []
        said += [f"has no field {', '.join(map(short, extra))}"] if extra else []
        raise PfaSemanticError(f"new {record} {' and '.join(said)}", node.at)
    pairs = tuple(
        (name, checker.typed_value(value, record.by_name[name].type, scope, f"field {name!r}"))
        for name, value in node.members
    )
    return t.MakeObject(node.at, record, pairs)


# ----------------------------------------------------------------------------------------------- symbols


def let(checker: Checker, node: n.Let, scope: Scope) -> t.Bind:
    values = [(name, checker.value(value, scope.sealed())) for name, value in node.values]
    declared = [(scope.declare(name, value.type, value.at), value) for name, value in values]
    return t.Bind(node.at, NULL, tuple((variable.name, value) for variable, value in declared))


def set_(checker: Checker, node: n.Set, scope: Scope) -> t.Bind:
    values = []
    for name, value in node.values:
        variable = scope.write(name, node.at)
        new = checker.value(value, scope.sealed())
        if not accepts(variable.type, new.type):
            raise PfaSemanticError(f"symbol {short(name)} holds {variable.type}, got {new.type}", value.at)
        values.append((variable.name, convert(new, variable.type)))
    return t.Bind(node.at, NULL, tuple(values))


# -------------------------------------------------------------------------------------------------- flow


def do(checker: Checker, node: n.Do, scope: Scope) -> t.Typed:
    found = checker.block(node.body, scope.inner())
    # Not a branch of the flow: an error here counts as null (specification 7.14.2).
    return t.Block(node.at, NULL, (found,)) if found.type is BOTTOM else found


def condition(checker: Checker, node: n.Node, scope: Scope) -> t.Typed:
    return checker.typed_value(node, BOOLEAN, scope, "the condition")


def branches(found: list[t.Typed], at: str) -> tuple[Type, list[t.Typed]]:
    """The common type of the branches, and the branches converted to it."""
    try:
        common = supertype(branch.type for branch in found)
    except IncompatibleTypes as error:
        raise PfaSemanticError(f"the branches have no common type: {error}", at) from None
    return common, [convert(branch, common) for branch in found]


def null(at: str) -> t.Typed:
    return t.Constant(at, NULL, None)


def as_null(block: t.Typed) -> t.Typed:
    """`block` for its effects only."""
    return t.Block(block.at, NULL, (block, null(block.at)))


def if_(checker: Checker, node: n.If, scope: Scope) -> t.Typed:
    conditions = [condition(checker, test, scope) for test, _ in node.cases]
    blocks = [checker.block(body, scope.inner()) for _, body in node.cases]
    if node.otherwise is None:
        cases = tuple(zip(conditions, map(as_null, blocks), strict=True))
        return t.If(node.at, NULL, cases, null(node.at))
    common, found = branches([*blocks, checker.block(node.otherwise, scope.inner())], node.at)
    return t.If(node.at, common, tuple(zip(conditions, found[:-1], strict=True)), found[-1])


def while_(checker: Checker, node: n.While, scope: Scope) -> t.Typed:
    test = condition(checker, node.condition, scope)
    return t.While(node.at, NULL, test, as_null(checker.block(node.body, scope.inner())))


def do_until(checker: Checker, node: n.DoUntil, scope: Scope) -> t.Typed:
    body = as_null(checker.block(node.body, scope.inner()))
    return t.DoUntil(node.at, NULL, body, condition(checker, node.condition, scope))


def for_(checker: Checker, node: n.For, scope: Scope) -> t.Typed:
    inner = scope.inner()
    init = let(checker, n.Let(node.at, node.init), inner)
    test = condition(checker, node.condition, inner)
    body = as_null(checker.block(node.body, inner.inner()))
    return t.For(node.at, NULL, init, test, set_(checker, n.Set(node.at, node.step), inner), body)


def foreach(checker: Checker, node: n.ForEach, scope: Scope) -> t.Typed:
    array = checker.value(node.array, scope.sealed())
    if not isinstance(array.type, Array):
        raise PfaSemanticError(f"expected an array to loop over, got {array.type}", node.array.at)
    inner = scope.inner() if node.in_order else scope.function()
    name = inner.declare(node.name, array.type.items, node.at).name
    return t.ForEach(node.at, NULL, name, array, as_null(checker.block(node.body, inner.inner())))


def forkey(checker: Checker, node: n.ForKeyVal, scope: Scope) -> t.Typed:
    over = checker.value(node.map, scope.sealed())
    if not isinstance(over.type, Map):
        raise PfaSemanticError(f"expected a map to loop over, got {over.type}", node.map.at)
    inner = scope.inner()
    key = inner.declare(node.key, STRING, node.at).name
    value = inner.declare(node.value, over.type.values, node.at).name
    return t.ForKeyVal(node.at, NULL, key, value, over, as_null(checker.block(node.body, inner.inner())))


# ----------------------------------------------------------------------------------------------- casting


def cast(checker: Checker, node: n.CastCases, scope: Scope) -> t.Typed:
    value = checker.value(node.value, scope.sealed())
    left = list(members(value.type))
    cases = []
    for case in node.cases:
        if not accepts(value.type, case.type):
            raise PfaSemanticError(f"a value of {value.type} can never be {case.type}", case.at)
        taken = tuple(member for member in left if accepts(case.type, member))
        left = [member for member in left if member not in taken]
        inner = scope.inner()
        name = inner.declare(case.name, case.type, case.at).name
        cases.append(t.CastCase(taken, case.type, name, checker.block(case.body, inner)))
    if node.partial:
        done = [t.CastCase(c.members, c.type, c.name, as_null(c.body)) for c in cases]
        return t.CastCases(node.at, NULL, value, tuple(done), partial=True)
    if left:
        raise PfaSemanticError(f"no case takes {', '.join(map(str, left))}", node.at)
    common, bodies = branches([case.body for case in cases], node.at)
    done = [t.CastCase(c.members, c.type, c.name, body) for c, body in zip(cases, bodies, strict=True)]
    return t.CastCases(node.at, common, value, tuple(done), partial=False)


def upcast(checker: Checker, node: n.Upcast, scope: Scope) -> t.Typed:
    return checker.typed_value(node.value, node.type, scope, "the value")


def ifnotnull(checker: Checker, node: n.IfNotNull, scope: Scope) -> t.Typed:
    inner = scope.inner()
    values = []
    found = [(name, checker.value(value, scope.sealed())) for name, value in node.values]
    for name, value in found:
        rest = [member for member in members(value.type) if member is not NULL]
        if not isinstance(value.type, Union) or len(rest) == len(value.type.types) or not rest:
            raise PfaSemanticError(f"expected a union with null for {short(name)}, got {value.type}", value.at)
        kind = union_of(rest)
        values.append((inner.declare(name, kind, value.at).name, kind, value))
    body = checker.block(node.body, inner)
    if node.otherwise is None:
        return t.IfNotNull(node.at, NULL, tuple(values), as_null(body), null(node.at))
    common, (body, otherwise) = branches([body, checker.block(node.otherwise, scope.inner())], node.at)
    return t.IfNotNull(node.at, common, tuple(values), body, otherwise)


def unpack(checker: Checker, node: n.Unpack, scope: Scope) -> t.Typed:
    value = checker.typed_value(node.value, BYTES, scope, "the value to unpack")
    inner = scope.inner()
    formats = []
    for name, text in node.formats:
        fmt = binary.read_format(text, node.at, packing=False)
        formats.append((inner.declare(name, fmt.type, node.at).name, fmt.text))
    body = checker.block(node.body, inner)
    if node.otherwise is None:
        return t.Unpack(node.at, NULL, value, tuple(formats), as_null(body), null(node.at))
    common, (body, otherwise) = branches([body, checker.block(node.otherwise, scope.inner())], node.at)
    return t.Unpack(node.at, common, value, tuple(formats), body, otherwise)


def pack(checker: Checker, node: n.Pack, scope: Scope) -> t.Typed:
    values = []
    for text, value in node.values:
        fmt = binary.read_format(text, node.at, packing=True)
        values.append((fmt.text, checker.typed_value(value, fmt.type, scope, f"the value of format {text!r}")))
    return t.Pack(node.at, BYTES, tuple(values))


# ---------------------------------------------------------------------------------------------- the rest


def error(checker: Checker, node: n.Error, scope: Scope) -> t.Typed:
    if node.code is not None and node.code >= 0:
        raise PfaSemanticError(f"expected a negative code for a user-defined error, got {node.code}", node.at)
    return t.Raise(node.at, BOTTOM, node.message, node.code)


def try_(checker: Checker, node: n.Try, scope: Scope) -> t.Typed:
    # The body may run in part only: what it declares must not be seen, what it changes may.
    body = checker.block(node.body, scope.inner())
    result = union_of([*members(body.type), NULL]) if body.type not in (BOTTOM, NULL) else NULL
    return t.Try(node.at, result, convert(body, result), node.only)


def log(checker: Checker, node: n.Log, scope: Scope) -> t.Typed:
    inner = scope.sealed()
    return t.Log(node.at, NULL, tuple(checker.expression(value, inner) for value in node.values), node.namespace)
