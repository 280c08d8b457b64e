"""Scorelet's own dialect: every form of input, and every error as a whole body."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.service.values import Limits
from tests.runtime.dialects.models import ask, doubled, of_town, orders, plane, ratio, words
from tests.runtime.services import ID, app_of, served

Json = Any
TOWNS = {"model": "towns", "version": served().short_version}
PLANE = {"model": "plane", "version": plane().short_version}
RATIO = {"model": "ratio", "version": ratio().short_version}
WORDS = {"model": "words", "version": words().short_version}
CSV = {"content_type": "text/csv"}

BONN = {"age": 20, "income": 1.5, "home town": "Bonn"}
KOLN = {"age": 40, "income": None, "home town": "Köln"}
ONE = (200, {**TOWNS, "prediction": "young", "score": 1.5})
BOTH = (200, {**TOWNS, "prediction": ["young", "Köln"], "score": [1.5, None]})
BELOW, ABOVE = {"0": 0.25, "1": 0.75}, {"0": 1.0, "1": 0.0}


# --------------------------------------------------------------------------------------------- what is taken


@pytest.mark.parametrize(
    "body",
    [
        BONN,
        {"age": 20, "income": 1.5, "home_town": "Bonn"},
        [20, 1.5, "Bonn"],
        {"data": [20, 1.5, "Bonn"]},
        {"Input": BONN},
        {"age": {"double": 20}, "income": {"double": 1.5}, "home town": {"string": "Bonn"}},
        {"Input": {"age": {"int": 20}, "income": {"double": 1.5}, "home_town": "Bonn"}},
    ],
)
def test_one_row(body: Json) -> None:
    assert ask(app_of(), "/predict", body) == ONE
    assert ask(app_of(), "/", body) == ONE
    assert ask(app_of(), "/api/models/towns/predict", body) == ONE


@pytest.mark.parametrize(
    "body",
    [
        [BONN, KOLN],
        [BONN, [40, None, "Köln"]],
        [[20, 1.5, "Bonn"], [40, None, "Köln"]],
        {"data": [[20, 1.5, "Bonn"], [40, None, "Köln"]]},
        {"data": [BONN, KOLN]},
        [BONN, {"age": {"double": 40.0}, "income": None, "home_town": {"string": "Köln"}}],
    ],
)
def test_many_rows(body: Json) -> None:
    assert ask(app_of(), "/predict", body) == BOTH


@pytest.mark.parametrize("body", [[], {"data": []}])
def test_no_rows(body: Json) -> None:
    assert ask(app_of(), "/predict", body) == (200, {**TOWNS, "prediction": []})


def test_a_list_of_one_row_has_a_list_of_one_answer() -> None:
    said = {**PLANE, "prediction": [1], "probabilities": [BELOW]}
    assert ask(app_of(plane()), "/predict", [[1, 2]]) == (200, said)
    assert ask(app_of(plane()), "/predict", b"x0,x1\n1,2\n", **CSV) == (200, said)
    assert ask(app_of(plane()), "/predict", [1, 2]) == (200, {**PLANE, "prediction": 1, "probabilities": BELOW})


@pytest.mark.parametrize(
    ("body", "prediction"),
    [
        ("abcdef", "long"),
        (["abcdef", "a"], ["long", "short"]),
        ([["abcdef"], ["a"]], ["long", "short"]),
        ({"data": ["abcdef", "a"]}, ["long", "short"]),
        ({"review": "abcdef"}, "long"),
        ([{"review": "abcdef"}, {"review": "a"}], ["long", "short"]),
        ("", "short"),
        ([], []),
    ],
)
def test_texts(body: Json, prediction: Json) -> None:
    assert ask(app_of(words()), "/predict", body) == (200, {**WORDS, "prediction": prediction})


def test_half_of_a_surrogate_pair_is_a_text() -> None:
    assert ask(app_of(words()), "/predict", rb'"\ud800"') == (200, {**WORDS, "prediction": "short"})


def test_documents_take_their_own_type() -> None:
    app = app_of(doubled(), orders())
    arrays, documents = "/api/models/doubled/predict", "/api/models/orders/predict"
    for body, said in [([1, 2], [2.0, 4.0]), ([[1, 2], [3]], [[2.0, 4.0], [6.0]]), ({"data": [[1]]}, [[2.0]])]:
        assert ask(app, arrays, body)[1]["prediction"] == said
    order = {"prices": [1.0], "size": "S", "count": 1, "gift": True}
    for body, said in [(order, order), ({"Order": order}, order), ([order], [order]), ({"data": [order]}, [order])]:
        assert ask(app, documents, body)[1]["prediction"] == said


def test_a_query_is_a_row() -> None:
    app = app_of()
    for query in ("age=20&income=1.5&home%20town=Bonn", "home_town=Bonn&age=2e1&income=1.5"):
        assert ask(app, "/predict", method="GET", query=query) == ONE
    missing = ask(app, "/predict", method="GET", query="age=40&income=&home+town=K%C3%B6ln")
    assert missing == (200, {**TOWNS, "prediction": "Köln", "score": None})
    assert ask(app_of(words()), "/predict", method="GET", query="review=abcdef")[1]["prediction"] == "long"


@pytest.mark.parametrize(
    ("query", "got"), [("", "nothing"), ("=x", "''"), ("q=x", "'q'"), ("review=x&q=y", "'review', 'q'")]
)
def test_a_text_in_a_url_has_the_name_of_its_feature(query: str, got: str) -> None:
    detail = f"model 'words' takes one text, as ?review=..., got {got}"
    assert ask(app_of(words()), "/predict", method="GET", query=query) == problem(422, detail, ("", detail))


def test_csv() -> None:
    body = "home town,age,income\r\nBonn,20,1.5\r\nKöln,40,NA\r\n".encode()
    assert ask(app_of(), "/predict", body, **CSV) == BOTH


def test_a_feature_function(tmp_path: Path) -> None:
    app = app_of(of_town(tmp_path))
    for body, labels in [
        ({"town": "Köln"}, "young"),
        ([{"town": "Köln"}, {"town": "Bonn", "bonus": 2}], ["young", "Bonn"]),
        ({"data": [["Köln"], ["Bonn", 2]]}, ["young", "Bonn"]),
    ]:
        assert ask(app, "/predict", body)[1]["prediction"] == labels
    assert ask(app, "/predict", method="GET", query="town=Bonn&bonus=2")[1]["score"] == 2.0
    assert ask(app, "/predict", b"bonus,town\n2,Bonn\n", **CSV)[1]["score"] == [2.0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content_type": "application/json"},
        {"content_type": "Application/JSON; charset=UTF-8"},
        {"content_type": "application/vnd.any+json"},
        {"content_type": ""},
        {"content_encoding": "identity"},
    ],
)
def test_media_types_of_json(headers: dict[str, str]) -> None:
    assert ask(app_of(), "/predict", BONN, **headers) == ONE
    assert ask(app_of(), "/predict", b"\xef\xbb\xbf" + json.dumps(BONN).encode(), **headers) == ONE


def test_bodies_in_gzip() -> None:
    packed = gzip.compress(json.dumps(BONN).encode())
    assert ask(app_of(), "/predict", packed, content_encoding="GZIP") == ONE


def test_rows_of_all_members_of_a_gzip_are_scored() -> None:
    members = [gzip.compress(json.dumps([BONN, KOLN]).encode()[part]) for part in (slice(30), slice(30, None))]
    assert ask(app_of(), "/predict", b"".join(members), content_encoding="gzip") == BOTH
    app = app_of(limits=Limits(body=100))
    assert ask(app, "/predict", gzip.compress(b" " * 60) * 2, content_encoding="gzip") == problem(
        413, "expected a body of at most 100 bytes, got more"
    )
    assert ask(app_of(), "/predict", gzip.compress(b"") * 1001, content_encoding="gzip")[0] == 413
    assert ask(app_of(), "/predict", gzip.compress(b"[]") + b"more", content_encoding="gzip") == problem(
        400, "the body is no gzip, as its content-encoding says"
    )
    assert ask(app_of(), "/predict", b"", content_encoding="gzip") == problem(400, "the body in gzip ends too early")


# --------------------------------------------------------------------------------------------- what is no number


def test_infinities_come_in_by_their_size_and_leave_as_null() -> None:
    app = app_of(ratio(), plane())
    assert ask(app, "/api/models/ratio/predict", [[1, 0], [0, 0], [-1, 0], [1, 2]]) == (
        200,
        {**RATIO, "prediction": [None, None, None, 0.5]},
    )
    assert ask(app, "/api/models/plane/predict", b"[1, 1e999]")[1]["prediction"] == 1


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_json_does_not_have_is_refused(name: str) -> None:
    detail = f"the body is no JSON: {name} is no JSON number; a missing value is null"
    assert ask(app_of(ratio()), "/predict", f"[1, {name}]".encode()) == problem(400, detail)


# --------------------------------------------------------------------------------------------- errors

TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
}


def problem(status: int, detail: str, *errors: tuple[str, str]) -> tuple[int, Json]:
    body: Json = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    body["instance"] = f"urn:request:{ID}"
    if errors:
        body["errors"] = [{"pointer": at, "detail": said} for at, said in errors]
    return status, body


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "expected a JSON body, got an empty one"),
        (b" \n", "expected a JSON body, got an empty one"),
        (b'{"age": }', "the body is no JSON: Expecting value (line 1, column 9)"),
        (b"[1]\n\n[2]", "the body is no JSON: Extra data (line 3, column 1)"),
        (b'"\xff"', "the body is no UTF-8: byte 1 is 0xff"),
        (b"[" * 100_000, "the body nests too deeply"),
        (b"[" + b"9" * 5000 + b"]", "the body has a number of too many digits"),
    ],
)
def test_bodies_that_are_no_json(body: bytes, detail: str) -> None:
    assert ask(app_of(), "/predict", body) == problem(400, detail)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({**BONN, "age": "20"}, [("/age", "expected a number, got string '20'")]),
        ({**BONN, "age": True}, [("/age", "expected a number, got true")]),
        ({**BONN, "age": [1]}, [("/age", "expected a number, got an array of 1")]),
        ({**BONN, "age": "NaN"}, [("/age", "expected a number, got string 'NaN'")]),
        ({**BONN, "age": 10**400}, [("/age", "expected a number in the range of a double, got one beyond that")]),
        ({**BONN, "age": None}, [("/age", "feature 'age' may not be missing, got null")]),
        ({**BONN, "home town": 1}, [("/home town", "expected a string, got int 1")]),
        ({"Input": {**BONN, "age": "x"}}, [("/Input/age", "expected a number, got string 'x'")]),
        ({"data": [{**BONN, "age": "x"}]}, [("/data/0/age", "expected a number, got string 'x'")]),
        ({"age": 1, "income": 2}, [("", "model 'towns' needs the feature 'home town'")]),
        ({}, [("", "model 'towns' needs 3 more features: 'age', 'income', 'home town'")]),
        ({**BONN, "shoe/size": 1}, [("/shoe~1size", "model 'towns' has no feature 'shoe/size'")]),
        ([1, 2], [("", "model 'towns' expects 3 features, got 2")]),
        ({"data": [1, 2]}, [("/data", "model 'towns' expects 3 features, got 2")]),
        ("Bonn", [("", "model 'towns' expects a row as an object or an array of 3 values, got string 'Bonn'")]),
        (b"null", [("", "model 'towns' expects a row, or rows as an array, got null")]),
        (1, [("", "model 'towns' expects a row, or rows as an array, got int 1")]),
        ([BONN, 7], [("/1", "model 'towns' expects a row as an object or an array of 3 values, got int 7")]),
    ],
)
def test_a_row_that_the_model_does_not_take(body: Json, errors: list[tuple[str, str]]) -> None:
    assert ask(app_of(), "/predict", body) == problem(422, errors[0][1], *errors)


def test_all_that_is_wrong_is_said_at_once_with_the_nearest_name() -> None:
    assert ask(app_of(), "/predict", [BONN, {"age": "a", "income": [], "home town": 1}, {**BONN, "aeg": 1}]) == problem(
        422,
        "expected a number, got string 'a'; and 3 more, see errors",
        ("/1/age", "expected a number, got string 'a'"),
        ("/1/income", "expected a number, got an array of 0"),
        ("/1/home town", "expected a string, got int 1"),
        ("/2/aeg", "model 'towns' has no feature 'aeg'"),
    )
    near = "model 'towns' has no feature 'agee'; did you mean 'age'?"
    lacks = "model 'towns' needs the feature 'age'"
    assert ask(app_of(), "/predict", {"agee": 1, "income": 1, "home town": ""}) == problem(
        422, f"{near}; and 1 more, see errors", ("/agee", near), ("", lacks)
    )


def test_of_many_problems_a_hundred_are_told() -> None:
    _, body = ask(app_of(plane()), "/predict", [["x", "y"]] * 10_000)
    assert len(body["errors"]) == 100
    assert body["detail"] == "expected a number, got string 'x'; and 101 more, see errors"


def test_data_that_is_no_array() -> None:
    said = "expected an array of rows, got an object with 'age', 'income', 'home town'"
    assert ask(app_of(), "/predict", {"data": BONN}) == problem(422, said, ("/data", said))


def test_a_row_that_cannot_be_said_in_a_url() -> None:
    detail = "a row of model 'doubled' cannot be said in a URL; send it by POST, as JSON"
    assert ask(app_of(doubled()), "/predict", method="GET", query="a=1") == problem(405, detail)
    many = "&".join(f"x{i}=1" for i in range(10_001))
    detail = "the query of the URL is no list of name=value in UTF-8"
    assert ask(app_of(), "/predict", method="GET", query=many) == problem(400, detail)
    assert ask(app_of(), "/predict", method="GET", query="age=%ff") == problem(400, detail)


def test_models_that_there_are_not() -> None:
    app = app_of(plane(), words())
    assert ask(app, "/api/models/plan/predict", []) == problem(404, "there is no model 'plan'; did you mean 'plane'?")
    assert ask(app, "/predict", []) == problem(
        404, "there is no default among 2 models; name one: /api/models/NAME/predict, or set a default"
    )
    long = "x" * 1000
    detail = f"there is no model '{'x' * 100}...'; GET /api/models lists what there is"
    assert ask(app, f"/api/models/{long}/predict", []) == problem(404, detail)


def test_methods_media_types_and_sizes() -> None:
    app = app_of(limits=Limits(body=50, rows=1))
    assert ask(app, "/predict", method="DELETE") == problem(
        405, "'/predict' takes GET, POST, HEAD, OPTIONS, got 'DELETE'"
    )
    for kind in ("application/xml", "text/plain", "nonsense"):
        assert ask(app, "/predict", b"<a/>", content_type=kind) == problem(
            415, f"expected a body of application/json or text/csv, got {kind!r}"
        )
    assert ask(app, "/predict", b"[1]", content_type="application/x-www-form-urlencoded") == problem(
        415,
        "expected a body of application/json or text/csv, got 'application/x-www-form-urlencoded'; "
        "curl says that of all data: add -H 'content-type: application/json'",
    )
    assert ask(app, "/predict", b"", content_encoding="br") == problem(
        415, "expected a body as it is or in gzip, got 'br'"
    )
    assert ask(app, "/predict", b"no gzip at all", content_encoding="gzip") == problem(
        400, "the body is no gzip, as its content-encoding says"
    )
    assert ask(app, "/predict", gzip.compress(b"[]")[:-9], content_encoding="gzip") == problem(
        400, "the body in gzip ends too early"
    )
    bomb = gzip.compress(b" " * 2000)
    assert ask(app, "/predict", bomb, content_encoding="gzip") == problem(
        413, "expected a body of at most 50 bytes, got more"
    )
    assert ask(app, "/predict", b" " * 51) == problem(413, "expected a body of at most 50 bytes, got 51")
    assert ask(app, "/predict", [[1], [2]]) == problem(413, "expected at most 1 rows in a request, got 2")
