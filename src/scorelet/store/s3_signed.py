"""A prefix of an S3 bucket as a space that is read by signed calls of the standard library.

For where models run: nothing needs boto3, whose import takes longer than everything else of a cold start. Models are
pushed from elsewhere, so this space is for reading, and says so when it should be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from scorelet.errors import AwsCallError, StoreUnreachableError
from scorelet.store.space import File

if TYPE_CHECKING:
    from scorelet.signed.s3 import S3, Page


class SignedBucket:
    """A space under `prefix` (without slashes at its ends, and possibly empty) of `bucket`."""

    def __init__(self, s3: S3, bucket: str, prefix: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._prefix = f"{prefix}/" if prefix else ""

    @property
    def where(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def place(self, key: str) -> str:
        return f"s3://{self._bucket}/{self._prefix}{key}"

    def read(self, key: str) -> bytes | None:
        """One request."""
        with self._gate("s3:GetObject", key):
            return self._s3.get(self._bucket, self._prefix + key)

    def files(self, folder: str) -> tuple[File, ...]:
        """A request for each thousand of files and folders."""
        start = len(f"{self._prefix}{folder}/")
        found = [File(each.key[start:], each.size) for page in self._pages(folder) for each in page.objects]
        return tuple(sorted(found, key=lambda file: file.name))

    def folders(self, folder: str) -> tuple[str, ...]:
        """A request for each thousand of files and folders."""
        start = len(f"{self._prefix}{folder}/")
        return tuple(sorted(name[start:-1] for page in self._pages(folder) for name in page.prefixes))

    def create(self, key: str, data: bytes) -> NoReturn:
        self._read_only()

    def replace(self, key: str, data: bytes) -> NoReturn:
        self._read_only()

    def delete(self, key: str) -> NoReturn:
        self._read_only()

    def _pages(self, folder: str) -> list[Page]:
        with self._gate("s3:ListBucket", f"{folder}/"):
            return list(self._s3.list(self._bucket, f"{self._prefix}{folder}/", "/"))

    def _read_only(self) -> NoReturn:
        raise StoreUnreachableError(
            f"cannot change {self.where}: it was opened for reading only\nopen it without `caller`, which uses boto3"
        )

    @contextmanager
    def _gate(self, action: str, key: str) -> Iterator[None]:
        """The gate at which the errors of calls become the store's."""
        try:
            yield
        except AwsCallError as error:
            from scorelet.store.s3_errors import Asked, answered

            said = answered(error.code, error.status or 0, Asked(action, self._bucket, self._prefix + key))
            raise said or StoreUnreachableError(str(error)) from None
