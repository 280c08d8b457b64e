"""Random well-typed expressions: first a type is chosen, then an expression of exactly that type.

`exactly(t)` makes an expression whose static type is `t`; `some(t)` one that may stand where a `t` is wanted, so
that values are promoted in all the places where PFA promotes them. Each production is a method that returns
the expression's JSON, or None where it does not apply.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Function,
    IncompatibleTypes,
    Map,
    Record,
    Type,
    Union,
    members,
    supertype,
    union_of,
)
from tests.pfa.fuzz import library
from tests.pfa.fuzz.choices import Choices
from tests.pfa.fuzz.scopes import NAMES, Scope
from tests.pfa.fuzz.values import Json, Universe, key, members_without_null, narrower, real, scalar, schema_of, value_of, whole

FORMATS = (("byte", INT), ("little unsigned short", INT), ("int", INT), (">long", LONG), ("double", DOUBLE),
           ("float", FLOAT), ("boolean", BOOLEAN), ("raw 2", BYTES), ("length prefixed", BYTES),
           ("null terminated", BYTES), ("unsigned long", DOUBLE), ("pad", NULL))  # fmt: skip
MESSAGES = ("stop", "", "__import__('os')", "array index not found", "map key not found")
CODES = (-1, -2, -7)
INDEXES = (0, 0, 0, 0, 0, 0, 1, 1, 2, -1)
USUAL_KEYS = ("a", "a", "a", "a", "a", "a", "b", "b", "c", "lambda")
"""Most look-ups should find something: what fails ends an action, and the rest of it is never run."""


@dataclass(frozen=True)
class UserFunction:
    name: str
    params: tuple[tuple[str, Type], ...]
    ret: Type
    writes: bool
    counts_down: bool
    """Its first parameter says how often it may still call itself."""


@dataclass(frozen=True)
class State:
    kind: str
    name: str
    type: Type


class Expressions:
    """Draws expressions for one document; `budget` bounds how many there are in all."""

    def __init__(self, choose: Choices, universe: Universe, *, emits: Type | None, budget: int = 60) -> None:
        self.choose = choose
        self.universe = universe
        self.emits = emits
        self.budget = budget
        self.functions: list[UserFunction] = []
        self.states: list[State] = []
        self.recursive: UserFunction | None = None
        """The function that is being drawn, where it may call itself."""
        self.loops = 0

    # ------------------------------------------------------------------------------------ entrances

    def exactly(self, t: Type, scope: Scope, depth: int) -> Json:
        self.budget -= 1
        if depth <= 0 or self.budget <= 0 or self.choose.chance(15):
            return self.leaf(t, scope)
        for _ in range(4):
            production = self.choose.pick(PRODUCTIONS)
            found = production(self, t, scope, depth - 1)
            if found is not None:
                return self.guarded(found, t, scope) if production in RISKY and self.choose.chance(60) else found
        return self.leaf(t, scope)

    def guarded(self, value: Json, t: Type, scope: Scope) -> Json:
        """The value, or another one where it fails: else most actions would end before much has been run."""
        if NULL in members(t):
            return {"try": value}
        name = scope.new_name(self.choose)
        return {"ifnotnull": {name: {"try": value}}, "then": name, "else": [self.literal(t)]}

    def some(self, t: Type, scope: Scope, depth: int) -> Json:
        """For places that promote: an argument of a user function, an item, a result."""
        if self.choose.chance(30):
            narrow = list(narrower(t))
            if narrow:
                return self.exactly(self.choose.pick(narrow), scope, depth)
        return self.exactly(t, scope, depth)

    def body(self, t: Type, scope: Scope, depth: int, *, promotes: bool = False) -> Json:
        """One expression, or several of which the last one is the value. `scope` is the body's own."""
        statements = self.statements(scope, depth)
        last = (self.some if promotes else self.exactly)(t, scope, depth)
        return [*statements, last] if statements or isinstance(last, list) or self.choose.chance(20) else last

    def statements(self, scope: Scope, depth: int) -> list[Json]:
        found = []
        if depth > 0:
            for _ in range(self.choose.whole(0, 3)):
                if self.budget > 0:
                    found += self.choose.pick(STATEMENTS)(self, scope, depth - 1)
        return found

    def any_type(self, depth: int = 1) -> Type:
        return self.universe.kind(depth)

    # --------------------------------------------------------------------------------------- leaves

    def leaf(self, t: Type, scope: Scope) -> Json:
        known = scope.of_type(t)
        if known and self.choose.chance(70):
            return self.choose.pick(known)
        return self.literal(t)

    def literal(self, t: Type) -> Json:
        choose = self.choose
        if t in (INT, LONG):
            value = whole(choose, t)
            return value if t is INT and choose.chance(70) else {t.tag: value}
        if t in (DOUBLE, FLOAT) and choose.chance(90):
            number = real(choose, special=False)
            return number if t is DOUBLE and choose.chance(70) else {t.tag: number}
        if t is STRING:
            text = key(choose) if choose.chance(50) else str(scalar(choose, STRING, embedded=True))
            return [text] if choose.chance(60) else {"string": text}
        if t is BYTES and choose.chance(70):
            value = scalar(choose, BYTES, embedded=False)
            return {"base64": base64.b64encode(value).decode()}
        if t in (NULL, BOOLEAN):
            return scalar(choose, t, embedded=True)
        return {"type": schema_of(t), "value": value_of(choose, t, embedded=True)}

    # ------------------------------------------------------------------------- productions: flow

    def upcast(self, t: Type, scope: Scope, depth: int) -> Json:
        return {"upcast": self.some(t, scope.sealed(), depth), "as": schema_of(t)}

    def do(self, t: Type, scope: Scope, depth: int) -> Json:
        inner = scope.inner()
        return {"do": [*self.statements(inner, depth), self.exactly(t, inner, depth)]}

    def condition(self, scope: Scope, depth: int) -> Json:
        return self.exactly(BOOLEAN, scope.sealed(), depth)

    def branches(self, t: Type, scope: Scope, depth: int, count: int) -> list[Json]:
        """Bodies whose types have `t` as their narrowest supertype: one has it, the others what they like."""
        bodies = [self.body(t, scope.inner(), depth) for _ in range(count)]
        special = self.choose.whole(0, 9)
        if special == 1 and count > 1:
            bodies[self.choose.whole(0, count - 1)] = self.error(scope)
        elif special == 2 and count > 1 and t in (DOUBLE, FLOAT, LONG):
            bodies[0] = self.body(INT, scope.inner(), depth)
        elif special == 3 and isinstance(t, Union) and count == 2 and len(t.types) == 2:
            if _joined(t.types) == t:
                bodies = [self.body(m, scope.inner(), depth) for m in t.types]
        return bodies

    def if_(self, t: Type, scope: Scope, depth: int) -> Json:
        if self.choose.chance(60):
            then, otherwise = self.branches(t, scope, depth, 2)
            return {"if": self.condition(scope, depth), "then": then, "else": otherwise}
        count = self.choose.whole(2, 4)
        *bodies, otherwise = self.branches(t, scope, depth, count)
        cases = [{"if": self.condition(scope, depth), "then": body} for body in bodies]
        return {"cond": cases, "else": otherwise}

    def ifnotnull(self, t: Type, scope: Scope, depth: int) -> Json:
        values, inner = self.not_null(scope, depth)
        then = self.body(t, inner, depth)
        return {"ifnotnull": values, "then": then, "else": self.body(t, scope.inner(), depth)}

    def not_null(self, scope: Scope, depth: int) -> tuple[dict[str, Json], Scope]:
        inner = scope.inner()
        values: dict[str, Json] = {}
        for _ in range(self.choose.whole(1, 2)):
            nullable = [t for t in scope.visible.values() if members_without_null(t) is not None]
            t = self.choose.pick(nullable) if nullable and self.choose.chance(60) else Union([NULL, self.choose.pick((INT, DOUBLE, STRING))])
            rest = members_without_null(t)
            assert rest is not None
            value = self.known(t, scope) or self.exactly(t, scope.sealed(), depth)
            name = inner.new_name(self.choose)
            inner.declare(name, rest)
            values[name] = value
        return values, inner

    def cast(self, t: Type, scope: Scope, depth: int) -> Json:
        given, cases = self.cases(scope)
        value = self.known(given, scope) or self.exactly(given, scope.sealed(), depth)
        done = []
        for case in cases:
            inner = scope.inner()
            name = inner.new_name(self.choose)
            inner.declare(name, case)
            done.append({"as": schema_of(case), "named": name, "do": self.body(t, inner, depth)})
        return {"cast": value, "cases": done}

    def known(self, t: Type, scope: Scope) -> str | None:
        """A variable as it is, above all one that may change."""
        found = scope.of_type(t)
        changing = [name for name in found if name in scope.writable]
        return self.choose.pick(changing or found) if found and self.choose.chance(60) else None

    def cases(self, scope: Scope) -> tuple[Type, list[Type]]:
        """The type of a value, and types that take all its members between them."""
        unions = [t for t in scope.visible.values() if isinstance(t, Union) and len(t.types) > 1]
        given = self.choose.pick(unions) if unions and self.choose.chance(70) else self.universe.union(1)
        found = list(members(given))
        if len(found) < 2:
            return INT, [INT, INT]
        if len(found) > 2 and self.choose.chance(40):
            at = self.choose.whole(0, len(found) - 2)
            found[at : at + 2] = [union_of(found[at : at + 2])]
        if self.choose.chance(15):
            found = [found[0], given]
        return given, found

    def unpack(self, t: Type, scope: Scope, depth: int) -> Json:
        formats = [self.choose.pick(FORMATS) for _ in range(self.choose.whole(1, 2))]
        inner = scope.inner()
        named = []
        for text, kind in formats:
            name = inner.new_name(self.choose)
            inner.declare(name, kind)
            named.append({name: text})
        value = self.pack_of(formats, scope, depth) if self.choose.chance(70) else self.exactly(BYTES, scope.sealed(), depth)
        then = self.body(t, inner, depth)
        return {"unpack": value, "format": named, "then": then, "else": self.body(t, scope.inner(), depth)}

    def pack(self, t: Type, scope: Scope, depth: int) -> Json:
        if t is not BYTES:
            return None
        return self.pack_of([self.choose.pick(FORMATS) for _ in range(self.choose.whole(1, 3))], scope, depth)

    def pack_of(self, formats: list[tuple[str, Type]], scope: Scope, depth: int) -> Json:
        return {"pack": [{text: self.some(kind, scope.sealed(), depth)} for text, kind in formats]}

    def try_(self, t: Type, scope: Scope, depth: int) -> Json:
        rest = members_without_null(t)
        if rest is None:
            return None
        body = self.body(self.choose.pick((rest, t)), scope.inner(), depth)
        return {"try": body, **self.caught()}

    def caught(self) -> Json:
        choose = self.choose
        if choose.chance(70):
            return {}
        return {"filter": [choose.pick((*MESSAGES, *CODES, 2000, 2001, 18000, 0)) for _ in range(choose.whole(0, 2))]}

    def error(self, scope: Scope) -> Json:
        found: Json = {"error": self.choose.pick(MESSAGES)}
        if self.choose.chance(60):
            found["code"] = self.choose.pick(CODES)
        return found if self.choose.chance(60) else [*self.statements(scope.inner(), 1), found]

    # ----------------------------------------------------------------------- productions: values

    def new(self, t: Type, scope: Scope, depth: int) -> Json:
        inner = scope.sealed()
        match t:
            case Array(items=items):
                return {"type": schema_of(t), "new": [self.some(items, inner, depth) for _ in range(self.choose.pick((1, 2, 3, 0)))]}
            case Map(values=values):
                keys = dict.fromkeys(self.choose.pick(USUAL_KEYS) for _ in range(self.choose.pick((2, 1, 3, 0))))
                return {"type": schema_of(t), "new": {k: self.some(values, inner, depth) for k in keys}}
            case Record(fields=fields):
                shown = list(fields) if self.choose.chance(70) else list(reversed(fields))
                return {"type": schema_of(t), "new": {f.name: self.some(f.type, inner, depth) for f in shown}}
        return None

    def attr(self, t: Type, scope: Scope, depth: int) -> Json:
        found = [(name, path) for name, of in scope.visible.items() for path in paths(of, t)]
        if found and self.choose.chance(80):
            name, path = self.choose.pick(found)
            if self.choose.chance(40):
                return ".".join([name, *self.dotted(path)])
            return {"attr": name, "path": self.indexes(path, scope, depth)}
        of = self.choose.pick((Array(t), Map(t)))
        path = (of,)
        return {"attr": self.exactly(of, scope.sealed(), depth), "path": self.indexes(path, scope, depth)}

    def attr_to(self, t: Type, scope: Scope, depth: int) -> Json:
        steps = self.steps_into(t)
        if steps is None:
            return None
        path, inner = steps
        of = self.exactly(t, scope.sealed(), depth)
        return {"attr": of, "path": self.indexes(path, scope, depth), "to": self.to(inner, scope, depth)}

    def steps_into(self, t: Type) -> tuple[Path, Type] | None:
        """A path into a `t`, and the type of what is there."""
        path: list[Json] = []
        while not path or (len(path) < 3 and self.choose.chance(40)):
            match t:
                case Array(items=inner) | Map(values=inner):
                    path.append(t)
                    t = inner
                case Record(fields=fields):
                    found = self.choose.pick(fields)
                    path.append(found.name)
                    t = found.type
                case _:
                    break
        return (tuple(path), t) if path else None

    def indexes(self, path: Path, scope: Scope, depth: int) -> list[Json]:
        return [self.index(step, scope.sealed(), depth) for step in path]

    def index(self, step: Json, scope: Scope, depth: int) -> Json:
        if isinstance(step, str):
            return [step] if self.choose.chance(50) else {"string": step}
        kind = INT if isinstance(step, Array) else STRING
        if self.choose.chance(20):
            return self.exactly(kind, scope, depth)
        return self.choose.pick(INDEXES) if kind is INT else [self.choose.pick(USUAL_KEYS)]

    def dotted(self, path: Path) -> list[str]:
        pieces = []
        for step in path:
            if isinstance(step, str):
                pieces.append(step)
            else:
                pieces.append(str(abs(self.choose.pick(INDEXES))) if isinstance(step, Array) else self.choose.pick(USUAL_KEYS))
        return pieces

    def to(self, t: Type, scope: Scope, depth: int) -> Json:
        """A new value, or a function from the old value to the new one, which changes no cell or pool."""
        if self.choose.chance(50):
            return self.some(t, scope.sealed(), depth)
        inner = scope.sealed()
        inner.writes = False
        return self.function_argument(Function([t], t), inner, depth)[0]

    # ------------------------------------------------------------------------ productions: state

    def cell(self, t: Type, scope: Scope, depth: int) -> Json:
        found = [(s, path) for s in self.states if s.kind == "cell" for path in ((), *paths(s.type, t)) if path or s.type == t]
        if not found:
            return None
        state, path = self.choose.pick(found)
        quiet = scope.sealed()
        quiet.writes = False
        return {"cell": state.name, **({"path": self.indexes(path, quiet, depth)} if path or self.choose.chance(30) else {})}

    def pool(self, t: Type, scope: Scope, depth: int) -> Json:
        found = [(s, path) for s in self.states if s.kind == "pool" for path in ((), *paths(s.type, t)) if path or s.type == t]
        if not found:
            return None
        state, path = self.choose.pick(found)
        quiet = scope.sealed()
        quiet.writes = False
        return {"pool": state.name, "path": [self.item(quiet, depth), *self.indexes(path, quiet, depth)]}

    def item(self, scope: Scope, depth: int) -> Json:
        return [self.choose.pick(USUAL_KEYS)] if self.choose.chance(80) else self.exactly(STRING, scope.sealed(), depth)

    def state_to(self, t: Type, scope: Scope, depth: int) -> Json:
        found = [state for state in self.states if state.type == t]
        if not found or not scope.writes:
            return None
        return self.change(self.choose.pick(found), scope, depth)

    def change(self, state: State, scope: Scope, depth: int) -> Json:
        steps = self.steps_into(state.type) if self.choose.chance(50) else None
        path, inner = steps or ((), state.type)
        quiet = scope.sealed()
        quiet.writes = False
        indexes = self.indexes(path, quiet, depth)
        to = self.to(inner, quiet, depth)
        if state.kind == "cell":
            return {"cell": state.name, "to": to, **({"path": indexes} if indexes else {})}
        init = self.some(state.type, quiet, depth)
        return {"pool": state.name, "path": [self.item(quiet, depth), *indexes], "to": to, "init": init}

    # -------------------------------------------------------------------- productions: functions

    def user_call(self, t: Type, scope: Scope, depth: int) -> Json:
        found = [f for f in self.callable(scope) if f.ret == t]
        if self.recursive is not None and self.recursive.ret == t and (scope.writes or not self.recursive.writes):
            found.append(self.recursive)
        if not found:
            return None
        function = self.choose.pick(found)
        args = [self.some(kind, scope.sealed(), depth) for _, kind in function.params]
        if function is self.recursive:
            counter = function.params[0][0]
            if scope.visible.get(counter) is not INT or self.loops:
                return None
            args[0] = {"-": [counter, 1]}
            return {"if": {">": [counter, 0]}, "then": {f"u.{function.name}": args}, "else": self.body(t, scope.inner(), depth)}
        if function.counts_down:
            args[0] = self.choose.whole(0, 3)
        return {f"u.{function.name}": args[0] if len(args) == 1 and not isinstance(args[0], list) else args}

    def callable(self, scope: Scope) -> list[UserFunction]:
        return [f for f in self.functions if scope.writes or not f.writes]

    def call_by_symbol(self, t: Type, scope: Scope, depth: int) -> Json:
        found = [f for f in self.callable(scope) if f.name in self.universe.which.symbols]
        if len(found) < len(self.universe.which.symbols) or _joined([f.ret for f in found]) != t:
            return None
        which = self.exactly(self.universe.which, scope.sealed(), depth)
        return {"call": which, "args": [self.exactly(kind, scope.sealed(), depth) for _, kind in found[0].params]}

    def library_call(self, t: Type, scope: Scope, depth: int) -> Json:
        candidates = list(library.returning(t))
        if not candidates:
            return None
        function, signature, labels = self.choose.pick(candidates)
        try:
            wanted = [library.filled(self.universe, pattern, labels) for _, pattern in signature.params]
        except (library.NotHere, IncompatibleTypes):
            return None
        args, types = [], []
        inner = scope.sealed()
        for kind in wanted:
            if isinstance(kind, Function):
                arg, found = self.function_argument(kind, inner, depth)
            else:
                narrow = list(narrower(kind)) if self.choose.chance(15) else []
                kind = self.choose.pick(narrow) if narrow else kind
                arg, found = self.exactly(kind, inner, depth), [kind]
            args.append(arg)
            types.append(found)
        return self.called(t, function.name, args, library.result(function, types))

    def called(self, t: Type, name: str, args: list[Json], ret: Type | None) -> Json:
        if ret is None:
            return None
        call = {name: args[0] if len(args) == 1 and not isinstance(args[0], list) and self.choose.chance(50) else args}
        if ret == t:
            return call
        return {"upcast": call, "as": schema_of(t)} if ret in narrower(t) else None

    # ------------------------------------------------------------------------- function arguments

    def function_argument(self, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]]:
        """A function argument, with the types it may stand for."""
        for _ in range(2):
            found = self.choose.pick(ARGUMENTS)(self, wanted, scope, depth)
            if found is not None:
                return found
        return self.inline(wanted, scope, depth), [wanted]

    def inline(self, wanted: Function, scope: Scope, depth: int) -> Json:
        inner = scope.function()
        params: dict[str, Json] = {}
        for kind in wanted.params:
            name = self.choose.pick([name for name in NAMES if name not in params])
            params[name] = schema_of(kind)
            inner.declare(name, kind)
        self.loops += 1
        body = self.body(wanted.ret, inner, depth, promotes=True)
        self.loops -= 1
        return {"params": [{name: schema} for name, schema in params.items()], "ret": schema_of(wanted.ret), "do": body}

    def inline_argument(self, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]] | None:
        return self.inline(wanted, scope, depth), [wanted]

    def reference(self, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]] | None:
        """A user function, where it has more parameters with those filled."""
        for function in self.callable(scope):
            if function.ret == wanted.ret and not function.counts_down:
                left = _left(function, wanted)
                if left is not None:
                    fill = {n: self.some(t, scope.sealed(), depth) for n, t in function.params if n not in left}
                    return {"fcn": f"u.{function.name}", **({"fill": fill} if fill else {})}, [wanted]
        return None

    def library_reference(self, wanted: Function, scope: Scope, depth: int) -> tuple[Json, list[Type]] | None:
        if self.emits is not None and wanted == Function([self.emits], NULL) and self.choose.chance(50):
            return {"fcn": "emit"}, [wanted]
        found = list(library.references(wanted))
        if not found:
            return None
        name, types = self.choose.pick(found)
        return {"fcn": name}, types

    # --------------------------------------------------------------------------------- statements

    def let(self, scope: Scope, depth: int) -> list[Json]:
        if not scope.declares:
            return []
        values: dict[str, Json] = {}
        new: dict[str, Type] = {}
        for _ in range(self.choose.whole(1, 2)):
            t = self.any_type(2)
            name = scope.new_name(self.choose)
            if name not in new:
                values[name] = self.exactly(t, scope.sealed(), depth)
                new[name] = t
        for name, t in new.items():
            scope.declare(name, t)
        return [{"let": values}]

    def set(self, scope: Scope, depth: int) -> list[Json]:
        names = self.choose.some(sorted(scope.writable), 1, 2)
        if not names:
            return []
        return [{"set": {name: self.some(scope.visible[name], scope.sealed(), depth) for name in names}}]

    def plain(self, scope: Scope, depth: int) -> list[Json]:
        """An expression whose value nobody looks at."""
        return [self.exactly(self.any_type(), scope, depth)]

    def branch(self, scope: Scope, depth: int) -> list[Json]:
        condition = self.condition(scope, depth)
        if self.choose.chance(70):
            return [{"if": condition, "then": self.unused(scope, depth)}]
        return [{"cond": [{"if": condition, "then": self.unused(scope, depth)} for _ in range(self.choose.whole(1, 3))]}]

    def unused(self, scope: Scope, depth: int) -> Json:
        return self.error(scope) if self.choose.chance(8) else self.block(scope.inner(), depth)

    def block(self, scope: Scope, depth: int) -> list[Json]:
        """A body that is there for what it does."""
        return self.statements(scope, depth) or [self.leaf(self.any_type(), scope)]

    def partial_cast(self, scope: Scope, depth: int) -> list[Json]:
        given, cases = self.cases(scope)
        value = self.known(given, scope) or self.exactly(given, scope.sealed(), depth)
        inner = scope.inner()
        name = inner.new_name(self.choose)
        inner.declare(name, cases[0])
        return [{"cast": value, "cases": [{"as": schema_of(cases[0]), "named": name, "do": self.block(inner, depth)}], "partial": True}]

    def if_not_null(self, scope: Scope, depth: int) -> list[Json]:
        values, inner = self.not_null(scope, depth)
        return [{"ifnotnull": values, "then": self.block(inner, depth)}]

    def change_state(self, scope: Scope, depth: int) -> list[Json]:
        if not self.states or not scope.writes:
            return []
        state = self.choose.pick(self.states)
        if state.kind == "pool" and self.choose.chance(20):
            return [{"pool": state.name, "del": self.item(scope, depth)}]
        return [self.change(state, scope, depth)]

    def attempt(self, scope: Scope, depth: int) -> list[Json]:
        return [{"try": self.block(scope.inner(), depth), **self.caught()}]

    def say(self, scope: Scope, depth: int) -> list[Json]:
        if self.choose.chance(20):
            return [{"doc": "what happens here"}]
        if self.emits is not None and self.choose.chance(60):
            return [{"emit": [self.some(self.emits, scope.sealed(), depth)]}]
        shown = [self.exactly(self.any_type(), scope.sealed(), depth) for _ in range(self.choose.whole(0, 2))]
        return [{"log": shown, **({"namespace": "here"} if self.choose.chance(30) else {})}]

    # -------------------------------------------------------------------------------------- loops

    def looped(self, scope: Scope, depth: int) -> list[Json]:
        """The body of a loop."""
        self.loops += 1
        found = self.block(scope, depth)
        self.loops -= 1
        return found

    def counted(self, scope: Scope) -> str | None:
        """A new counter that nothing else may change."""
        if not scope.declares or self.loops > 1:
            return None
        name = scope.new_name(self.choose)
        scope.declare(name, INT, writable=False)
        return name

    def while_(self, scope: Scope, depth: int) -> list[Json]:
        counter = self.counted(scope)
        if counter is None:
            return []
        test: Json = {"<": [counter, self.choose.whole(0, 3)]}
        if self.choose.chance(40):
            test = {"&&": [test, self.condition(scope, depth)]}
        more = {"set": {counter: {"+": [counter, 1]}}}
        body = self.looped(scope.inner(), depth)
        body = [more, *body] if self.choose.chance(50) else [*body, more]
        return [{"let": {counter: 0}}, {"while": test, "do": body}]

    def until(self, scope: Scope, depth: int) -> list[Json]:
        counter = self.counted(scope)
        if counter is None:
            return []
        test: Json = {">=": [counter, self.choose.whole(0, 3)]}
        if self.choose.chance(40):
            test = {"||": [test, self.condition(scope, depth)]}
        body = [{"set": {counter: {"+": [counter, 1]}}}, *self.looped(scope.inner(), depth)]
        return [{"let": {counter: 0}}, {"do": body, "until": test}]

    def for_(self, scope: Scope, depth: int) -> list[Json]:
        if self.loops > 1:
            return []
        inner = scope.inner()
        counter = inner.new_name(self.choose)
        inner.declare(counter, INT, writable=False)
        test = {"<": [counter, self.choose.whole(0, 3)]}
        body = self.looped(inner.inner(), depth)
        return [{"for": {counter: 0}, "while": test, "step": {counter: {"+": [counter, 1]}}, "do": body}]

    def foreach(self, scope: Scope, depth: int) -> list[Json]:
        items = self.any_type()
        array = self.exactly(Array(items), scope.sealed(), depth)
        in_order = self.choose.chance(70)
        inner = scope.inner() if in_order else scope.function()
        name = inner.new_name(self.choose)
        inner.declare(name, items)
        body = self.looped(inner.inner(), depth)
        return [{"foreach": name, "in": array, "do": body, **({} if in_order else {"seq": False})}]

    def forkey(self, scope: Scope, depth: int) -> list[Json]:
        values = self.any_type()
        over = self.exactly(Map(values), scope.sealed(), depth)
        inner = scope.inner()
        names = []
        for kind in (STRING, values):
            names.append(inner.new_name(self.choose))
            inner.declare(names[-1], kind)
        return [{"forkey": names[0], "forval": names[1], "in": over, "do": self.looped(inner.inner(), depth)}]


