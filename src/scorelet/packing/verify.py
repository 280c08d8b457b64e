"""A packed model is tried again: its golden rows, anywhere, without the original; or all rows, against an original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Certificate
from scorelet.bundle.predict import Predictor
from scorelet.errors import BundleError
from scorelet.packing.certify import Tried, answer_of, certificate_of

Watch = Callable[[str, int, int], None]


def golden(packed: PackedModel, *, trust: bool = False) -> Certificate:
    """The certificate of the golden rows tried now. Raises BundleError where the packed model has none."""
    kept = packed.certificate
    if kept is None or not kept.golden:
        raise BundleError(
            f"model {packed.manifest.name!r} keeps no golden rows (it was packed without sample rows)\n"
            "pack it again with --samples, or compare it with its original: --against"
        )
    predictor = Predictor.of(packed, trust=trust)
    outputs = packed.manifest.outputs
    tried = [Tried("golden", one.row, one.answer, answer_of(predictor, one.row)) for one in kept.golden]
    return certificate_of(tried, outputs, kept.tolerance, None)


def against(packed: PackedModel, original: Path, watch: Watch, *, trust: bool = False) -> Certificate:
    """The certificate of all rows, of an original that is converted anew to know where its answers jump."""
    from scorelet.packing.assembling import certified
    from scorelet.packing.kinds import Content
    from scorelet.packing.originals import InFile
    from scorelet.packing.path import Wishes, content_of

    wishes = Wishes(packed.manifest.name, packed.manifest.outputs, trust=trust, watch=watch)
    with InFile(original, trust=trust) as source:
        content: Content = content_of(source, packed.samples, wishes)
        if content.converted is None:
            raise BundleError(f"{original} is a document or an ONNX file: it has no answers of its own to compare with")
        engine = packed.engine(trust=trust)
        return certified(source, replace(content, engine=engine), wishes)
