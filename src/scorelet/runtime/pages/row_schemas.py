"""What the body of a request may be, as components of the API's description.

iris.Row      one row by name            {"x0": 5.1, "x1": 3.5}
iris.Values   one row in order           [5.1, 3.5]
iris.Rows     rows of either form        [[5.1, 3.5], ...]
iris.Body     all that POST .../predict takes
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.pfa.schemas import read_schema
from scorelet.pfa.types import Array
from scorelet.pfa.types import Union as AvroUnion
from scorelet.runtime.pages.avro_schemas import Json, Taken, object_of, or_null, placed, ref

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field, InputSpec
    from scorelet.runtime.served import Served

SHOWN_CATEGORIES = 20
_KINDS: dict[str, Json] = {
    "number": ref("Number"),
    "integer": ref("Integer"),
    "boolean": {"type": "boolean"},
    "string": {"type": "string"},
}


class Forms(NamedTuple):
    """one: schemas of one row; many: of an item among rows; boxed: whether {"data": ...} is unpacked."""

    one: tuple[Json, ...]
    many: tuple[Json, ...]
    boxed: bool


def body_schemas(served: Served, slug: str, rows: int) -> dict[str, Json]:
    """The components of one model, by name; `rows` is how many it takes at once."""
    components, forms = _forms(served, slug)
    name = f"{slug}.Rows"
    components[name] = {"type": "array", "items": _any(forms.many), "maxItems": rows}
    wholes = [*forms.one, ref(name)]
    if forms.boxed:
        wholes.append(object_of({"data": _any(tuple(one for one in wholes if _is_array(one, components)))}))
    components[f"{slug}.Body"] = _any(tuple(wholes))
    return components


def _forms(served: Served, slug: str) -> tuple[dict[str, Json], Forms]:
    if served.features is not None:
        return _of_function(served.features, slug)
    spec = served.manifest.input
    if spec.form == "text":
        return _of_text(spec, slug)
    if spec.form == "datum":
        return _of_datum(spec, slug)
    return _of_record(spec, slug, served.record_name)


def _of_record(spec: InputSpec, slug: str, record: str) -> tuple[dict[str, Json], Forms]:
    fields = {field.shown: field_schema(field) for field in spec.fields}
    row = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": spec.extra}
    values = _tuple([field_schema(field) for field in spec.fields])
    components = {f"{slug}.Row": row, f"{slug}.Values": values}
    both = tuple(map(ref, components))
    tagged = record and not spec.extra and not spec.knows((record,))
    one = (*both, object_of({record: both[0]})) if tagged else both
    return components, Forms(one, both, boxed=not spec.extra and not spec.knows(("data",)))


def _of_text(spec: InputSpec, slug: str) -> tuple[dict[str, Json], Forms]:
    field = spec.fields[0]
    components = {f"{slug}.Row": _KINDS["string"]}
    row = or_null(ref(f"{slug}.Row")) if field.missing else ref(f"{slug}.Row")
    return components, Forms((ref(f"{slug}.Row"),), (row, _tuple([row])), boxed=not spec.knows(("data",)))


def _of_datum(spec: InputSpec, slug: str) -> tuple[dict[str, Json], Forms]:
    """An array is one row when the model takes arrays, and its first item is none."""
    name = f"{slug}.Row"
    components = placed(Taken, spec.type, name)
    taken = read_schema(spec.type)
    if isinstance(taken, Array):
        single = {"allOf": [ref(name), {"minItems": 1}]}
        one: tuple[Json, ...] = () if isinstance(taken.items, Array) else (single,)
    elif isinstance(taken, AvroUnion):
        one = ({"allOf": [ref(name), {"not": {"type": "array"}}]},)
    else:
        one = (ref(name),)
    return components, Forms(one, (ref(name),), boxed=False)


def _of_function(features: Any, slug: str) -> tuple[dict[str, Json], Forms]:
    """What a feature function takes; values in order may end early, where defaults follow."""
    parameters = features.parameters
    least = max((i + 1 for i, parameter in enumerate(parameters) if parameter.required), default=0)
    components = {
        f"{slug}.Row": dict(features.schema),
        f"{slug}.Values": _tuple([parameter.schema for parameter in parameters], least),
    }
    row, values = map(ref, components)
    text: tuple[Json, ...] = ()
    if parameters and least <= 1 and "string" in _types(parameters[0].schema):
        text = ({key: part for key, part in parameters[0].schema.items() if key != "default"} | {"type": "string"},)
    boxed = all(parameter.name != "data" for parameter in parameters)
    return components, Forms((row, *text), (row, values, *text), boxed)


def field_schema(field: Field) -> Json:
    """One feature: categories that exclude others are all there is, others are examples."""
    schema = _KINDS[field.kind]
    if field.categories is None:
        return or_null(schema) if field.missing else schema
    values = list(field.categories)
    if field.strict:
        return {"enum": [*values, None] if field.missing else values}
    schema = or_null(schema) if field.missing else dict(schema)
    return {**schema, "examples": values[:SHOWN_CATEGORIES]}


def _types(schema: Json) -> Any:
    kind = schema.get("type", ())
    return kind if isinstance(kind, list) else [kind]


def _tuple(items: list[Json], least: int | None = None) -> Json:
    least = len(items) if least is None else least
    return {"type": "array", "prefixItems": items, "minItems": least, "maxItems": len(items)}


def _any(schemas: tuple[Json, ...]) -> Json:
    return schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}


def _is_array(schema: Json, components: dict[str, Json]) -> bool:
    name = schema.get("$ref", "").rpartition("/")[2]
    return components.get(name, {}).get("type") == "array"
