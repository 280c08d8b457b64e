from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.errors import ServiceError
from scorelet.runtime.features.functions import Functions, load_function
from scorelet.runtime.messages import Request
from scorelet.service.values import Model, Service, Upstream
from tests.runtime.features.conftest import Write

SERVICE = Service(
    "weather",
    (Model("rain", "rain@prod", features="features.py:f", respond="features.py:respond", template="page.html"),),
    secrets={"KEY": "env:PATH"},
    upstream=Upstream(budget=3.0),
)
TEXT = """
def f(city: str, *, http, secrets): return [city, round(http.left()), secrets["KEY"] != ""]
def respond(prediction, *, city): return [city, prediction]
"""


def test_all_that_a_service_has(write: Write, tmp_path: Path) -> None:
    write(TEXT)
    write("<p>${answer.0}", "page.html")
    functions = Functions.of(SERVICE, tmp_path)
    model, request = SERVICE.models[0], Request("GET", "/")
    feature = functions.feature(model.features)
    respond = functions.respond(model.respond, sent=[each.name for each in feature.parameters])
    given = feature.arguments([{"city": "Kyoto"}])
    rows = feature.made(given, request)
    assert rows == [["Kyoto", 3, True]]
    answer = respond("yes", given=given[0], row=rows[0], model=model.name, version="3f2a", request=request)
    assert functions.template(model.template).render({"answer": answer}) == "<p>Kyoto"
    functions.supplies.close()


def test_a_function_by_itself(write: Write, tmp_path: Path) -> None:
    write("def f(city: str): return [city]")
    assert load_function("features.py:f", tmp_path).rows(["Kyoto"], Request("GET", "/")) == [["Kyoto"]]


def test_a_template_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"^page.html: there is no such file in "):
        Functions(tmp_path).template("page.html")
