"""S3's notification of an object that was put."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote_plus

from scorelet.emulator.sources.times import iso
from scorelet.emulator.sources.values import Json


class Put(NamedTuple):
    """An object as it was put. moment: seconds since 1970."""

    key: str
    etag: str
    size: int
    moment: float


def notification(put: Put, bucket: str, region: str, count: int, id: str) -> Json:
    """S3's event for one object: keys are encoded as forms are, but for their slashes."""
    part = "CompleteMultipartUpload" if "-" in put.etag else "Put"
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": region,
        "eventTime": iso(put.moment),
        "eventName": f"ObjectCreated:{part}",
        "userIdentity": {"principalId": "AWS:AIDAEXAMPLE"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {"x-amz-request-id": id.replace("-", "").upper()[:16], "x-amz-id-2": "EXAMPLE"},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "scorelet",
            "bucket": {
                "name": bucket,
                "ownerIdentity": {"principalId": "A3NL1KOZZKExample"},
                "arn": f"arn:aws:s3:::{bucket}",
            },
            "object": {
                "key": quote_plus(put.key, safe="/", errors="surrogatepass"),
                "size": put.size,
                "eTag": put.etag,
                "sequencer": f"{int(put.moment):010X}{count:08X}",
            },
        },
    }
    return {"Records": [record]}
