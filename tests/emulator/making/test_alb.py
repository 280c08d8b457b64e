"""A load balancer's request."""

from __future__ import annotations

import json

from tests.bundle.models import ROWS
from tests.emulator.making.services import make


def test_a_request() -> None:
    event = make("alb", 2)
    assert (event["httpMethod"], event["path"]) == ("POST", "/api/models/towns/predict")
    assert json.loads(event["body"]) == ROWS
    assert event["headers"]["content-length"] == str(len(event["body"].encode()))
    assert event["requestContext"]["elb"]["targetGroupArn"].startswith(
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/towns/"
    )
