"""The tensors of a request, read and checked: each becomes its values in order, flat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any, NamedTuple

from scorelet.bundle.values import shown
from scorelet.errors import RequestError
from scorelet.pfa.schemas import short

Json = Any


class Datatype(NamedTuple):
    """kinds: classes of values that JSON has for it; cast: of another value, or ValueError; said: in a sentence."""

    kinds: frozenset[type]
    cast: Callable[[Any], Any]
    said: str


def _none(value: Any) -> Any:
    raise ValueError(value)


def _whole(value: Any) -> int:
    if not isinstance(value, float) or not value.is_integer():
        raise ValueError(value)
    return int(value)


def _truth(value: Any) -> bool:
    if type(value) is not int or value not in (0, 1):
        raise ValueError(value)
    return value == 1


_NULL = type(None)
_FLOATING = Datatype(frozenset([float, int, _NULL]), _none, "a number")
_WHOLE = Datatype(frozenset([int, _NULL]), _whole, "a whole number")
DATATYPES: Mapping[str, Datatype] = {
    "BOOL": Datatype(frozenset([bool, _NULL]), _truth, "true or false"),
    **{f"{sign}INT{bits}": _WHOLE for sign in ("", "U") for bits in (8, 16, 32, 64)},
    **{f"FP{bits}": _FLOATING for bits in (16, 32, 64)},
    "BYTES": Datatype(frozenset([str, _NULL]), _none, "a string"),
}
"""Which whole numbers fit is the feature's affair, and so is the precision: numbers are taken as they are sent."""


class Tensor(NamedTuple):
    """values: as many as the dimensions of the shape multiply to; at: its place in the body, as a JSON pointer."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    values: list[Any]
    at: str

    @property
    def rows(self) -> int:
        return self.shape[0]

    @property
    def width(self) -> int:
        """How many values a row has."""
        return prod(self.shape[1:])


def read_tensor(json: Json, at: str, binary: list[Any] | None = None) -> Tensor:
    """One of a request's inputs; `binary` are its values where they came behind the JSON. Raises RequestError (400)."""
    if not isinstance(json, dict):
        raise unfit(at, f"expected a tensor as an object, got {shown(json)}")
    name, shape = json.get("name"), _shape(json.get("shape"), f"{at}/shape")
    if not isinstance(name, str):
        raise unfit(f"{at}/name", f"expected the tensor's name, got {shown(name)}")
    named = datatype_named(json, at)
    if binary is None and "data" not in json:
        raise unfit(at, f"tensor {short(name)} has no data; Scorelet takes it in the request, not in shared memory")
    if binary is None:
        values = _typed(_flat(json["data"], shape, f"{at}/data"), named, f"{at}/data")
    else:
        values = _counted(binary, shape, at)
    if _is_base64(json):
        values = [_decoded(value, f"{at}/data/{i}") for i, value in enumerate(values)]
    return Tensor(name, named, shape, values, at)


def unfit(at: str, said: str) -> RequestError:
    return RequestError(400, f"{said} - at {at}")


def datatype_named(json: Mapping[str, Json], at: str) -> str:
    named = json.get("datatype")
    if not isinstance(named, str) or named not in DATATYPES:
        raise unfit(f"{at}/datatype", f"expected one of {', '.join(DATATYPES)}, got {shown(named)}")
    return named


def _shape(json: Json, at: str) -> tuple[int, ...]:
    """Only the number of rows may be 0: many rows of nothing would take room, and no bytes to send."""
    if not isinstance(json, list) or not 1 <= len(json) <= 8 or not all(type(size) is int for size in json):
        raise unfit(at, f"expected a shape: the number of rows, and the sizes of a row; got {_told(json)}")
    if not 0 <= json[0] < 2**31 or not all(0 < size < 2**31 for size in json[1:]):
        raise unfit(at, f"expected a shape of sizes above 0, got {_told(json)}")
    return tuple(json)


def _told(json: Json) -> str:
    """A shape in a message, where it is nearly one."""
    sizes = isinstance(json, list) and len(json) <= 8 and all(type(size) is int and abs(size) < 1e12 for size in json)
    return str(json) if sizes else shown(json)


def _flat(data: Json, shape: tuple[int, ...], at: str) -> list[Any]:
    """The values, row by row. Nested data has the tensor's shape, where dimensions of one do not count."""
    if not isinstance(data, list):
        raise unfit(at, f"expected the data as an array, got {shown(data)}")
    sizes, values = [len(data)], data
    while any(type(value) is list for value in values):
        lengths = {len(value) if type(value) is list else -1 for value in values}
        if len(lengths) > 1:
            raise unfit(at, "expected data of one shape, got rows of different lengths")
        sizes.append(lengths.pop())
        values = [inner for value in values for inner in value]
    if len(sizes) > 1 and _without_ones(sizes) != _without_ones(shape):
        raise unfit(at, f"expected data of the shape {list(shape)}, got {sizes[:9]}")
    return _counted(values, shape, at)


def _counted(values: list[Any], shape: tuple[int, ...], at: str) -> list[Any]:
    if len(values) != prod(shape):
        raise unfit(at, f"expected {prod(shape)} values for the shape {list(shape)}, got {len(values)}")
    return values


def _without_ones(shape: tuple[int, ...] | list[int]) -> list[int]:
    return [size for size in shape if size != 1]


def _typed(values: list[Any], named: str, at: str) -> list[Any]:
    """The values, when all are of the datatype: a look at their classes is enough for nearly all tensors."""
    datatype = DATATYPES[named]
    if datatype.kinds.issuperset(map(type, values)):
        return values
    return [
        value if type(value) in datatype.kinds else _cast(value, named, f"{at}/{i}") for i, value in enumerate(values)
    ]


def _cast(value: Any, named: str, at: str) -> Any:
    try:
        return DATATYPES[named].cast(value)
    except ValueError:
        raise unfit(at, f"expected {DATATYPES[named].said} of the datatype {named}, got {shown(value)}") from None


def _is_base64(json: Mapping[str, Json]) -> bool:
    parameters = json.get("parameters")
    return isinstance(parameters, dict) and parameters.get("content_type") == "base64" and json["datatype"] == "BYTES"


def _decoded(value: str | None, at: str) -> str | None:
    from binascii import Error, a2b_base64  # few requests need it

    try:
        return None if value is None else a2b_base64(value, strict_mode=True).decode()
    except (Error, ValueError):
        raise unfit(at, f"expected UTF-8 text in Base64, got {shown(value)}") from None
