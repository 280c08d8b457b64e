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
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scorelet.convert.reading.arrays import Global, Made, raw_array

Name = tuple[str, str]
Step = Callable[["Machine", Any], None]


@dataclass
class Findings:
    imports: dict[Name, None] = field(default_factory=dict)
    hidden: dict[str, None] = field(default_factory=dict)
    tricks: dict[str, None] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)


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
    steps: Mapping[str, Step]
    stack: list[Any] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)
    protocol: int = 0
    frame_end: int = 0
    nested: bool = False

    def run(self) -> None:
        for opcode, argument, _ in pickletools.genops(self.stream):
            step = self.steps.get(opcode.name)
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
            Machine(self.stream, self.length, self.found, self.steps, nested=True).run()
            return
        start += 1 + self.stream.read(1)[0] if raw.padded else 0
        if start + raw.size > self.length:
            raise ValueError("it ends within an array")
        self.stream.seek(start + raw.size)
