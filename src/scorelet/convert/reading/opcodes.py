"""What each opcode of a pickle does to the machine that follows it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from scorelet.convert.reading.arrays import Made, is_wrapper
from scorelet.convert.reading.machine import Findings, Machine, Step


def _build(machine: Machine, _: Any) -> None:
    state, target = machine.pop(), machine.top()
    machine.changed(target)
    if isinstance(target, Made):
        target.state = state
    if is_wrapper(target) and not machine.nested:  # a pickle within a joblib file is a plain one
        machine.array(target)


def _stack_global(machine: Machine, _: Any) -> None:
    name, module = machine.pop(), machine.pop()
    machine.imported(module, name)


def _global(machine: Machine, argument: str) -> None:
    module, _, name = argument.partition(" ")
    machine.imported(module, name)


def _inst(machine: Machine, argument: str) -> None:
    arguments = tuple(machine.since_mark())
    _global(machine, argument)
    machine.call(machine.pop(), arguments)


def _obj(machine: Machine, _: Any) -> None:
    what, *arguments = machine.since_mark()
    machine.call(what, tuple(arguments))


def _reduce(machine: Machine, _: Any) -> None:
    arguments, what = machine.pop(), machine.pop()
    machine.call(what, arguments)


def _newobj_ex(machine: Machine, _: Any) -> None:
    machine.pop()
    _reduce(machine, None)


def _extension(machine: Machine, code: int) -> None:
    machine.found.hidden[f"an import behind the number {code} of this process's extension registry"] = None
    machine.stack.append(Made(None))


def _persistent(machine: Machine, _: Any) -> None:
    raise ValueError("it refers to objects outside the file")


def _setitem(machine: Machine, _: Any) -> None:
    value, key = machine.pop(), machine.pop()
    machine.store(machine.top(), key, value)


def _setitems(machine: Machine, _: Any) -> None:
    items = machine.since_mark()
    target = machine.top()
    for key, value in zip(items[::2], items[1::2], strict=True):
        machine.store(target, key, value)


def _dict(machine: Machine, _: Any) -> None:
    items = machine.since_mark()
    made: dict[str, Any] = {}
    for key, value in zip(items[::2], items[1::2], strict=True):
        machine.store(made, key, value)
    machine.stack.append(made)


def _append(machine: Machine, _: Any) -> None:
    machine.pop()
    machine.changed(machine.top())


def _extend(machine: Machine, _: Any) -> None:
    machine.since_mark()
    machine.changed(machine.top())


def _collection(machine: Machine, _: Any) -> None:
    machine.since_mark()
    machine.stack.append(Made(None))


def _tuple(size: int) -> Step:
    def step(machine: Machine, _: Any) -> None:
        items = [machine.pop() for _ in range(size)]
        machine.stack.append(tuple(reversed(items)))

    return step


def _constant(make: Callable[[], Any]) -> Step:
    return lambda machine, _: machine.stack.append(make())


def _protocol(machine: Machine, version: int) -> None:
    machine.protocol = version


def _frame(machine: Machine, size: int) -> None:
    machine.frame_end = machine.stream.tell() + size


def _put(machine: Machine, index: int) -> None:
    machine.memo[index] = machine.top()


def _pop(machine: Machine, _: Any) -> None:
    # POP on a mark takes the mark, as in CPython.
    if machine.marks and len(machine.stack) == machine.marks[-1]:
        machine.marks.pop()
    else:
        machine.stack.pop()


STEPS: dict[str, Step] = {
    "PROTO": _protocol,
    "FRAME": _frame,
    "STOP": lambda machine, _: None,
    "MARK": lambda machine, _: machine.marks.append(len(machine.stack)),
    "POP": _pop,
    "POP_MARK": lambda machine, _: machine.since_mark().clear(),
    "DUP": lambda machine, _: machine.stack.append(machine.top()),
    "PUT": _put,
    "BINPUT": _put,
    "LONG_BINPUT": _put,
    "MEMOIZE": lambda machine, _: _put(machine, len(machine.memo)),
    "GET": lambda machine, index: machine.stack.append(machine.memo[index]),
    "BINGET": lambda machine, index: machine.stack.append(machine.memo[index]),
    "LONG_BINGET": lambda machine, index: machine.stack.append(machine.memo[index]),
    "NONE": _constant(lambda: None),
    "NEWTRUE": _constant(lambda: True),
    "NEWFALSE": _constant(lambda: False),
    "EMPTY_TUPLE": _constant(tuple),
    "EMPTY_DICT": _constant(dict),
    "EMPTY_LIST": _constant(lambda: Made(None)),
    "EMPTY_SET": _constant(lambda: Made(None)),
    "TUPLE": lambda machine, _: machine.stack.append(tuple(machine.since_mark())),
    "TUPLE1": _tuple(1),
    "TUPLE2": _tuple(2),
    "TUPLE3": _tuple(3),
    "LIST": _collection,
    "FROZENSET": _collection,
    "DICT": _dict,
    "APPEND": _append,
    "APPENDS": _extend,
    "ADDITEMS": _extend,
    "SETITEM": _setitem,
    "SETITEMS": _setitems,
    "GLOBAL": _global,
    "STACK_GLOBAL": _stack_global,
    "INST": _inst,
    "OBJ": _obj,
    "REDUCE": _reduce,
    "NEWOBJ": _reduce,
    "NEWOBJ_EX": _newobj_ex,
    "BUILD": _build,
    "EXT1": _extension,
    "EXT2": _extension,
    "EXT4": _extension,
    "PERSID": _persistent,
    "BINPERSID": _persistent,
    "NEXT_BUFFER": _persistent,
    "READONLY_BUFFER": lambda machine, _: None,
}
"""What each opcode does to the stack; an opcode without a row pushes its argument."""

MALFORMED: dict[type[Exception], str] = {
    IndexError: "it takes more from the stack than there is",
    KeyError: "it recalls what it never stored",
    TypeError: "an opcode has an argument of the wrong kind",
    AttributeError: "an opcode has an argument of the wrong kind",
}
"""What Python's own errors mean here; the others speak for themselves."""


class DamagedPickleError(ValueError):
    """The stream is no pickle up to its end."""


def followed(data: bytes) -> Findings:
    """Follow the first pickle in `data` to its end, which is all that a loader reads."""
    machine = Machine(io.BytesIO(data), len(data), Findings(), STEPS)
    try:
        machine.run()
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        said = MALFORMED.get(type(error), str(error))
        raise DamagedPickleError(f"{said} - at byte {machine.stream.tell():,}") from error
    return machine.found
