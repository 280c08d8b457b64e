"""Expressions: JSON becomes nodes (specification, chapters 6 and 7).

Each special form is one row of FORMS: the key it is known by, its other keys, and how it is read.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from math import isinf
from typing import Any

from scorelet.errors import PfaSyntaxError
from scorelet.pfa import nodes as n
from scorelet.pfa.json_parts import (
    SYMBOL,
    a_finite,
    a_flag,
    a_string,
    a_whole,
    an_array,
    an_object,
    keys,
    members,
    symbol,
)
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, float32
from scorelet.pfa.schemas import Schemas, describe, short
from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Type

MAX_DEPTH = 150
"""How deep expressions may nest. Every pass recurses over them, and Python's own stack is finite."""


class Form:
    """A special form: the key it is known by, its other keys, and its reader."""

    __slots__ = ("key", "optional", "read", "required")

    def __init__(
        self, key: str, required: str, optional: str, read: Callable[[ExpressionReader, dict[str, Any], str], n.Node]
    ):
        self.key = key
        self.required = (key, *required.split())
        self.optional = tuple(optional.split())
        self.read = read


class ExpressionReader:
    def __init__(self, schemas: Schemas, *, declaring: bool) -> None:
        self.schemas = schemas
        self.declaring = declaring
        self.depth = 0

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
        return tuple(self.expression(item, f"{at}[{i}]") for i, item in enumerate(an_array(json, at)))

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
                return n.Literal(at, INT if INT_MIN <= json <= INT_MAX else LONG, a_whole(json, LONG_MIN, LONG_MAX, at))
            case float():
                return n.Literal(at, DOUBLE, a_finite(json, at))
            case str():
                return self.dotted(json, at)
            case [str()]:
                return n.Literal(at, STRING, json[0])
            case dict():
                return self.object(json, at)
        raise PfaSyntaxError(
            f"expected an expression, got {describe(json)}; a string literal is written"
            ' ["..."], several expressions {"do": [...]}',
            at,
        )

    def dotted(self, text: str, at: str) -> n.Node:
        """A symbol, or the short form of attr: ``x.3.field``."""
        first, *rest = text.split(".")
        if not SYMBOL.match(first):
            raise PfaSyntaxError(f'{short(text)} is not a valid symbol; a string literal is written ["..."]', at)
        if not rest:
            return n.Symbol(at, text)
        path = []
        for piece in rest:
            if piece.isascii() and piece.isdigit():
                path.append(n.Literal(at, INT, a_whole(int(piece[:20]), 0, INT_MAX, at)))
            elif SYMBOL.match(piece):
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
        return n.Literal(at, INT, a_whole(json["int"], INT_MIN, INT_MAX, f"{at}.int"))

    def literal_long(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, LONG, a_whole(json["long"], LONG_MIN, LONG_MAX, f"{at}.long"))

    def literal_float(self, json: dict[str, Any], at: str) -> n.Node:
        number = a_finite(json["float"], f"{at}.float")
        if isinf(float32(number)):
            raise PfaSyntaxError("expected a finite number, got one beyond the range of a float", f"{at}.float")
        return n.Literal(at, FLOAT, number)

    def literal_double(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, DOUBLE, a_finite(json["double"], f"{at}.double"))

    def literal_string(self, json: dict[str, Any], at: str) -> n.Node:
        return n.Literal(at, STRING, a_string(json["string"], f"{at}.string"))

    def literal_base64(self, json: dict[str, Any], at: str) -> n.Node:
        text = a_string(json["base64"], f"{at}.base64")
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
        for i, param in enumerate(an_array(json["params"], f"{at}.params")):
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
            a_string(json["fcn"], f"{at}.fcn"),
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
        name = a_string(json["cell"], f"{at}.cell")
        return n.Cell(at, name, self.path(json, at, may_be_empty=True), self.to(json, at))

    def pool(self, json: dict[str, Any], at: str) -> n.Node:
        name = a_string(json["pool"], f"{at}.pool")
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
        for i, case in enumerate(an_array(json["cond"], f"{at}.cond")):
            here = f"{at}.cond[{i}]"
            keys(an_object(case, here), "a case of 'cond'", ("if", "then"), (), here)
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
        return n.ForEach(at, name, array, self.body(json["do"], f"{at}.do"), a_flag(json, "seq", True, at))

    def forkey(self, json: dict[str, Any], at: str) -> n.Node:
        key, value = symbol(json["forkey"], f"{at}.forkey"), symbol(json["forval"], f"{at}.forval")
        return n.ForKeyVal(at, key, value, self.expression(json["in"], f"{at}.in"), self.body(json["do"], f"{at}.do"))

    # ------------------------------------------------------------------------------- casting

    def cast(self, json: dict[str, Any], at: str) -> n.Node:
        value = self.expression(json["cast"], f"{at}.cast")
        cases = []
        for i, case in enumerate(an_array(json["cases"], f"{at}.cases")):
            here = f"{at}.cases[{i}]"
            keys(an_object(case, here), "a case of 'cast'", ("as", "named", "do"), (), here)
            kind, name = self.schema(case["as"], f"{here}.as"), symbol(case["named"], f"{here}.named")
            cases.append(n.CastCase(here, kind, name, self.body(case["do"], f"{here}.do")))
        partial = a_flag(json, "partial", False, at)
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
            (symbol(name, here), a_string(text, here))
            for name, text, here in self.singles(json["format"], f"{at}.format")
        )
        return n.Unpack(at, value, formats, self.body(json["then"], f"{at}.then"), self.optional_body(json, "else", at))

    def pack(self, json: dict[str, Any], at: str) -> n.Node:
        pairs = self.singles(json["pack"], f"{at}.pack")
        return n.Pack(at, tuple((text, self.expression(value, f"{here}.{text}")) for text, value, here in pairs))

    def singles(self, json: Any, at: str) -> list[tuple[str, Any, str]]:
        """A JSON array of objects with one member each."""
        found = []
        for i, item in enumerate(an_array(json, at)):
            here = f"{at}[{i}]"
            pairs = members(item, here)
            if len(pairs) != 1:
                raise PfaSyntaxError(f"expected an object with one member, got {describe(item)}", here)
            found.append((*pairs[0], here))
        return found

    # ------------------------------------------------------------------------------- the rest

    def doc(self, json: dict[str, Any], at: str) -> n.Node:
        a_string(json["doc"], f"{at}.doc")
        return n.Literal(at, NULL, None)

    def error(self, json: dict[str, Any], at: str) -> n.Node:
        code = json.get("code")
        if "code" in json and (not isinstance(code, int) or isinstance(code, bool)):
            raise PfaSyntaxError(f"expected a negative whole number, got {describe(code)}", f"{at}.code")
        return n.Error(at, a_string(json["error"], f"{at}.error"), code)

    def try_(self, json: dict[str, Any], at: str) -> n.Node:
        only = None
        if "filter" in json:
            only = tuple(an_array(json["filter"], f"{at}.filter"))
            for i, item in enumerate(only):
                if not isinstance(item, str | int) or isinstance(item, bool):
                    raise PfaSyntaxError(f"expected a message or a code, got {describe(item)}", f"{at}.filter[{i}]")
        return n.Try(at, self.body(json["try"], f"{at}.try"), only)

    def log(self, json: dict[str, Any], at: str) -> n.Node:
        namespace = a_string(json["namespace"], f"{at}.namespace") if "namespace" in json else None
        values = () if json["log"] == [] else self.body(json["log"], f"{at}.log")
        return n.Log(at, values, namespace)


