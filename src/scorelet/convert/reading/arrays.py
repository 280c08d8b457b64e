"""How many raw bytes follow an array's description in a joblib file.

joblib pickles a `NumpyArrayWrapper` in place of each array, and writes the array's own bytes right behind it, between
two opcodes. A scanner that does not skip exactly these bytes sees nothing of what comes after the first array; the
number is computed here from the wrapper's pickled state alone, without NumPy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import prod
from typing import Any

WRAPPER = ("joblib.numpy_pickle", "NumpyArrayWrapper")


@dataclass(frozen=True)
class Global:
    """A name that the pickle imports, where it lies on the stack."""

    module: str
    name: str


@dataclass(eq=False)
class Made:
    """What a call or an empty instance would give: who was called, with what, and the state set later."""

    by: Any
    arguments: Any = ()
    state: Any = None
    items: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> Any:
        """The class; protocols 0 and 1 make instances by copyreg._reconstructor(class, object, None)."""
        if self.by == Global("copyreg", "_reconstructor") and isinstance(self.arguments, tuple) and self.arguments:
            return self.arguments[0]
        return self.by


def is_wrapper(value: Any) -> bool:
    return isinstance(value, Made) and value.kind == Global(*WRAPPER)


@dataclass(frozen=True)
class RawArray:
    """The bytes behind a wrapper: their number, or a nested pickle when the array holds Python objects."""

    size: int
    padded: bool
    nested: bool


def raw_array(wrapper: Made) -> RawArray:
    """Raises ValueError where the state is none that joblib writes."""
    state = wrapper.state
    if not isinstance(state, dict):
        raise ValueError("an array without a description")
    shape = state.get("shape")
    if not isinstance(shape, tuple) or not all(isinstance(n, int) and n >= 0 for n in shape):
        raise ValueError("an array without a shape")
    size, objects = item_size(state.get("dtype"))
    return RawArray(prod(shape) * size, state.get("numpy_array_alignment_bytes") is not None, objects)


def item_size(dtype: Any) -> tuple[int, bool]:
    """Bytes of one item of a pickled dtype, and whether it holds Python objects."""
    if not isinstance(dtype, Made) or dtype.by != Global("numpy", "dtype"):
        raise ValueError("an array without a dtype")
    code = dtype.arguments[0] if isinstance(dtype.arguments, tuple) and dtype.arguments else None
    found = re.fullmatch(r"([a-zA-Z])(\d+)", code) if isinstance(code, str) else None
    if found is None:
        raise ValueError(f"an array of the dtype {code!r}")
    kind, number = found[1], int(found[2])
    return number * (4 if kind == "U" else 1), kind == "O" or (kind == "V" and _refers(dtype.state))


def _refers(state: Any) -> bool:
    """Whether a structured dtype has a field of Python objects: a bit of its flags says so."""
    return isinstance(state, tuple) and len(state) > 7 and isinstance(state[7], int) and bool(state[7] & 1)
