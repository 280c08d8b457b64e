"""Which symbols a random expression may read and change (specification, chapter 5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from scorelet.pfa.types import Type
from tests.pfa.fuzz.choices import Choices

NAMES = (
    "x", "y", "z", "i", "t", "f", "engine", "datum", "lambda", "class", "None", "True", "__builtins__", "__class__",
    "PLACES", "make", "translated", "error", "float", "type", "value", "given", "x_2", "t_2", "_",
)  # fmt: skip
"""The names of the document's symbols: plain ones, Python's own, and ones that generated code uses."""


@dataclass
class Scope:
    visible: dict[str, Type] = field(default_factory=dict)
    writable: set[str] = field(default_factory=set)
    declares: bool = True
    writes: bool = True
    """Whether cells and pools may be changed here."""
    fails: bool = True

    def inner(self) -> Scope:
        return replace(self, visible=dict(self.visible), writable=set(self.writable), declares=True)

    def sealed(self) -> Scope:
        return replace(self, visible=dict(self.visible), writable=set(), declares=False)

    def function(self) -> Scope:
        return replace(self, visible=dict(self.visible), writable=set(), declares=True)

    def new_name(self, choose: Choices) -> str:
        """A symbol that is not visible yet."""
        name = choose.pick(NAMES)
        count = 2
        while name in self.visible:
            name = f"{name.partition('_v')[0]}_v{count}"
            count += 1
        return name

    def declare(self, name: str, t: Type, *, writable: bool = True) -> None:
        self.visible[name] = t
        if writable:
            self.writable.add(name)

    def of_type(self, t: Type) -> list[str]:
        return [name for name, found in self.visible.items() if found == t]
