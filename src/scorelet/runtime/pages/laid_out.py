"""JSON for people: what is short stands on one line."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 84
_BREAK = ",\n"


def laid_out(value: Any, indent: int = 0) -> str:
    """The value as JSON text; arrays and objects are spread over lines where one is too short for them."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= WIDTH or not isinstance(value, dict | list):
        return flat
    space = " " * (indent + 2)
    if isinstance(value, list):
        return _spread("[", [space + laid_out(item, indent + 2) for item in value], "]", indent)
    named = [(json.dumps(name, ensure_ascii=False), item) for name, item in value.items()]
    lines = [f"{space}{name}: {laid_out(item, indent + 2)}" for name, item in named]
    return _spread("{", lines, "}", indent)


def _spread(opened: str, lines: list[str], closed: str, indent: int) -> str:
    return f"{opened}\n{_BREAK.join(lines)}\n{' ' * indent}{closed}"
