"""A prefix of an S3 bucket as a space: each key an object.

S3 shows an object in whole or not at all, to everyone at once, and `If-None-Match: *` lets exactly one of several
writers create it. Some services that speak S3's language ignore that header: then two writers could each believe to
have been first. So a space tries it out, before it first creates something, on a key of its own.

`client` is boto3's. Its retries are the SDK's own.
"""

from __future__ import annotations

import hashlib
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from scorelet.errors import StoreUnreachableError
from scorelet.store.s3_errors import Asked, foreign_errors, is_answer, no_s3, translated
from scorelet.store.space import File

PROBE = "scorelet-store.txt"
PROBE_TEXT = b"This prefix is a store of packed models, kept by Scorelet.\n"

BUSY_PAUSES = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds to wait where another writer is at the same key at this moment (409), which the SDK does not retry."""

EXISTS = 412
BUSY = 409


class Client(Protocol):
    """What is used of boto3's S3 client."""

    def put_object(self, **arguments: Any) -> Any: ...
    def get_object(self, **arguments: Any) -> Any: ...
    def delete_object(self, **arguments: Any) -> Any: ...
    def get_paginator(self, name: Any, /) -> Any: ...


class Bucket:
    """A space under `prefix` (without slashes at its ends, and possibly empty) of `bucket`."""

    def __init__(self, client: Client, bucket: str, prefix: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""
        self._sleep = sleep
        self._foreign = foreign_errors()
        self._tried_out = False

    @property
    def where(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def place(self, key: str) -> str:
        return f"s3://{self._bucket}/{self._prefix}{key}"

    def create(self, key: str, data: bytes) -> bool:
        self._try_out()
        return self._put_new(key, data)

    def replace(self, key: str, data: bytes) -> None:
        with self._gate("s3:PutObject", key):
            self._put(key, data)

    def read(self, key: str) -> bytes | None:
        with self._gate("s3:GetObject", key):
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            except self._foreign as error:
                if is_answer(error, "NoSuchKey"):
                    return None
                raise
            data: bytes = answer["Body"].read()
            return data

    def files(self, folder: str) -> tuple[File, ...]:
        start = len(f"{self._prefix}{folder}/")
        found = [File(each["Key"][start:], each["Size"]) for each in self._listed(folder, "Contents")]
        return tuple(sorted(found, key=lambda file: file.name))

    def folders(self, folder: str) -> tuple[str, ...]:
        start = len(f"{self._prefix}{folder}/")
        return tuple(sorted(each["Prefix"][start:-1] for each in self._listed(folder, "CommonPrefixes")))

    def delete(self, key: str) -> None:
        with self._gate("s3:DeleteObject", key):
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

    def _listed(self, folder: str, part: str) -> list[Any]:
        with self._gate("s3:ListBucket", f"{folder}/"):
            pages = list(
                self._client.get_paginator("list_objects_v2").paginate(
                    Bucket=self._bucket, Prefix=f"{self._prefix}{folder}/", Delimiter="/"
                )
            )
        if not all("Name" in page for page in pages):  # else any page of the web would be an empty store
            raise no_s3(self._asked("s3:ListBucket", f"{folder}/"))
        return [each for page in pages for each in page.get(part, ())]

    def _try_out(self) -> None:
        """Hold that the service creates nothing where something is. One request where a store is already."""
        if self._tried_out:
            return
        if self._put_new(PROBE, PROBE_TEXT) and self._put_new(PROBE, PROBE_TEXT):
            raise StoreUnreachableError(
                f"the service that keeps {self.where} ignores 'If-None-Match: *', so two writers could lose versions\n"
                "use a service that has S3's conditional writes, or a folder"
            )
        self._tried_out = True

    def _put_new(self, key: str, data: bytes) -> bool:
        with self._gate("s3:PutObject", key):
            for pause in (*BUSY_PAUSES, None):
                try:
                    self._put(key, data, IfNoneMatch="*")
                except self._foreign as error:
                    if is_answer(error, EXISTS):
                        return False
                    if not is_answer(error, BUSY) or pause is None:
                        raise
                    self._sleep(pause)
                else:
                    return True
        raise AssertionError("the last pause is None")

    def _put(self, key: str, data: bytes, **condition: str) -> None:
        checksum = b64encode(hashlib.sha256(data).digest()).decode()
        self._client.put_object(
            Bucket=self._bucket, Key=self._prefix + key, Body=data, ChecksumSHA256=checksum, **condition
        )

    @contextmanager
    def _gate(self, action: str, key: str) -> Iterator[None]:
        """The gate at which the SDK's errors become the store's."""
        try:
            yield
        except self._foreign as error:
            raise translated(error, self._asked(action, key)) from None

    def _asked(self, action: str, key: str) -> Asked:
        return Asked(action, self._bucket, self._prefix + key)
