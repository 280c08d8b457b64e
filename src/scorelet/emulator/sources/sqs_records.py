"""A message of SQS as it stands in an event."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import md5
from typing import Any

from scorelet.emulator.sources.values import Json, region_of

SENDER = "AIDAIENQZJOLO23YVJ4VO"
FIRST_NUMBER = 18_849_496_460_467_696_128
"""About where the numbers of a FIFO queue begin; each queue counts from there."""


def of_body(body: str, id: str, arn: str, milliseconds: int, order: int) -> Json:
    """A message that was sent just now; of a FIFO queue all are one group."""
    attributes = {
        "ApproximateReceiveCount": "0",
        "SentTimestamp": str(milliseconds),
        "SenderId": SENDER,
    }
    if arn.endswith(".fifo"):
        attributes |= {
            "SequenceNumber": str(FIRST_NUMBER + order),
            "MessageGroupId": "rows",
            "MessageDeduplicationId": id,
        }
    return record(id, body, attributes, {}, arn)


def of_record(given: Json, arn: str, milliseconds: int, order: int) -> Json:
    """A message that was an event's already: it is sent again, and counted anew."""
    made = of_body(given["body"], given["messageId"], arn, milliseconds, order)
    attributes = given.get("attributes")
    kept = {key: str(value) for key, value in attributes.items()} if isinstance(attributes, dict) else {}
    made["attributes"] = {**made["attributes"], **kept, "ApproximateReceiveCount": "0"}
    made["attributes"].pop("ApproximateFirstReceiveTimestamp", None)
    more = given.get("messageAttributes")
    made["messageAttributes"] = more if isinstance(more, dict) else {}
    return made


def of_received(message: Mapping[str, Any], arn: str) -> Json:
    """A message as boto3 receives it."""
    attributes = {str(key): str(value) for key, value in message.get("Attributes", {}).items()}
    more = {name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()}
    made = record(message["MessageId"], message["Body"], attributes, more, arn)
    made["receiptHandle"] = message["ReceiptHandle"]
    if "MD5OfMessageAttributes" in message:
        made["md5OfMessageAttributes"] = message["MD5OfMessageAttributes"]
    return made


def record(id: str, body: str, attributes: Json, more: Json, arn: str) -> Json:
    """A message that was not received yet. more: its own attributes."""
    return {
        "messageId": id,
        "receiptHandle": "",
        "body": body,
        "attributes": attributes,
        "messageAttributes": more,
        "md5OfBody": md5(body.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": region_of(arn),
    }


def _attribute(value: Mapping[str, Any]) -> Json:
    made: Json = {"stringListValues": [], "binaryListValues": [], "dataType": value.get("DataType", "String")}
    if "BinaryValue" in value:
        return {"binaryValue": b64encode(value["BinaryValue"]).decode(), **made}
    return {"stringValue": value.get("StringValue", ""), **made}
