"""The routines of a document as Python functions: begin, action, end, merge, and the user functions.

    def make(engine):
        cell_counter = engine.cells['counter']
        def u_increment(x): ...
        def action(datum):
            try:
                V1 = datum['V1']
                ...
                return {'double': score}
            except Exception as error:
                raise translated(error) from None
        return begin, action, end, merge

What the host gives and gets is decoded and encoded here. A record input is not copied: its fields become
local variables, the decoder runs only when a look at the classes of its values says it must.
"""

from __future__ import annotations

import ast

from scorelet.pfa import typed as t
from scorelet.pfa import values
from scorelet.pfa.check import predefined_symbols
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.datum import DatumReader
from scorelet.pfa.lower.emitter import Context, Emitter, Target, returning
from scorelet.pfa.types import Array, Map, Type

ROUTINES = ("begin", "action", "end", "merge")


def make_function(context: Context) -> ast.FunctionDef:
    """The function that makes the routines of one engine."""
    program = context.program
    for name in context.document.functions:
        context.user[name] = program.name(name)
    states = _states(context)
    functions = [user_function(context, f) for f in context.document.functions.values()]
    routines = [routine(context, name) for name in ROUTINES]
    bound: list[ast.stmt] = [
        b.assign(local, b.call(factory, b.load("engine"))) for factory, local in program.of_engine.items()
    ]
    result = ast.Return(b.tuple_of(b.load(name) for name in ROUTINES))
    return b.function("make", ["engine"], [*states, *bound, *functions, *routines, result])


def _states(context: Context) -> list[ast.stmt]:
    """Cells and pools that change become local names."""
    statements: list[ast.stmt] = []
    for (kind, name), variable in context.states.items():
        table = b.subscript(b.attribute(b.load("engine"), "state"), b.constant(kind))
        statements.append(b.assign(variable, b.subscript(table, b.constant(name))))
    return statements


def user_function(context: Context, definition: t.TypedFunction) -> ast.stmt:
    emitter = Emitter(context, {}, definition.name)
    inner, names = emitter.inner(tuple(name for name, _ in definition.params))
    inner.tick(definition.at)
    inner.into(definition.body, returning)
    return b.placed(b.function(context.user[definition.name], names, inner.out), context.program.line(definition.at))


def routine(context: Context, name: str) -> ast.stmt:
    """One routine, its errors translated, its rollback done, its time limited."""
    emitter = Emitter(context, _predefined(context, name), name)
    params = {"action": ["datum"], "merge": ["one", "two"]}.get(name, [])
    _BODIES[name](emitter)
    handler = _on_error(emitter, name)
    body: list[ast.stmt] = [*_on_start(emitter, name)]
    if emitter.out:
        body.append(ast.Try(emitter.out, [handler], [], []))
    return b.placed(b.function(name, params, body), context.program.line(f"$.{name}"))


def _predefined(context: Context, name: str) -> dict[str, ast.expr]:
    """Predefined symbols as expressions: constants, or attributes of the engine."""
    document = context.document.document
    found: dict[str, ast.expr] = {}
    read = {node.name for node in t.walk(context.body_of(name)) if isinstance(node, t.Get)}
    for symbol in sorted(predefined_symbols(document, name).keys() & read):
        if symbol in ("name", "version"):
            found[symbol] = b.constant(getattr(document, symbol))
        elif symbol == "metadata":
            found[symbol] = b.load(context.program.constant(document.metadata, "metadata"))
        elif symbol in _ENGINE_SYMBOLS:
            found[symbol] = b.attribute(b.load("engine"), _ENGINE_SYMBOLS[symbol])
    return found


_ENGINE_SYMBOLS = {
    "instance": "instance",
    "actionsStarted": "actions_started",
    "actionsFinished": "actions_finished",
}


def _counts(context: Context) -> bool:
    """Whether the document reads how many actions there were."""
    roots = (context.document.action, context.document.end)
    names = {node.name for root in roots for node in t.walk(root) if isinstance(node, t.Get)}
    return bool(names & {"actionsStarted", "actionsFinished"})


def _rolling_back(context: Context) -> list[str]:
    """The Python names of cells and pools to be rolled back when an action fails."""
    document = context.document.document
    tables = {"cell": document.cells, "pool": document.pools}
    return [variable for (kind, name), variable in context.states.items() if tables[kind][name].rollback]


def _on_start(emitter: Emitter, name: str) -> list[ast.stmt]:
    statements: list[ast.stmt] = []
    if name == "action":
        if _counts(emitter.context):
            started = ast.Attribute(b.load("engine"), "actions_started", ast.Store())
            statements.append(ast.AugAssign(started, ast.Add(), b.constant(1)))
        for variable in _rolling_back(emitter.context):
            saved = b.call(b.attribute(b.load(variable), "saved"))
            statements.append(b.assign(f"{variable}_before", saved))
    if emitter.context.timed:
        statements.append(b.effect(b.call(b.attribute(b.load("engine"), "start_clock"), b.constant(name))))
    return statements


