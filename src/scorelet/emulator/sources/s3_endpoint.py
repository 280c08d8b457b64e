"""A bucket at a local endpoint: objects that were put under a prefix become S3's notifications.

A bucket that cannot tell anybody is listed again and again: an object is new when its key, its content or its time is.
What was there at the start is not. S3 sends one notification for each object, and Lambda tries it again by itself.
"""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from scorelet.aws.event_mappings import AsynchronousInvocation
from scorelet.emulator.sources.asking import World, insisted
from scorelet.emulator.sources.asynchronous import Events
from scorelet.emulator.sources.endpoint import Asks
from scorelet.emulator.sources.times import iso
from scorelet.emulator.sources.values import Json, Reached, name_of, region_of

PAUSE = 1.0
"""Seconds between two looks."""


class Put(NamedTuple):
    """An object as it was put. moment: seconds since 1970."""

    key: str
    etag: str
    size: int
    moment: float


class BucketPoller:
    """Brings what is put into a bucket to the function."""

    def __init__(self, invocation: AsynchronousInvocation, s3: Asks, world: World) -> None:
        self.name = f"s3 {name_of(invocation.arn)}"
        self._bucket, _, prefix = name_of(invocation.arn).partition("/")
        self._prefix = prefix.rstrip("*")
        self._region = region_of(invocation.arn)
        self._s3 = s3
        self._world = world
        self._events = Events(invocation, world, self.name)
        self._known: dict[str, Put] | None = None
        self._count = 0

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._events.run())
            while True:
                await self._look()
                await self._world.clock.sleep(PAUSE)

    async def _look(self) -> None:
        listed = await insisted(self._world, self.name, self._listed)
        if self._known is None:
            self._world.told(Reached(self.name))
        known = listed if self._known is None else self._known
        self._known = listed
        new = [put for key, put in listed.items() if known.get(key) != put]
        for put in sorted(new, key=lambda put: (put.moment, put.key)):
            self._count += 1
            event = notification(put, self._bucket, self._region, self._count, self._world.new_id())
            self._events.offer(event, put.key)

    async def _listed(self) -> dict[str, Put]:
        found: dict[str, Put] = {}
        token: Json = {}
        while True:
            page = await self._s3.ask("list_objects_v2", Bucket=self._bucket, Prefix=self._prefix, **token)
            found |= {said["Key"]: _put(said) for said in page.get("Contents", ())}
            if not page.get("IsTruncated"):
                return found
            token = {"ContinuationToken": page["NextContinuationToken"]}


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


def _put(said: Any) -> Put:
    return Put(said["Key"], said["ETag"].strip('"'), int(said["Size"]), said["LastModified"].timestamp())
