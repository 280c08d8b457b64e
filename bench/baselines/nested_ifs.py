"""A tree of the document, written out as nested ifs.

There are two ways to reach a field, and it depends on the forest which is faster: look-ups in the row at every
test, or all fields in local variables first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Predict = Callable[[Any], Any]
Leaf = Callable[[Any], str]
"""The statement for a score."""


@dataclass(frozen=True)
class Style:
    """How the code reaches a field of the row."""

    local: bool
    tagged: bool = False
    nullable: bool = False

    @property
    def name(self) -> str:
        return "local variables" if self.local else "look-ups"

    def prologue(self, names: Sequence[str]) -> list[str]:
        return [f'    {name} = {self._read(f"""row["{name}"]""")}' for name in names] if self.local else []

    def _read(self, value: str) -> str:
        return f'x["double"] if (x := {value}) is not None else None' if self.tagged else value

    def is_missing(self, name: str) -> str:
        return f"{name} is None" if self.local else f'(x := row["{name}"]) is None'

    def field(self, name: str) -> str:
        if self.local:
            return name
        if self.nullable:
            return 'x["double"]' if self.tagged else "x"
        return f'row["{name}"]'


def ifs(node: dict[str, Any], style: Style, leaf: Leaf, indent: int = 1) -> Iterator[str]:
    pad = "    " * indent
    (threshold,) = node["value"].values()
    keyword = "if"
    if style.nullable:
        yield f"{pad}if {style.is_missing(node['field'])}:"
        yield from _branch(node["missing"], style, leaf, indent + 1)
        keyword = "elif"
    yield f"{pad}{keyword} {style.field(node['field'])} {node['operator']} {threshold!r}:"
    yield from _branch(node["pass"], style, leaf, indent + 1)
    yield f"{pad}else:"
    yield from _branch(node["fail"], style, leaf, indent + 1)


def _branch(branch: dict[str, Any], style: Style, leaf: Leaf, indent: int) -> Iterator[str]:
    ((tag, value),) = branch.items()
    if tag == "TreeNode":
        yield from ifs(value, style, leaf, indent)
    else:
        yield "    " * indent + leaf(value)


def function(style: Style, before: str, trees: Sequence[dict[str, Any]], leaf: Leaf, after: str) -> Predict:
    """`def predict(row)`: a statement before the trees, their ifs, a statement after them."""
    body = [line for tree in trees for line in ifs(tree, style, leaf)]
    names = sorted(set(re.findall(r"\bV\d+\b", "\n".join(body))))
    lines = ["def predict(row):", *style.prologue(names), f"    {before}", *body, f"    {after}"]
    scope: dict[str, Any] = {"exp": math.exp}
    exec(compile("\n".join(lines), "<written by hand>", "exec"), scope)
    predict: Predict = scope["predict"]
    return predict
