"""What compiling a document leaves: an Image, from which engines are made, and which can be saved.

A saved image holds Python byte code. It is made on this machine, from a document that was checked, and is
read only where whoever reads it made it (a cache, a deployed package): never take one from a stranger. It is
keyed by the Python that wrote it and by the document's hash; `Image.read` returns None when either differs.

FORMAT is raised whenever the layout or the meaning of anything inside changes: older files are then made again.
"""

from __future__ import annotations

import marshal
import sys
from array import array
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import TYPE_CHECKING, Any

from scorelet.pfa import values
from scorelet.pfa.library.registry import Call, lookup
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.support import FILENAME, PLACES, Codes
from scorelet.pfa.types import Function, Schema, Type

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
_MARK = b"scorelet image\n"


class StateSpec:
    """A cell or pool that changes: its type, and its first value (for a pool, its items) in canonical form."""

    __slots__ = ("first", "rollback", "schema", "shared")

    def __init__(self, schema: Schema, first: Any, shared: bool, rollback: bool) -> None:
        self.schema = schema
        self.first = first
        self.shared = shared
        self.rollback = rollback

    def as_data(self) -> tuple[Any, ...]:
        return self.schema, self.first, self.shared, self.rollback


class Image:
    """A compiled document. `document` is its JSON text; `constants` are values that code names."""

    def __init__(
        self,
        *,
        document: str,
        code: CodeType,
        constants: Mapping[str, Any],
        bindings: Mapping[str, tuple[Any, ...]],
        places: list[tuple[str, Codes]],
        cells: Mapping[str, StateSpec],
        pools: Mapping[str, StateSpec],
        method: str,
        input: Schema,
        output: Schema,
        zero: Any,
        seed: int | None,
        timeouts: Mapping[str, int],
    ) -> None:
        self.document = document
        self.code = code
        self.constants = constants
        self.bindings = bindings
        self.places = places
        self.cells = cells
        self.pools = pools
        self.method = method
        self.input = input
        self.output = output
        self.zero = zero
        self.seed = seed
        self.timeouts = timeouts
        self.folder: Path | None = None
        """Where the document's side files are; not saved."""

    def functions(self) -> Callable[[Any], tuple[Callable[..., Any], ...]]:
        """Run the generated module: the function that makes the routines of one engine."""
        scope: dict[str, Any] = {"__builtins__": __builtins__, PLACES: self.places, **self.constants}
        for name, binding in self.bindings.items():
            scope[name] = resolve(binding)
        exec(self.code, scope)
        make: Callable[[Any], tuple[Callable[..., Any], ...]] = scope["make"]
        return make

    # --------------------------------------------------------------------------------- saved and read

    def write(self, digest: str) -> bytes:
        """The image as bytes; `digest` is the hash of the document it was made from (see `digest_of`)."""
        body = {
            "code": self.code,
            "constants": {name: _packed(value) for name, value in self.constants.items()},
            "bindings": dict(self.bindings),
            "places": self.places,
            "cells": {name: spec.as_data() for name, spec in self.cells.items()},
            "pools": {name: spec.as_data() for name, spec in self.pools.items()},
            **{name: getattr(self, name) for name in _PLAIN},
        }
        return _header(digest) + marshal.dumps(body)

    @staticmethod
    def read(data: bytes, digest: str) -> Image | None:
        """The image, or None when another Python, another Scorelet or another document made it."""
        header = _header(digest)
        if not data.startswith(header):
            return None
        body = marshal.loads(memoryview(data)[len(header) :])
        constants = {name: _unpacked(value) for name, value in body.pop("constants").items()}
        cells, pools = (
            {name: StateSpec(*spec) for name, spec in body.pop(kind).items()} for kind in ("cells", "pools")
        )
        return Image(constants=constants, cells=cells, pools=pools, **body)


_PLAIN = ("document", "method", "input", "output", "zero", "seed", "timeouts")


def _header(digest: str) -> bytes:
    python = f"{sys.implementation.cache_tag} {MAGIC_NUMBER.hex()}"
    return _MARK + f"{FORMAT} {python} {digest}\n".encode()


def digest_of(document: str) -> str:
    """The hash by which a document's image is known."""
    from hashlib import sha256  # costs milliseconds, and only a saved image needs it

    return sha256(document.encode("utf-8", "surrogatepass")).hexdigest()


def _packed(value: Any) -> Any:
    """A constant as `marshal` can write it: flat arrays as their bytes."""
    if isinstance(value, array):
        return ("array", value.typecode, value.tobytes())
    if isinstance(value, tuple) and any(isinstance(item, array) for item in value):
        return ("arrays", tuple(map(_packed, value)))
    return ("plain", value)


def _unpacked(packed: tuple[Any, ...]) -> Any:
    if packed[0] == "plain":
        return packed[1]
    if packed[0] == "arrays":
        return tuple(map(_unpacked, packed[1]))
    found = array(packed[1])
    found.frombytes(packed[2])
    return found


# ------------------------------------------------------------------------------------------- bindings


def resolve(binding: tuple[Any, ...]) -> Any:
    """The object that a binding describes (see lower.program.Binding)."""
    return _RESOLVERS[binding[0]](*binding[1:])


def type_of(schema: Schema) -> Type:
    """A type from `Type.schema`, functions included."""
    if isinstance(schema, dict) and schema.get("type") == "function":
        return Function([type_of(param) for param in schema["params"]], type_of(schema["ret"]))
    return read_schema(schema)


def _function(name: str) -> Any:
    found = lookup(name)
    if found is None:
        raise LookupError(f"this Scorelet has no library function {name!r}")
    return found


def _run(name: str) -> Any:
    return _function(name).run


def _typed(name: str, params: tuple[str, ...], args: tuple[Schema, ...], ret: Schema, labels: Any) -> Any:
    types = tuple(map(type_of, args))
    return _function(name).run(Call(name, params, types, type_of(ret), {k: type_of(s) for k, s in labels}))


def _engine(name: str, *_: Any) -> Any:
    run = _function(name).run
    return lambda engine: partial(run, engine)


def _classes(names: tuple[str, ...]) -> frozenset[type]:
    return frozenset(_CLASSES[name] for name in names)


_CLASSES = {c.__name__: c for c in (type(None), bool, int, float, str, bytes)}
_RESOLVERS: Mapping[str, Callable[..., Any]] = {
    "run": _run,
    "typed": _typed,
    "engine": _engine,
    "module": lambda module, name: getattr(import_module(module), name),
    "convert": lambda given, wanted: values.converter(type_of(given), type_of(wanted)),
    "narrow": lambda union, wanted: values.narrower(_union(union), type_of(wanted)),
    "decode": lambda schema: values.decoder(type_of(schema)),
    "encode": lambda schema: values.encoder(type_of(schema)),
    "classes": _classes,
}


def _union(schema: Schema) -> Any:
    return type_of(schema)


__all__ = ["FILENAME", "FORMAT", "Image", "StateSpec", "digest_of", "resolve", "type_of"]