Path = tuple[Json, ...]
"""The steps into a value: a record's field name, or the array or map type that an index or key leads into."""


def paths(of: Type, t: Type, depth: int = 2) -> list[Path]:
    """The paths from an `of` to a `t`."""
    if depth == 0:
        return []
    steps: list[tuple[Json, Type]] = []
    match of:
        case Array(items=inner) | Map(values=inner):
            steps = [(of, inner)]
        case Record(fields=fields):
            steps = [(f.name, f.type) for f in fields]
    found: list[Path] = [(step,) for step, inner in steps if inner == t]
    return found + [(step, *rest) for step, inner in steps for rest in paths(inner, t, depth - 1)]


def _joined(types: object) -> Type | None:
    assert isinstance(types, list | tuple)
    try:
        return supertype(types)
    except IncompatibleTypes:
        return None


def _left(function: UserFunction, wanted: Function) -> set[str] | None:
    """The parameters that stay when the others are filled so that the function is as wanted."""
    left: set[str] = set()
    missing = list(wanted.params)
    for name, t in function.params:
        if missing and t == missing[0]:
            left.add(name)
            missing.pop(0)
    return None if missing else left


Production = Callable[[Expressions, Type, Scope, int], Json]
E = Expressions
PRODUCTIONS: tuple[Production, ...] = (
    E.library_call, E.library_call, E.library_call, E.library_call, E.library_call, E.upcast, E.do, E.if_, E.if_,
    E.ifnotnull, E.cast, E.unpack, E.pack, E.try_, E.try_, E.new, E.new, E.attr, E.attr, E.attr_to, E.attr_to,
    E.cell, E.pool, E.state_to, E.user_call, E.user_call, E.call_by_symbol,
)  # fmt: skip
RISKY = (E.attr, E.attr_to, E.cell, E.pool, E.state_to, E.library_call, E.pack)
"""What may well fail at run time."""
STATEMENTS: tuple[Callable[[Expressions, Scope, int], list[Json]], ...] = (
    E.let, E.let, E.let, E.set, E.set, E.set, E.set, E.plain, E.branch, E.partial_cast, E.if_not_null, E.change_state, E.change_state,
    E.attempt, E.say, E.while_, E.until, E.for_, E.foreach, E.forkey,
)  # fmt: skip
ARGUMENTS: tuple[Callable[[Expressions, Function, Scope, int], tuple[Json, list[Type]] | None], ...] = (
    E.inline_argument, E.inline_argument, E.reference, E.reference, E.library_reference,
)  # fmt: skip
