"""What a pickle would do, found out without doing it.

A pickle is a program for a small stack machine. This one runs it on stand-ins: an import pushes its name, a call
pushes a note of who was called with what. Nothing is imported and nothing is called, so a hostile pickle can do no
more here than be refused. What is noted:

    imports   every name that find_class would be asked for, in order
    hidden    imports whose name is computed while loading, or that stand behind a number: they cannot be known
    tricks    what no library's own pickles do and exploits need: calls of made objects, changes to imported ones
    versions  the library versions that scikit-learn leaves in the state of its estimators

`pickletools.genops` decodes the opcodes. Scanners that look only at its stream of opcodes lose the thread at the raw
arrays of joblib: picklescan 1.0 reports such a file as harmless without having seen it, and fickling 0.1 gives up.
Here the stack says where an array begins and how long it is, so the scan goes on behind it.

Only what the notes need is kept: items of dicts under text keys, no items of lists and sets. Nothing is ever hashed
but text and numbers, so deep nesting is harmless.
"""

from __future__ import annotations

import _compat_pickle
import io
import pickletools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scorelet.convert.reading.arrays import Global, Made, is_wrapper, raw_array

Name = tuple[str, str]


class DamagedPickleError(ValueError):
    """The stream is no pickle up to its end."""


@dataclass
class Findings:
    imports: dict[Name, None] = field(default_factory=dict)
    hidden: dict[str, None] = field(default_factory=dict)
    tricks: dict[str, None] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


def followed(data: bytes) -> Findings:
    """Follow the first pickle in `data` to its end, which is all that a loader reads."""
    machine = Machine(io.BytesIO(data), len(data), Findings())
    try:
        machine.run()
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        place = machine.stream.tell()
        raise DamagedPickleError(f"{error} - at byte {place:,}") from error
    return machine.found


def python3_name(module: str, name: str) -> Name:
    """Where Python 3 has what Python 2 called so: pickles of protocols 0 to 2 use the old names."""
    if (module, name) in _compat_pickle.NAME_MAPPING:
        return _compat_pickle.NAME_MAPPING[module, name]
    return _compat_pickle.IMPORT_MAPPING.get(module, module), name


@dataclass
class Machine:
    stream: io.BytesIO
    length: int
    found: Findings
    stack: list[Any] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)
    protocol: int = 0
    frame_end: int = 0

    def run(self) -> None:
        for opcode, argument, _ in pickletools.genops(self.stream):
            step = STEPS.get(opcode.name)
            if step is None:
                self.stack.append(argument)  # text, bytes and numbers: the value is in the stream
            else:
                step(self, argument)
        if not self.stack:
            raise ValueError("it ends without a value")

    def pop(self) -> Any:
        if self.marks and len(self.stack) <= self.marks[-1]:
            raise ValueError("it takes more from the stack than there is")
        return self.stack.pop()

    def top(self) -> Any:
        value = self.pop()
        self.stack.append(value)
        return value

    def since_mark(self) -> list[Any]:
        start = self.marks.pop()
        items = self.stack[start:]
        del self.stack[start:]
        return items

    def imported(self, module: Any, name: Any) -> None:
        if type(module) is not str or type(name) is not str:
            self.found.hidden["an import whose name is computed while loading"] = None
            self.stack.append(Made(None))
            return
        at = python3_name(module, name) if self.protocol < 3 else (module, name)
        self.found.imports[at] = None
        self.stack.append(Global(*at))

    def call(self, what: Any, arguments: Any) -> None:
        if not isinstance(what, Global):
            self.found.tricks["it calls an object that it made itself"] = None
        self.stack.append(Made(what, arguments))

    def store(self, target: Any, key: Any, value: Any) -> None:
        self.changed(target)
        if type(key) is str and isinstance(target, (dict, Made)):
            (target if isinstance(target, dict) else target.items)[key] = value
        if key == "_sklearn_version" and type(value) is str:
            self.found.versions.setdefault("scikit-learn", value)

    def changed(self, target: Any) -> None:
        if isinstance(target, Global):
            self.found.tricks["it changes an imported class or function"] = None

    def array(self, wrapper: Made) -> None:
        """Skip what joblib writes behind the wrapper of an array, or follow it when it is a pickle."""
        raw, start = raw_array(wrapper), self.stream.tell()
        if start < self.frame_end:
            raise ValueError("an array inside a frame")
        if raw.nested:
            Machine(self.stream, self.length, self.found).run()
            return
        start += 1 + self.stream.read(1)[0] if raw.padded else 0
        if start + raw.size > self.length:
            raise ValueError("it ends within an array")
        self.stream.seek(start + raw.size)


def _build(machine: Machine, _: Any) -> None:
    state, target = machine.pop(), machine.top()
    machine.changed(target)
    if isinstance(target, Made):
        target.state = state
    if is_wrapper(target):
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


def _tuple(size: int) -> Callable[[Machine, Any], None]:
    def step(machine: Machine, _: Any) -> None:
        items = [machine.pop() for _ in range(size)]
        machine.stack.append(tuple(reversed(items)))

    return step


def _constant(make: Callable[[], Any]) -> Callable[[Machine, Any], None]:
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


STEPS: dict[str, Callable[[Machine, Any], None]] = {
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
