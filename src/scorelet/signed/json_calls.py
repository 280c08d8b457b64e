"""Calls in AWS's JSON protocol: one address, and the operation in a header."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scorelet.signed.answers import read_object
from scorelet.signed.caller import Call, Caller
from scorelet.signed.refusals import Subject, senseless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scorelet.signed.endpoints import Endpoint
    from scorelet.wire.deadline import Deadline

VERSIONS: Mapping[str, str] = {"sqs": "1.0", "kinesis": "1.1", "ssm": "1.1", "secretsmanager": "1.1"}
"""Of the protocol, by service."""


def json_call(
    caller: Caller,
    endpoint: Endpoint,
    operation: str,
    fields: Mapping[str, Any],
    subject: Subject,
    deadline: Deadline | None = None,
) -> dict[str, Any]:
    """The fields of the answer to `operation`, such as "AmazonSSM.GetParameter"; raises AwsCallError."""
    headers = {
        "content-type": f"application/x-amz-json-{VERSIONS[endpoint.service]}",
        "x-amz-target": operation,
    }
    body = json.dumps(fields, separators=(",", ":")).encode()
    answer = caller.call(Call(endpoint, subject, headers=headers, body=body), deadline=deadline)
    told = read_object(answer.body)
    if told is None:
        raise senseless(subject)
    return told
