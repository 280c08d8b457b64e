"""The path of packing, written once: model -> original -> document -> engine -> parity -> packed model.

What no document can say is packed as it is; a document is packed without a comparison, for it is the original.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Certificate
from scorelet.bundle.predict import Predictor
from scorelet.convert.reading.format import Format
from scorelet.errors import NotConvertibleError, ParityError
from scorelet.packing.assembling import assembled, certified
from scorelet.packing.kinds import Content, as_converted, as_document, as_onnx, as_python
from scorelet.packing.measure import Cost, import_seconds, modules_of, row_seconds
from scorelet.packing.originals import Here, InFile, Original, seconds_for_one
from scorelet.packing.samples import raw_samples

PREDICTS = ("scorelet.bundle.packed", "scorelet.bundle.predict", "scorelet.pfa")
NEEDS = {"pfa": PREDICTS, "onnx": (*PREDICTS, "numpy", "onnxruntime")}
"""What reads a packed model and predicts, by its kind; a Python object needs what it needed before."""


def _unwatched(stage: str, done: int, total: int) -> None:
    return None


@dataclass(frozen=True)
class Wishes:
    """What the caller asks for.

    `outputs` are names such as "label" and "probabilities"; () is the usual ones. `accept_parity` is the reason why a
    model is packed although it differs from the original. `watch` is told of progress: (stage, done, total).
    """

    name: str
    outputs: tuple[str, ...] = ()
    samples: Any = None
    trust: bool = False
    tolerance: float | None = None
    accept_parity: str | None = None
    watch: Callable[[str, int, int], None] = _unwatched


@dataclass(frozen=True)
class Packing:
    """What came of it: the packed model, what stood in the way of a document, and what both cost to use."""

    packed: PackedModel
    refused: str | None
    ignored: tuple[str, ...]
    """Columns of the sample rows that are no features."""
    warnings: tuple[str, ...]
    imports: tuple[str, ...]
    """What reading the model imports."""
    before: Cost | None
    after: Cost


def packed_of(model: Any, wishes: Wishes) -> Packing:
    """Pack a model: an object, or the path of its file.

    Raises ModelReadError, NotConvertibleError (only where it cannot be packed as it is either), and ParityError.
    """
    with original_of(model, trust=wishes.trust) as original:
        raw = raw_samples(wishes.samples)
        content = content_of(original, raw, wishes)
        if content.converted is not None:
            wishes.watch("compare", 0, 1)
            content = replace(content, certificate=proven(certified(original, content, wishes), wishes.name))
        packed = assembled(original.facts, content, wishes)
        wishes.watch("measure", 0, 1)
        before, after = costs(original, content, packed)
        facts = original.facts
    return Packing(packed, content.refused, content.ignored, facts.warnings, facts.imports, before, after)


def proven(certificate: Certificate, name: str) -> Certificate:
    """The certificate, if it holds; else raises ParityError."""
    if not certificate.holds:
        raise ParityError(certificate, name)
    return certificate


def original_of(model: Any, *, trust: bool) -> Here | InFile:
    """The original: a path names a file, all else is the model itself."""
    return InFile(Path(model), trust=trust) if isinstance(model, str | Path) else Here(model)


def content_of(original: Original, raw: Sequence[Any], wishes: Wishes) -> Content:
    """The model in the form it is packed in, by its format."""
    if original.facts.format == Format.PFA.value:
        return as_document(original, raw, wishes.name)
    if original.facts.format == Format.ONNX.value:
        return as_onnx(original, raw, wishes.name)
    try:
        wishes.watch("convert", 0, 1)
        return as_converted(original, raw, wishes)
    except NotConvertibleError as error:
        return as_python(original, raw, wishes, refused=error)


def costs(original: Original, content: Content, packed: PackedModel) -> tuple[Cost | None, Cost]:
    """What using the original costs, and what the packed model."""
    predictor = Predictor(packed.manifest, content.engine)
    imports = NEEDS.get(packed.manifest.kind) or modules_of(original.facts.imports)
    rows = packed.samples[:50]
    after = Cost(len(packed.data), imports, import_seconds(imports), row_seconds(predictor, rows))
    if content.converted is None:
        return None, after
    modules = modules_of(original.facts.imports)
    one = seconds_for_one(original, rows, 0.3) if rows else None
    return Cost(len(original.facts.data), modules, import_seconds(modules), one), after


def name_of(path: Path) -> str:
    """A name for a model, by its file's."""
    stem = re.sub(r"[^a-z0-9._-]+", "-", path.name.partition(".")[0].lower()).strip("-._")
    return stem[:64].rstrip("-._") or "model"
