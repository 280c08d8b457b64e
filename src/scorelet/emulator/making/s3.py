"""S3: a file was put. Its size and digest are those of the rows as JSON Lines, but the file itself has to be there."""

from __future__ import annotations

from hashlib import md5
from urllib.parse import quote_plus

from scorelet.emulator.making.bodies import text
from scorelet.emulator.making.order import Json, Order


def put(order: Order) -> Json:
    bucket, _, prefix = order.resource.partition("/")
    data = lines(order)
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": order.region,
        "eventTime": order.iso,
        "eventName": "ObjectCreated:Put",
        "userIdentity": {"principalId": f"AWS:AIDA{order.capitals(17)}"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": order.capitals(16), "x-amz-id-2": order.token(56)},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": order.service.name,
            "bucket": {
                "name": bucket,
                "ownerIdentity": {"principalId": f"A{order.capitals(13)}"},
                "arn": f"arn:aws:s3:::{bucket}",
            },
            "object": {
                "key": quote_plus(f"{prefix.rstrip('*')}{order.model}.jsonl", safe="/"),
                "size": len(data),
                "eTag": md5(data, usedforsecurity=False).hexdigest(),
                "versionId": order.token(24),
                "sequencer": order.digits(18).upper(),
            },
        },
    }
    return {"Records": [record]}


def lines(order: Order) -> bytes:
    """The file that is meant."""
    return "".join(f"{text(row)}\n" for row in order.rows).encode()
