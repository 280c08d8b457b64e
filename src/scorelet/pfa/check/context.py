"""What the parts of the check share: the document, conversion, and the walk over expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.errors import PfaSemanticError
from scorelet.pfa import nodes as n
from scorelet.pfa import typed as t
from scorelet.pfa.acceptance import accepts
from scorelet.pfa.check.scope import Scope
from scorelet.pfa.types import BOTTOM, NULL, Function, Type

Check = Callable[["Checker", Any, Scope], t.Typed]
Functions = Callable[["Checker", Any, Scope], "list[t.FunctionValue]"]


class Checker:
    """One check of one document: how each kind of node is checked, and what the document declares."""

    def __init__(
        self, document: n.Document, forms: Mapping[type[n.Node], Check], functions: Mapping[type[n.Node], Functions]
    ) -> None:
        self.document = document
        self.forms = forms
        self.functions = functions

    def expression(self, node: n.Node, scope: Scope) -> t.Typed:
        """The typed expression; its type may be Bottom (an `error` form)."""
        return self.forms[type(node)](self, node, scope)

    def value(self, node: n.Node, scope: Scope) -> t.Typed:
        """The typed expression, which must have a value."""
        found = self.expression(node, scope)
        if found.type is BOTTOM:
            raise PfaSemanticError("expected a value; an 'error' form has none", node.at)
        return found

    def typed_value(self, node: n.Node, wanted: Type, scope: Scope, what: str) -> t.Typed:
        """The expression in a sealed scope, converted to the type that is wanted of it."""
        found = self.value(node, scope.sealed())
        if not accepts(wanted, found.type):
            raise PfaSemanticError(f"expected {what} to be {wanted}, got {found.type}", node.at)
        return convert(found, wanted)

    def block(self, body: n.Body, scope: Scope) -> t.Typed:
        """Expressions one after another, in the given scope."""
        checked = tuple(self.expression(node, scope) for node in body)
        return checked[0] if len(checked) == 1 else t.Block(body[0].at, checked[-1].type, checked)

    def body(self, body: n.Body, scope: Scope, wanted: Type, what: str) -> t.Typed:
        """A function's body, converted to its result type; one that always ends in an `error` has any."""
        found = self.block(body, scope)
        if not accepts(wanted, found.type) and found.type is not BOTTOM:
            raise PfaSemanticError(f"expected {what} to be {wanted}, got {found.type}", body[-1].at)
        return convert(found, wanted)

    def function_values(self, node: n.Node, scope: Scope) -> list[t.FunctionValue]:
        """What a function argument can stand for: one value, or one for each signature that fits."""
        return self.functions[type(node)](self, node, scope)


def convert(value: t.Typed, to: Type) -> t.Typed:
    """`value` as a `to`, where `to` is known to accept it."""
    if value.type is BOTTOM or value.type == to:
        return value
    if isinstance(to, Function):
        return _convert_function(value, to)
    return t.Convert(value.at, to, value)


def _convert_function(value: t.Typed, to: Function) -> t.Typed:
    """A function whose parameters or result are represented otherwise is wrapped in one that converts."""
    assert isinstance(value, t.FunctionValue)
    own = value.signature
    names = tuple(f"~f{i}" for i in range(len(to.params)))
    args = tuple(
        convert(t.Get(value.at, given, name), wanted)
        for name, given, wanted in zip(names, to.params, own.params, strict=True)
    )
    return t.Lambda(value.at, to, names, convert(call_value(value, args), to.ret))


def call_value(value: t.FunctionValue, args: tuple[t.Typed, ...]) -> t.Typed:
    """A call of a function value with arguments of exactly its parameters' types."""
    match value:
        case t.UserFunction():
            return t.UserCall(value.at, value.signature.ret, value.name, args)
        case t.LibraryFunctionValue():
            return t.LibraryCall(value.at, value.signature.ret, value.function, value.call, args)
        case t.Lambda():
            bound = t.Bind(value.at, NULL, tuple(zip(value.params, args, strict=True)))
            return t.Block(value.at, value.signature.ret, (bound, value.body))
    raise TypeError(f"no function value: {value}")
