"""What stands in front of a function, for each kind of endpoint, and what scorelet.toml may ask of it."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.aws.endpoint import BINARY, MODELS, OPEN, Endpoint, Method, Plan, endpoint_of, function_name
from scorelet.runtime.routes import ROUTES
from scorelet.service.values import Api, Model, Quota, Service


def service(**api: Any) -> Service:
    return Service("rain", (Model("rain", file="rain.scorelet"),), api=Api(**api))


def methods(**api: Any) -> dict[tuple[str, str], Method]:
    return {(each.method, each.path): each for each in endpoint_of(service(**api), "prod").methods}


def test_a_rest_api_has_a_method_for_each_route() -> None:
    endpoint = endpoint_of(service(cors=("https://a.example",)), "prod")
    assert endpoint._replace(methods=()) == Endpoint(
        "rest", "rain-prod", "prod", (), MODELS, BINARY, ("https://a.example",), Plan(), Plan(), 29.0
    )
    watched: dict[tuple[str, ...], tuple[str, ...]] = {("GET",): ("GET", "HEAD")}
    asked = [(method, route.path) for route in ROUTES for method in watched.get(route.methods, route.methods)]
    assert [(each.method, each.path) for each in endpoint.methods] == asked
    assert not any(each.key for each in endpoint.methods)


def test_keys_are_asked_for_but_by_who_watches_over_it() -> None:
    found = methods(keys=True)
    assert {each.path for each in found.values() if not each.key} == OPEN
    assert {route.path for route in ROUTES} >= OPEN


def test_bodies_are_checked_where_they_are_posted() -> None:
    found = methods()
    assert {
        path: found["POST", path].body for path in ("/", "/predict", "/invocations", "/v2/models/{model}/infer")
    } == {
        "/": "Rows",
        "/predict": "Rows",
        "/invocations": "Invocation",
        "/v2/models/{model}/infer": "InferRequest",
    }
    assert {each.body for (method, _), each in found.items() if method != "POST"} == {""}


@pytest.mark.parametrize(
    ("api", "callers", "everyone"),
    [
        ({}, Plan(), Plan()),
        ({"keys": True}, Plan(), Plan()),
        ({"rate": 2.6}, Plan(), Plan(2.6, 3)),
        ({"rate": 0.2}, Plan(), Plan(0.2, 1)),
        ({"rate": 5.0, "burst": 20}, Plan(), Plan(5.0, 20)),
        ({"keys": True, "rate": 5.0}, Plan(5.0, 5), Plan()),
        ({"keys": True, "quota": Quota(9, "day")}, Plan(quota=Quota(9, "day")), Plan()),
        ({"keys": True, "rate": 5.0, "quota": Quota(9, "week")}, Plan(5.0, 5, Quota(9, "week")), Plan()),
    ],
)
def test_rates_are_of_each_key_where_there_are_keys(api: dict[str, Any], callers: Plan, everyone: Plan) -> None:
    endpoint = endpoint_of(service(**api), "dev")
    assert (endpoint.callers, endpoint.everyone) == (callers, everyone)


@pytest.mark.parametrize(("kind", "seconds"), [("http", 30.0), ("url", 900.0)])
def test_the_other_kinds_send_everything_on(kind: str, seconds: float) -> None:
    assert endpoint_of(service(endpoint=kind, cors=("*",)), "dev") == Endpoint(
        kind, "rain-dev", "$default", cors=("*",), timeout=seconds
    )


def test_the_stage_is_in_the_name_of_the_function() -> None:
    assert function_name(service(), "prod") == "rain-prod"
