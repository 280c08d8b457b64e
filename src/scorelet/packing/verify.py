"""A packed model is tried again: its golden rows, anywhere, without the original; or all rows, against an original."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scorelet.bundle.agreement import by_output
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.parity import Certificate
from scorelet.bundle.predict import Predictor
from scorelet.errors import BundleError
from scorelet.packing.assembling import certified
from scorelet.packing.certify import TOLERANCES, Tried, answer_of, certificate_of
from scorelet.packing.given import Given
from scorelet.packing.kinds import Content
from scorelet.packing.originals import InFile
from scorelet.packing.path import content_of
from scorelet.packing.sources import OWN
from scorelet.packing.wishes import Watch, Wishes, unwatched


def golden(packed: PackedModel, *, trust: bool = False) -> Certificate:
    """The certificate of the golden rows tried now. Raises BundleError where the packed model has none."""
    kept = packed.certificate
    if kept is None or not kept.golden:
        why = "it was packed without sample rows" if kept is None else "both sides refused all rows"
        raise BundleError(
            f"model {packed.manifest.name!r} keeps no golden rows ({why})\n"
            "pack it again with --samples, or compare it with its original: --against"
        )
    predictor = Predictor.of(packed, trust=trust)
    outputs = packed.manifest.outputs
    tried = [
        Tried("golden", one.row, by_output(one.answer, outputs), answer_of(predictor, one.row)) for one in kept.golden
    ]
    # A document that came as one has recorded itself; elsewhere its library's last digits may differ.
    tolerance = kept.tolerance or TOLERANCES["float64"]
    return certificate_of(tried, outputs, tolerance, None)


def against(packed: PackedModel, original: str | Path, watch: Watch = unwatched, *, trust: bool = False) -> Certificate:
    """The certificate of all rows, of an original that is converted anew to know where its answers jump.

    A document or an ONNX file is its own original: it has to be the same bytes, and the golden rows are tried.
    Raises BundleError where the original takes other rows.
    """
    manifest, kept = packed.manifest, packed.certificate
    wishes = Wishes(manifest.name, trust=trust, tolerance=None if kept is None else kept.tolerance, watch=watch)
    with InFile(Path(original), trust=trust) as source:
        if source.facts.format not in OWN:
            wishes = replace(wishes, outputs=manifest.outputs)
        content = content_of(source, Given(packed.samples), wishes)
        _same_rows(packed, content, original)
        if content.converted is None:
            return _same_bytes(packed, content, original, trust=trust)
        predictor = Predictor(manifest, source.engine(packed) if manifest.kind == "python" else packed.engine())
        found = certified(source, content, predictor, wishes)
    assert found is not None
    return found


def _same_rows(packed: PackedModel, content: Content, original: str | Path) -> None:
    ours, theirs = packed.manifest.input, content.manifest.input
    if (ours.form, ours.names) != (theirs.form, theirs.names):
        raise BundleError(
            f"{original} takes other rows than model {packed.manifest.name!r}: {_said(content)}, not {_said(packed)}"
        )


def _said(side: PackedModel | Content) -> str:
    spec = side.manifest.input
    names = [field.shown for field in spec.fields]
    return f"{spec.form} of {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}" if names else spec.form


def _same_bytes(packed: PackedModel, content: Content, original: str | Path, *, trust: bool) -> Certificate:
    if packed.model != content.model:
        raise BundleError(f"model {packed.manifest.name!r} does not hold what {original} holds")
    if packed.certificate is not None and packed.certificate.golden:
        return golden(packed, trust=trust)
    return Certificate(rows={}, differences={}, tolerance=0.0)
