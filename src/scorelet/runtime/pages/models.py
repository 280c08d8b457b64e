"""What models there are, and what is known of each: what it takes and gives, where it comes from, why to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.runtime.bodies import JSON_HEADERS
from scorelet.runtime.messages import Response
from scorelet.runtime.pages.described import Described, described, description_of, kept
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field
    from scorelet.bundle.parity import Certificate
    from scorelet.runtime.served import Served
    from scorelet.runtime.turn import Turn

FEW = 100
"""So many categories are listed; of more only their number is told."""


def listing(turn: Turn) -> Response:
    """GET /api/models."""
    return Response(200, JSON_HEADERS, write({"models": [summary(one) for one in described(turn.app)]}))


def metadata(turn: Turn) -> Response:
    """GET /api/models/{name}, and .../metadata."""
    served = turn.model()
    one = description_of(turn.app, served)
    name = f"metadata of {one.served.name}@{served.alias}"
    return Response(200, JSON_HEADERS, kept(turn.app, name, lambda: write(told(one)), served))


def summary(one: Described) -> dict[str, Any]:
    """A model in a list."""
    served, manifest = one.served, one.served.manifest
    return {
        "name": served.name,
        **({"alias": served.alias} if served.alias else {}),
        "version": served.short_version,
        "kind": manifest.kind,
        "task": manifest.task,
        "default": one.default,
        "paths": {"predict": f"{one.path}/predict", "metadata": f"{one.path}/metadata"},
    }


def told(one: Described) -> dict[str, Any]:
    """All that is known of a model and may be known to its callers: no paths, and no hashes but its version."""
    from scorelet.bundle.schema import row_schema
    from scorelet.runtime.pages.answer_schemas import answer_schema

    served, manifest = one.served, one.served.manifest
    head = summary(one)
    return {
        **{name: head.pop(name) for name in ("name", "alias") if name in head},
        "version": served.version,
        "short_version": served.short_version,
        **{name: head[name] for name in ("kind", "task", "default", "paths")},
        "input": taken(served),
        "outputs": list(manifest.outputs),
        "classes": None if manifest.classes is None else list(manifest.classes),
        "schemas": {
            "row": row_schema(manifest.input) if served.features is None else served.features.schema,
            "answer": answer_schema(served),
        },
        "sample": sample(one),
        "source": {
            "framework": manifest.source.framework,
            "estimator": manifest.source.estimator,
            "made_with": dict(manifest.source.made_with),
        },
        "parity": parity(served.packed.certificate),
        "golden_rows_verified": served.verified,
        "load_seconds": round(served.seconds, 4),
        "extensions": list(manifest.extensions),
    }


def taken(served: Served) -> dict[str, Any]:
    """What a row is: the parameters of the feature function, where there is one."""
    if served.features is not None:
        parameters = [
            {"name": parameter.name, "required": parameter.required, "schema": parameter.schema}
            for parameter in served.features.parameters
        ]
        return {"form": "function", "function": served.features.name, "parameters": parameters}
    spec = served.manifest.input
    if spec.form == "datum":
        return {"form": "datum", "type": spec.type}
    return {
        "form": spec.form,
        "features": [feature(field) for field in spec.fields],
        "other_names": "passed over" if spec.extra else "refused",
    }


def feature(field: Field) -> dict[str, Any]:
    """One feature; `document_name` is its PFA name, which rows may use, too."""
    said: dict[str, Any] = {"name": field.shown, "type": field.kind, "may_be_missing": field.missing}
    if field.shown != field.name:
        said["document_name"] = field.name
    if field.categories is not None:
        if len(field.categories) <= FEW:
            said["categories"] = list(field.categories)
        said["category_count"] = len(field.categories)
        said["other_categories"] = "refused" if field.strict else "taken"
    return said


def sample(one: Described) -> dict[str, Any] | None:
    """One row, and what the model says to it, in the shape of the answer to a request."""
    if not one.samples:
        return None
    row, answer = one.samples[0]
    prediction, beside = one.served.said(answer)
    return {"row": row, "answer": {"prediction": prediction, **beside}}


def parity(certificate: Certificate | None) -> dict[str, Any] | None:
    """How the packed model was held against the original."""
    if certificate is None:
        return None
    return {
        "compared": certificate.compared,
        "agreed": certificate.agreed,
        "tolerance": certificate.tolerance,
        "accepted": certificate.accepted,
    }
