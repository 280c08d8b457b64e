"""What a store is built on: a place that keeps bytes under keys, as a folder and a bucket do.

Keys are relative, with `/` between their parts. Whatever goes wrong is a StoreError that names the full place.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol


class File(NamedTuple):
    """What lies directly in a folder; `size` in bytes."""

    name: str
    size: int


class Space(Protocol):
    """Six operations. What has been created is there in whole, for everyone, at once, and survives a crash."""

    @property
    def where(self) -> str:
        """The place as people name it: a path, or s3://bucket/prefix."""
        ...

    def place(self, key: str) -> str:
        """The full place of `key`."""
        ...

    def create(self, key: str, data: bytes) -> bool:
        """Keep `data` under `key` unless the key is there: exactly one of several writers gets True."""
        ...

    def replace(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`, whatever was there."""
        ...

    def read(self, key: str) -> bytes | None:
        """The bytes under `key`; None when there is no such key."""
        ...

    def files(self, folder: str) -> tuple[File, ...]:
        """What lies directly in `folder`, by name; nothing when there is no such folder."""
        ...

    def folders(self, folder: str) -> tuple[str, ...]:
        """The names of the folders directly in `folder`, sorted."""
        ...

    def delete(self, key: str) -> None:
        """Remove `key`; it may be gone already."""
        ...
