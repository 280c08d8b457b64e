"""A packed model is tried where it will answer: its golden rows, before anybody is answered.

The same document gives the same numbers everywhere, but for the last digits of what the platform's C library computes.
So what is compared is what the certificate compares, with its tolerance; `packing/verify.py` shows it as a certificate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scorelet.bundle.agreement import Comparison, by_output, is_label, typical_of
from scorelet.errors import BundleError, PfaError, RowError

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel
    from scorelet.bundle.predict import Predictor

TOLERANCE = 1e-9
"""Of certificates that allow none: documents that came as such have recorded themselves."""


def hold_golden(packed: PackedModel, predictor: Predictor) -> int:
    """How many golden rows were answered right: all there are. Raises BundleError at the first that was not."""
    certificate = packed.certificate
    if certificate is None:
        return 0
    outputs = packed.manifest.outputs
    answers = [by_output(golden.answer, outputs) for golden in certificate.golden]
    typical = {name: typical_of(answer[name] for answer in answers) for name in outputs}
    comparisons = {name: Comparison(certificate.tolerance or TOLERANCE, exact=is_label(name)) for name in outputs}
    for golden, answer in zip(certificate.golden, answers, strict=True):
        try:
            given = by_output(predictor.score(golden.row), outputs)
        except (RowError, PfaError) as error:
            raise _wrong(packed, golden.row, golden.answer, str(error)) from None
        if not all(comparisons[name].agrees(answer[name], given[name], typical[name]) for name in outputs):
            raise _wrong(packed, golden.row, golden.answer, repr(given))
    return len(answers)


def _wrong(packed: PackedModel, row: Any, wanted: Any, got: str) -> BundleError:
    return BundleError(
        f"model {packed.manifest.name!r} ({packed.short_version}) does not answer here as it was certified: "
        f"expected {wanted!r:.200}, got {got:.200} for {row!r:.200}\n"
        "pack the model again, and say on which system it fails"
    )
