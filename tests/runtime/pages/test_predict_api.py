"""A row in a URL, as parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.runtime.pages.described import described
from scorelet.runtime.pages.predict_api import query_parameters
from scorelet.runtime.served import Served
from tests.runtime.dialects.models import doubled, model, of_town, record, words
from tests.runtime.pages.shelves import FEATURES, kinds
from tests.runtime.services import app_of

NUMBER = {"$ref": "#/components/schemas/Number"}
WHOLE = {"$ref": "#/components/schemas/Integer"}
EMPTY = {"const": ""}


def schemas(served: Served) -> Any:
    (one,) = described(app_of(served))
    found = query_parameters(one)
    return None if found is None else {one["name"]: (one["schema"], one["required"]) for one in found}


def test_every_kind_of_feature() -> None:
    """Missing is empty; a text is never missing; digits beyond a double are infinity, where that is taken."""
    assert schemas(kinds()) == {
        "plain": (NUMBER, True),
        "missing": ({"anyOf": [NUMBER, EMPTY]}, True),
        "infinite": ({"anyOf": [{"type": "number"}, EMPTY]}, True),
        "whole": ({"anyOf": [WHOLE, EMPTY]}, True),
        "flag?": ({"type": "boolean"}, True),
        "text": ({"type": "string"}, True),
        "open": ({"type": "string", "examples": ["x", "y"]}, True),
        "closed": ({"enum": ["x", "y"]}, True),
        "code": ({"anyOf": [{"enum": [1.0, 2.0]}, EMPTY]}, True),
    }


def test_a_text_and_what_is_no_flat_record() -> None:
    assert schemas(words()) == {"review": ({"type": "string"}, True)}
    assert schemas(doubled()) is None


def test_a_feature_function(tmp_path: Path) -> None:
    assert schemas(of_town(tmp_path, text=FEATURES)) == {
        "town": ({"type": "string"}, True),
        "bonus": ({"type": "number", "default": 0.0}, False),
        "tags": ({"type": "array", "items": {"type": "string"}, "minItems": 1}, False),
    }


def test_a_feature_function_that_needs_more_than_a_url_says(tmp_path: Path) -> None:
    optional = FEATURES.replace("bonus: float", "bonus: list[list[int]]").replace("min(bonus, 1.0)", "0")
    assert list(schemas(of_town(tmp_path, text=optional))) == ["town", "tags"]
    (tmp_path / "needed").mkdir()
    assert schemas(of_town(tmp_path / "needed", text=optional.replace("town: str", "town: list[list[int]]"))) is None


def test_too_many_features_for_a_url() -> None:
    fields = tuple(Field(f"x{i}") for i in range(101))
    columns = {field.name: "double" for field in fields}
    wide = model("wide", InputSpec("record", fields), record("In", **columns), "double", "input.x0", outputs=("value",))
    assert schemas(wide) is None
