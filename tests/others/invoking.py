"""Invocations through boto3's client, and what is compared of them."""

from __future__ import annotations

import base64
import json
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from tests.others.sending import steady

LATEST, LIVE = "$LATEST", "live"
_SAID = b"the function was here\n"
_SIX, _ONE = 6 * 1024 * 1024, 1024 * 1024


class Invocation(NamedTuple):
    """A call of `Invoke`. function: a name, or an ARN of which {arn} stands for the function's own."""

    name: str
    payload: bytes = b""
    kind: str = "RequestResponse"
    tail: bool = False
    function: str = "{name}"
    qualifier: str = ""


class Invoked(NamedTuple):
    """What is compared.

    status   of HTTP
    error    X-Amz-Function-Error, or the code of an error of Lambda itself
    payload  as JSON, without what varies
    version  that answered
    logged   whether the log was sent, and has what the function printed
    """

    status: int
    error: str
    payload: Any
    version: str
    logged: str


INVOCATIONS = (
    Invocation("an event", b'{"do": "echo", "a": [1, 2.50, "\\u00f6", null]}'),
    Invocation("text beyond ASCII", '{"do": "echo", "a": "ö😀"}'.encode()),
    Invocation("by version", b'{"do": "echo"}', qualifier="1"),
    Invocation("by alias", b'{"do": "echo"}', qualifier=LIVE),
    Invocation("by name and alias", b'{"do": "echo"}', function="{name}:live"),
    Invocation("by ARN", b'{"do": "echo"}', function="{arn}"),
    Invocation("by ARN and alias", b'{"do": "echo"}', function="{arn}:live"),
    Invocation("dry", b'{"do": "echo"}', "DryRun"),
    Invocation("not waited for", b'{"do": "echo"}', "Event"),
    Invocation("with its log", b'{"do": "echo"}', tail=True),
    Invocation("a row", b'{"age": 20, "income": 1.5, "home town": "Bonn"}'),
    Invocation("a row that does not fit", b'{"age": "old", "income": 1.5, "home town": "Bonn"}'),
    Invocation("a failure", b'{"do": "raise"}', tail=True),
    Invocation("an end", b'{"do": "exit"}'),
    Invocation("after an end", b'{"do": "echo"}'),
    Invocation("an answer of seven megabytes", b'{"do": "large"}'),
    Invocation("after seven megabytes", b'{"do": "echo"}'),
    Invocation("no payload"),
    Invocation("malformed JSON", b'{"do": '),
    Invocation("malformed JSON that is not waited for", b'{"do": ', "Event"),
    Invocation("more than six megabytes", b'{"do": "other", "a": "%s"}' % (b"x" * _SIX)),
    Invocation("more than one megabyte that is not waited for", b'{"do": "echo", "a": "%s"}' % (b"x" * _ONE), "Event"),
    Invocation("an unknown function", b"{}", function="nobody"),
    Invocation("an unknown version", b"{}", qualifier="99"),
    Invocation("an unknown alias", b"{}", qualifier="nowhere"),
    Invocation("a qualifier that is none", b"{}", qualifier="a b"),
    Invocation("an unknown kind", b"{}", kind="Maybe"),
)


def invoke(client: Any, name: str, arn: str, asked: Invocation) -> Invoked:
    """Of the function with this name and ARN."""
    more = {"Qualifier": asked.qualifier} if asked.qualifier else {}
    try:
        answer = client.invoke(
            FunctionName=asked.function.format(name=name, arn=arn), Payload=asked.payload,
            InvocationType=asked.kind, LogType="Tail" if asked.tail else "None", **more,
        )  # fmt: skip
    except ClientError as error:
        told = error.response["Error"]
        return Invoked(
            error.response["ResponseMetadata"]["HTTPStatusCode"], told["Code"], steady(told.get("Message", "")), "", ""
        )
    log = answer.get("LogResult")
    logged = "" if log is None else f"has the line: {_SAID in base64.b64decode(log)}"
    payload = _read(answer["Payload"].read())
    return Invoked(
        answer["StatusCode"], answer.get("FunctionError", ""), payload, answer.get("ExecutedVersion", ""), logged
    )


def _read(payload: bytes) -> Any:
    """JSON without what varies; frames of an error by their functions, since only some see the sources."""
    if not payload:
        return ""
    if len(payload) > 10_000:
        return f"{len(payload)} bytes"
    value = steady(json.loads(payload))
    if isinstance(value, dict) and "stackTrace" in value:
        value["stackTrace"] = [frame.splitlines()[0].rpartition(" in ")[2] for frame in value["stackTrace"]]
    return value
