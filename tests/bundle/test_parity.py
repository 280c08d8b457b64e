"""The parity certificate."""

from __future__ import annotations

import json
import math
from itertools import count

import pytest

from scorelet.bundle.parity import (
    KEPT,
    Certificate,
    Counts,
    Difference,
    Disagreement,
    Golden,
    first_of,
    read_certificate,
)
from scorelet.errors import BundleError

CERTIFICATE = Certificate(
    rows={"given": Counts(100, 99, 0), "one ulp below": Counts(20, 20, 0), "unseen category": Counts(5, 1, 4)},
    differences={"score": Difference(1e-12, 2e-13, 3.0)},
    tolerance=1e-9,
    disagreements=(Disagreement({"x": math.inf}, "label", "a", {"error": "no"}),),
    disagreed=1,
    golden=(Golden({"x": None}, {"label": "a", "score": math.nan}), Golden("text", 3)),
)


def test_the_whole_certificate() -> None:
    assert json.loads(CERTIFICATE.write()) == {
        "rows": {
            "given": {"compared": 100, "agreed": 99, "refused": 0},
            "one ulp below": {"compared": 20, "agreed": 20, "refused": 0},
            "unseen category": {"compared": 5, "agreed": 1, "refused": 4},
        },
        "differences": {"score": {"absolute": 1e-12, "relative": 2e-13, "ulps": 3.0}},
        "tolerance": 1e-9,
        "disagreements": [
            {"row": {"x": {"$number": "Infinity"}}, "output": "label", "original": "a", "packed": {"error": "no"}}
        ],
        "disagreed": 1,
        "accepted": None,
        "golden": [
            {"row": {"x": None}, "answer": {"label": "a", "score": {"$number": "NaN"}}},
            {"row": "text", "answer": 3},
        ],
    }


def test_it_is_read_back() -> None:
    found = read_certificate(CERTIFICATE.write())
    assert repr(found) == repr(CERTIFICATE)  # NaN does not equal itself
    assert read_certificate(found.write()).write() == CERTIFICATE.write()


def test_what_it_says() -> None:
    assert (CERTIFICATE.compared, CERTIFICATE.agreed) == (125, 124)
    assert not CERTIFICATE.holds
    assert CERTIFICATE._replace(accepted="rounding of ties").holds
    assert CERTIFICATE._replace(disagreed=0).holds


def test_only_so_many_disagreements_are_kept() -> None:
    endless = (Disagreement(i, "label", 1, 2) for i in count())
    assert [found.row for found in first_of(endless)] == list(range(KEPT))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            b'"compared":100',
            b'"compared":-1',
            "expected a whole number of at least 0, got int -1 - at $.rows.given.compared",
        ),
        (b'"tolerance":1e-09', b'"tolerance":null', "expected a number, got null - at $.tolerance"),
        (b'"row":"text",', b"", "the key 'row' is missing; expected row, answer - at $.golden[1]"),
    ],
)
def test_what_is_refused(old: bytes, new: bytes, message: str) -> None:
    data = CERTIFICATE.write()
    assert old in data
    with pytest.raises(BundleError) as caught:
        read_certificate(data.replace(old, new))
    assert str(caught.value) == f"parity.json: {message}"
