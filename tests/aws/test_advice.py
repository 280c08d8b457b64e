"""What the owner of a service should know before it is a function."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.aws.advice import warnings
from scorelet.service.values import Api, Lambda, Limits, Model, Service, Upstream


def service(**given: Any) -> Service:
    return Service("s", given.pop("models", (Model("m", file="m"),)), **given)


CASES: list[tuple[Service, list[str]]] = [
    (service(), []),
    (
        service(limits=Limits(body=6 * 1024**2 + 1)),
        ["limits.body is 6,291,457 bytes, and Lambda takes 6,291,456 for a request"],
    ),
    (
        service(function=Lambda(timeout=30)),
        ["lambda.timeout is 30 seconds, and the gateway waits 29: callers get a 504 then, and the function goes on"],
    ),
    (service(function=Lambda(timeout=30), api=Api(endpoint="http")), []),
    (service(function=Lambda(timeout=900), api=Api(endpoint="url")), []),
    (service(upstream=Upstream(budget=10.0)), []),
    (
        service(api=Api(keys=True, rate=1.0)),
        ["api.keys is the gateway's: whoever may invoke the function itself needs no key"],
    ),
    (service(api=Api(rate=1.0)), ["api.rate without keys is of all callers together"]),
    (
        service(function=Lambda(snapstart=True)),
        ["lambda.snapstart needs Python 3.12 or newer, and the package is for 3.11"],
    ),
]


@pytest.mark.parametrize(("given", "said"), CASES)
def test_what_is_said(given: Service, said: list[str]) -> None:
    assert warnings(given, (3, 11)) == said


def test_snapstart_of_a_newer_python() -> None:
    assert warnings(service(function=Lambda(snapstart=True)), (3, 12)) == []


def test_the_owners_functions(tmp_path: Any) -> None:
    (tmp_path / "features.py").write_text("import boto3\n")
    models = (Model("m", file="m", features=f"{tmp_path}/features.py:f"),)
    imported, budget = warnings(service(models=models, upstream=Upstream(budget=10.0)), (3, 11))
    assert (
        imported
        == "features.py, line 1: 'boto3' does not ship: AWS brings one of its own choice, and nothing else does"
    )
    assert budget == (
        "upstream.budget is 10 seconds, and the function ends after 10: a silent upstream becomes a 502 of the "
        "gateway, not a 504 that names it"
    )
