"""The generated text of one routine or user function, without what surrounds each of them."""

from __future__ import annotations

import ast
from textwrap import dedent
from typing import Any

from scorelet.pfa import compile_image
from scorelet.pfa.compiler import program_of
from tests.pfa.documents import document


def text_of(name: str, action: Any, *args: Any, **more: Any) -> str:
    """The Python function `name` of a document, as text."""
    module = program_of(compile_image(document(action, *args, **more))).module()
    (found,) = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and node.name == name]
    return ast.unparse(found)


def body_of(action: Any, *args: Any, **more: Any) -> str:
    """What the action does once its input is decoded: the body of its `try`, after the reading of the datum."""
    module = program_of(compile_image(document(action, *args, **more))).module()
    (found,) = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and node.name == "action"]
    (guarded,) = [node for node in found.body if isinstance(node, ast.Try)]
    statements = [
        node for node in guarded.body if "datum" not in {x.id for x in ast.walk(node) if isinstance(x, ast.Name)}
    ]
    return "\n".join(map(ast.unparse, statements))


def lines(text: str) -> str:
    return dedent(text).strip()
