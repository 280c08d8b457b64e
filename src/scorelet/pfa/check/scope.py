"""Which symbols an expression may read, change and declare (specification, chapter 5).

A scope that is sealed from above may not change symbols declared outside of it; one that is sealed within
may not declare any. A symbol is never shadowed, but for the parameters of an inline function.
"""

from __future__ import annotations

from scorelet.errors import PfaSemanticError
from scorelet.pfa.schemas import short
from scorelet.pfa.types import BOTTOM, Function, Type


class Variable:
    """A declared symbol. `name` is its own within one routine or function, whatever else bears the symbol."""

    __slots__ = ("name", "type")

    def __init__(self, name: str, type: Type) -> None:
        self.name = name
        self.type = type


class Scope:
    def __init__(self, parent: Scope | None = None, *, sealed_above: bool = False, sealed_within: bool = False) -> None:
        self.parent = parent
        self.sealed_above = sealed_above
        self.sealed_within = sealed_within
        self.symbols: dict[str, Variable] = {}
        self._used: dict[str, int] = parent._used if parent else {}

    def inner(self) -> Scope:
        """A block: it may change and declare symbols; those it declares end with it."""
        return Scope(self)

    def sealed(self) -> Scope:
        """A single expression such as an argument: it can neither change nor declare symbols."""
        return Scope(self, sealed_above=True, sealed_within=True)

    def function(self) -> Scope:
        """The body of an inline function: what is around it can be read only."""
        return Scope(self, sealed_above=True)

    def find(self, symbol: str) -> Variable | None:
        scope: Scope | None = self
        while scope is not None:
            if symbol in scope.symbols:
                return scope.symbols[symbol]
            scope = scope.parent
        return None

    def read(self, symbol: str, at: str) -> Variable:
        found = self.find(symbol)
        if found is None:
            raise PfaSemanticError(f"unknown symbol {short(symbol)}", at)
        return found

    def write(self, symbol: str, at: str) -> Variable:
        scope: Scope | None = self
        while scope is not None and symbol not in scope.symbols:
            if scope.sealed_above:
                self.read(symbol, at)
                raise PfaSemanticError(
                    f"symbol {short(symbol)} belongs to an outer scope that cannot be changed here", at
                )
            scope = scope.parent
        if scope is None:
            raise PfaSemanticError(f"unknown symbol {short(symbol)}; 'let' declares one", at)
        return scope.symbols[symbol]

    def declare(self, symbol: str, type: Type, at: str) -> Variable:
        if self.sealed_within:
            raise PfaSemanticError(f"symbol {short(symbol)} cannot be declared here; wrap the expression in a 'do'", at)
        if self.find(symbol) is not None:
            raise PfaSemanticError(f"symbol {short(symbol)} may not be redeclared or shadowed", at)
        return self.put(symbol, type, at)

    def put(self, symbol: str, type: Type, at: str) -> Variable:
        """Declare without looking outward: parameters and predefined symbols."""
        if type is BOTTOM or isinstance(type, Function):
            raise PfaSemanticError(f"symbol {short(symbol)} cannot hold {type}: it is not a value", at)
        count = self._used[symbol] = self._used.get(symbol, 0) + 1
        variable = self.symbols[symbol] = Variable(symbol if count == 1 else f"{symbol}~{count}", type)
        return variable

    def temporary(self, type: Type) -> Variable:
        """A variable that no symbol of the document can name."""
        return self.put("~", type, "")
