"""While a pickle loads, only what its scan listed may be imported.

The scan and the loader read the same bytes with different code. Wherever the two could be made to disagree, the gate
decides: an import that the scan did not see is refused, and one that is known only by its pattern must turn out to be
a class or a function of the very library it was asked from, not something that its module happens to import.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from scorelet.convert.reading.by_value import guarded
from scorelet.convert.reading.known import named
from scorelet.convert.reading.machine import Name, python3_name
from scorelet.convert.reading.scan import Scan
from scorelet.errors import ModelReadError, UntrustedModelError

Find = Callable[[str, str], Any]


@dataclass(frozen=True)
class Gate:
    imports: frozenset[Name]
    trust: bool

    def find(self, find_class: Find, module: str, name: str) -> Any:
        """What `find_class` gives for a name, if it may be given."""
        at = python3_name(module, name)
        if at not in self.imports and (module, name) not in self.imports:
            raise self._refused(module, name, "the scan of the file did not see this import")
        found = find_class(module, name)
        if not (self.trust or named(*at) or _belongs(found, at[0])):
            raise self._refused(module, name, "it is not one of that library's own classes or functions")
        return guarded(found, name)

    def _refused(self, module: str, name: str, why: str) -> UntrustedModelError:
        at = f"{module}.{name}"
        return UntrustedModelError(f"loading it asks for {at}: {why}\ndo not load this file anywhere", names=(at,))


def _belongs(found: Any, module: str) -> bool:
    home = getattr(found, "__module__", None)
    return callable(found) and isinstance(home, str) and home.partition(".")[0] == module.partition(".")[0]


def gate_of(result: Scan, trust: bool) -> Gate:
    return Gate(frozenset(result.imports), trust)


def unpickled(data: bytes, gate: Gate) -> Any:
    class Gated(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            return gate.find(super().find_class, module, name)

    return Gated(BytesIO(data)).load()


def unjoblibbed(data: bytes, gate: Gate) -> Any:
    """joblib's own loader with the gate in it; it also passes the gate on to pickles nested in object arrays."""
    try:
        from joblib.numpy_pickle import NumpyUnpickler
    except ImportError as error:
        text = "a joblib file needs joblib, which is not installed\ninstall it: pip install 'scorelet[pack]'"
        raise ModelReadError(text) from error

    class Gated(NumpyUnpickler):  # type: ignore[misc]
        def find_class(self, module: str, name: str) -> Any:
            return gate.find(super().find_class, module, name)

    return Gated("", BytesIO(data), True).load()  # True: native byte order, as joblib.load has it
