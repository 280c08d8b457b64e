"""What a typed expression means: one short function per kind of node, none of them concerned with speed.

Each takes the machine (state, functions, logs), the node and its environment: a dict from variable to canonical
value. A variable's name is its own within a routine or function, so a block needs no environment of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from scorelet.errors import PfaRuntimeError, PfaUserError
from scorelet.pfa import binary, values
from scorelet.pfa import typed as t
from scorelet.pfa.numbers import float32
from scorelet.pfa.types import BOTTOM, FLOAT, Array, Record, Type, Union

if TYPE_CHECKING:
    from tests.pfa.reference.machine import Machine

Value: TypeAlias = Any
Env = dict[str, Value]
Codes = tuple[int, int]

ATTR, ATTR_TO = (2000, 2001), (2002, 2003)
CELL, CELL_TO = (2004, 2005), (2006, 2007)
POOL, POOL_TO = (2008, 2009), (2010, 2011)


def evaluate(machine: Machine, node: t.Typed, env: Env) -> Value:
    machine.step()
    return NODES[type(node)](machine, node, env)


def evaluate_all(machine: Machine, nodes: tuple[t.Typed, ...], env: Env) -> list[Value]:
    return [evaluate(machine, node, env) for node in nodes]


# ------------------------------------------------------------------------------------- values, symbols


def constant(machine: Machine, node: t.Constant, env: Env) -> Value:
    return node.value


def get(machine: Machine, node: t.Get, env: Env) -> Value:
    return env[node.name]


def convert(machine: Machine, node: t.Convert, env: Env) -> Value:
    return values.converter(node.value.type, node.type)(evaluate(machine, node.value, env))


def bind(machine: Machine, node: t.Bind, env: Env) -> Value:
    found = {name: evaluate(machine, value, env) for name, value in node.values}
    env.update(found)


def make_array(machine: Machine, node: t.MakeArray, env: Env) -> Value:
    return evaluate_all(machine, node.items, env)


def make_object(machine: Machine, node: t.MakeObject, env: Env) -> Value:
    return {name: evaluate(machine, value, env) for name, value in node.members}


def pack(machine: Machine, node: t.Pack, env: Env) -> Value:
    found = [evaluate(machine, value, env) for _, value in node.values]
    return binary.pack(tuple(text for text, _ in node.values), tuple(found))


# ------------------------------------------------------------------------------------------------- flow


def block(machine: Machine, node: t.Block, env: Env) -> Value:
    return evaluate_all(machine, node.body, env)[-1]


def if_(machine: Machine, node: t.If, env: Env) -> Value:
    for condition, body in node.cases:
        if evaluate(machine, condition, env):
            return evaluate(machine, body, env)
    return evaluate(machine, node.otherwise, env)


def while_(machine: Machine, node: t.While, env: Env) -> Value:
    while evaluate(machine, node.condition, env):
        evaluate(machine, node.body, env)


def do_until(machine: Machine, node: t.DoUntil, env: Env) -> Value:
    evaluate(machine, node.body, env)
    while not evaluate(machine, node.condition, env):
        evaluate(machine, node.body, env)


def for_(machine: Machine, node: t.For, env: Env) -> Value:
    evaluate(machine, node.init, env)
    while evaluate(machine, node.condition, env):
        evaluate(machine, node.body, env)
        evaluate(machine, node.step, env)


def for_each(machine: Machine, node: t.ForEach, env: Env) -> Value:
    for item in evaluate(machine, node.array, env):
        env[node.name] = item
        evaluate(machine, node.body, env)


def for_key_val(machine: Machine, node: t.ForKeyVal, env: Env) -> Value:
    for key, value in evaluate(machine, node.map, env).items():
        env[node.key] = key
        env[node.val] = value
        evaluate(machine, node.body, env)


def cast_cases(machine: Machine, node: t.CastCases, env: Env) -> Value:
    given = node.value.type
    value = evaluate(machine, node.value, env)
    member = member_of(given, value) if isinstance(given, Union) else given
    bare = value[1] if isinstance(value, tuple) else value
    for case in node.cases:
        if member in case.members:
            env[case.name] = values.converter(member, case.type)(bare)
            return evaluate(machine, case.body, env)
    return None


def member_of(union: Union, value: Value) -> Type:
    """The member of the union that a canonical value has: told by its tag, or else by its class."""
    if isinstance(value, tuple):
        return next(member for member in union.types if member.tag == value[0])
    return next(member for member in union.types if values.class_of(member) is type(value))


def if_not_null(machine: Machine, node: t.IfNotNull, env: Env) -> Value:
    found = {name: evaluate(machine, value, env) for name, _, value in node.values}
    if any(value is None for value in found.values()):
        return evaluate(machine, node.otherwise, env)
    env.update(found)
    return evaluate(machine, node.body, env)


def unpack(machine: Machine, node: t.Unpack, env: Env) -> Value:
    found = binary.unpack(evaluate(machine, node.value, env), tuple(text for _, text in node.formats))
    if found is None:
        return evaluate(machine, node.otherwise, env)
    env.update(zip((name for name, _ in node.formats), found, strict=True))
    return evaluate(machine, node.body, env)


# ------------------------------------------------------------------------------- errors, logs, emissions


def raise_(machine: Machine, node: t.Raise, env: Env) -> Value:
    raise PfaUserError(node.message, node.at, code=node.code)


def try_(machine: Machine, node: t.Try, env: Env) -> Value:
    try:
        return evaluate(machine, node.body, env)
    except (PfaRuntimeError, PfaUserError) as error:
        if node.only is None or error.message in node.only or (error.code is not None and error.code in node.only):
            return None
        raise


def log(machine: Machine, node: t.Log, env: Env) -> Value:
    shown = []
    for part in node.values:
        value = evaluate(machine, part, env)
        assert part.type is not BOTTOM
        shown.append(values.encoder(part.type)(value))
    machine.logs.append((shown, node.namespace))


def emit(machine: Machine, node: t.Emit, env: Env) -> Value:
    value = evaluate(machine, node.value, env)
    machine.emitted.append(values.encoder(node.value.type)(value))


# ------------------------------------------------------------------------------------------------ paths


def followed(value: Value, steps: t.Steps, keys: list[Value], codes: Codes) -> Value:
    """What the path of `keys` leads to."""
    for step, key in zip(steps, keys, strict=True):
        present(value, step, key, codes)
        value = value[key]
    return value


def replaced(value: Value, steps: t.Steps, keys: list[Value], new: Callable[[Value], Value], codes: Codes) -> Value:
    """A copy of `value` in which what the path leads to is `new` of what it was."""
    if not steps:
        return new(value)
    present(value, steps[0], keys[0], codes)
    inner = replaced(value[keys[0]], steps[1:], keys[1:], new, codes)
    if isinstance(value, list):
        return [inner if i == keys[0] else item for i, item in enumerate(value)]
    return {key: inner if key == keys[0] else item for key, item in value.items()}


def present(value: Value, step: t.Step, key: Value, codes: Codes) -> None:
    if isinstance(step.into, Array):
        if not 0 <= key < len(value):
            raise PfaRuntimeError("array index not found", code=codes[0])
    elif not isinstance(step.into, Record) and key not in value:
        raise PfaRuntimeError("map key not found", code=codes[1])


def keys_of(machine: Machine, steps: t.Steps, env: Env) -> list[Value]:
    return [step.field if step.index is None else evaluate(machine, step.index, env) for step in steps]


def replacement(machine: Machine, to: t.Typed, env: Env) -> Callable[[Value], Value]:
    """A function from the old value to the new one."""
    found = evaluate(machine, to, env)
    if isinstance(to, t.FunctionValue):
        function: Callable[[Value], Value] = found
        return function
    return lambda _: found


def path(machine: Machine, node: t.Path, env: Env) -> Value:
    of = evaluate(machine, node.of, env)
    return followed(of, node.steps, keys_of(machine, node.steps, env), ATTR)


def path_to(machine: Machine, node: t.PathTo, env: Env) -> Value:
    of = evaluate(machine, node.of, env)
    keys = keys_of(machine, node.steps, env)
    return replaced(of, node.steps, keys, replacement(machine, node.to, env), ATTR_TO)


def cell_get(machine: Machine, node: t.CellGet, env: Env) -> Value:
    keys = keys_of(machine, node.steps, env)
    return followed(machine.state["cell"][node.name], node.steps, keys, CELL)


def cell_to(machine: Machine, node: t.CellTo, env: Env) -> Value:
    keys = keys_of(machine, node.steps, env)
    new = replacement(machine, node.to, env)
    value = replaced(machine.state["cell"][node.name], node.steps, keys, new, CELL_TO)
    machine.state["cell"][node.name] = value
    return value


def pool_get(machine: Machine, node: t.PoolGet, env: Env) -> Value:
    item = evaluate(machine, node.item, env)
    keys = keys_of(machine, node.steps, env)
    pool = machine.state["pool"][node.name]
    if item not in pool:
        raise PfaRuntimeError("map key not found", code=POOL[1])
    return followed(pool[item], node.steps, keys, POOL)


def pool_to(machine: Machine, node: t.PoolTo, env: Env) -> Value:
    item = evaluate(machine, node.item, env)
    init = evaluate(machine, node.init, env)
    keys = keys_of(machine, node.steps, env)
    new = replacement(machine, node.to, env)
    old = machine.state["pool"][node.name].get(item, init)
    value = replaced(old, node.steps, keys, new, POOL_TO)
    machine.state["pool"][node.name] = {**machine.state["pool"][node.name], item: value}
    return value


def pool_del(machine: Machine, node: t.PoolDel, env: Env) -> Value:
    item = evaluate(machine, node.item, env)
    pool = machine.state["pool"][node.name]
    machine.state["pool"][node.name] = {key: value for key, value in pool.items() if key != item}


# -------------------------------------------------------------------------------------------- functions

DECIDING = {"&&": False, "&&&": False, "||": True, "|||": True}
"""The operators that look at their second argument only when the first is not this."""


def library_call(machine: Machine, node: t.LibraryCall, env: Env) -> Value:
    if node.function.name in DECIDING:
        first = evaluate(machine, node.args[0], env)
        decided = DECIDING[node.function.name]
        if first is decided:
            return decided
        return library(machine, node)(first, evaluate(machine, node.args[1], env))
    return library(machine, node)(*evaluate_all(machine, node.args, env))


def library(machine: Machine, node: t.LibraryCall | t.LibraryFunctionValue) -> Callable[..., Value]:
    """The library function for the types of this call."""
    function, call = node.function, node.call
    run = function.run(call) if function.typed else function.run

    def called(*args: Value) -> Value:
        machine.step()
        result = run(machine, *args) if function.engine else run(*args)
        machine.sized(result)
        return float32(result) if call.ret is FLOAT else result

    return called


def user_call(machine: Machine, node: t.UserCall, env: Env) -> Value:
    return machine.call(node.name, evaluate_all(machine, node.args, env))


def symbol_call(machine: Machine, node: t.SymbolCall, env: Env) -> Value:
    which = evaluate(machine, node.which, env)
    args = {name: evaluate(machine, value, env) for name, value in node.args}
    return evaluate(machine, node.calls[which], {**env, **args})


def user_function(machine: Machine, node: t.UserFunction, env: Env) -> Value:
    return lambda *args: machine.call(node.name, list(args))


def library_function(machine: Machine, node: t.LibraryFunctionValue, env: Env) -> Value:
    return library(machine, node)


def lambda_(machine: Machine, node: t.Lambda, env: Env) -> Value:
    return lambda *args: evaluate(machine, node.body, {**env, **dict(zip(node.params, args, strict=True))})


NODES: Mapping[type[t.Typed], Callable[[Machine, Any, Env], Value]] = {
    t.Constant: constant,
    t.Get: get,
    t.Convert: convert,
    t.Bind: bind,
    t.Block: block,
    t.If: if_,
    t.While: while_,
    t.DoUntil: do_until,
    t.For: for_,
    t.ForEach: for_each,
    t.ForKeyVal: for_key_val,
    t.CastCases: cast_cases,
    t.IfNotNull: if_not_null,
    t.Unpack: unpack,
    t.Pack: pack,
    t.Raise: raise_,
    t.Try: try_,
    t.Log: log,
    t.MakeArray: make_array,
    t.MakeObject: make_object,
    t.Path: path,
    t.PathTo: path_to,
    t.CellGet: cell_get,
    t.CellTo: cell_to,
    t.PoolGet: pool_get,
    t.PoolTo: pool_to,
    t.PoolDel: pool_del,
    t.LibraryCall: library_call,
    t.UserCall: user_call,
    t.SymbolCall: symbol_call,
    t.Emit: emit,
    t.UserFunction: user_function,
    t.LibraryFunctionValue: library_function,
    t.Lambda: lambda_,
}
