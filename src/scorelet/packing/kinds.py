"""The forms a model is packed in: a document that was converted, a document as it came, an ONNX file, a Python object.

Each is made into a Content: the manifest, the bytes, and what is known of the rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scorelet import pfa
from scorelet.bundle.fields import InputSpec
from scorelet.bundle.inputs import spec_of as spec_of_document
from scorelet.bundle.manifest import Manifest
from scorelet.convert.converted import Converted
from scorelet.convert.reading.versions import version_of
from scorelet.errors import ModelReadError, NotConvertibleError, UsageError
from scorelet.packing.given import Given
from scorelet.packing.in_child import PICKLES
from scorelet.packing.onnx_file import graph_of
from scorelet.packing.originals import Original, as_it_is, converted, repickled
from scorelet.packing.samples import fitted_samples, sketched
from scorelet.packing.sources import measured, source_of, with_python
from scorelet.packing.specs import spec_of
from scorelet.packing.wishes import Wishes


@dataclass(frozen=True)
class Content:
    """A model in the form it is packed in. `samples` are rows as it takes them, `ignored` the columns they had too
    much, `refused` is why it is no document; `converted` is None where the model is its own original."""

    manifest: Manifest
    model: bytes
    tables: Mapping[str, bytes] = field(default_factory=dict)
    samples: tuple[Any, ...] = ()
    ignored: tuple[str, ...] = ()
    converted: Converted | None = None
    refused: str | None = None
    warnings: tuple[str, ...] = ()


def as_converted(original: Original, given: Given, wishes: Wishes) -> Content:
    """A trained model as a document. Raises NotConvertibleError."""
    found = converted(original, wishes.name, wishes.outputs)
    spec = spec_of(found)
    samples, ignored = fitted_samples(given, spec, wishes.name)
    text = json_text(found.document)
    manifest = Manifest(
        name=wishes.name,
        kind="pfa",
        task=found.task,
        input=spec,
        outputs=found.outputs,
        output_type=found.document["output"],
        source=source_of(original),
        classes=found.classes or None,
        extensions=pfa.extensions(found.document),
        measured=measured(original.facts, text, found.tables),
    )
    return Content(manifest, text, found.tables, samples, ignored, found)


def as_document(original: Original, given: Given, wishes: Wishes) -> Content:
    """A PFA document as it came: it is its own original. Raises PfaError."""
    _no_outputs(wishes, "a PFA document")
    text = original.facts.content
    engine = pfa.load(text)
    spec = spec_of_document(engine.input_type)
    samples, ignored = fitted_samples(given, spec, wishes.name)
    output = engine.output_type.schema
    manifest = Manifest(
        name=wishes.name,
        kind="pfa",
        task="scoring",
        input=spec,
        outputs=("value",),
        output_type={"type": "array", "items": output} if engine.image.method == "emit" else output,
        source=source_of(original),
        extensions=pfa.extensions(text),
        measured=measured(original.facts, text),
    )
    return Content(manifest, text, samples=samples, ignored=ignored)


def as_onnx(original: Original, given: Given, wishes: Wishes) -> Content:
    """An ONNX file as it is, scored by ONNX Runtime: it is its own original. Raises ModelReadError."""
    _no_outputs(wishes, "an ONNX file")
    graph = graph_of(original.facts.content)
    samples, ignored = fitted_samples(given, graph.spec, wishes.name)
    manifest = Manifest(
        name=wishes.name,
        kind="onnx",
        task=graph.task,
        input=graph.spec,
        outputs=graph.outputs,
        output_type=None,
        source=source_of(original),
        requirements=(f"onnxruntime=={graph.version}",),
        measured=measured(original.facts, original.facts.content),
    )
    refused = "an ONNX file is packed as it is"
    return Content(manifest, original.facts.content, samples=samples, ignored=ignored, refused=refused)


def _no_outputs(wishes: Wishes, what: str) -> None:
    if wishes.outputs:
        raise UsageError(f"{what} is packed as it is, with all its outputs, got the wish for {wishes.outputs[0]!r}")


def as_python(original: Original, given: Given, wishes: Wishes, refused: NotConvertibleError) -> Content:
    """A Python object as it is, with the packages it needs. Raises NotConvertibleError where it does not predict."""
    try:
        found = as_it_is(original, sketched(given), wishes.outputs)
    except NotConvertibleError as error:
        raise NotConvertibleError(f"{refused}\nnor can it be packed as it is: {error}") from None
    spec = spec_of(found)
    samples, ignored = fitted_samples(given, spec, wishes.name)
    facts = original.facts
    model = facts.content if facts.format in PICKLES else repickled(original)
    packages, strangers = _packages(original, spec)
    manifest = Manifest(
        name=wishes.name,
        kind="python",
        task=found.task,
        input=spec,
        outputs=found.outputs,
        output_type=None,
        source=with_python(source_of(original)),
        classes=found.classes or None,
        requirements=tuple(f"{package}=={version}" for package, version in sorted(packages.items())),
        measured=measured(facts, model),
    )
    return Content(manifest, model, {}, samples, ignored, found, str(refused), strangers)


def _packages(original: Original, spec: InputSpec) -> tuple[dict[str, str], tuple[str, ...]]:
    """(the versions of what it imports, a warning for each module that no package brings)."""
    import sys

    packages = dict(original.facts.running)
    version = version_of("pandas")
    if version is not None and any(field.source is not None for field in spec.fields):
        packages["pandas"] = version
    roots = sorted({name.partition(".")[0] for name in original.facts.imports} - sys.stdlib_module_names)
    return packages, tuple(
        f"it needs the module {root!r}, which no installed package brings: put it where the model is served"
        for root in roots
        if version_of(root) is None and root != "__main__"
    )


def json_text(document: Any) -> bytes:
    """A document as the bytes it is packed in, the same for the same document. Raises ModelReadError."""
    try:
        text = json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise ModelReadError(f"it has a parameter that is infinite or no number: {error}") from None
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, in a label perhaps
        return json.dumps(document, separators=(",", ":")).encode("ascii")
