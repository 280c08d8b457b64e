"""Objects in S3: read, listed, put.

A bucket is asked under its own host name; under a path of the service's where its name has a dot, which no TLS
certificate covers, or where the environment names another service. Of a bucket in another region the region is asked
once, and remembered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from scorelet.errors import AwsCallError
from scorelet.signed.caller import MIB, Call, Caller
from scorelet.signed.refusals import Subject, printable, senseless
from scorelet.signed.sigv4 import Query

if TYPE_CHECKING:
    from scorelet.wire.messages import Answer

LARGEST_OBJECT = 512 * MIB
"""Bytes of an object that is read into memory."""
LARGEST_FILE = 10 * 1024 * MIB
"""Bytes of an object that is read into a file: as much as the `/tmp` of a Lambda function can have."""
LARGEST_PAGE = 8 * MIB
"""Bytes of a list's page, which has a thousand keys and prefixes at most."""

ELSEWHERE = frozenset(
    {
        "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
        "PermanentRedirect",
        "Redirect",
        "TemporaryRedirect",
    }
)
"""S3's words for a bucket in another region."""

_NONE: Mapping[str, str] = MappingProxyType({})


class Object(NamedTuple):
    """What a list tells of an object; `size` in bytes."""

    key: str
    size: int


class Page(NamedTuple):
    """A part of a list. `prefixes` are the common beginnings of keys, up to the delimiter."""

    objects: tuple[Object, ...]
    prefixes: tuple[str, ...]


class Wish(NamedTuple):
    """What is asked of a bucket; of the bucket itself where `key` is ""."""

    method: str
    bucket: str
    key: str
    subject: Subject
    query: Query = ()
    headers: Mapping[str, str] = _NONE
    body: bytes = b""


class S3:
    """Calls to S3 by `caller`, from any number of threads."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._regions: dict[str, str] = {}

    def get(self, bucket: str, key: str, *, most: int = LARGEST_OBJECT) -> bytes | None:
        """The bytes of an object; None when there is no such key."""
        answer = self._found(bucket, key, most)
        return None if answer is None else answer.body

    def get_file(self, bucket: str, key: str, path: str) -> bool:
        """An object into a file, which comes to be in whole or not at all; False when there is no such key.

        It is written beside `path` first, under the same name with `.part` and a few digits.
        """
        part = f"{path}.part{os.urandom(4).hex()}"
        try:
            with open(part, "xb") as file:  # noqa: PTH123 - pathlib is not paid for at a cold start
                answer = self._found(bucket, key, LARGEST_FILE, file)
            if answer is not None:
                os.replace(part, path)  # noqa: PTH105
            return answer is not None
        except OSError as error:
            why = (error.strerror or "it fails").lower()
            raise AwsCallError(
                f"cannot keep s3://{bucket}/{printable(key)} in {path}: {why}\nlook at the disk"
            ) from None
        finally:
            with suppress(OSError):
                os.unlink(part)  # noqa: PTH108

    def put(self, bucket: str, key: str, body: bytes, *, content_type: str = "application/octet-stream") -> None:
        """Keep an object, whose SHA-256 S3 compares."""
        headers = {"content-type": content_type, "x-amz-checksum-sha256": _checksum(body)}
        self._answered(
            Wish("PUT", bucket, key, _subject("write", "s3:PutObject", bucket, key), headers=headers, body=body)
        )

    def list(self, bucket: str, prefix: str = "", delimiter: str = "") -> Iterator[Page]:
        """What lies under `prefix`, page by page; a request for each page."""
        from scorelet.signed.s3_pages import read_page

        subject = _subject("list", "s3:ListBucket", bucket, prefix)
        asked = (("list-type", "2"), ("encoding-type", "url"), ("prefix", prefix), ("delimiter", delimiter))
        token, following = "", ""
        while True:
            query = tuple(pair for pair in (*asked, ("continuation-token", token)) if pair[1])
            answer = self._answered(Wish("GET", bucket, "", subject, query), most=LARGEST_PAGE)
            read = read_page(answer.body)
            if read is None:
                raise senseless(subject)
            page, following = read
            yield page
            if not following:
                return
            if following == token:  # the list would never end
                raise senseless(subject)
            token = following

    def _found(self, bucket: str, key: str, most: int, file: BinaryIO | None = None) -> Answer | None:
        """None when there is no such key."""
        try:
            wish = Wish("GET", bucket, key, _subject("read", "s3:GetObject", bucket, key))
            return self._answered(wish, most=most, file=file)
        except AwsCallError as error:
            if error.status == 404 and error.code == "NoSuchKey":
                return None
            raise

    def _answered(self, wish: Wish, *, most: int = MIB, file: BinaryIO | None = None) -> Answer:
        region = self._regions.get(wish.bucket, "")
        try:
            return self._caller.call(self._call(wish, region), most=most, file=file)
        except AwsCallError as error:
            if error.code not in ELSEWHERE and error.status != 301:
                raise
            found = self._region(wish)
            if found in ("", region):
                raise
        self._regions[wish.bucket] = found
        return self._caller.call(self._call(wish, found), most=most, file=file)

    def _region(self, wish: Wish) -> str:
        """Where the bucket of `wish` is: S3 tells it with any answer, also with a refusal."""
        look = self._call(Wish("HEAD", wish.bucket, "", wish.subject), "")
        answer = self._caller.call(look, expected=(200, 301, 307, 400, 403, 404))
        return answer.headers.get("x-amz-bucket-region", "")

    def _call(self, wish: Wish, region: str) -> Call:
        endpoint = self._caller.endpoint("s3", region)
        path = f"/{wish.bucket}/{wish.key}" if wish.key else f"/{wish.bucket}"
        if endpoint.own and "." not in wish.bucket:
            origin = endpoint.origin._replace(host=f"{wish.bucket}.{endpoint.origin.host}")
            endpoint, path = endpoint._replace(origin=origin), f"/{wish.key}"
        return Call(endpoint, wish.subject, wish.method, path, wish.query, wish.headers, wish.body)


def _subject(doing: str, action: str, bucket: str, key: str) -> Subject:
    return Subject.of(doing, action, f"s3://{bucket}/{key}")


def _checksum(body: bytes) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return b64encode(sha256(body).digest()).decode()
