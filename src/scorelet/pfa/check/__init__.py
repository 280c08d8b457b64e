"""Document -> TypedDocument: every expression gets its type, every call its signature, every symbol its
declaration (specification, chapters 4 to 7). Semantic errors end here.

Inference is strictly local: a node's type follows from its children and from the declarations in scope, so
one walk suffices. FORMS says which function checks which kind of node.
"""

from __future__ import annotations

from collections.abc import Mapping

from scorelet.errors import PfaInitializationError, PfaSemanticError
from scorelet.pfa import nodes as n
from scorelet.pfa import typed as t
from scorelet.pfa.acceptance import accepts
from scorelet.pfa.check import calls, forms, paths
from scorelet.pfa.check.context import Check, Checker, Functions, convert
from scorelet.pfa.check.scope import Scope
from scorelet.pfa.schemas import describe
from scorelet.pfa.types import BOTTOM, INT, LONG, NULL, STRING, Map, Type

FORMS: Mapping[type[n.Node], Check] = {
    n.Literal: forms.literal,
    n.Symbol: forms.symbol,
    n.NewArray: forms.new_array,
    n.NewObject: forms.new_object,
    n.CallFunction: calls.call,
    n.CallBySymbol: calls.call_by_symbol,
    n.Let: forms.let,
    n.Set: forms.set_,
    n.Attr: paths.attr,
    n.Cell: paths.cell,
    n.Pool: paths.pool,
    n.PoolDel: paths.pool_del,
    n.Do: forms.do,
    n.If: forms.if_,
    n.While: forms.while_,
    n.DoUntil: forms.do_until,
    n.For: forms.for_,
    n.ForEach: forms.foreach,
    n.ForKeyVal: forms.forkey,
    n.CastCases: forms.cast,
    n.Upcast: forms.upcast,
    n.IfNotNull: forms.ifnotnull,
    n.Unpack: forms.unpack,
    n.Pack: forms.pack,
    n.Error: forms.error,
    n.Try: forms.try_,
    n.Log: forms.log,
}
FUNCTIONS: Mapping[type[n.Node], Functions] = {
    n.FunctionDef: calls.inline_function,
    n.FunctionRef: calls.function_ref,
}
TIMEOUTS = ("timeout", "timeout.begin", "timeout.action", "timeout.end")


def check(document: n.Document) -> t.TypedDocument:
    """The typed document. Raises PfaSemanticError (or PfaInitializationError for a possible deadlock)."""
    _options(document)
    checker = Checker(document, FORMS, FUNCTIONS)
    functions = {name: calls.body_of(checker, f, name) for name, f in document.functions.items()}
    routines = {name: _routine(checker, name) for name in ("begin", "action", "end", "merge")}
    nodes = [node for root in (*routines.values(), *(f.body for f in functions.values())) for node in t.walk(root)]
    _no_deadlock(functions, nodes)
    return t.TypedDocument(
        document,
        functions,
        **routines,
        written_cells=frozenset(x.name for x in nodes if isinstance(x, t.CellTo)),
        written_pools=frozenset(x.name for x in nodes if isinstance(x, t.PoolTo | t.PoolDel)),
    )


def _options(document: n.Document) -> None:
    for key in TIMEOUTS:
        value = document.options.get(key, -1)
        if not isinstance(value, int) or isinstance(value, bool):
            raise PfaSemanticError(
                f"expected a whole number of milliseconds, got {describe(value)}", f"$.options.{key}"
            )


def _routine(checker: Checker, name: str) -> t.Typed:
    document = checker.document
    body: n.Body = getattr(document, name)
    if not body:
        return forms.null(f"$.{name}")
    predefined = Scope()
    for symbol, kind in predefined_symbols(document, name).items():
        predefined.put(symbol, kind, f"$.{name}")
    found = checker.block(body, predefined.function())
    if name in ("begin", "end") or (name == "action" and document.method == "emit"):
        return forms.as_null(found)
    # Not a branch of the flow: a routine that always ends in an error returns null (specification 7.14.2).
    got = NULL if found.type is BOTTOM else found.type
    if not accepts(document.output, got):
        raise PfaSemanticError(f"expected the result of {name!r} to be {document.output}, got {got}", body[-1].at)
    return convert(found, document.output)


def predefined_symbols(document: n.Document, routine: str) -> dict[str, Type]:
    """The symbols that a routine starts with (specification 3.3)."""
    symbols: dict[str, Type] = {"name": STRING, "instance": INT, "metadata": Map(STRING)}
    if document.version is not None:
        symbols["version"] = INT
    if routine == "action":
        symbols["input"] = document.input
    if routine in ("action", "end"):
        symbols |= {"actionsStarted": LONG, "actionsFinished": LONG}
        if document.method == "fold":
            symbols["tally"] = document.output
    if routine == "merge":
        symbols |= {"tallyOne": document.output, "tallyTwo": document.output}
    return symbols


def _no_deadlock(functions: Mapping[str, t.TypedFunction], nodes: list[t.Typed]) -> None:
    """A function that updates a cell or pool must not itself change any (specification 3.6)."""
    writers = (t.CellTo, t.PoolTo, t.PoolDel)
    for node in nodes:
        if isinstance(node, t.CellTo | t.PoolTo) and isinstance(node.to, t.FunctionValue):
            bodies = [node.to, *(functions[name].body for name in calls.reaching(functions, node.to))]
            for body in bodies:
                found = next((inner for inner in t.walk(body) if isinstance(inner, writers)), None)
                if found is not None:
                    raise PfaInitializationError(
                        f"the function that updates {node.name!r} changes {found.name!r}: that could deadlock", found.at
                    )
