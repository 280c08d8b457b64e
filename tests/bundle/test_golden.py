"""A packed model is tried where it will answer."""

from __future__ import annotations

import pytest

from scorelet.bundle.golden import hold_golden
from scorelet.bundle.parity import Golden
from scorelet.bundle.predict import Predictor
from scorelet.errors import BundleError
from tests.bundle.models import ANSWERS, CERTIFICATE, ROWS, packed


def test_all_golden_rows_are_answered_right() -> None:
    model = packed()
    assert hold_golden(model, Predictor.of(model)) == 2


@pytest.mark.parametrize(
    ("golden", "got"),
    [
        (Golden(ROWS[0], {**ANSWERS[0], "label": "old"}), "{'label': 'young', 'score': 1.5}"),
        (Golden(ROWS[0], {**ANSWERS[0], "score": 1.5 + 1e-8}), "{'label': 'young', 'score': 1.5}"),
        (Golden({"age": "old"}, ANSWERS[0]), "model 'towns' needs 2 more features: 'income', 'home town'"),
    ],
)
def test_a_model_that_answers_otherwise_is_not_used(golden: Golden, got: str) -> None:
    model = packed(certificate=CERTIFICATE._replace(golden=(golden,)))
    with pytest.raises(BundleError) as raised:
        hold_golden(model, Predictor.of(model))
    first, _, then = str(raised.value).partition("\n")
    assert first == (
        f"model 'towns' ({model.short_version}) does not answer here as it was certified: "
        f"expected {golden.answer!r}, got {got} for {golden.row!r}"
    )
    assert then == "pack the model again, and say on which system it fails"


def test_the_last_digits_are_not_held() -> None:
    nearly = Golden(ROWS[0], {**ANSWERS[0], "score": 1.5 + 1e-10})
    model = packed(certificate=CERTIFICATE._replace(golden=(nearly,)))
    assert hold_golden(model, Predictor.of(model)) == 1
