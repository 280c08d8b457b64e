"""The forms a model is packed in: a document that was converted, a document as it came, an ONNX file, a Python object.

Each is made into a Content: the bytes, what scores them, and what is known of rows and answers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scorelet import pfa
from scorelet.bundle.fields import InputSpec
from scorelet.bundle.inputs import spec_of as spec_of_document
from scorelet.bundle.parity import Certificate
from scorelet.convert.converted import Converted
from scorelet.errors import NotConvertibleError
from scorelet.packing.originals import Original, as_it_is, converted
from scorelet.packing.samples import fitted_samples
from scorelet.packing.specs import spec_of

if TYPE_CHECKING:
    from scorelet.bundle.packed import Scorer
    from scorelet.packing.path import Wishes


@dataclass(frozen=True)
class Content:
    """A model in the form it is packed in. `samples` are rows as it takes them; `refused` is why it is no document."""

    kind: str
    model: bytes
    engine: Scorer
    spec: InputSpec
    task: str
    outputs: tuple[str, ...]
    output_type: Any
    samples: tuple[Any, ...] = ()
    ignored: tuple[str, ...] = ()
    classes: tuple[Any, ...] = ()
    tables: dict[str, bytes] = field(default_factory=dict)
    requirements: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    precision: str = "float64"
    converted: Converted | None = None
    refused: str | None = None
    certificate: Certificate | None = None
    given: int = 0
    """How many of the samples the caller gave."""


def as_converted(original: Original, raw: Sequence[Any], wishes: Wishes) -> Content:
    """A trained model as a document. Raises NotConvertibleError."""
    found = converted(original, wishes.name, wishes.outputs)
    spec = spec_of(found)
    samples, ignored = fitted_samples(raw, spec, wishes.name)
    text = json_text(found.document)
    return Content(
        kind="pfa",
        model=text,
        engine=pfa.load(text, side_files=found.tables),
        spec=spec,
        task=found.task,
        outputs=found.outputs,
        output_type=found.document["output"],
        samples=tuple(samples),
        ignored=ignored,
        classes=found.classes,
        tables=found.tables,
        extensions=pfa.extensions(found.document),
        precision=found.precision,
        converted=found,
        given=len(samples),
    )


def as_document(original: Original, raw: Sequence[Any], name: str) -> Content:
    """A PFA document as it came: it is its own original."""
    engine = pfa.load(original.facts.data)
    engine.begin()
    spec = spec_of_document(engine.input_type)
    samples, ignored = fitted_samples(raw, spec, name)
    return Content(
        kind="pfa",
        model=original.facts.data,
        engine=engine,
        spec=spec,
        task="scoring",
        outputs=("value",),
        output_type=engine.output_type.schema,
        samples=tuple(samples),
        ignored=ignored,
        extensions=pfa.extensions(original.facts.data),
        given=len(samples),
    )


def as_python(original: Original, raw: Sequence[Any], wishes: Wishes, refused: NotConvertibleError) -> Content:
    """A Python object as it is, with the packages it needs. Raises the refusal where it has no `predict` either."""
    from scorelet.bundle.manifest import Manifest
    from scorelet.bundle.python_engine import PythonEngine
    from scorelet.packing.assembling import source_of

    if not (wishes.trust or original.mine):
        raise NotConvertibleError(
            f"{refused}\nit can be packed as it is (kind python), which runs its code wherever it is served: --trust",
        )
    found = as_it_is(original, raw, wishes.outputs)
    spec = spec_of(found)
    samples, ignored = fitted_samples(raw, spec, wishes.name)
    manifest = Manifest(
        wishes.name, "python", found.task, spec, found.outputs, None, source_of(original.facts), found.classes or None
    )
    return Content(
        kind="python",
        model=original.facts.data,
        engine=PythonEngine(original.facts.data, manifest),
        spec=spec,
        task=found.task,
        outputs=found.outputs,
        output_type=None,
        samples=tuple(samples),
        ignored=ignored,
        classes=found.classes,
        requirements=tuple(f"{package}=={version}" for package, version in sorted(original.facts.running.items())),
        converted=found,
        refused=str(refused),
        given=len(samples),
    )


def as_onnx(original: Original, raw: Sequence[Any], name: str) -> Content:
    """An ONNX file as it is, scored by ONNX Runtime."""
    from scorelet.bundle.manifest import Manifest
    from scorelet.bundle.onnx_engine import OnnxEngine
    from scorelet.packing.assembling import source_of
    from scorelet.packing.onnx_file import graph_of

    graph = graph_of(original.facts.data)
    samples, ignored = fitted_samples(raw, graph.spec, name)
    manifest = Manifest(name, "onnx", "scoring", graph.spec, graph.outputs, None, source_of(original.facts))
    return Content(
        kind="onnx",
        model=original.facts.data,
        engine=OnnxEngine(original.facts.data, manifest),
        spec=graph.spec,
        task="scoring",
        outputs=graph.outputs,
        output_type=None,
        samples=tuple(samples),
        ignored=ignored,
        requirements=(f"onnxruntime=={graph.version}",),
        refused="an ONNX file is packed as it is",
        given=len(samples),
    )


def json_text(document: Any) -> bytes:
    """A document as the bytes it is packed in: readable, and the same for the same document."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode("utf-8")
