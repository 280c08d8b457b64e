"""What the answers of both sides make of a certificate."""

from __future__ import annotations

import math
from typing import Any

from scorelet.bundle.parity import KEPT, Counts, Difference, Disagreement, Golden, read_certificate
from scorelet.errors import ParityError
from scorelet.packing.certify import FEWEST_GOLDEN, GOLDEN, Tried, certificate_of
from scorelet.packing.originals import Refusal

OUTPUTS = ("label", "probabilities")


def said(label: Any, *probabilities: float) -> dict[str, Any]:
    return {"label": label, "probabilities": list(probabilities)}


def packed(label: Any, **probabilities: float) -> dict[str, Any]:
    return {"label": label, "probabilities": probabilities}


GOOD = Tried("given", {"x": 1.0}, said("a", 0.75, 0.25), packed("a", a=0.75, b=0.25 + 2.0**-54))
OTHER_LABEL = Tried("zero", {"x": 0.0}, said("a", 0.5, 0.5), packed("b", a=0.5, b=0.5))
OFF = Tried("zero", {"x": -0.0}, said("a", 0.6, 0.4), packed("a", a=0.7, b=0.3))
BOTH_REFUSE = Tried("missing", {"x": None}, Refusal("ValueError: NaN"), Refusal("may not be missing"))
ONE_REFUSES = Tried("missing", {"x": None}, said("a", 1.0, 0.0), Refusal("may not be missing"))
OTHER_REFUSES = Tried("extreme", {"x": 1e30}, Refusal("ValueError: large"), packed("a", a=1.0, b=0.0))


def test_all_agree() -> None:
    certificate = certificate_of([GOOD, BOTH_REFUSE], OUTPUTS, 1e-9, "nobody needs this")
    assert certificate.rows == {"given": Counts(1, 1, 0), "missing": Counts(1, 0, 1)}
    assert certificate.differences == {"probabilities": Difference(2.0**-54, 2.0**-52 / (1 + 2.0**-52), 1.0)}
    assert (certificate.disagreed, certificate.disagreements, certificate.accepted) == (0, (), None)
    assert certificate.holds
    assert certificate.golden == (Golden({"x": 1.0}, packed("a", a=0.75, b=0.25)),)
    assert read_certificate(certificate.write()) == certificate


def test_every_disagreement_is_kept() -> None:
    certificate = certificate_of([GOOD, OTHER_LABEL, OFF, ONE_REFUSES, OTHER_REFUSES], OUTPUTS, 1e-9, None)
    assert certificate.rows == {
        "given": Counts(1, 1, 0),
        "zero": Counts(2, 0, 0),
        "missing": Counts(1, 0, 0),
        "extreme": Counts(1, 0, 0),
    }
    assert certificate.disagreed == 4
    assert certificate.disagreements == (
        Disagreement({"x": 0.0}, "label", "a", "b"),
        Disagreement({"x": -0.0}, "probabilities", {"a": 0.6, "b": 0.4}, {"a": 0.7, "b": 0.3}),
        Disagreement({"x": None}, "", said("a", 1.0, 0.0), {"error": "may not be missing"}),
        Disagreement({"x": 1e30}, "", {"error": "ValueError: large"}, packed("a", a=1.0, b=0.0)),
    )
    assert not certificate.holds
    assert [golden.row for golden in certificate.golden] == [{"x": 1.0}]


def test_the_error_says_where_they_differ() -> None:
    certificate = certificate_of([GOOD, OTHER_LABEL, OFF, ONE_REFUSES, OTHER_REFUSES], OUTPUTS, 1e-9, None)
    assert str(ParityError(certificate, "iris")) == (
        "model 'iris' differs from the original on 4 of 5 rows\n"
        "label: 'a' became 'b' for {'x': 0.0}\n"
        "probabilities: {'a': 0.6, 'b': 0.4} became {'a': 0.7, 'b': 0.3} for {'x': -0.0}\n"
        "{'label': 'a', 'probabilities': [1.0, 0.0]} became a refusal (may not be missing) for {'x': None}\n"
        "accept it with a reason (--accept-parity WHY), or allow more than 1e-09 (--tolerance)"
    )


def test_a_reason_is_written_down() -> None:
    certificate = certificate_of([GOOD, OFF], OUTPUTS, 1e-9, "rounded on purpose")
    assert certificate.accepted == "rounded on purpose"
    assert certificate.holds
    assert certificate.disagreed == 1


def test_a_tolerance_allows_more_of_numbers_but_not_of_labels() -> None:
    assert certificate_of([OFF], OUTPUTS, 0.3, None).disagreed == 0
    assert certificate_of([OTHER_LABEL], OUTPUTS, 0.3, None).disagreed == 1


def test_large_answers_do_not_hide_small_ones() -> None:
    rows = [Tried("drawn", i, {"value": 1.0}, {"value": 1.0}) for i in range(3)]
    extreme = Tried("extreme", 3, {"value": 1e40}, {"value": 1e40})
    wrong = Tried("drawn", 4, {"value": 1e-6}, {"value": 2e-6})
    assert certificate_of([*rows, extreme, wrong], ("value",), 1e-9, None).disagreed == 1


def test_answers_that_are_no_numbers() -> None:
    rows = [
        Tried("drawn", 1, {"value": math.nan}, {"value": math.nan}),
        Tried("drawn", 2, {"value": math.inf}, {"value": math.inf}),
        Tried("drawn", 3, {"value": math.nan}, {"value": 1.0}),
    ]
    certificate = certificate_of(rows, ("value",), 1e-9, None)
    assert certificate.rows == {"drawn": Counts(3, 2, 0)}
    assert read_certificate(certificate.write()).disagreements[0].packed == 1.0


def test_golden_rows_are_of_each_kind_in_turn() -> None:
    rows = [Tried(kind, f"{kind}{i}", {"value": 1.0}, {"value": 1.0}) for kind in "ab" for i in range(100)]
    golden = certificate_of(rows, ("value",), 1e-9, None).golden
    assert [one.row for one in golden[:5]] == ["a0", "b0", "a1", "b1", "a2"]
    assert len(golden) == GOLDEN
    assert golden[0].answer == 1.0


def test_long_golden_rows_are_few() -> None:
    rows = [Tried("given", "x" * 3_000, {"value": 1.0}, {"value": 1.0})] * 50
    assert len(certificate_of(rows, ("value",), 1e-9, None).golden) == FEWEST_GOLDEN


def test_disagreements_beyond_what_a_certificate_keeps_are_counted() -> None:
    certificate = certificate_of([OTHER_LABEL] * (KEPT + 5), OUTPUTS, 1e-9, None)
    assert (certificate.disagreed, len(certificate.disagreements)) == (KEPT + 5, KEPT)


def test_labels_of_several_targets() -> None:
    tried = Tried("given", 1, {"label0": 1_000_000, "label1": 2.0}, {"label0": 1_000_000, "label1": 2.000001})
    found = certificate_of([tried], ("label0", "label1"), 1e-3, None)
    assert [one.output for one in found.disagreements] == ["label1"]
