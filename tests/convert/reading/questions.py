"""What the tests ask a reading process to do; `misbehaving.Model` is trusted and takes these ways out."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from scorelet.convert.reading.load import Loaded
from scorelet.convert.reading.load import loaded as load_bytes
from scorelet.errors import PfaUserError

Json = dict[str, Any]


def predict(loaded: Loaded, request: Json) -> Json:
    return {"predicted": loaded.model.predict(np.array(request["rows"])).tolist()}


def odd(loaded: Loaded, request: Json) -> Json:
    return {"nan": float("nan"), "inf": float("inf"), "text": "\ud800\n\u2028"}


def unsayable(loaded: Loaded, request: Json) -> Json:
    return {"set": {1}}


def noisy(loaded: Loaded, request: Json) -> Json:
    print('{"ok": {"fake": true}}', flush=True)
    os.write(1, b'{"ok": {"fake": true}}\n')
    return {"read": sys.stdin.read()}


def foreign(loaded: Loaded, request: Json) -> Json:
    return {"item": request["missing"]}


def own(loaded: Loaded, request: Json) -> Json:
    raise PfaUserError("it is wrong", "$.action", code=-3)


def leave(loaded: Loaded, request: Json) -> Json:
    os._exit(7)


def crash(loaded: Loaded, request: Json) -> Json:
    ctypes.string_at(0)
    return {}


def hang(loaded: Loaded, request: Json) -> Json:
    time.sleep(60)
    return {}


def swell(loaded: Loaded, request: Json) -> Json:
    return {"size": len(bytearray(8 << 30))}


def environment(loaded: Loaded, request: Json) -> Json:
    return {"path": sys.path, "cwd": str(Path.cwd()), "pid": os.getpid()}


def mutant(loaded: Loaded, request: Json) -> Json:
    """Load what a file becomes by a mutation: {"cut": n} or {"flip": bit}; the class that it gives."""
    data = bytearray(Path(request["file"]).read_bytes())
    if "cut" in request:
        del data[request["cut"] :]
    for bit in request.get("flip", []):
        data[bit // 8] ^= 1 << bit % 8
    return {"class": type(load_bytes(bytes(data)).model).__name__}
