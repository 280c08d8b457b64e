"""Hostile pickles, written opcode by opcode. Each makes a file when it runs, by which a test sees that it did."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

from tests.convert.reading.models import joblibbed, pipeline


def text(value: str) -> bytes:
    """A short string, pushed."""
    data = value.encode()
    return pickle.SHORT_BINUNICODE + bytes([len(data)]) + data


def name(module: str, attribute: str) -> bytes:
    """An import, pushed, as protocol 0 has it."""
    return pickle.GLOBAL + f"{module}\n{attribute}\n".encode()


def call(function: bytes, *arguments: bytes) -> bytes:
    return function + pickle.MARK + b"".join(arguments) + pickle.TUPLE + pickle.REDUCE


def whole(body: bytes, protocol: int = 4) -> bytes:
    return pickle.PROTO + bytes([protocol]) + body + pickle.STOP


def _touch(marker: Path) -> bytes:
    return text(f"touch {marker}")


def _memoised(marker: Path) -> bytes:
    """STACK_GLOBAL with both strings from the memo, among others that look harmless."""
    memo = b"".join(text(s) + pickle.MEMOIZE + pickle.POP for s in ("sklearn.pipeline", "os", "Pipeline", "system"))
    get = pickle.BINGET + b"\x01" + pickle.BINGET + b"\x03" + pickle.STACK_GLOBAL
    return whole(memo + call(get, _touch(marker)))


def _inst(marker: Path) -> bytes:
    return whole(pickle.MARK + _touch(marker) + pickle.INST + b"os\nsystem\n", 0)


def _obj(marker: Path) -> bytes:
    return whole(pickle.MARK + name("subprocess", "Popen") + text("touch") + pickle.OBJ, 1)


def _getattr(marker: Path) -> bytes:
    """getattr(getattr(Pipeline, "__init__"), "__globals__")["os"] and so on begins like this."""
    start = call(name("builtins", "getattr"), name("sklearn.pipeline", "Pipeline"), text("__init__"))
    found = call(name("builtins", "getattr"), start, text("__globals__"))
    return whole(call(found, _touch(marker)))


def _python2(marker: Path) -> bytes:
    return whole(call(name("__builtin__", "eval"), text(f"__import__('os').system('touch {marker}')")), 2)


def _partial(marker: Path) -> bytes:
    return whole(call(call(name("functools", "partial"), name("posix", "system")), _touch(marker)))


def _late(marker: Path) -> bytes:
    """In a list of arguments of an honest class, as __reduce__ puts it there."""
    inner = call(name("os", "system"), _touch(marker))
    return whole(call(name("sklearn.preprocessing._data", "StandardScaler"), inner))


def _in_joblib(marker: Path) -> bytes:
    """Behind the raw bytes of an honest file's arrays, where scanners lose the thread."""
    honest = joblibbed(pipeline())
    return honest[:-1] + pickle.POP + call(name("os", "system"), _touch(marker)) + pickle.STOP


def _in_nested_pickle(marker: Path) -> bytes:
    """In the pickle that joblib writes for an array of Python objects."""
    honest = joblibbed(pipeline())
    at = honest.index(b"yes")
    at = honest.index(pickle.STOP, at)
    return honest[:at] + pickle.POP + call(name("os", "system"), _touch(marker)) + honest[at:]


def _compressed(marker: Path) -> bytes:
    import zlib

    return zlib.compress(_in_joblib(marker))


def _dotted(marker: Path) -> bytes:
    path = text("sklearn.utils.parallel") + text("os.system") + pickle.STACK_GLOBAL
    return whole(call(path, _touch(marker)))


def _scipy(marker: Path) -> bytes:
    """A distribution's __setstate__ executes source text that its state holds."""
    state = pickle.EMPTY_DICT + pickle.MARK + text("_parse_arg_template") + text(f"open({str(marker)!r}, 'w').close()")
    made = name("scipy.stats._continuous_distns", "norm_gen") + pickle.EMPTY_TUPLE + pickle.NEWOBJ
    return whole(made + state + text("_ctor_param") + pickle.EMPTY_DICT + pickle.SETITEMS + pickle.BUILD)


def _reexported(marker: Path) -> bytes:
    """A class that a module of a known library merely imports: the pattern holds, the gate does not."""
    return whole(call(name("sklearn.svm._base", "ABCMeta"), text("X")))


def _changed_class(marker: Path) -> bytes:
    """BUILD on an imported class sets its attributes."""
    target = name("sklearn.pipeline", "Pipeline")
    slots = pickle.EMPTY_DICT + text("predict") + name("sklearn.base", "clone") + pickle.SETITEM
    return whole(target + pickle.NONE + slots + pickle.TUPLE2 + pickle.BUILD)


def _nested_loader(marker: Path) -> bytes:
    return whole(call(name("joblib", "load"), text(str(marker))))


def _numpy(marker: Path) -> bytes:
    mode = text("w+") + pickle.BININT1 + b"\x00" + pickle.BININT1 + b"\x01"
    return whole(call(name("numpy", "memmap"), text(str(marker)), text("u1"), mode))


def _ufunc(marker: Path) -> bytes:
    found = call(name("numpy.core", "_ufunc_reconstruct"), text("os"), text("system"))
    return whole(call(found, _touch(marker)))


HOSTILE: dict[str, Callable[[Path], bytes]] = {
    "os.system": lambda marker: whole(call(name("os", "system"), _touch(marker))),
    "STACK_GLOBAL with memoised strings": _memoised,
    "INST": _inst,
    "OBJ": _obj,
    "getattr chain": _getattr,
    "builtins.eval": lambda m: whole(call(name("builtins", "eval"), text(f"open({str(m)!r}, 'w')"))),
    "builtins.exec": lambda m: whole(call(name("builtins", "exec"), text(f"open({str(m)!r}, 'w')"))),
    "Python 2 names": _python2,
    "functools.partial": _partial,
    "in the arguments of an honest class": _late,
    "behind joblib's arrays": _in_joblib,
    "in a pickle within a joblib file": _in_nested_pickle,
    "compressed joblib": _compressed,
    "dotted name": _dotted,
    "state that scipy executes": _scipy,
    "class of another library": _reexported,
    "changed class": _changed_class,
    "another loader": _nested_loader,
    "numpy.memmap": _numpy,
    "numpy's import of any name": _ufunc,
    "EXT1": lambda marker: whole(call(pickle.EXT1 + b"\x05", _touch(marker))),
    "EXT4": lambda marker: whole(call(pickle.EXT4 + b"\x05\x00\x00\x01", _touch(marker))),
    "computed name": lambda m: whole(
        call(call(name("builtins", "str"), text("os")) + text("system") + b"\x93", _touch(m))
    ),
    "runpy": lambda marker: whole(call(name("runpy", "run_path"), text(str(marker)))),
    "importlib": lambda marker: whole(call(name("importlib", "import_module"), text("antigravity"))),
}
"""What it is -> the file's bytes, given the path that it makes when it runs."""
