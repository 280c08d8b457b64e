"""Avro schemas with values of theirs, drawn by hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

WHOLE = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}
TEXT = st.text(st.characters(codec="utf-8"), max_size=80)
PRIMITIVES: dict[str, st.SearchStrategy[Any]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    **{name: st.integers(low, high) for name, (low, high) in WHOLE.items()},
    "float": st.floats(width=32, allow_nan=False),
    "double": st.floats(allow_nan=False),
    "string": TEXT,
    "bytes": st.binary(max_size=80),
}
NUMBERS = ("int", "long", "float", "double")


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3, names: list[str] | None = None, union: bool = True) -> Any:
    """A schema; named types are used once."""
    names = [] if names is None else names
    kinds = ["enum", "fixed", "record", "array", "map", *(["union"] if union else [])]
    kind = draw(st.sampled_from([*PRIMITIVES, *(kinds if depth else kinds[:2])]))
    if kind in PRIMITIVES:
        return kind
    if kind == "union":
        return draw(unions(depth, names))
    if kind in ("array", "map"):
        return {"type": kind, "items" if kind == "array" else "values": draw(schemas(depth - 1, names))}
    names.append(f"N{len(names)}")
    named = {"type": kind, "name": names[-1]}
    if kind == "enum":
        return {**named, "symbols": draw(st.sampled_from([["a"], ["a", "b", "c"]]))}
    if kind == "fixed":
        return {**named, "size": draw(st.integers(0, 5))}
    fields = [{"name": f"f{i}", "type": draw(schemas(depth - 1, names))} for i in range(draw(st.integers(0, 4)))]
    return {**named, "fields": fields}


@st.composite
def unions(draw: st.DrawFn, depth: int, names: list[str]) -> list[Any]:
    members = draw(st.lists(schemas(depth - 1, names, union=False), min_size=1, max_size=4))
    by_tag = {tag(member): member for member in members}
    return list(by_tag.values())


def tag(schema: Any) -> str:
    """What names the member of a union."""
    if isinstance(schema, str):
        return schema
    found: str = schema.get("name", schema["type"])
    return found


def value_of(schema: Any) -> st.SearchStrategy[Any]:
    """Values as engines take them: unions tagged."""
    if isinstance(schema, str):
        return PRIMITIVES[schema]
    if isinstance(schema, list):
        return st.one_of([_tagged(member) for member in schema])
    match schema["type"]:
        case "array":
            return st.lists(value_of(schema["items"]), max_size=5)
        case "map":
            return st.dictionaries(TEXT, value_of(schema["values"]), max_size=5)
        case "enum":
            return st.sampled_from(schema["symbols"])
        case "fixed":
            return st.binary(min_size=schema["size"], max_size=schema["size"])
    return st.fixed_dictionaries({field["name"]: value_of(field["type"]) for field in schema["fields"]})


def _tagged(member: Any) -> st.SearchStrategy[Any]:
    if member == "null":
        return st.none()
    name = tag(member)
    return value_of(member).map(lambda value: {name: value})


def untagged(schema: Any, value: Any) -> Any:
    """The value as fastavro takes it: a member of a union as (tag, value)."""
    if isinstance(schema, list):
        if value is None:
            return None
        ((name, inner),) = value.items()
        return name, untagged(next(m for m in schema if tag(m) == name), inner)
    if isinstance(schema, str):
        return value
    match schema["type"]:
        case "array":
            return [untagged(schema["items"], inner) for inner in value]
        case "map":
            return {key: untagged(schema["values"], inner) for key, inner in value.items()}
        case "record":
            return {field["name"]: untagged(field["type"], value[field["name"]]) for field in schema["fields"]}
    return value


DRAWN = schemas().flatmap(lambda schema: st.tuples(st.just(schema), value_of(schema)))
"""(schema, value)."""
