"""What compiling a document leaves: an Image, from which engines are made, and which can be saved.

A saved image holds Python byte code. It is made on this machine, from a document that was checked, and is
read only where whoever reads it made it (a cache, a deployed package): never take one from a stranger. It is
keyed by the Python that wrote it and by the hash of what it was made of (the document, what the host added, the side
files); `Image.read` returns None when any of them differs.

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
from operator import itemgetter
from os import PathLike
from types import CodeType
from typing import TYPE_CHECKING, Any

from scorelet.pfa import values
from scorelet.pfa.digest import sha256_hex
from scorelet.pfa.library.registry import Call, lookup
from scorelet.pfa.schemas import read_schema
from scorelet.pfa.support import PLACES, Meaning
from scorelet.pfa.types import Function, Schema, Type

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
Home = str | PathLike[str] | Mapping[str, bytes] | None
"""Where side files are: a folder, or they themselves by name."""
_MARSHAL = 2
"""Of marshal's own formats the last whose bytes do not depend on who else holds an object."""
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
        places: list[tuple[str, Meaning]],
        cells: Mapping[str, StateSpec],
        pools: Mapping[str, StateSpec],
        method: str,
        input: Schema,
        output: Schema,
        zero: Any,
        seed: int | None,
        timeouts: Mapping[str, int],
        options: Mapping[str, Any],
        version: int | None,
        side_files: Mapping[str, str | bytes],
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
        self.options = options
        """What the host gave when the document was compiled, as `version`."""
        self.version = version
        self._side_files = side_files
        self.home: Path | Mapping[str, bytes] | None = None
        """Where the side files are: a folder, or they themselves by name; not saved."""

    @property
    def side_files(self) -> Mapping[str, str]:
        """The hashes of the side files that were read, by name; taken when they are first asked for."""
        hashes = {n: sha256_hex(file) if isinstance(file, bytes) else file for n, file in self._side_files.items()}
        self._side_files = hashes
        return hashes

    def functions(self) -> Callable[[Any], tuple[Callable[..., Any], ...]]:
        """Run the generated module: the function that makes the routines of one engine."""
        scope: dict[str, Any] = {"__builtins__": __builtins__, PLACES: self.places, **self.constants}
        for name, binding in self.bindings.items():
            scope[name] = resolve(binding)
        exec(self.code, scope)
        make: Callable[[Any], tuple[Callable[..., Any], ...]] = scope["make"]
        return make

    # --------------------------------------------------------------------------------- saved and read

    def write(self) -> bytes:
        """The image as bytes."""
        body = {
            "code": self.code,
            "constants": {name: _packed(value) for name, value in self.constants.items()},
            "bindings": dict(self.bindings),
            "places": self.places,
            "cells": {name: spec.as_data() for name, spec in self.cells.items()},
            "pools": {name: spec.as_data() for name, spec in self.pools.items()},
            **{name: getattr(self, name) for name in _PLAIN},
        }
        return _header(self.document, self.options, self.version) + marshal.dumps(body, _MARSHAL)

    @staticmethod
    def read(
        data: bytes, document: str, options: Mapping[str, Any], version: int | None, home: Home = None
    ) -> Image | None:
        """The image, or None when another Python or Scorelet made it, or it was made of something else."""
        header = _header(document, options, version)
        if not data.startswith(header):
            return None
        try:
            body = marshal.loads(memoryview(data)[len(header) :])
        except (EOFError, ValueError, TypeError):
            return None  # cut short
        constants = {name: _unpacked(value) for name, value in body.pop("constants").items()}
        cells, pools = (
            {name: StateSpec(*spec) for name, spec in body.pop(kind).items()} for kind in ("cells", "pools")
        )
        image = Image(constants=constants, cells=cells, pools=pools, **body)
        return image if not image.side_files or image.at_home_in(home) else None

    def at_home_in(self, home: Home) -> bool:
        """Whether the folder has, or the files given by name are, the side files that the image was made of."""
        from pathlib import Path  # only documents with side files need it

        self.home = place = Path(home) if isinstance(home, str | PathLike) else home
        try:
            match place:
                case None:
                    return False
                case Path():
                    found = {name: sha256_hex((place / name).read_bytes()) for name in self.side_files}
                case _:
                    found = {name: sha256_hex(place[name]) for name in self.side_files}
        except (OSError, KeyError, TypeError):
            return False
        return found == self.side_files


_PLAIN = ("document", "method", "input", "output", "zero", "seed", "timeouts", "options", "version", "side_files")


def _header(document: str, options: Mapping[str, Any], version: int | None) -> bytes:
    """What an image is known by: the format, this Python, and the hash of what it was made of."""
    made_of = f"{document}\n{sorted(options.items())!r}\n{version!r}".encode("utf-8", "surrogatepass")
    return _MARK + f"{FORMAT} {sys.implementation.cache_tag} {MAGIC_NUMBER.hex()} {sha256_hex(made_of)}\n".encode()


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


def _made(name: str, values: tuple[tuple[str, Any], ...]) -> Any:
    return _function(name).run(**dict(values))


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
    "made": _made,
    "module": lambda module, name: getattr(import_module(module), name),
    "convert": lambda given, wanted: values.converter(type_of(given), type_of(wanted)),
    "narrow": lambda union, wanted: values.narrower(_union(union), type_of(wanted)),
    "decode": lambda schema: values.decoder(type_of(schema)),
    "fields": lambda schema, names, whole: values.field_reader(type_of(schema), names, whole=whole),
    "getter": lambda names: itemgetter(*names),
    "kinds": lambda name, count: [_CLASSES[name]] * count,
    "encode": lambda schema: values.encoder(type_of(schema)),
    "classes": _classes,
}


def _union(schema: Schema) -> Any:
    return type_of(schema)
