"""Calls of library and user functions, and functions as arguments (specification 6 and 7.3)."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from itertools import product

from scorelet.errors import PfaSemanticError
from scorelet.pfa import nodes as n
from scorelet.pfa import signatures
from scorelet.pfa import typed as t
from scorelet.pfa.acceptance import IncompatibleTypes, accepts, supertype
from scorelet.pfa.check.context import Checker, call_value, convert
from scorelet.pfa.check.scope import Scope
from scorelet.pfa.library.registry import FAMILIES, Call, LibraryFunction, family_of, functions, lookup
from scorelet.pfa.patterns import read
from scorelet.pfa.schemas import short
from scorelet.pfa.types import NULL, Enum, Function, Type


def call(checker: Checker, node: n.CallFunction, scope: Scope) -> t.Typed:
    if node.name == "emit" and checker.document.method == "emit":
        return _emit(checker, node, scope)
    if node.name in checker.document.functions:
        return _user_call(checker, node, scope)
    function = lookup(node.name)
    if function is None:
        raise PfaSemanticError(f"unknown function {short(node.name)}{_suggestion(checker, node.name)}", node.at)
    return _library_call(checker, node, function, scope)


def _suggestion(checker: Checker, name: str) -> str:
    if name == "emit":
        return "; only a document with method 'emit' has it"
    if len(name) > 100:
        return ""
    prefix = name[: name.rfind(".") + 1]
    known = [f.name for f in functions(prefix)] if family_of(name) is not None else list(FAMILIES)
    near = get_close_matches(name, [*checker.document.functions, *known], 1, 0.7)
    return f"; did you mean {near[0]!r}?" if near else ""


# ------------------------------------------------------------------------------------------------ calls


def _emit(checker: Checker, node: n.CallFunction, scope: Scope) -> t.Typed:
    if len(node.args) != 1:
        raise PfaSemanticError(f"emit takes one argument, got {len(node.args)}", node.at)
    return t.Emit(node.at, NULL, checker.typed_value(node.args[0], checker.document.output, scope, "what is emitted"))


def _user_call(checker: Checker, node: n.CallFunction, scope: Scope) -> t.Typed:
    definition = checker.document.functions[node.name]
    if len(node.args) != len(definition.params):
        raise PfaSemanticError(
            f"{short(node.name)} takes {len(definition.params)} arguments, got {len(node.args)}", node.at
        )
    args = tuple(
        checker.typed_value(_no_function(arg), kind, scope, f"argument {name!r} of {short(node.name)}")
        for (name, kind), arg in zip(definition.params, node.args, strict=True)
    )
    return t.UserCall(node.at, definition.ret, node.name, args)


def _no_function(node: n.Node) -> n.Node:
    if isinstance(node, n.FunctionDef | n.FunctionRef):
        raise PfaSemanticError("a function cannot be an argument of a user function", node.at)
    return node


def _library_call(checker: Checker, node: n.CallFunction, function: LibraryFunction, scope: Scope) -> t.Typed:
    choices = [_argument(checker, arg, scope) for arg in node.args]
    for args in product(*choices):
        found = _match(function, tuple(arg.type for arg in args))
        if found is not None:
            _accepted(function, found, node.at)
            if function.fixed:
                _fixed(function, found, args)
            converted = tuple(convert(arg, kind) for arg, kind in zip(args, found.args, strict=True))
            return t.LibraryCall(node.at, found.ret, function, found, converted)
    got = ", ".join(str(choice[0].type) for choice in choices)
    raise PfaSemanticError(f"{function.name} takes {' or '.join(function.signatures)}; got ({got})", node.at)


def _argument(checker: Checker, node: n.Node, scope: Scope) -> list[t.Typed]:
    if isinstance(node, n.FunctionDef | n.FunctionRef):
        return list(checker.function_values(node, scope))
    return [checker.value(node, scope.sealed())]


def _match(function: LibraryFunction, args: tuple[Type, ...]) -> Call | None:
    for text in function.signatures:
        matched = signatures.match(read(text), args)
        if matched is not None:
            names = tuple(name for name, _ in read(text).params)
            return Call(function.name, names, matched.params, matched.ret, matched.labels)
    return None


def _accepted(function: LibraryFunction, found: Call, at: str) -> None:
    """That the function has a meaning for these types: some restrict them further than signatures can say."""
    if function.typed and not function.engine:
        try:
            function.run(found)
        except PfaSemanticError as error:
            raise PfaSemanticError(error.message, at) from None


def _fixed(function: LibraryFunction, found: Call, args: tuple[t.Typed, ...]) -> None:
    """That the arguments which must be literals are, and that the function takes them."""
    given = {name: arg for name, arg in zip(found.params, args, strict=True) if name in function.fixed}
    for name, arg in given.items():
        if not isinstance(arg, t.Constant):
            raise PfaSemanticError(f"{name!r} of {function.name} must be a literal", arg.at)
    try:
        function.run(**{name: arg.value for name, arg in given.items() if isinstance(arg, t.Constant)})
    except PfaSemanticError as error:
        raise PfaSemanticError(error.message, given[function.fixed[0]].at) from None


def call_by_symbol(checker: Checker, node: n.CallBySymbol, scope: Scope) -> t.Typed:
    which = checker.value(node.which, scope.sealed())
    if not isinstance(which.type, Enum):
        raise PfaSemanticError(f"expected an enum of function names, got {which.type}", node.which.at)
    given = [checker.value(arg, scope.sealed()) for arg in node.args]
    shared = tuple((f"~a{i}", arg) for i, arg in enumerate(given))
    calls = {symbol: _chosen(checker, node, symbol, shared) for symbol in which.type.symbols}
    try:
        ret = supertype(c.type for c in calls.values())
    except IncompatibleTypes as error:
        raise PfaSemanticError(f"the functions' results have no common type: {error}", node.at) from None
    return t.SymbolCall(node.at, ret, which, shared, {symbol: convert(c, ret) for symbol, c in calls.items()})


def _chosen(checker: Checker, node: n.CallBySymbol, symbol: str, shared: tuple[tuple[str, t.Typed], ...]) -> t.Typed:
    name = f"u.{symbol}"
    definition = checker.document.functions.get(name)
    if definition is None:
        raise PfaSemanticError(f"the enum's symbol {symbol!r} names no user function", node.at)
    if len(definition.params) != len(shared):
        raise PfaSemanticError(f"{name!r} takes {len(definition.params)} arguments, got {len(shared)}", node.at)
    args = []
    for (param, wanted), (variable, arg) in zip(definition.params, shared, strict=True):
        if not accepts(wanted, arg.type):
            raise PfaSemanticError(f"expected argument {param!r} of {name!r} to be {wanted}, got {arg.type}", arg.at)
        args.append(convert(t.Get(arg.at, arg.type, variable), wanted))
    return t.UserCall(node.at, definition.ret, name, tuple(args))


# ------------------------------------------------------------------------------------------ function values


def inline_function(checker: Checker, node: n.FunctionDef, scope: Scope) -> list[t.FunctionValue]:
    inner = scope.function()
    names = tuple(inner.put(name, kind, node.at).name for name, kind in node.params)
    body = checker.body(node.body, inner, node.ret, "the function's result")
    return [t.Lambda(node.at, Function([kind for _, kind in node.params], node.ret), names, body)]


def function_ref(checker: Checker, node: n.FunctionRef, scope: Scope) -> list[t.FunctionValue]:
    if node.name == "emit" and checker.document.method == "emit":
        output = checker.document.output
        emit = t.Emit(node.at, NULL, t.Get(node.at, output, "~e"))
        emitter = t.Lambda(node.at, Function([output], NULL), ("~e",), emit)
        return [emitter] if not node.fill else [_filled(checker, node, emitter, ("x",), scope)]
    definition = checker.document.functions.get(node.name)
    if definition is None:
        return _library_ref(checker, node, scope)
    kind = Function([param for _, param in definition.params], definition.ret)
    value = t.UserFunction(node.at, kind, node.name)
    names = tuple(name for name, _ in definition.params)
    return [_filled(checker, node, value, names, scope) if node.fill else value]


def _filled(
    checker: Checker, node: n.FunctionRef, value: t.FunctionValue, names: tuple[str, ...], scope: Scope
) -> t.FunctionValue:
    """Partial application: a function of the parameters that are left."""
    fill = dict(node.fill)
    _known_parameters(node, names)
    params: list[tuple[str, Type]] = []
    args: list[t.Typed] = []
    for name, wanted in zip(names, value.signature.params, strict=True):
        if name in fill:
            args.append(_fill(checker, fill[name], wanted, scope))
        else:
            params.append((f"~p{len(params)}", wanted))
            args.append(t.Get(node.at, wanted, params[-1][0]))
    kind = Function([wanted for _, wanted in params], value.signature.ret)
    return t.Lambda(node.at, kind, tuple(name for name, _ in params), call_value(value, tuple(args)))


def _fill(checker: Checker, node: n.Node, wanted: Type, scope: Scope) -> t.Typed:
    if isinstance(wanted, Function):
        for candidate in _argument(checker, node, scope):
            if accepts(wanted, candidate.type):
                return convert(candidate, wanted)
        raise PfaSemanticError(f"expected a {wanted}", node.at)
    return checker.typed_value(_no_function(node), wanted, scope, "the filled parameter")


def _known_parameters(node: n.FunctionRef, names: tuple[str, ...]) -> None:
    for name, _ in node.fill:
        if name not in names:
            raise PfaSemanticError(
                f"{short(node.name)} has no parameter {short(name)}; its parameters are {', '.join(names)}", node.at
            )


def _library_ref(checker: Checker, node: n.FunctionRef, scope: Scope) -> list[t.FunctionValue]:
    """The library function with each signature that is not generic, once the filled parameters are known."""
    function = lookup(node.name)
    if function is None:
        raise PfaSemanticError(f"unknown function {short(node.name)}{_suggestion(checker, node.name)}", node.at)
    if function.fixed:
        raise PfaSemanticError(
            f"{short(node.name)} cannot be referenced, since {function.fixed[0]!r} must be a literal;"
            " wrap it in an inline function",
            node.at,
        )
    fill = {name: _argument(checker, value, scope)[0].type for name, value in node.fill}
    found: list[t.FunctionValue] = []
    for text in function.signatures:
        signature = read(text)
        names = tuple(name for name, _ in signature.params)
        matched = signatures.match_filled(signature, fill)
        if matched is not None:
            whole = Call(function.name, names, matched.params, matched.ret, matched.labels)
            kind = Function(matched.params, matched.ret)
            value = t.LibraryFunctionValue(node.at, kind, function, whole)
            found.append(_filled(checker, node, value, names, scope) if fill else value)
    if not found:
        raise PfaSemanticError(
            f"{short(node.name)} cannot be referenced here: it is generic, or its parameters do not take what"
            f" is filled ({' or '.join(function.signatures)}); wrap it in an inline function",
            node.at,
        )
    return found


def body_of(checker: Checker, definition: n.FunctionDef, name: str) -> t.TypedFunction:
    """A named user function: it sees nothing but its parameters (and cells, pools and functions)."""
    scope = Scope()
    params = tuple((scope.put(p, kind, definition.at).name, kind) for p, kind in definition.params)
    body = checker.body(definition.body, scope, definition.ret, f"the result of {name!r}")
    return t.TypedFunction(definition.at, name, params, definition.ret, body)


def reaching(functions_by_name: Mapping[str, t.TypedFunction], start: t.Typed) -> set[str]:
    """The user functions that `start` may call, directly or not."""
    seen: set[str] = set()
    pending = [start]
    while pending:
        for node in t.walk(pending.pop()):
            if isinstance(node, t.UserCall | t.UserFunction) and node.name not in seen:
                seen.add(node.name)
                pending.append(functions_by_name[node.name].body)
    return seen
