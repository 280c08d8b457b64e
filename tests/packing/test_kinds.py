"""The bytes of documents, and what a Python object needs."""

from __future__ import annotations

import json
import math

import pytest

from scorelet.errors import ModelReadError
from scorelet.packing.kinds import json_text
from tests.packing.models import FRAME, quick


def test_a_document_is_written_short_and_readable() -> None:
    assert json_text({"name": "straße", "init": [1.5, None]}) == '{"name":"straße","init":[1.5,null]}'.encode()


def test_half_of_a_surrogate_pair_survives() -> None:
    assert json.loads(json_text({"a": "\ud800", "b": "ß"})) == {"a": "\ud800", "b": "ß"}


def test_numbers_that_json_lacks() -> None:
    with pytest.raises(ModelReadError) as caught:
        json_text({"init": math.inf})
    assert str(caught.value).startswith("it has a parameter that is infinite or no number: ")


def test_a_model_of_named_columns_needs_pandas() -> None:
    from sklearn.semi_supervised import LabelSpreading

    model = LabelSpreading().fit(FRAME[["size (cm)"]], [0, 1] * 30)
    needed = [package.partition("==")[0] for package in quick(model).packed.manifest.requirements]
    assert needed == ["numpy", "pandas", "scikit-learn"]
