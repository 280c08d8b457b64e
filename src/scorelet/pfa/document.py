"""JSON becomes a Document: the syntax of PFA (specification, chapters 2, 6 and 7). Syntax errors end here.

`read(json)` reads twice: first to learn which named types the schemas define (they may be used before and
anywhere), then to build the nodes. Each special form is one row of FORMS: its keys, and how it is read.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from scorelet.errors import PfaSyntaxError
from scorelet.pfa import nodes as n
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.schemas import Schemas, describe, short
from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Type

MAX_DEPTH = 150
"""How deep expressions may nest. Every pass recurses over them, and Python's own stack is finite."""

_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
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
    _Reader(schemas, declaring=True).document(json)
    return _Reader(schemas, declaring=False).document(json)


class Form:
    """A special form: the key it is known by, its other keys, and its reader."""

    __slots__ = ("key", "optional", "read", "required")

    def __init__(self, key: str, required: str, optional: str, read: Callable[[_Reader, dict[str, Any], str], n.Node]):
        self.key = key
        self.required = (key, *required.split())
        self.optional = tuple(optional.split())
        self.read = read


class _Reader:
    def __init__(self, schemas: Schemas, *, declaring: bool) -> None:
        self.schemas = schemas
        self.declaring = declaring
        self.depth = 0

    # ------------------------------------------------------------------------------- the top level

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
            version=self.optional(json, "version", int, None),
            metadata=self.metadata(json.get("metadata", {})),
            options=_object(json.get("options", {}), "$.options"),
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
        for key, value in _object(json, "$.metadata").items():
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
        keys(_object(spec, at), "a cell" if kind == "cells" else "a pool", required, _STATE_KEYS, at)
        shared, rollback = (_flag(spec, key, False, at) for key in ("shared", "rollback"))
        if shared and rollback:
            raise PfaSyntaxError("'shared' and 'rollback' cannot both be true", at)
        init = spec.get("init", {})
        source = self.choice(spec, "source", _SOURCES, at)
        if source != "embedded" and not isinstance(init, str):
            raise PfaSyntaxError(f"with source {source!r}, init must name a file, got {describe(init)}", f"{at}.init")
        return n.State(at, name, self.schema(spec["type"], f"{at}.type"), init, shared, rollback, source)

    def schema(self, json: Any, at: str) -> Type:
        if self.declaring:
            self.schemas.declare(json, at)
            return NULL
        return self.schemas.build(json, at)

    # ------------------------------------------------------------------------------- expressions

    def body(self, json: Any, at: str) -> n.Body:
        """An expression or a JSON array of expressions."""
        if not isinstance(json, list):
            return (self.expression(json, at),)
        if not json:
            raise PfaSyntaxError("expected at least one expression, got an empty array", at)
        return tuple(self.expression(item, f"{at}[{i}]") for i, item in enumerate(json))

    def optional_body(self, json: dict[str, Any], key: str, at: str) -> n.Body | None:
        return self.body(json[key], f"{at}.{key}") if key in json else None

    def expression(self, json: Any, at: str) -> n.Node:
        node = self.argument(json, at)
        if isinstance(node, n.FunctionDef | n.FunctionRef):
            raise PfaSyntaxError("expected an expression; a function may only be an argument", at)
        return node

    def expressions(self, json: Any, at: str) -> tuple[n.Node, ...]:
        return tuple(self.expression(item, f"{at}[{i}]") for i, item in enumerate(_array(json, at)))

    def argument(self, json: Any, at: str) -> n.Node:
        """An expression or a function."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise PfaSyntaxError(
                f"expressions nest deeper than {MAX_DEPTH} levels; move inner ones into functions or a 'let'", at
            )
        node = self._argument(json, at)
        self.depth -= 1
        return node

    def _argument(self, json: Any, at: str) -> n.Node:
        match json:
            case None:
                return n.Literal(at, NULL, None)
            case bool():
                return n.Literal(at, BOOLEAN, json)
            case int():
                return n.Literal(at, INT if INT_MIN <= json <= INT_MAX else LONG, _whole(json, LONG_MIN, LONG_MAX, at))
            case float():
                return n.Literal(at, DOUBLE, _finite(json, at))
            case str():
                return self.dotted(json, at)
            case [str()]:
                return n.Literal(at, STRING, json[0])
            case dict():
                return self.object(json, at)
        raise PfaSyntaxError(
            f"expected an expression, got {describe(json)}; a string literal is written [\"...\"], several expressions {{\"do\": [...]}}", at
        )

    def dotted(self, text: str, at: str) -> n.Node:
        """A symbol, or the short form of attr: ``x.3.field``."""
        first, *rest = text.split(".")
        if not _SYMBOL.match(first):
            raise PfaSyntaxError(f"{short(text)} is not a valid symbol; a string literal is written [\"...\"]", at)
        if not rest:
            return n.Symbol(at, text)
        path = []
        for piece in rest:
            if piece.isascii() and piece.isdigit():
                path.append(n.Literal(at, INT, _whole(int(piece[:20]), 0, INT_MAX, at)))
            elif _SYMBOL.match(piece):
                path.append(n.Literal(at, STRING, piece))
            else:
                raise PfaSyntaxError(f"{short(piece)} in {short(text)} is neither a name nor an index", at)
        return n.Attr(at, n.Symbol(at, first), tuple(path))

    def object(self, json: dict[str, Any], at: str) -> n.Node:
        if "@" in json:
            if not isinstance(json["@"], str):
                raise PfaSyntaxError(f"expected a locator mark (a string), got {describe(json['@'])}", f"{at}.@")
            json = {key: value for key, value in json.items() if key != "@"}
        form = next((form for form in FORMS if form.key in json), None)
        if form is not None:
            keys(json, f"the {form.key!r} form", form.required, form.optional, at)
            return form.read(self, json, at)
        if len(json) == 1:
            return self.call(*next(iter(json.items())), at)
        raise PfaSyntaxError(f"expected a special form or a function call, got {describe(json)}", at)

    def call(self, name: Any, args: Any, at: str) -> n.Node:
        if not isinstance(name, str):
            raise PfaSyntaxError(f"expected the name of a function, got {describe(name)}", at)
        here = f"{at}.{name if len(name) <= 60 else name[:57] + '...'}"
        if not isinstance(args, list):
            return n.CallFunction(at, name, (self.argument(args, here),))
        return n.CallFunction(at, name, tuple(self.argument(arg, f"{here}[{i}]") for i, arg in enumerate(args)))

    # ------------------------------------------------------------------------------- literals

    def literal_int(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, INT, _whole(json["int"], INT_MIN, INT_MAX, f"{at}.int"))

    def literal_long(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, LONG, _whole(json["long"], LONG_MIN, LONG_MAX, f"{at}.long"))

    def literal_float(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, FLOAT, _finite(json["float"], f"{at}.float"))

    def literal_double(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, DOUBLE, _finite(json["double"], f"{at}.double"))

    def literal_string(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, STRING, _string(json["string"], f"{at}.string"))

    def literal_base64(self, json: dict[str, Any], at: str) -> n.Node:
        text = _string(json["base64"], f"{at}.base64")
        try:
            return n.Literal(at, BYTES, base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError) as error:
            raise PfaSyntaxError(f"expected base-64 text: {error}", f"{at}.base64") from None

    def literal_value(self, json: dict[str, Any], at: str) -> n.Node:
        if "new" in json:
            return self.new(json, at)
        keys(json, "a typed literal", ("type", "value"), (), at)
        return n.Literal(at, self.schema(json["type"], f"{at}.type"), json["value"])

    def new(self, json: dict[str, Any], at: str) -> n.Node:
        kind = self.schema(json["type"], f"{at}.type")
        new = json["new"]
        if isinstance(new, list):
            return n.NewArray(at, kind, self.expressions(new, f"{at}.new"))
        if not isinstance(new, dict):
            raise PfaSyntaxError(f"expected an array or an object of expressions, got {describe(new)}", f"{at}.new")
        values = tuple((key, self.expression(value, f"{at}.new.{key}")) for key, value in members(new, f"{at}.new"))
        return n.NewObject(at, kind, values)

    # ------------------------------------------------------------------------------- functions

    def function_def(self, json: dict[str, Any], at: str) -> n.FunctionDef:
        keys(json, "a function", ("params", "ret", "do"), (), at)
        params: dict[str, Type] = {}
        for i, param in enumerate(_array(json["params"], f"{at}.params")):
            here = f"{at}.params[{i}]"
            pairs = members(param, here)
            if len(pairs) != 1:
                raise PfaSyntaxError(f"expected one name with its type, got {describe(param)}", here)
            name, schema = pairs[0]
            if symbol(name, here) in params:
                raise PfaSyntaxError(f"parameter {name!r} is there twice", here)
            params[name] = self.schema(schema, f"{here}.{name}")
        ret = self.schema(json["ret"], f"{at}.ret")
        return n.FunctionDef(at, tuple(params.items()), ret, self.body(json["do"], f"{at}.do"))

    def function_ref(self, json: dict[str, Any], at: str) -> n.Node:
        fill = members(json.get("fill", {}), f"{at}.fill")
        if "fill" in json and not fill:
            raise PfaSyntaxError("expected at least one parameter to fill", f"{at}.fill")
        return n.FunctionRef(
            at,
            _string(json["fcn"], f"{at}.fcn"),
            tuple((name, self.argument(value, f"{at}.fill.{name}")) for name, value in fill),
        )

    def call_by_symbol(self, json: dict[str, Any], at: str) -> n.Node:
        args = self.expressions(json["args"], f"{at}.args")
        return n.CallBySymbol(at, self.expression(json["call"], f"{at}.call"), args)

    # ------------------------------------------------------------------------------- symbols, paths, state

    def bindings(self, json: Any, at: str) -> n.Bindings:
        pairs = members(json, at)
        if not pairs:
            raise PfaSyntaxError("expected at least one name with an expression, got an empty object", at)
        return tuple((symbol(name, at), self.expression(value, f"{at}.{name}")) for name, value in pairs)

    def let(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Let(at, self.bindings(json["let"], f"{at}.let"))

    def set(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Set(at, self.bindings(json["set"], f"{at}.set"))

    def path(self, json: dict[str, Any], at: str, *, may_be_empty: bool) -> tuple[n.Node, ...]:
        path = self.expressions(json.get("path", []), f"{at}.path")
        if not path and not may_be_empty:
            raise PfaSyntaxError("expected at least one index, got an empty path", f"{at}.path")
        return path

    def to(self, json: dict[str, Any], at: str) -> n.Node | None:
        return self.argument(json["to"], f"{at}.to") if "to" in json else None

    def attr(self, json: dict[str, Any], at: str) -> n.Node:
        of = self.expression(json["attr"], f"{at}.attr")
        return n.Attr(at, of, self.path(json, at, may_be_empty=False), self.to(json, at))

    def cell(self, json: dict[str, Any], at: str) -> n.Node:
        name = _string(json["cell"], f"{at}.cell")
        return n.Cell(at, name, self.path(json, at, may_be_empty=True), self.to(json, at))

    def pool(self, json: dict[str, Any], at: str) -> n.Node:
        name = _string(json["pool"], f"{at}.pool")
        if "del" in json:
            keys(json, "the 'pool' form with 'del'", ("pool", "del"), (), at)
            return n.PoolDel(at, name, self.expression(json["del"], f"{at}.del"))
        if ("to" in json) != ("init" in json):
            raise PfaSyntaxError("a pool is changed with both 'to' and 'init'", at)
        init = self.expression(json["init"], f"{at}.init") if "init" in json else None
        return n.Pool(at, name, self.path(json, at, may_be_empty=False), self.to(json, at), init)

    # ------------------------------------------------------------------------------- flow

    def do(self, json: dict[str, Any], at: str) -> n.Node:
        body = self.body(json["do"], f"{at}.do")
        if "until" in json:
            return n.DoUntil(at, body, self.expression(json["until"], f"{at}.until"))
        return n.Do(at, body)

    def if_(self, json: dict[str, Any], at: str) -> n.Node:
        case = self.expression(json["if"], f"{at}.if"), self.body(json["then"], f"{at}.then")
        return n.If(at, (case,), self.optional_body(json, "else", at))

    def cond(self, json: dict[str, Any], at: str) -> n.Node:
        cases = []
        for i, case in enumerate(_array(json["cond"], f"{at}.cond")):
            here = f"{at}.cond[{i}]"
            keys(_object(case, here), "a case of 'cond'", ("if", "then"), (), here)
            cases.append((self.expression(case["if"], f"{here}.if"), self.body(case["then"], f"{here}.then")))
        if not cases:
            raise PfaSyntaxError("expected at least one 'if', got an empty array", f"{at}.cond")
        return n.If(at, tuple(cases), self.optional_body(json, "else", at))

    def while_(self, json: dict[str, Any], at: str) -> n.Node:
        return n.While(at, self.expression(json["while"], f"{at}.while"), self.body(json["do"], f"{at}.do"))

    def for_(self, json: dict[str, Any], at: str) -> n.Node:
        init = self.bindings(json["for"], f"{at}.for")
        condition = self.expression(json["while"], f"{at}.while")
        step = self.bindings(json["step"], f"{at}.step")
        return n.For(at, init, condition, step, self.body(json["do"], f"{at}.do"))

    def foreach(self, json: dict[str, Any], at: str) -> n.Node:
        name = symbol(json["foreach"], f"{at}.foreach")
        array = self.expression(json["in"], f"{at}.in")
        return n.ForEach(at, name, array, self.body(json["do"], f"{at}.do"), _flag(json, "seq", True, at))

    def forkey(self, json: dict[str, Any], at: str) -> n.Node:
        key, value = symbol(json["forkey"], f"{at}.forkey"), symbol(json["forval"], f"{at}.forval")
        return n.ForKeyVal(at, key, value, self.expression(json["in"], f"{at}.in"), self.body(json["do"], f"{at}.do"))

    # ------------------------------------------------------------------------------- casting

    def cast(self, json: dict[str, Any], at: str) -> n.Node:
        value = self.expression(json["cast"], f"{at}.cast")
        cases = []
        for i, case in enumerate(_array(json["cases"], f"{at}.cases")):
            here = f"{at}.cases[{i}]"
            keys(_object(case, here), "a case of 'cast'", ("as", "named", "do"), (), here)
            kind, name = self.schema(case["as"], f"{here}.as"), symbol(case["named"], f"{here}.named")
            cases.append(n.CastCase(here, kind, name, self.body(case["do"], f"{here}.do")))
        partial = _flag(json, "partial", False, at)
        if len(cases) < (1 if partial else 2):
            wanted = "one case" if partial else "two cases (or 'partial': true)"
            raise PfaSyntaxError(f"expected at least {wanted}, got {len(cases)}", f"{at}.cases")
        return n.CastCases(at, value, tuple(cases), partial)

    def upcast(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Upcast(at, self.expression(json["upcast"], f"{at}.upcast"), self.schema(json["as"], f"{at}.as"))

    def ifnotnull(self, json: dict[str, Any], at: str) -> n.Node:
        values = self.bindings(json["ifnotnull"], f"{at}.ifnotnull")
        return n.IfNotNull(at, values, self.body(json["then"], f"{at}.then"), self.optional_body(json, "else", at))

    def unpack(self, json: dict[str, Any], at: str) -> n.Node:
        value = self.expression(json["unpack"], f"{at}.unpack")
        formats = tuple(
            (symbol(name, here), _string(text, here)) for name, text, here in self.singles(json["format"], f"{at}.format")
        )
        return n.Unpack(at, value, formats, self.body(json["then"], f"{at}.then"), self.optional_body(json, "else", at))

    def pack(self, json: dict[str, Any], at: str) -> n.Node:
        pairs = self.singles(json["pack"], f"{at}.pack")
        return n.Pack(at, tuple((text, self.expression(value, f"{here}.{text}")) for text, value, here in pairs))

    def singles(self, json: Any, at: str) -> list[tuple[str, Any, str]]:
        """A JSON array of objects with one member each."""
        found = []
        for i, item in enumerate(_array(json, at)):
            here = f"{at}[{i}]"
            pairs = members(item, here)
            if len(pairs) != 1:
                raise PfaSyntaxError(f"expected an object with one member, got {describe(item)}", here)
            found.append((*pairs[0], here))
        return found

    # ------------------------------------------------------------------------------- the rest

    def doc(self, json: dict[str, Any], at: str) -> n.Node:
        _string(json["doc"], f"{at}.doc")
        return n.Literal(at, NULL, None)

    def error(self, json: dict[str, Any], at: str) -> n.Node:
        code = json.get("code")
        if "code" in json and (not isinstance(code, int) or isinstance(code, bool)):
            raise PfaSyntaxError(f"expected a negative whole number, got {describe(code)}", f"{at}.code")
        return n.Error(at, _string(json["error"], f"{at}.error"), code)

    def try_(self, json: dict[str, Any], at: str) -> n.Node:
        only = None
        if "filter" in json:
            only = tuple(_array(json["filter"], f"{at}.filter"))
            for i, item in enumerate(only):
                if not isinstance(item, str | int) or isinstance(item, bool):
                    raise PfaSyntaxError(f"expected a message or a code, got {describe(item)}", f"{at}.filter[{i}]")
        return n.Try(at, self.body(json["try"], f"{at}.try"), only)

    def log(self, json: dict[str, Any], at: str) -> n.Node:
        namespace = _string(json["namespace"], f"{at}.namespace") if "namespace" in json else None
        values = () if json["log"] == [] else self.body(json["log"], f"{at}.log")
        return n.Log(at, values, namespace)


_STATE_KEYS = ("type", "init", "shared", "rollback", "source")
_KINDS: Mapping[type, str] = {str: "a string", int: "a whole number"}

FORMS = (
    Form("int", "", "", _Reader.literal_int),
    Form("long", "", "", _Reader.literal_long),
    Form("float", "", "", _Reader.literal_float),
    Form("double", "", "", _Reader.literal_double),
    Form("string", "", "", _Reader.literal_string),
    Form("base64", "", "", _Reader.literal_base64),
    Form("type", "", "value new", _Reader.literal_value),
    Form("params", "ret do", "", _Reader.function_def),
    Form("fcn", "", "fill", _Reader.function_ref),
    Form("call", "args", "", _Reader.call_by_symbol),
    Form("let", "", "", _Reader.let),
    Form("set", "", "", _Reader.set),
    Form("attr", "path", "to", _Reader.attr),
    Form("cell", "", "path to", _Reader.cell),
    Form("pool", "", "path to init del", _Reader.pool),
    Form("if", "then", "else", _Reader.if_),
    Form("cond", "", "else", _Reader.cond),
    Form("for", "while step do", "", _Reader.for_),
    Form("foreach", "in do", "seq", _Reader.foreach),
    Form("forkey", "forval in do", "", _Reader.forkey),
    Form("while", "do", "", _Reader.while_),
    Form("do", "", "until", _Reader.do),
    Form("cast", "cases", "partial", _Reader.cast),
    Form("upcast", "as", "", _Reader.upcast),
    Form("ifnotnull", "then", "else", _Reader.ifnotnull),
    Form("unpack", "format then", "else", _Reader.unpack),
    Form("pack", "", "", _Reader.pack),
    Form("doc", "", "", _Reader.doc),
    Form("error", "", "code", _Reader.error),
    Form("try", "", "filter", _Reader.try_),
    Form("log", "", "namespace", _Reader.log),
)
"""In the order in which a key decides: `for` before `while` before `do`."""


# ---------------------------------------------------------------------------------- small parts of JSON


def keys(
    json: dict[str, Any], what: str, required: tuple[str, ...], optional: tuple[str, ...], at: str
) -> None:
    """That `json` has all required keys and no others than those and the optional ones (and a locator mark)."""
    for key in required:
        if key not in json:
            raise PfaSyntaxError(f"{what} needs {key!r}, got {describe(json)}", at)
    for key, value in json.items():
        if key == "@":
            _string(value, f"{at}.@")
        elif key not in required and key not in optional:
            known = ", ".join(dict.fromkeys((*required, *optional)))
            raise PfaSyntaxError(f"{what} has no field {short(str(key))}; its fields are {known}", at)


def members(json: Any, at: str) -> list[tuple[str, Any]]:
    """The members of an object but for the locator mark."""
    return [(key, value) for key, value in _object(json, at).items() if key != "@"]


def symbol(name: Any, at: str) -> str:
    if not isinstance(name, str) or not _SYMBOL.match(name):
        raise PfaSyntaxError(f"expected a name (letters, digits and _), got {describe(name)}", at)
    return name


def _object(json: Any, at: str) -> dict[str, Any]:
    return json if isinstance(json, dict) else _expected("an object", json, at)


def _array(json: Any, at: str) -> list[Any]:
    return json if isinstance(json, list) else _expected("an array", json, at)


def _string(json: Any, at: str) -> str:
    return json if isinstance(json, str) else _expected("a string", json, at)


def _flag(json: dict[str, Any], key: str, default: bool, at: str) -> bool:
    value = json.get(key, default)
    return value if isinstance(value, bool) else _expected("true or false", value, f"{at}.{key}")


def _whole(json: Any, low: int, high: int, at: str) -> int:
    if not isinstance(json, int) or isinstance(json, bool):
        _expected("a whole number", json, at)
    if not low <= json <= high:
        # Not the number itself: it may have any length, and printing it may be refused or slow.
        raise PfaSyntaxError(f"expected a whole number from {low} to {high}, got one beyond that", at)
    return json


def _finite(json: Any, at: str) -> float:
    if not isinstance(json, int | float) or isinstance(json, bool):
        _expected("a number", json, at)
    try:
        number = float(json)
    except OverflowError:
        number = float("inf")
    if number - number != 0.0:
        raise PfaSyntaxError("expected a finite number, got one beyond the range of a double", at)
    return number


def _expected(what: str, json: Any, at: str) -> NoReturn:
    raise PfaSyntaxError(f"expected {what}, got {describe(json)}", at)
