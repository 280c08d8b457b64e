"""Rows as CSV, and the pattern that they fit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.runtime.messages import Request
from scorelet.runtime.pages.csv_form import csv_content
from scorelet.runtime.pages.described import described
from scorelet.runtime.served import Served
from tests.runtime.dialects.models import doubled, model, of_town, plane, ratio, record, words
from tests.runtime.pages.shelves import FEATURES, kinds
from tests.runtime.services import app_of


def content(served: Served) -> Any:
    (one,) = described(app_of(served))
    return csv_content(one)


def test_columns_and_sample_rows() -> None:
    found = content(kinds())["text/csv"]
    assert found["examples"]["rows"]["value"] == (
        "plain,missing,infinite,whole,flag?,text,open,closed,code\n1.0,,2.0,3,true,t,z,x,2.0\n"
    )
    assert re.search(found["schema"]["pattern"], found["examples"]["rows"]["value"])


@pytest.mark.parametrize(
    ("served", "body", "fits"),
    [
        (plane(), "x0,x1\n1,2\n", True),
        (plane(), "x0,x1\r\n-1.5e-3,0\r\n2,3", True),
        (plane(), "x0,x1", True),
        (plane(), "x0,x1\n1\n", False),
        (plane(), "x0,x1\n1,a\n", False),
        (ratio(), "a,the b\n1,\n", True),
        (ratio(), "a,the b\n,1\n", False),
        (words(), 'review\n"long, ""good"""\n', True),
        (kinds(), "plain,missing,infinite,whole,flag?,text,open,closed,code\n1,,,,true,,new,x,2.0\n", True),
        (kinds(), "plain,missing,infinite,whole,flag?,text,open,closed,code\n1,,,,true,,new,z,2.0\n", False),
    ],
)
def test_what_fits_is_answered(served: Served, body: str, fits: bool) -> None:
    pattern = content(served)["text/csv"]["schema"]["pattern"]
    request = Request("POST", "/predict", headers={"content-type": "text/csv"}, body=body.encode())
    assert bool(re.search(pattern, body)) is fits
    assert app_of(served)(request).status == (200 if fits else 422)


def test_names_are_no_patterns() -> None:
    spec = InputSpec("record", (Field("x", source="a.b (c), [d]"),))
    one = model("odd", spec, record("In", x="double"), "double", "input.x", outputs=("value",))
    pattern = content(one)["text/csv"]["schema"]["pattern"]
    assert pattern.startswith('^"a\\.b \\(c\\), \\[d\\]"(')


def test_what_is_no_table() -> None:
    assert content(doubled()) == {}


def test_what_a_feature_function_takes_in_cells(tmp_path: Path) -> None:
    """A list is no cell, and may be left out."""
    pattern = content(of_town(tmp_path, text=FEATURES))["text/csv"]["schema"]["pattern"]
    assert pattern.startswith("^town,bonus(")
    needed = FEATURES.replace("tags: list[str] = []", "*, request").replace("town: str", "town: list[str]")
    (tmp_path / "other").mkdir()
    assert content(of_town(tmp_path / "other", text=needed)) == {}


def test_many_columns_have_no_pattern() -> None:
    fields = tuple(Field(f"x{i}") for i in range(31))
    columns = {field.name: "double" for field in fields}
    wide = model("wide", InputSpec("record", fields), record("In", **columns), "double", "input.x0", outputs=("value",))
    assert content(wide)["text/csv"]["schema"] == {"type": "string"}
