"""The table of paths."""

from __future__ import annotations

import pytest

from scorelet.errors import RequestError
from scorelet.runtime.routes import REFUSALS, ROUTES, Table, refusal, resolved


@pytest.mark.parametrize("name", sorted({route.answer for route in ROUTES} | {name for _, name in REFUSALS}))
def test_every_row_names_a_function(name: str) -> None:
    assert callable(resolved(name))


def test_no_two_rows_answer_the_same() -> None:
    asked = [(method, route.path) for route in ROUTES for method in route.methods]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("method", "path", "answer", "parts"),
    [
        ("POST", "/", "dialects.native:predict", {}),
        ("GET", "/", "pages.status:page", {}),
        ("GET", "/api/models/iris@prod/predict", "dialects.native:predict", {"model": "iris@prod"}),
        ("POST", "/v2/models/iris/versions/3/infer", "dialects.oip.endpoints:infer", {"model": "iris", "version": "3"}),
        ("GET", "/v2/health/live/", "dialects.oip.endpoints:live", {}),
    ],
)
def test_a_path_leads_to_its_function(method: str, path: str, answer: str, parts: dict[str, str]) -> None:
    found = Table().find(method, path)
    assert (found.answer, found.parts) == (resolved(answer), parts)


def test_paths_of_strangers_are_not_remembered_without_end() -> None:
    table = Table()
    for number in range(2000):
        table.find("GET", f"/api/models/{number}")
    assert len(table._found) == 512
    assert table.find("GET", "/api/models/1999").parts == {"model": "1999"}


@pytest.mark.parametrize(
    ("path", "refuse"),
    [
        ("/v2", "dialects.oip.endpoints:refuse"),
        ("/v2/models/x", "dialects.oip.endpoints:refuse"),
        ("/v2x", "problems:refuse"),
        ("/invocations", "dialects.invocations:refuse"),
        ("/predict", "problems:refuse"),
    ],
)
def test_errors_take_the_shape_of_the_paths_dialect(path: str, refuse: str) -> None:
    assert refusal(path) is resolved(refuse)


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(RequestError, match="404: there is nothing at '/v2/models'; /docs says what there is"):
        Table().find("GET", "/v2/models")
