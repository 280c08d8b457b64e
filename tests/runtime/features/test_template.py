from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import ServiceError
from scorelet.runtime.features.template import Template, looked_up, readable

VALUES = {
    "model": "rain",
    "prediction": "yes",
    "probabilities": {"yes": 0.973_123, "no.way": 1 / 3, "0": 1.0},
    "row": {"city": '<Hong & "Kong"\'s>', "sepal length (cm)": 5.1, "list": [1, [2.5, None]]},
}


def rendered(text: str) -> str:
    return Template(text).render(VALUES)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("", ""),
        ("$prediction: $model.", "yes: rain."),
        ("${probabilities.yes} ${probabilities.no.way} ${probabilities.0}", "0.9731 0.3333 1"),
        ('<a title="${row.city}">', '<a title="&lt;Hong &amp; &quot;Kong&quot;&#x27;s&gt;">'),
        ("${row.sepal length (cm)} ${ row.list.1.0 }", "5.1 2.5"),
        ("[${row.nothing}][${row.list.9}][${row.list.x}][${prediction.x}][$given][${given.x.y}]", "[][][][][][]"),
        ("$$prediction $ $5 $(x) ${} 100$", "$prediction $ $5 $(x) ${} 100$"),
        (
            "<SCRIPT>`${x} $model`</script>$model<style>$y{}</style >",
            "<SCRIPT>`${x} $model`</script>rain<style>$y{}</style >",
        ),
        ("<script>$prediction", "<script>$prediction"),
    ],
)
def test_places(text: str, page: str) -> None:
    assert rendered(text) == page


def test_unknown_names_are_found_when_the_file_is_read() -> None:
    with pytest.raises(ServiceError) as caught:
        Template("<p>\n$predicton ${rows.city}\n$model", "page.html")
    known = "there are model, version, prediction, probabilities, given, row, answer, request_id; $$ is a dollar sign"
    assert caught.value.problems == (
        f"page.html, line 2: there is no 'predicton'; did you mean 'prediction'?\n{known}",
        f"page.html, line 2: there is no 'rows'; did you mean 'row'?\n{known}",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (12, "12"),
        (2.0, "2"),
        (-0.000_012_345, "-1.234e-05"),
        (12345.678, "12345.7"),
        (999.96, "1000"),
        (1234567.02, "1234567"),
        (1e300, "1e+300"),
        (math.nan, ""),
        (-math.inf, ""),
        (["a", 0.5, None], "a, 0.5, "),
        ({"yes": 0.25, "no": 0.75}, "yes: 0.25, no: 0.75"),
    ],
)
def test_values_are_readable(value: Any, text: str) -> None:
    assert readable(value) == text


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with pytest.raises(ServiceError) as caught:
        Template.read(path, "page.html")
    assert str(caught.value) == f"page.html: there is no such file in {tmp_path}"
    path.write_bytes(b"\xff")
    with pytest.raises(ServiceError) as caught:
        Template.read(path, "page.html")
    assert str(caught.value) == "page.html: expected text in UTF-8"
    path.write_text("$prediction é", "utf-8")
    assert Template.read(path, "page.html").render({"prediction": "<"}) == "&lt; é"


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(), st.text(alphabet="abc.0"))
def test_no_value_leaves_its_place(value: str, path: str) -> None:
    page = Template('<p title="$prediction">').render({"prediction": value})
    assert page.count("<") == page.count(">") == 1
    assert page.count('"') == 2
    looked_up({"a": [value, {"b": value}]}, path)
