"""The section of one model on the page of the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorelet.runtime.pages.answer_schemas import answer_schema
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.elements import Html, element
from scorelet.runtime.pages.laid_out import laid_out
from scorelet.runtime.pages.models import parity
from scorelet.runtime.pages.page import link, table
from scorelet.runtime.pages.predict_api import answer_examples, row_examples

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field
    from scorelet.runtime.served import Served

OPEN = 12
"""Longer tables are folded."""
FEW = 8


def model_section(one: Described, place: str, keyed: bool) -> Html:
    return element(
        "section",
        _head(one),
        _facts(one),
        element("h3", "What it takes"),
        _takes(one.served),
        element("h3", "What it answers"),
        _answers(one),
        element("h3", "Try it"),
        _form(one),
        element("h3", "From a terminal"),
        element("pre", _curl(one, keyed)),
        id=place,
    )


def _head(one: Described) -> Html:
    served = one.served
    return element(
        "div",
        element("h2", one.address),
        element("span", served.alias, class_="tag") if served.alias and "@" not in one.address else None,
        element("span", "default", class_="tag") if one.default else None,
        element("code", served.short_version, class_="quiet"),
        link(f"{one.path[1:]}/metadata", "metadata"),
        class_="head",
    )


def _facts(one: Described) -> Html:
    served, manifest = one.served, one.served.manifest
    held = parity(served.packed.certificate)
    compared = (
        "" if held is None else f" Compared with the original on {held['compared']} rows, {held['agreed']} agree."
    )
    verified = f" {served.verified} golden rows were right when it was loaded." if served.verified else ""
    return element("p", f"{manifest.source.estimator}: {manifest.task}.{compared}{verified}", class_="quiet")


def _takes(served: Served) -> Html:
    if served.features is not None:
        rows = [
            (element("code", one.name), one.kind.name, _needed(one), one.description)
            for one in served.features.parameters
        ]
        return _folded(("parameter", "type", "", ""), rows)
    spec = served.manifest.input
    if spec.form == "text":
        return element("p", "One text, or an array of texts.")
    if spec.form == "datum":
        return element("div", element("p", "A value of this Avro type:"), element("pre", laid_out(spec.type)))
    return _folded(("feature", "type", "may be missing", "values"), [_feature(field) for field in spec.fields])


def _needed(parameter: Any) -> str:
    return "needed" if parameter.required else f"{json.dumps(parameter.default, default=str)} if left out"


def _feature(field: Field) -> tuple[Html, str, str, str]:
    return element("code", field.shown), field.kind, "yes: null" if field.missing else "no", _values(field)


def _values(field: Field) -> str:
    if field.categories is None:
        return ""
    listed = ", ".join(str(value) for value in field.categories[:FEW])
    more = f", ... ({len(field.categories)} in all)" if len(field.categories) > FEW else ""
    return listed + more + ("" if field.strict else "; others are taken")


def _folded(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Html:
    whole = table(names, rows)
    if len(rows) <= OPEN:
        return whole
    return element("details", element("summary", f"{len(rows)} of them"), whole)


def _answers(one: Described) -> Html:
    served = one.served
    if served.respond is not None:
        return element(
            "p", "What the function ", element("code", served.respond.name), " of the service makes of the prediction."
        )
    schema = answer_schema(served)
    rows = [(element("code", name), words(part)) for name, part in schema["properties"].items()]
    classes = served.manifest.classes
    known = [] if classes is None else [element("p", "Classes: ", ", ".join(map(str, classes[:100])))]
    examples = answer_examples(one)
    shown = [element("pre", laid_out(examples[name])) for name in list(examples)[:1]]
    return element("div", table(("name", "what"), rows), known, shown)


def words(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(words(part) for part in schema["anyOf"]))
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"][:FEW]))
    kind = schema.get("type", "any value")
    if isinstance(kind, list):
        return " or ".join(kind)
    if kind == "array":
        return f"an array: {words(schema['items'])}"
    inner = schema.get("additionalProperties")
    if kind == "object" and isinstance(inner, dict):
        return f"an object: by name, {words(inner)}"
    return str(kind)


def _form(one: Described) -> Html:
    body = laid_out(_body(one))
    lines = str(min(max(body.count("\n") + 1, 3), 14))
    return element(
        "form",
        element("textarea", body, spellcheck="false", aria_label=f"A body for {one.address}", rows=lines),
        element("button", "Predict", type="submit"),
        element("output"),
        element("pre", class_="answer", hidden=True, aria_live="polite"),
        data_path=f"{one.path[1:]}/predict",
    )


def _curl(one: Described, keyed: bool) -> list[str | Html]:
    """For a POSIX shell: in its single quotes only they themselves mean something."""
    body = laid_out(_body(one)).replace("'", "'\\''")
    key = " \\\n  -H 'x-api-key: YOUR-KEY'" if keyed else ""
    base = element("span", "https://YOUR-SERVICE/", data_base=True)
    return ["curl '", base, f"{one.path[1:]}/predict'{key} \\\n  -H 'content-type: application/json' \\\n  -d '{body}'"]


def _body(one: Described) -> Any:
    return next(iter(row_examples(one).values()), None)
