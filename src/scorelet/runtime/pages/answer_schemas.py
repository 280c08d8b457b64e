"""What a model answers in Scorelet's own dialect, as JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scorelet.runtime.pages.avro_schemas import Given, Json, list_of, object_of, placed, ref, standalone

if TYPE_CHECKING:
    from scorelet.bundle.manifest import Manifest
    from scorelet.runtime.served import Served

VERSION: Json = {"type": "string", "pattern": "^[0-9a-f]{12}$"}


class Parts(NamedTuple):
    """The schemas of the prediction, and by output of what comes beside it."""

    prediction: Json
    beside: dict[str, Json]


def answer_schemas(served: Served, slug: str) -> dict[str, Json]:
    """The components of one model: its answer to one row, and to many."""
    if served.respond is not None:
        return {f"{slug}.Answer": {"description": f"As the service's function {served.respond.name!r} shapes it."}}
    components, parts = _components(served.manifest, served.primary, f"{slug}.Prediction")
    one, many = f"{slug}.One", f"{slug}.Many"
    components[one] = _told(served.name, parts.prediction, parts.beside)
    lists = {name: list_of(schema) for name, schema in parts.beside.items()}
    components[many] = _told(served.name, list_of(parts.prediction), lists, required=False)
    components[f"{slug}.Answer"] = {"anyOf": [ref(one), ref(many)]}
    return components


def prediction_schema(served: Served, slug: str) -> Json:
    """The schema of the prediction itself, as other dialects tell it."""
    return _components(served.manifest, served.primary, f"{slug}.Prediction")[1].prediction


def answer_schema(served: Served) -> Json:
    """The prediction of one row and what comes beside it, by itself."""
    whole = {} if served.manifest.output_type is None else standalone(Given, served.manifest.output_type)
    parts = _parts(whole, served.primary)
    properties = {"prediction": parts.prediction, **parts.beside}
    schema = object_of(properties, closed=False)
    return {**schema, "$defs": whole["$defs"]} if "$defs" in whole else schema


def _components(manifest: Manifest, primary: str | None, name: str) -> tuple[dict[str, Json], Parts]:
    if manifest.output_type is None:
        return {}, _parts({}, primary)
    components = placed(Given, manifest.output_type, name)
    if primary is None:
        return components, Parts(ref(name), {})
    parts = _parts(components.pop(name), primary)
    return components, parts


def _parts(whole: Json, primary: str | None) -> Parts:
    """Of a model that gives several outputs, the main one is the prediction."""
    if primary is None or "properties" not in whole:
        return Parts({key: part for key, part in whole.items() if key != "$defs"}, {})
    beside = dict(whole["properties"])
    return Parts(beside.pop(primary), beside)


def _told(model: str, prediction: Json, beside: dict[str, Json], required: bool = True) -> Json:
    """`required`: what comes beside the prediction does, always; of no rows it does not."""
    properties = {"model": {"const": model}, "version": VERSION, "prediction": prediction, **beside}
    return object_of(properties, *(() if required else beside), closed=False)
