"""One row in each contender: all give the same answers, or are not compared."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.semi_supervised import LabelSpreading

from bench.__main__ import main
from bench.packed.contenders import probabilities
from bench.packed.families import LINEAR, ONNX, ORIGINAL, Family, Fitted
from bench.packed.onnx import NotConverted, onnx_session
from bench.packed.rows import ACTION, DICT, check_equal, measured, short, spread
from bench.results import QUICK

ROWS, CLASSES = load_iris(return_X_y=True)


def of(model: Any) -> Family:
    return Family("iris", lambda: Fitted(model.fit(ROWS, CLASSES), tuple(ROWS.tolist())), LINEAR)


def test_each_contender_has_its_line_and_its_promise() -> None:
    results = list(measured(of(LogisticRegression(max_iter=1_000)), QUICK))
    assert [(result.against, result.promise) for result in results] == [
        (DICT, None),
        (ACTION, None),
        (ORIGINAL, LINEAR[ORIGINAL]),
        (ONNX, LINEAR[ONNX]),
    ]


def test_what_no_document_says_has_a_line_that_says_so() -> None:
    (result,) = measured(of(LabelSpreading()), QUICK)
    assert result.ours is None
    assert result.against == "no document: LabelSpreading: sklearn.LabelSpreading has no converter"


def test_what_has_no_onnx_file_says_why() -> None:
    with pytest.raises(NotConverted, match=r"LabelSpreading"):
        onnx_session(of(LabelSpreading()).fit())


def test_what_gives_other_answers_is_not_compared() -> None:
    with pytest.raises(AssertionError, match=r"^other: row 1: other answers, apart by 0\.25$"):
        check_equal("other", lambda row: [[row, 1.0 - row]], lambda row: [[0.25, 0.75]], [0.25, 0.5])


def test_probabilities_are_found_in_every_kind_of_answer() -> None:
    assert probabilities({"label": "b", "probabilities": {"a": 0.25, "b": 0.75}}) == [0.25, 0.75]
    assert probabilities([[0.25, 0.75]]) == [0.25, 0.75]
    assert probabilities([["b"], [[0.25, 0.75]]]) == [0.25, 0.75]
    assert probabilities([0.75]) == [0.25, 0.75]


def test_rows_come_from_all_over() -> None:
    assert spread(range(10), 3) == (0, 3, 6)
    assert spread(range(2), 3) == (0, 1)


def test_reasons_are_one_line_that_fits() -> None:
    assert short("no\nmore") == "no"
    assert short("x" * 61) == "x" * 57 + "..."


@pytest.mark.slow
def test_all_sections_of_packed_models_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "labels", "sizes", "texts", "--quick"]) == 0
    assert "promises kept" in capsys.readouterr().out
