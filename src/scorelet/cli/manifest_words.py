"""The manifest of a packed model in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scorelet.cli.quantities import bytes_said

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field, InputSpec
    from scorelet.bundle.manifest import Source
    from scorelet.bundle.packed import PackedModel

SHOWN = 12
"""So many classes or categories are named."""
KINDS = {
    "pfa": "pfa (a PFA document; runs with Python alone)",
    "onnx": "onnx (an ONNX file as it is; runs with ONNX Runtime)",
    "python": "python (a Python object as it is; runs its maker's code)",
}


def about(packed: PackedModel) -> list[tuple[str, str]]:
    """(word, what it is) pairs, in the order of reading."""
    manifest = packed.manifest
    facts = [
        ("name", manifest.name),
        ("version", packed.short_version),
        ("kind", KINDS[manifest.kind]),
        ("task", manifest.task),
        ("size", bytes_said(len(packed.data))),
        ("source", _source(manifest.source)),
        ("source's SHA-256", manifest.source.sha256),
        ("made with", versions(manifest.source.made_with) or "not known"),
        ("packed with", versions(manifest.source.running) or "no library"),
        ("answers", ", ".join(manifest.outputs)),
    ]
    if manifest.classes is not None:
        facts.append(("classes", listed(manifest.classes)))
    if manifest.requirements:
        facts.append(("requirements", ", ".join(manifest.requirements)))
    if manifest.extensions:
        facts.append(("beyond PFA", ", ".join(manifest.extensions)))
    return [*facts, ("sample rows", str(len(packed.samples)))]


def features(spec: InputSpec) -> list[tuple[str, ...]]:
    """One row per feature: its name, its type, whether it may be missing, what is known of its values."""
    if spec.form == "datum":
        return [("(the whole row)", json.dumps(spec.type), "", "")]
    return [
        (field.shown, field.kind, "may be missing" if field.missing else "-", _values(field)) for field in spec.fields
    ]


def _values(field: Field) -> str:
    if field.categories is not None:
        return f"{'one of ' if field.strict else 'such as '}{listed(field.categories)}"
    return "may be infinite" if field.infinite else "-"


def _source(source: Source) -> str:
    return f"{source.framework} {source.estimator}, {source.format}, {bytes_said(source.size)}"


def versions(known: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in known.items())


def listed(values: Sequence[Any]) -> str:
    """The first values, and how many are left out."""
    more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return f"{', '.join(map(str, values[:SHOWN]))}{more}"