FORMS = (
    Form("int", "", "", ExpressionReader.literal_int),
    Form("long", "", "", ExpressionReader.literal_long),
    Form("float", "", "", ExpressionReader.literal_float),
    Form("double", "", "", ExpressionReader.literal_double),
    Form("string", "", "", ExpressionReader.literal_string),
    Form("base64", "", "", ExpressionReader.literal_base64),
    Form("type", "", "value new", ExpressionReader.literal_value),
    Form("params", "ret do", "", ExpressionReader.function_def),
    Form("fcn", "", "fill", ExpressionReader.function_ref),
    Form("call", "args", "", ExpressionReader.call_by_symbol),
    Form("let", "", "", ExpressionReader.let),
    Form("set", "", "", ExpressionReader.set),
    Form("attr", "path", "to", ExpressionReader.attr),
    Form("cell", "", "path to", ExpressionReader.cell),
    Form("pool", "", "path to init del", ExpressionReader.pool),
    Form("if", "then", "else", ExpressionReader.if_),
    Form("cond", "", "else", ExpressionReader.cond),
    Form("for", "while step do", "", ExpressionReader.for_),
    Form("foreach", "in do", "seq", ExpressionReader.foreach),
    Form("forkey", "forval in do", "", ExpressionReader.forkey),
    Form("while", "do", "", ExpressionReader.while_),
    Form("do", "", "until", ExpressionReader.do),
    Form("cast", "cases", "partial", ExpressionReader.cast),
    Form("upcast", "as", "", ExpressionReader.upcast),
    Form("ifnotnull", "then", "else", ExpressionReader.ifnotnull),
    Form("unpack", "format then", "else", ExpressionReader.unpack),
    Form("pack", "", "", ExpressionReader.pack),
    Form("doc", "", "", ExpressionReader.doc),
    Form("error", "", "code", ExpressionReader.error),
    Form("try", "", "filter", ExpressionReader.try_),
    Form("log", "", "namespace", ExpressionReader.log),
)
"""In the order in which a key decides: `for` before `while` before `do`."""
