"""JSON becomes a Document: the syntax of PFA (specification, chapter 2). Syntax errors end here.

`read(json)` reads twice: first to learn which named types the schemas define (they may be used before and
anywhere), then to build the nodes. `expressions` reads what stands in routines and functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scorelet.errors import PfaSyntaxError
from scorelet.pfa import nodes as n
from scorelet.pfa.expressions import ExpressionReader
from scorelet.pfa.json_parts import a_flag, a_whole, an_object, keys, members, symbol
from scorelet.pfa.numbers import INT_MAX, INT_MIN
from scorelet.pfa.schemas import Schemas, describe, short

_FUNCTION = re.compile(r"[A-Za-z_]([A-Za-z0-9_]|\.[A-Za-z][A-Za-z0-9_]*)*\Z")
_TOP_LEVEL = (
    "name", "method", "input", "output", "begin", "action", "end", "fcns", "zero", "merge", "cells", "pools",
    "randseed", "doc", "version", "metadata", "options",
)  # fmt: skip
_METHODS = ("map", "emit", "fold")
_SOURCES = ("embedded", "json", "avro")


def read(json: Any) -> n.Document:
    """The document that `json` (a parsed PFA document) describes. Raises PfaSyntaxError with its place."""
    if not isinstance(json, dict):
        raise PfaSyntaxError(f"expected a PFA document (a JSON object), got {describe(json)}", "$")
    schemas = Schemas()
    _DocumentReader(schemas, declaring=True).document(json)
    return _DocumentReader(schemas, declaring=False).document(json)


class _DocumentReader(ExpressionReader):
    def document(self, json: dict[str, Any]) -> n.Document:
        keys(json, "a PFA document", ("action", "input", "output"), _TOP_LEVEL, "$")
        method = self.choice(json, "method", _METHODS, "$")
        if method == "fold":
            for key in ("zero", "merge"):
                if key not in json:
                    raise PfaSyntaxError(f"a document with method 'fold' needs {key!r}", "$")
        else:
            for key in ("zero", "merge"):
                if key in json:
                    raise PfaSyntaxError(f"{key!r} belongs to method 'fold' only, not to {method!r}", f"$.{key}")
        routines = {key: self.body(json[key], f"$.{key}") if key in json else () for key in ("begin", "end", "merge")}
        return n.Document(
            "$",
            name=self.optional(json, "name", str, "Engine"),
            method=method,
            input=self.schema(json["input"], "$.input"),
            output=self.schema(json["output"], "$.output"),
            action=self.body(json["action"], "$.action"),
            **routines,
            zero=json.get("zero"),
            functions=self.functions(json.get("fcns", {})),
            cells=self.states(json.get("cells", {}), "cells"),
            pools=self.states(json.get("pools", {}), "pools"),
            randseed=self.optional(json, "randseed", int, None),
            doc=self.optional(json, "doc", str, None),
            version=a_whole(json["version"], INT_MIN, INT_MAX, "$.version") if "version" in json else None,
            metadata=self.metadata(json.get("metadata", {})),
            options=an_object(json.get("options", {}), "$.options"),
        )

    def choice(self, json: dict[str, Any], key: str, among: tuple[str, ...], at: str) -> str:
        value = json.get(key, among[0])
        if value not in among or not isinstance(value, str):
            raise PfaSyntaxError(f"expected one of {', '.join(map(repr, among))}, got {describe(value)}", f"{at}.{key}")
        return value

    def optional(self, json: dict[str, Any], key: str, kind: type, default: Any) -> Any:
        value = json.get(key, default)
        if key in json and (not isinstance(value, kind) or isinstance(value, bool)):
            raise PfaSyntaxError(f"expected {_KINDS[kind]}, got {describe(value)}", f"$.{key}")
        return value

    def metadata(self, json: Any) -> Mapping[str, str]:
        for key, value in an_object(json, "$.metadata").items():
            if not isinstance(value, str):
                raise PfaSyntaxError(f"expected a string, got {describe(value)}", f"$.metadata.{key}")
        return {key: value for key, value in json.items() if key != "@"}

    def functions(self, json: Any) -> dict[str, n.FunctionDef]:
        found = {}
        for name, definition in members(json, "$.fcns"):
            at = f"$.fcns.{name}"
            if not _FUNCTION.match(name):
                raise PfaSyntaxError(f"{short(name)} is not a valid function name", "$.fcns")
            if not isinstance(definition, dict) or "params" not in definition:
                raise PfaSyntaxError(f"expected a function (params, ret, do), got {describe(definition)}", at)
            found[f"u.{name}"] = self.function_def(definition, at)
        return found

    def states(self, json: Any, kind: str) -> dict[str, n.State]:
        return {
            name: self.state(symbol(name, f"$.{kind}"), spec, kind, f"$.{kind}.{name}")
            for name, spec in members(json, f"$.{kind}")
        }

    def state(self, name: str, spec: Any, kind: str, at: str) -> n.State:
        required = ("type", "init") if kind == "cells" else ("type",)
        keys(an_object(spec, at), "a cell" if kind == "cells" else "a pool", required, _STATE_KEYS, at)
        shared, rollback = (a_flag(spec, key, False, at) for key in ("shared", "rollback"))
        if shared and rollback:
            raise PfaSyntaxError("'shared' and 'rollback' cannot both be true", at)
        init = spec.get("init", {})
        source = self.choice(spec, "source", _SOURCES, at)
        if source != "embedded" and not isinstance(init, str):
            raise PfaSyntaxError(f"with source {source!r}, init must name a file, got {describe(init)}", f"{at}.init")
        return n.State(at, name, self.schema(spec["type"], f"{at}.type"), init, shared, rollback, source)


_STATE_KEYS = ("type", "init", "shared", "rollback", "source")
_KINDS: Mapping[type, str] = {str: "a string", int: "a whole number"}
