"""Inline templates: the library's own expression texts, put in place of calls.

A template such as ``[fcn(x) for x in a]`` is parsed once; its parameters are replaced by the arguments (which
are `ast` already, never text), the names it assigns by new ones, and the names of its module are bound.

    a parameter used once       its argument stands there
    used more than once         ``(t := argument)`` stands at the first use, ``t`` at the others
    evaluated repeatedly        the argument goes to a variable before
    a function that is called   is expanded there where its body is an expression
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from scorelet.pfa.library.registry import Call, LibraryFunction
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter

Apply = Callable[[list[ast.expr], bool], ast.expr]
"""A function argument, called with argument expressions; the flag asks for a plain call, not an expansion."""


def template_of(function: LibraryFunction, call: Call) -> str | None:
    inline = function.inline
    return inline(call) if callable(inline) else inline


@cache
def _parsed(text: str) -> ast.expr:
    """The template as `ast`, without the positions of its text: they would be taken for places in the document."""
    body = ast.parse(text, mode="eval").body
    for part in ast.walk(body):
        for attribute in ("lineno", "end_lineno", "col_offset", "end_col_offset"):
            if hasattr(part, attribute):
                delattr(part, attribute)
    return body


def expand(
    emitter: Emitter,
    function: LibraryFunction,
    text: str,
    values: Mapping[str, ast.expr],
    functions: Mapping[str, Apply],
    *,
    lazy: bool = False,
) -> ast.expr:
    """The template with its parameters replaced; arguments may be saved to variables ahead of it.

    Arguments are evaluated from left to right, each once, whatever the template's own order. A `lazy` template
    says itself which of its parameters are evaluated, and reads each once.
    """
    body = copy.deepcopy(_parsed(text))
    reads = [(name, use) for name, use in _walk(body, False, False, False) if name in values]
    given = dict(values) if lazy or _in_order(reads, values) else {n: emitter.saved(v, n) for n, v in values.items()}
    arguments = {
        name: _argument(emitter, name, value, [use for read, use in reads if read == name])
        for name, value in given.items()
    }
    expander = _Expander(emitter, function, arguments, functions, _assigned(body))
    found = expander.visit(body)
    assert isinstance(found, ast.expr)
    return found


def _in_order(reads: list[tuple[str, _Use]], values: Mapping[str, ast.expr]) -> bool:
    """Whether the template reads the arguments that may change in their order, and each one for sure."""
    changing = [name for name, value in values.items() if not b.stable(value)]
    firsts: dict[str, _Use] = {}
    for name, use in reads:
        if name in changing:
            firsts.setdefault(name, use)
    sure = not any(use.conditional or use.repeated for use in firsts.values())
    return list(firsts) == changing and sure


def _argument(emitter: Emitter, name: str, value: ast.expr, uses: list[_Use]) -> list[ast.expr]:
    """What stands at each use of a parameter, the first use first."""
    if b.stable(value):
        return [copy.copy(value) for _ in uses]
    if any(use.iterated for use in uses) and (len(uses) > 1 or _has_walrus(value)):
        saved = emitter.saved(value, name)
        return [copy.copy(saved) for _ in uses]
    if len(uses) <= 1:
        return [value]
    variable = emitter.program.name("t")
    return [b.walrus(variable, value), *(b.load(variable) for _ in uses[1:])]


class _Use:
    """A place where a parameter is read: is it sure to run, may it run again, is it what a loop runs over?"""

    __slots__ = ("conditional", "iterated", "repeated")

    def __init__(self, conditional: bool, repeated: bool, iterated: bool) -> None:
        self.conditional = conditional
        self.repeated = repeated
        self.iterated = iterated


def _walk(node: ast.AST, conditional: bool, repeated: bool, iterated: bool) -> Iterator[tuple[str, _Use]]:
    """The names that are read, in the order of evaluation."""
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            yield name, _Use(conditional, repeated, iterated)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield from _walk(test, conditional, repeated, iterated)
            for branch in (body, orelse):
                yield from _walk(branch, True, repeated, iterated)
        case ast.BoolOp(values=[first, *rest]):
            yield from _walk(first, conditional, repeated, iterated)
            for operand in rest:
                yield from _walk(operand, True, repeated, iterated)
        case ast.Compare(left=left, comparators=[second, *rest]):
            for sure in (left, second):
                yield from _walk(sure, conditional, repeated, iterated)
            for operand in rest:
                yield from _walk(operand, True, repeated, iterated)
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
            yield from _walk_comprehension(node, conditional, repeated, iterated)
        case _:
            for part in ast.iter_child_nodes(node):
                yield from _walk(part, conditional, repeated, iterated)


def _walk_comprehension(
    node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp,
    conditional: bool,
    repeated: bool,
    iterated: bool,
) -> Iterator[tuple[str, _Use]]:
    for i, generator in enumerate(node.generators):
        yield from _walk(generator.iter, conditional or i > 0, repeated or i > 0, True)
        for test in generator.ifs:
            yield from _walk(test, True, True, iterated)
    elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    for element in elements:
        yield from _walk(element, True, True, iterated)


def _has_walrus(value: ast.expr) -> bool:
    return any(isinstance(part, ast.NamedExpr) for part in ast.walk(value))


def _assigned(body: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(body) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


class _Expander(ast.NodeTransformer):
    def __init__(
        self,
        emitter: Emitter,
        function: LibraryFunction,
        arguments: Mapping[str, list[ast.expr]],
        functions: Mapping[str, Apply],
        assigned: set[str],
    ) -> None:
        self.emitter = emitter
        self.function = function
        self.arguments = {name: iter(found) for name, found in arguments.items()}
        self.functions = functions
        self.iterables = 0
        self.names = {name: emitter.program.name(name) for name in sorted(assigned)}

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        # In the order of evaluation, which is the order in which uses were counted.
        node.test = self.visit(node.test)
        node.body = self.visit(node.body)
        node.orelse = self.visit(node.orelse)
        return node

    def visit_ListComp(self, node: ast.ListComp) -> ast.AST:
        node.generators = [self.visit(generator) for generator in node.generators]
        node.elt = self.visit(node.elt)
        return node

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        node.generators = [self.visit(generator) for generator in node.generators]
        node.elt = self.visit(node.elt)
        return node

    def visit_DictComp(self, node: ast.DictComp) -> ast.AST:
        node.generators = [self.visit(generator) for generator in node.generators]
        node.key = self.visit(node.key)
        node.value = self.visit(node.value)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.iterables += 1
        node.iter = self.visit(node.iter)
        self.iterables -= 1
        node.target = self.visit(node.target)
        node.ifs = [self.visit(test) for test in node.ifs]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in self.functions:
            args = [self.visit(arg) for arg in node.args]
            value = self.functions[node.func.id](args, False)
            # Python allows no `:=` in what a comprehension runs over.
            return self.functions[node.func.id](args, True) if self.iterables and _has_walrus(value) else value
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.arguments:
            return next(self.arguments[node.id])
        if node.id in self.names:
            return ast.Name(self.names[node.id], node.ctx)
        scope = self.function.run.__globals__
        if node.id in scope:
            return b.load(self.emitter.program.bind(node.id, "module", self.function.run.__module__, node.id))
        if not hasattr(builtins, node.id):
            raise NameError(f"the template of {self.function.name!r} reads unknown name {node.id!r}")
        return node
