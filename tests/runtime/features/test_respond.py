from __future__ import annotations

from typing import Any

import pytest

from scorelet.errors import RequestError, RowError, ServiceError
from scorelet.runtime.features.respond import RespondFunction
from scorelet.runtime.features.supplies import Supplies
from scorelet.runtime.messages import Request
from tests.runtime.features.conftest import Write


@pytest.fixture
def make(write: Write, supplies: Supplies) -> Any:
    def making(text: str, sent: list[str] | None = None) -> RespondFunction:
        return RespondFunction("features.py:respond", write(text), supplies, sent=sent)

    return making


def answer(function: RespondFunction, **given: Any) -> Any:
    request = Request("GET", "/", id="r-1")
    prediction = {"label": "yes"}
    return function(prediction, given=given, row=[1, 2], model="rain", version="3f2a", request=request)


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_an_answer_is_shaped(kind: str, make: Any) -> None:
    function = make(
        f"""
        {kind} respond(prediction, *, city, model, version, row, request, secrets, units="metric"):
            known = [model, version, row, request.id, secrets["KEY"], units]
            return {{"rain": prediction["label"] == "yes", "city": city, "known": known}}
        """,
        ["city", "units"],
    )
    known = ["rain", "3f2a", [1, 2], "r-1", "s3cret-value", "metric"]
    assert answer(function, city="Kyoto", other=1) == {"rain": True, "city": "Kyoto", "known": known}


def test_what_was_not_sent(make: Any) -> None:
    function = make("def respond(prediction, *, city, days=3): return [city, days]")
    assert answer(function, city="Kyoto") == ["Kyoto", 3]
    with pytest.raises(RequestError) as caught:
        answer(function)
    assert str(caught.value) == "422: the respond function 'respond' needs 'city', which was not sent"


BAD: list[tuple[str, str]] = [
    (
        "def respond(prediction, *, ctiy): ...",
        "there is no 'ctiy'; did you mean 'city'?\nafter the star: city, model, version, row, http, secrets, request",
    ),
    ("def respond(*, city): ...", "expected one parameter before the star, the prediction; got nothing"),
    (
        "def respond(prediction, city): ...",
        "expected one parameter before the star, the prediction; got prediction, city",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), BAD)
def test_functions_that_are_refused(text: str, sentence: str, make: Any) -> None:
    with pytest.raises(ServiceError) as caught:
        make(text, ["city"])
    assert str(caught.value) == f"features.py:respond: {sentence}"


def test_it_may_refuse_and_fail(make: Any, reports: list[str]) -> None:
    with pytest.raises(RowError) as refused:
        answer(make("def respond(prediction): raise ValueError('not today')"))
    assert refused.value.problems == (("/0", "not today"),)
    with pytest.raises(RequestError) as failed:
        answer(make("def respond(prediction): return prediction['x']"))
    assert str(failed.value) == "500: the respond function 'respond' failed: KeyError"
    assert len(reports) == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{1}", "set"),
        ("{'a/b': [1, object()]}", "object at /a~1b/1"),
        ("[{1: 2}]", "a dict with a key of type int at /0"),
        ("deep()", "what is nested too deeply"),
        ("b''", "bytes"),
    ],
)
def test_an_answer_is_plain_json(text: str, what: str, make: Any) -> None:
    deep = "def deep():\n    value = []\n    value.append(value)\n    return value\n"
    with pytest.raises(RequestError) as caught:
        answer(make(f"{deep}def respond(prediction): return {text}"))
    assert str(caught.value) == f"500: the respond function 'respond' gave {what}; an answer is plain JSON"


def test_whatever_json_can_say(make: Any) -> None:
    value = {"a": [1, 2.5, None, True, {"b": ("c",)}]}
    assert answer(make(f"def respond(prediction): return {value!r}")) == value