def _on_error(emitter: Emitter, name: str) -> ast.ExceptHandler:
    body: list[ast.stmt] = []
    if name == "action":
        for variable in _rolling_back(emitter.context):
            restore = b.attribute(b.load(variable), "restore")
            body.append(b.effect(b.call(restore, b.load(f"{variable}_before"))))
    read = (b.load(emitter.program.bind("decode_input", "decode", _input(emitter).schema)), b.load("datum"))
    arguments = read if name == "action" else ()
    translate = b.call(emitter.program.helper("translated"), b.load("error"), *arguments)
    body.append(ast.Raise(translate, b.constant(None)))
    return ast.ExceptHandler(b.load("Exception"), "error", body)


def _input(emitter: Emitter) -> Type:
    return emitter.context.document.document.input


# ------------------------------------------------------------------------------------------- the bodies


def _begin(emitter: Emitter) -> None:
    emitter.effect(emitter.context.document.begin)


def _end(emitter: Emitter) -> None:
    _with_tally(emitter, emitter.context.document.end)
    emitter.effect(emitter.context.document.end)


def _with_tally(emitter: Emitter, root: t.Typed) -> None:
    if any(isinstance(node, t.Get) and node.name == "tally" for node in t.walk(root)):
        name = emitter.declare("tally")
        emitter.add(b.assign(name, b.attribute(b.load("engine"), "tally_value")), root.at)


def _merge(emitter: Emitter) -> None:
    document = emitter.context.document
    if document.document.method != "fold":
        return
    output = document.document.output
    decode = emitter.program.bind("decode_tally", "decode", output.schema)
    for symbol, param in (("tallyOne", "one"), ("tallyTwo", "two")):
        emitter.add(b.assign(emitter.declare(symbol), b.call(decode, b.load(param))), "$.merge")
    _keep_tally(emitter, document.merge)


def _keep_tally(emitter: Emitter, root: t.Typed) -> None:
    """The value becomes the tally and is returned."""
    value = emitter.saved(emitter.expr(root), "result")
    kept = ast.Assign([ast.Attribute(b.load("engine"), "tally_value", ast.Store())], value)
    emitter.add(kept, root.at)
    encoded = _encoding(emitter, root, may_alias=True)(value)
    emitter.add(encoded if root is emitter.context.document.merge else _finished(emitter.context, encoded), root.at)


def _action(emitter: Emitter) -> None:
    context = emitter.context
    document = context.document
    input_type = document.document.input
    body = document.action
    with emitter.captured() as statements:
        reader = DatumReader(emitter, input_type)
        _with_tally(emitter, body)
        if document.document.method == "fold":
            _keep_tally(emitter, body)
        elif document.document.method == "emit":
            emitter.effect(body)
            if _counts(context):
                emitter.add(_finished(context, ast.Return(None)), body.at)
        else:
            encode = _encoding(emitter, body, may_alias=bool(context.states))
            emitter.into(body, lambda value: _finished(context, encode(value)))
    reader.emit(statements)
    emitter.out += statements


def _finished(context: Context, last: ast.stmt) -> ast.stmt:
    """The last statement of an action, which also counts the action as finished where that is asked for."""
    if not _counts(context):
        return last
    finished = b.call(b.attribute(b.load("engine"), "finished"))
    value = last.value if isinstance(last, ast.Return | ast.Expr) and last.value is not None else b.constant(None)
    return ast.Return(b.subscript(b.tuple_of([value, finished]), b.constant(0)))


# ------------------------------------------------------------------------------------- values in and out


def _encoding(emitter: Emitter, root: t.Typed, *, may_alias: bool) -> Target:
    """A return of the encoded value; what the document has just made itself needs no copy."""
    kind = emitter.context.document.document.output
    made = None if may_alias else _made(root, root)
    step = _encoder_name(emitter, kind, made)

    def target(value: ast.expr) -> ast.stmt:
        return ast.Return(
            value if step is None or (isinstance(value, ast.Constant) and value.value is None) else b.call(step, value)
        )

    return target


def _encoder_name(emitter: Emitter, kind: Type, made: t.MakeArray | t.MakeObject | None) -> str | None:
    if kind in values.PLAIN or (made is not None and made.type == kind and _is_plain(made)):
        return None
    if isinstance(kind, Array | Map) and (kind.items if isinstance(kind, Array) else kind.values) in values.PLAIN:
        return "list" if isinstance(kind, Array) else "dict"
    return emitter.program.bind("encode", "encode", kind.schema)


def _made(node: t.Typed, root: t.Typed) -> t.MakeArray | t.MakeObject | None:
    """The container that the value is, where this very action makes it and nothing else holds it."""
    match node:
        case t.MakeArray() | t.MakeObject():
            return node
        case t.Block():
            return _made(node.body[-1], node)
        case t.Get() if isinstance(root, t.Block):
            binds = [part for part in root.body if isinstance(part, t.Bind)]
            bound = [value for part in binds for name, value in part.values if name == node.name]
            return _made(bound[0], bound[0]) if len(bound) == 1 and not isinstance(bound[0], t.Block) else None
    return None


def _is_plain(node: t.Typed) -> bool:
    """Whether the value is the same for the host: a plain one, or a container made here that holds such values."""
    match node:
        case t.MakeArray():
            return all(map(_is_plain, node.items))
        case t.MakeObject():
            return all(_is_plain(value) for _, value in node.members)
    return node.type in values.PLAIN


_BODIES = {"begin": _begin, "action": _action, "end": _end, "merge": _merge}
