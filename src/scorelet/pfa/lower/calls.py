"""Calls of library and user functions, and functions as values."""

from __future__ import annotations

import ast
from importlib import import_module
from typing import Any

from scorelet.errors import PfaError
from scorelet.pfa import typed as t
from scorelet.pfa.library.registry import Call, LibraryFunction
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter, Target, returning
from scorelet.pfa.lower.templates import Apply, expand, template_of
from scorelet.pfa.types import FLOAT

LAZY = ("&&", "||", "&&&", "|||")
"""Library functions that evaluate their second argument only when it matters."""
SMALL = 12
"""A user function of at most so many nodes is expanded where it is called."""
SCALARS = bool | int | float | str


def library_call(emitter: Emitter, node: t.LibraryCall) -> ast.expr:
    special = _specialised(emitter, node)
    if special is not None:
        return special
    if node.function.name in LAZY:
        return _lazy(emitter, node)
    if node.function.fixed:
        return _made(emitter, node)
    plain = tuple(arg for arg in node.args if not isinstance(arg, t.FunctionValue))
    given = iter(emitter.all(plain))
    args: list[ast.expr | t.FunctionValue] = [
        arg if isinstance(arg, t.FunctionValue) else next(given) for arg in node.args
    ]
    return apply_library(emitter, node.function, node.call, args, node.at)


def _made(emitter: Emitter, node: t.LibraryCall) -> ast.expr:
    """A call of the function that is made, once, of the arguments that are literals."""
    function = node.function
    named = list(zip(node.call.params, node.args, strict=True))
    values = {name: literal(arg) for name, arg in named if name in function.fixed}
    name = emitter.program.bind(function.name, "made", function.name, tuple(values.items()))
    args = emitter.all(tuple(arg for param, arg in named if param not in values))
    return b.placed(b.call(name, *args), emitter.program.line(node.at))


def literal(node: t.Typed) -> Any:
    """The value of a literal; as the wider type that it is used as, it is the same."""
    if isinstance(node, t.Convert):
        return literal(node.value)
    assert isinstance(node, t.Constant)
    return node.value


