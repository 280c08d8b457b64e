"""Bodies of CSV."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.runtime.app import App
from scorelet.runtime.messages import Request
from scorelet.service.values import Limits
from tests.runtime.dialects.models import doubled, model, of_town, orders, plane, record, words
from tests.runtime.services import app_of

Json = Any
TOWNS = "age,income,home town\n"


def ask(app: App, body: str | bytes, kind: str = "text/csv", path: str = "/predict") -> tuple[int, Json]:
    data = body.encode() if isinstance(body, str) else body
    response = app(Request("POST", path, headers={"content-type": kind}, body=data, id="1"))
    return response.status, json.loads(response.body)


def errors(app: App, body: str | bytes, kind: str = "text/csv") -> list[tuple[str, str]]:
    status, answer = ask(app, body, kind)
    assert status == 422
    return [(error["pointer"], error["detail"]) for error in answer["errors"]]


@pytest.mark.parametrize(
    "body",
    [
        TOWNS + "20,1.5,Bonn\n40,,Köln\n",
        TOWNS + "20,1.5,Bonn\r\n40,NA,Köln",
        TOWNS + "20,1.5,Bonn\n\n40,nan,Köln\n\n",
        "\ufeff" + TOWNS + '"20","1.5","Bonn"\n"40","NaN","Köln"\n',
        "home_town,income,age\nBonn,1.5,2e1\nKöln,,40.0\n",
        " age , income,home town \n20,1.5,Bonn\n40,,Köln",
    ],
)
def test_rows_by_the_names_of_their_columns(body: str) -> None:
    status, answer = ask(app_of(), body)
    assert (status, answer["prediction"], answer["score"]) == (200, ["young", "Köln"], [1.5, None])


def test_quoted_cells_keep_commas_quotes_and_lines() -> None:
    _, answer = ask(app_of(), TOWNS + '40,1,"a, ""b""\nc"\n40,1,"NA"\n')
    assert answer["prediction"] == ['a, "b"\nc', "NA"]


def test_a_header_alone_is_no_rows() -> None:
    assert ask(app_of(), TOWNS)[1]["prediction"] == []


@pytest.mark.parametrize("kind", ["text/csv", "Text/CSV; charset=UTF-8", 'text/csv; charset="utf-8"; header=present'])
def test_media_types(kind: str) -> None:
    assert ask(app_of(), TOWNS + "40,1,Köln", kind)[1]["prediction"] == ["Köln"]


def test_rows_without_a_header() -> None:
    app = app_of(plane())
    assert ask(app, "1,2\n2,1\n", "text/csv; header=absent")[1]["prediction"] == [1, 0]
    assert errors(app, "1,2\n2,1\n") == [
        ("", "line 1 is a row and no header; name the columns there, or send it as text/csv; header=absent")
    ]
    assert errors(app, "1,2,3\n", "text/csv; header=absent") == [
        ("/0", "line 1: model 'plane' expects 2 columns, got 3 and no header")
    ]
    assert errors(app, "1,2\n1,2,3\n", "text/csv; header=absent") == [
        ("/1", "line 2: the header has 2 columns, this row has 3")
    ]
    assert ask(app_of(), "40,,Köln", path="/invocations") == (200, {"predictions": ["Köln"]})
    assert ask(app_of(doubled()), "1,2\n3,4", path="/invocations") == (200, {"predictions": [[2.0, 4.0], [6.0, 8.0]]})


def test_columns_whose_names_are_numbers_are_a_header() -> None:
    spec = InputSpec("record", (Field("x_0", source="0"), Field("x_1", source="1")))
    taken = record("Input", x_0="double", x_1="double")
    app = app_of(model("numbered", spec, taken, "double", "input.x_0", outputs=("value",)))
    assert ask(app, "1,0\n5,7\n", path="/invocations") == (200, {"predictions": [7.0]})
    assert ask(app, "1,0\n5,7\n")[1]["prediction"] == [7.0]


def test_a_model_of_an_array_takes_columns_of_any_name() -> None:
    assert ask(app_of(plane()), "width,height\n1,2\n2,1\n")[1]["prediction"] == [1, 0]
    assert ask(app_of(plane()), "x1,x0\n2,1\n1,2\n")[1]["prediction"] == [1, 0]


def test_texts_are_one_column() -> None:
    app = app_of(words())
    assert ask(app, 'any\n"a,b"\nabcdef\n12345678\n')[1]["prediction"] == ["short", "long", "long"]
    assert errors(app, "a,b\n1,2\n") == [
        ("", "the model takes one string, and the CSV has 2 columns; keep one of them: a, b")
    ]


def test_a_feature_function_takes_its_parameters_as_text(tmp_path: Path) -> None:
    app = app_of(of_town(tmp_path))
    assert ask(app, "bonus,town\n1.5,Köln\n2,Bonn\n")[1]["score"] == [1.5, 2.0]
    assert ask(app, "Köln,1.5\n", path="/invocations") == (200, {"predictions": ["young"]})
    assert errors(app, "bonus,town\nx,Köln\n") == [("/0/bonus", "line 2: expected a number, got string 'x'")]
    assert errors(app, "town,town\nBonn,Köln\n") == [("", "the CSV header has a column twice")]


def test_a_feature_function_that_fails_is_no_fault_of_the_rows(tmp_path: Path) -> None:
    status, answer = ask(app_of(of_town(tmp_path, "nothing")), "town\nBonn\n")
    assert (status, answer["title"]) == (500, "Internal Server Error")


def test_a_document_takes_its_fields() -> None:
    app = app_of(orders())
    order = {"prices": [1.0, 2.0], "size": "S", "count": 3, "gift": True}
    assert ask(app, 'count,gift,size,prices\n3,TRUE,S,"[1,2]"\n')[1]["prediction"] == [order]
    assert errors(app, 'count,gift,size,prices,color\n3,TRUE,S,"[1,2]",red\n') == [
        ("/color", "model 'orders' has no feature 'color'")
    ]
    assert errors(app, "count,gift\n3,TRUE\n") == [
        ("", "the CSV has no column for the field 'prices' of type array; its columns are count, gift")
    ]
    assert errors(app, "count,gift,size,prices\n3,TRUE,M,[]\n3,T,S,[1\n") == [
        ("/0/size", "line 2: column 'size' expects one of S, L, got 'M'"),
        ("/1/prices", "line 3: column 'prices' expects array, got '[1'"),
    ]


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (TOWNS + "x,1,Bonn\n", [("/0/age", "line 2: column 'age' expects double, got 'x'")]),
        (TOWNS + ",1,Bonn\n", [("/0/age", "line 2: column 'age' expects double, got ''")]),
        (TOWNS + "nan,1,Bonn\n", [("/0/age", "line 2: feature 'age' may not be missing, got float nan")]),
        (TOWNS + "1,inf,Bonn\n", [("/0/income", "line 2: expected a finite number, got float inf")]),
        (TOWNS + "1_0,1,Bonn\n", [("/0/age", "line 2: column 'age' expects double, got '1_0'")]),
        (
            TOWNS + '1,1,"a\nb"\n\nx,y,c\n1,1\n',
            [
                ("/1/age", "line 5: column 'age' expects double, got 'x'"),
                ("/2", "line 6: the header has 3 columns, this row has 2"),
            ],
        ),
        ("age,income\n1,2\n", [("", "model 'towns' needs the feature 'home town'")]),
        (
            "age,income,hometown,x/y\n1,2,a,b\n",
            [
                ("/hometown", "model 'towns' has no feature 'hometown'; did you mean 'home town'?"),
                ("/x~1y", "model 'towns' has no feature 'x/y'"),
                ("", "model 'towns' needs the feature 'home town'"),
            ],
        ),
        ("age,age,income,home town\n1,1,2,a\n", [("/age", "feature 'age' is given twice")]),
        (
            "age;income;home town\n1;2;a\n",
            [
                (
                    "/age;income;home town",
                    "model 'towns' has no feature 'age;income;home town'; did you mean 'home town'?",
                ),
                ("", "model 'towns' needs 3 more features: 'age', 'income', 'home town'"),
            ],
        ),
    ],
)
def test_what_the_model_does_not_take(body: str, problems: list[tuple[str, str]]) -> None:
    assert errors(app_of(), body) == problems


@pytest.mark.parametrize(
    ("status", "body", "kind", "detail"),
    [
        (400, b"", "text/csv", "expected CSV with a header, got an empty body"),
        (400, b"\n\n", "text/csv", "expected CSV with a header, got an empty body"),
        (400, b"age\n\xff\n", "text/csv", "the CSV is no UTF-8: a byte of line 2 is 0xff"),
        (
            400,
            b'"age\n',
            "text/csv",
            "the CSV header cannot be read: not CSV: a quote that opens here is never closed; it is line 1",
        ),
        (
            400,
            TOWNS.encode() + b'1,2,"a"b\n',
            "text/csv",
            "the body is not CSV: a quoted cell goes on after its closing quote (line 2)",
        ),
        (
            400,
            TOWNS.encode() + b'1,2,"a\n1,2,b\n',
            "text/csv",
            "the body is not CSV: a quote that opens here is never closed (line 2)",
        ),
        (415, TOWNS.encode("utf-16"), "text/csv; charset=utf-16", "expected CSV in UTF-8, got 'utf-16'"),
        (415, b"", "text/csv; charset=latin-1", "expected CSV in UTF-8, got 'latin-1'"),
        (413, TOWNS.encode() + b"1,2,a\n" * 4, "text/csv", "expected at most 3 rows in a request, got more"),
    ],
)
def test_what_is_no_csv(status: int, body: bytes, kind: str, detail: str) -> None:
    got, answer = ask(app_of(limits=Limits(rows=3)), body, kind)
    assert (got, answer["detail"]) == (status, detail)


def test_a_cell_without_end() -> None:
    said = (
        "the CSV header cannot be read: not CSV: a cell is longer than 16 MiB, or a quote is never closed; it is line 1"
    )
    _, answer = ask(app_of(limits=Limits(body=2**25)), b"x" * (2**24 + 1))
    assert answer["detail"] == said


def test_hostile_bodies_are_refused_soon() -> None:
    """Each line leaves a quote open: to read on after every one of them would take the square of their number."""
    app = app_of()
    started = time.perf_counter()
    for body in (TOWNS + 'a","\n' * 200_000, "," * 1_000_000, "a," * 500_000, TOWNS + "x,y,z\n" * 200_000):
        assert ask(app, body)[0] in (400, 413, 422)
    assert time.perf_counter() - started < 5.0
