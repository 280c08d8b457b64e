"""Where an alias stands in a store in S3, by signed calls: two of them, without an SDK. Nothing is ever written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from scorelet.errors import StoreError
from scorelet.runtime.following import Standing
from scorelet.store.finding import find_version
from scorelet.store.layout import bytes_key
from scorelet.store.log import Log
from scorelet.store.refs import parse_ref
from scorelet.store.space import File

if TYPE_CHECKING:
    from scorelet.signed.s3 import S3


def standing(s3: S3, store: str, ref: str) -> Standing:
    """Where `ref` stands in the store at s3://bucket/prefix. Raises StoreError, AwsCallError, UsageError."""
    space = Space(s3, store)
    parsed = parse_ref(ref)
    version = find_version(Log(space, parsed.name).model(), parsed)
    return Standing(version.digest, space.place(bytes_key(parsed.name, version.digest, version.epoch)))


class Space:
    """A prefix of a bucket, as a store sees it; for reading."""

    def __init__(self, s3: S3, where: str) -> None:
        self.where = where.rstrip("/")
        self._s3 = s3
        self._bucket, _, prefix = self.where.removeprefix("s3://").partition("/")
        self._prefix = f"{prefix}/" if prefix else ""

    def place(self, key: str) -> str:
        return f"{self.where}/{key}"

    def read(self, key: str) -> bytes | None:
        return self._s3.get(self._bucket, f"{self._prefix}{key}")

    def files(self, folder: str) -> tuple[File, ...]:
        start = f"{self._prefix}{folder}/"
        pages = self._s3.list(self._bucket, start, "/")
        return tuple(File(each.key[len(start) :], each.size) for page in pages for each in page.objects)

    def folders(self, folder: str) -> tuple[str, ...]:
        start = f"{self._prefix}{folder}/"
        pages = self._s3.list(self._bucket, start, "/")
        return tuple(prefix[len(start) : -1] for page in pages for prefix in page.prefixes)

    def create(self, key: str, data: bytes) -> bool:
        self._refuse(key)

    def replace(self, key: str, data: bytes) -> None:
        self._refuse(key)

    def delete(self, key: str) -> None:
        self._refuse(key)

    def _refuse(self, key: str) -> NoReturn:
        raise StoreError(f"the runtime changes nothing in a store, got {self.place(key)}")
