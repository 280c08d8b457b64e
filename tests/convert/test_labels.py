"""Encoders of labels against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.preprocessing import LabelBinarizer, LabelEncoder

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity

LABELS: list[list[Any]] = [
    ["only"],
    ["no", "yes"],
    ["b", "c", "a"],
    [5, -3],
    [7, 0, 2, 9],
    [1.5, 2.5, 0.0],
    [False, True],
]
UNSEEN = {str: "zebra", int: 4, float: 9.25, bool: True}


@pytest.mark.parametrize("labels", LABELS, ids=str)
def test_encoder(labels: list[Any]) -> None:
    rows = [[label] for label in [*labels, UNSEEN[type(labels[0])]]]
    assert_parity(LabelEncoder().fit(labels), rows)
    assert_parity(LabelEncoder().fit(np.array(labels, dtype=object)), rows)


@pytest.mark.parametrize("values", [{}, {"neg_label": -1}, {"neg_label": -2, "pos_label": 0}], ids=str)
@pytest.mark.parametrize("labels", [labels for labels in LABELS if 1.5 not in labels], ids=str)
def test_binarizer(labels: list[Any], values: dict[str, Any]) -> None:
    model = LabelBinarizer(**values).fit(labels)
    assert_parity(model, [[label] for label in [*labels, UNSEEN[type(labels[0])]]])


def test_several_labels_for_a_row() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(LabelBinarizer().fit([[0, 1], [1, 1]]))
    assert str(caught.value) == "LabelBinarizer: it was trained on several labels for a row"
