"""Generated code as text for people (`scorelet pfa code`): what runs is the `ast`, never this text."""

from __future__ import annotations

import ast
import json
from typing import Any

from scorelet.pfa.image import Image


def code_of(image: Image) -> str:
    """The generated module, with what its names stand for."""
    from scorelet.pfa.compiler import program_of

    program = program_of(image)
    lines = [f"# {name} = {_shown(value)}" for name, value in program.constants.items()]
    lines += [f"# {name} = {_described(binding)}" for name, binding in program.bindings.items()]
    return "\n".join([*lines, "", ast.unparse(program.module()), ""])


def _shown(value: Any) -> str:
    if _has_digits(value):
        return f"<{type(value).__name__}>" if isinstance(value, int) else f"<{type(value).__name__} of {len(value)}>"
    text = repr(value) if not isinstance(value, dict | list | tuple) or len(value) <= 1000 else ""
    return text if text and len(text) <= 200 else f"<{type(value).__name__} of {len(value)}>"


def _has_digits(value: Any) -> bool:
    """Whether it is, or holds, an int too long to be written down: Python refuses thousands of digits."""
    if isinstance(value, tuple):
        return any(map(_has_digits, value))
    return isinstance(value, int) and value.bit_length() > 640


def _described(binding: tuple[Any, ...]) -> str:
    kind, *rest = binding
    match kind:
        case "run" | "typed" | "engine":
            return f"<library function {rest[0]}>"
        case "module":
            return f"<{rest[0]}.{rest[1]}>"
        case "classes":
            return f"<classes {', '.join(rest[0])}>"
    return f"<{kind} {' -> '.join(json.dumps(schema)[:80] for schema in rest)}>"
