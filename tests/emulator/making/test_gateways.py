"""Requests through gateways: to the model's own path, with a key where the service asks for one."""

from __future__ import annotations

import json

import pytest

from scorelet.service.values import Api
from tests.bundle.models import ROWS
from tests.emulator.making.services import SERVICE, make


def test_a_rest_api_knows_its_route_and_stage() -> None:
    event = make("rest")
    assert (event["resource"], event["path"]) == ("/api/models/{model}/predict", "/api/models/towns/predict")
    assert event["pathParameters"] == {"model": "towns"}
    context = event["requestContext"]
    assert (context["path"], context["stage"]) == ("/prod/api/models/towns/predict", "prod")
    assert (context["requestTimeEpoch"], context["requestTime"]) == (1700000000123, "14/Nov/2023:22:13:20 +0000")
    assert json.loads(event["body"]) == ROWS[0]
    assert "apiKey" not in context["identity"]


@pytest.mark.parametrize("endpoint", ["rest", "http", "url"])
def test_a_key_is_sent_where_one_is_asked_for(endpoint: str) -> None:
    event = make("rest", service=SERVICE._replace(api=Api(keys=True, endpoint=endpoint)))
    identity = event["requestContext"]["identity"]
    assert identity["apiKey"] == event["headers"]["x-api-key"]
    assert len(identity["apiKey"]) == 40
    assert len(identity["apiKeyId"]) == 10


@pytest.mark.parametrize(
    ("kind", "account", "domain"),
    [
        ("http", "123456789012", "execute-api.us-east-1.amazonaws.com"),
        ("url", "anonymous", "lambda-url.us-east-1.on.aws"),
    ],
)
def test_payload_2(kind: str, account: str, domain: str) -> None:
    event = make(kind, 2)
    context = event["requestContext"]
    assert (event["rawPath"], context["http"]["method"]) == ("/api/models/towns/predict", "POST")
    assert (context["accountId"], context["domainName"]) == (account, f"{context['apiId']}.{domain}")
    assert (json.loads(event["body"]), event["isBase64Encoded"]) == (ROWS, False)
    assert event["headers"]["content-length"] == str(len(event["body"]))


def test_a_model_by_its_alias_has_its_own_path() -> None:
    assert make("rest", model="towns@prod")["pathParameters"] == {"model": "towns@prod"}
    assert make("http", model="towns@prod")["rawPath"] == "/api/models/towns@prod/predict"