def _specialised(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """The function's own way for constant arguments, where it has one and finds it worth while."""
    if node.function.specialise is None:
        return None
    module, _, name = node.function.specialise.partition(":")
    found: ast.expr | None = getattr(import_module(module), name)(emitter, node)
    return found


def apply_library(
    emitter: Emitter, function: LibraryFunction, call: Call, args: list[ast.expr | t.FunctionValue], at: str
) -> ast.expr:
    """The call with its arguments evaluated: folded, by the function's template, or as a plain call."""
    folded = _folded(function, call, args)
    if folded is not None:
        return folded
    text = _division(args) if function.name == "/" else template_of(function, call)
    functions = {
        name: applier(emitter, arg)
        for name, arg in zip(call.params, args, strict=True)
        if isinstance(arg, t.FunctionValue)
    }
    if text is not None and not (functions and emitter.context.timed):
        values = {name: arg for name, arg in zip(call.params, args, strict=True) if isinstance(arg, ast.expr)}
        value = expand(emitter, function, text, values, functions, lazy=function.name in LAZY)
    else:
        name = emitter.program.library(function, call)
        value = b.call(name, *(arg if isinstance(arg, ast.expr) else function_value(emitter, arg) for arg in args))
    b.placed(value, emitter.program.line(at))
    return (
        b.call(emitter.program.bind("float32", "module", "scorelet.pfa.numbers", "float32"), value)
        if call.ret is FLOAT
        else value
    )


def _division(args: list[ast.expr | t.FunctionValue]) -> str:
    """The template of `/`, which Python refuses by zero: a test only where the divisor is not known."""
    dividend, divisor = args
    if isinstance(divisor, ast.Constant) and divisor.value:
        return "x / y"
    if isinstance(dividend, ast.expr) and b.stable(dividend):
        return "x / b if (b := y) else by_zero(x, b)"
    return "a / b if ((a := x), (b := y))[1] else by_zero(a, b)"


def _folded(function: LibraryFunction, call: Call, args: list[ast.expr | t.FunctionValue]) -> ast.expr | None:
    """The result now, where all arguments are simple constants and the function does not fail on them."""
    if function.engine or not args:
        return None
    values: list[Any] = []
    for arg in args:
        if not isinstance(arg, ast.Constant) or not isinstance(arg.value, SCALARS):
            return None
        values.append(arg.value)
    try:
        result = (function.run(call) if function.typed else function.run)(*values)
    except PfaError:
        return None
    short = isinstance(result, SCALARS) and not (isinstance(result, str) and len(result) > 1000)
    return b.constant(result) if short and call.ret is not FLOAT else None


def _lazy(emitter: Emitter, node: t.LibraryCall) -> ast.expr:
    first, second = node.args
    left = emitter.expr(first)
    statements, right = emitter.branch(second)
    if not statements:
        return apply_library(emitter, node.function, node.call, [left, right], node.at)
    decided = node.function.name in ("||", "|||")
    given = emitter.saved(left, "given")
    both = apply_library(emitter, node.function, node.call, [given, right], node.at)
    name = emitter.program.name("t")
    known = b.compare(given, ast.Is(), b.constant(decided))
    body = [*statements, b.assign(name, both)]
    emitter.add(ast.If(known, [b.assign(name, b.constant(decided))], body), node.at)
    return b.load(name)


# ------------------------------------------------------------------------------------------ user functions


def user_call(emitter: Emitter, node: t.UserCall) -> ast.expr:
    return apply_user(emitter, node.name, emitter.all(node.args))


def apply_user(emitter: Emitter, name: str, args: list[ast.expr]) -> ast.expr:
    """A call, or the function's body where it is small, runs its parameters once and has nothing to declare."""
    context = emitter.context
    definition = context.document.functions[name]
    if not context.timed and name not in context.inlining and _is_small(definition, args):
        context.inlining.append(name)
        params = (param for param, _ in definition.params)
        inner = Emitter(context, dict(zip(params, args, strict=True)), name)
        value = inner.expr(definition.body)
        context.inlining.pop()
        if not inner.out:
            return value
    return b.call(context.user[name], *args)


def _is_small(definition: t.TypedFunction, args: list[ast.expr]) -> bool:
    """Whether the body may stand for the call: it is short, and the arguments are evaluated as before a call.

    So they must not change, or there is just one that may, which the body reads once and before all else.
    """
    order: list[str] = []
    settled = all(map(b.stable, args))
    for count, node in enumerate(t.walk(definition.body), 1):
        if count > SMALL or isinstance(node, _NOT_INLINE) or (isinstance(node, _BRANCHES) and not settled):
            return False
        if isinstance(node, t.Get):
            order.append(node.name)
    params = [name for name, _ in definition.params]
    changing = [name for name, arg in zip(params, args, strict=True) if not b.stable(arg)]
    return not changing or (changing == order[:1] and order.count(changing[0]) == 1)


_BRANCHES = (t.If, t.IfNotNull)
"""What may leave an argument unread: expanded where no argument can change."""
_NOT_INLINE = (
    t.Bind, t.Block, t.CastCases, t.Lambda, t.Try, t.CellTo, t.PoolTo, t.PoolDel, t.Emit,
    t.SymbolCall, t.While, t.DoUntil, t.For, t.ForEach, t.ForKeyVal, t.Unpack, t.Raise, t.Log,
)  # fmt: skip


def symbol_call(emitter: Emitter, node: t.SymbolCall) -> ast.expr:
    name = emitter.program.name("t")
    _symbol_call(emitter, node, lambda value: b.assign(name, value))
    return b.load(name)


def _symbol_call(emitter: Emitter, node: t.SymbolCall, target: Target) -> None:
    which, *args = emitter.all((node.which, *(value for _, value in node.args)))
    which = emitter.saved(which, "which")
    for (variable, _), value in zip(node.args, args, strict=True):
        emitter.variables[variable] = emitter.saved(value, "arg")
    branches = [(symbol, emitter.branch_into(call, target)) for symbol, call in node.calls.items()]
    statements = branches[-1][1]
    for symbol, body in reversed(branches[:-1]):
        statements = [ast.If(b.compare(which, ast.Eq(), b.constant(symbol)), b.block(body), statements)]
    for statement in statements:
        emitter.add(statement, node.at)


def emit(emitter: Emitter, node: t.Emit) -> ast.expr:
    value = emitter.expr(node.value)
    encode = emitter.program.bind("encode", "encode", node.value.type.schema)
    emitted = b.call(b.attribute(b.load("engine"), "emit"), b.call(encode, value))
    return emitter.on_line(emitted, node.at, ("host",))


# ----------------------------------------------------------------------------------------- function values


def function_value(emitter: Emitter, node: t.FunctionValue) -> ast.expr:
    """A Python callable."""
    match node:
        case t.UserFunction():
            return b.load(emitter.context.user[node.name])
        case t.LibraryFunctionValue():
            return b.load(emitter.program.library(node.function, node.call))
        case t.Lambda():
            return _callable(emitter, node)
    raise TypeError(f"no function value: {node}")


def _callable(emitter: Emitter, node: t.Lambda) -> ast.expr:
    """A lambda where the body is an expression, else a nested function."""
    inner, names = emitter.inner(node.params)
    inner.tick(node.at)
    if not inner.out:
        value = inner.expr(node.body)
        if not inner.out:
            return ast.Lambda(b.arguments(names), value)
        inner.add(returning(value), node.at)
    else:
        inner.into(node.body, returning)
    name = emitter.program.name("f")
    emitter.add(b.function(name, names, inner.out), node.at)
    return b.load(name)


def applier(emitter: Emitter, node: t.FunctionValue) -> Apply:
    """How a template calls a function argument."""

    def apply(args: list[ast.expr], plain: bool) -> ast.expr:
        expanded = None if plain else _expanded(emitter, node, args)
        if expanded is not None:
            return expanded
        return b.call(emitter.saved(function_value(emitter, node), "f"), *args)

    return apply


_DEEPEST_EXPANSION = 8
"""Lambdas expanded within each other. Python 3.12 and later cannot compile comprehensions nested some dozens deep."""


def _expanded(emitter: Emitter, node: t.FunctionValue, args: list[ast.expr]) -> ast.expr | None:
    """The function's body with these arguments, where it is an expression and nothing is evaluated twice."""
    inner = emitter.branch_off(emitter.variables)
    match node:
        case t.UserFunction():
            return apply_user(emitter, node.name, args)
        case t.LibraryFunctionValue():
            found = apply_library(inner, node.function, node.call, [*args], node.at)
            return None if inner.out else found
        case t.Lambda() if id(node) not in emitter.context.statements_in and all(map(b.stable, args)):
            if emitter.context.expanding == _DEEPEST_EXPANSION:
                return None
            inner.variables |= dict(zip(node.params, args, strict=True))
            emitter.context.expanding += 1
            value = inner.expr(node.body)
            emitter.context.expanding -= 1
            if not inner.out:
                return value
            emitter.context.statements_in.add(id(node))
    return None
