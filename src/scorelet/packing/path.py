"""The path of packing, written once: model -> original -> content -> predictor -> certificate -> packed model.

What no document can say is packed as it is. A document or an ONNX file is packed without a comparison: it is the
original.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from scorelet.bundle.packed import PackedModel
from scorelet.convert.reading.format import Format
from scorelet.errors import ModelReadError, NotConvertibleError, ParityError
from scorelet.packing.assembling import assembled, certified, predictor_of
from scorelet.packing.given import Given, given_rows
from scorelet.packing.kinds import Content, as_converted, as_document, as_onnx, as_python
from scorelet.packing.measure import Cost, costs, sizes
from scorelet.packing.originals import Here, InFile, Original
from scorelet.packing.wishes import Wishes


@dataclass(frozen=True)
class Packing:
    """What came of it.

    packed         the packed model
    refused        what stood in the way of a document
    ignored        columns of the sample rows that are no features
    imports        what reading the model's file imports
    before, after  what the original and the packed model cost to use; `before` is None where the model is its own
                   original, or nothing was measured
    """

    packed: PackedModel
    refused: str | None
    ignored: tuple[str, ...]
    warnings: tuple[str, ...]
    imports: tuple[str, ...]
    before: Cost | None
    after: Cost


def packed_of(model: Any, wishes: Wishes) -> Packing:
    """Pack a model: an object, or the path of its file.

    Raises ModelReadError, NotConvertibleError (only where it cannot be packed as it is either), UsageError (the
    samples), PfaError (a document that is wrong) and ParityError.
    """
    given = given_rows(wishes.samples)
    # Rows at the edges make libraries warn; what they answer is compared all the same.
    with original_of(model, trust=wishes.trust) as original, catch_warnings(action="ignore"):
        content = content_of(original, given, wishes)
        predictor = predictor_of(original, content)
        certificate = certified(original, content, predictor, wishes)
        if certificate is not None and not certificate.holds:
            raise ParityError(certificate, wishes.name)
        packed = assembled(content, predictor, certificate)
        wishes.watch("measure", 0, 1)
        before, after = (costs if wishes.measure else sizes)(original, content, predictor, packed)
        facts = original.facts
    warnings = (*facts.warnings, *content.warnings)
    return Packing(packed, content.refused, content.ignored, warnings, facts.imports, before, after)


def original_of(model: Any, *, trust: bool) -> Here | InFile:
    """The original: a path names a file, all else is the model itself."""
    return InFile(Path(model), trust=trust) if isinstance(model, str | os.PathLike) else Here(model)


def content_of(original: Original, given: Given, wishes: Wishes) -> Content:
    """The model in the form it is packed in, by its format."""
    wishes.watch("convert", 0, 1)
    try:
        return _CONTENTS.get(original.facts.format, _trained)(original, given, wishes)
    except ModelReadError as error:
        if error.path is None and isinstance(original, InFile):
            error.path = str(original.path)
        raise
    finally:
        wishes.watch("convert", 1, 1)


def _trained(original: Original, given: Given, wishes: Wishes) -> Content:
    try:
        return as_converted(original, given, wishes)
    except NotConvertibleError as error:
        return as_python(original, given, wishes, refused=error)


_CONTENTS: Mapping[str, Callable[[Original, Given, Wishes], Content]] = {
    Format.PFA.value: as_document,
    Format.ONNX.value: as_onnx,
}
