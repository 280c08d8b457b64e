"""A path or URL -> the store that is there."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from scorelet.errors import UsageError
from scorelet.store.space import Space
from scorelet.store.store import Store
from scorelet.store.writing import utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from scorelet.signed.caller import Caller
    from scorelet.store.s3 import Client

VARIABLE = "SCORELET_STORE"
HOME_FOLDER = "~/.scorelet/store"
"""The store when none is named."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # one letter would be a drive of Windows
_S3 = re.compile(r"[sS]3://([A-Za-z0-9][A-Za-z0-9._-]*)(?:/(.*))?", re.DOTALL)


def open_store(
    where: str | os.PathLike[str] | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    client: Client | None = None,
    caller: Caller | None = None,
    who: str | None = None,
    clock: Callable[[], datetime] = utc_now,
    sleep: Callable[[float], None] = time.sleep,
) -> Store:
    """The store in the folder or under the `s3://bucket/prefix` that `where` names.

    Without `where` it is what SCORELET_STORE names, else `~/.scorelet/store`. Nothing is read or made before
    the first use. `client` is boto3's S3 client; without one it is made from AWS's own environment variables and
    files (profile, region, endpoint URL). With a `caller` S3 is asked by signed calls of the standard library instead:
    boto3 is not imported, and the store can only be read. Raises UsageError when `where` names no place a store can
    be in.
    """
    named = os.fspath(where) if where is not None else environment.get(VARIABLE) or HOME_FOLDER
    return Store(_space(named, client, caller, sleep), who=who or "", clock=clock, sleep=sleep)


def _space(where: str, client: Client | None, caller: Caller | None, sleep: Callable[[float], None]) -> Space:
    scheme = _SCHEME.match(where)
    if scheme is None:
        if not where or "\0" in where:
            raise UsageError(f"a store is a folder or s3://bucket/prefix, got {where!r}\nname one of them")
        from pathlib import Path

        from scorelet.store.folder import Folder

        return Folder(Path(where).expanduser().absolute())
    if scheme[1].lower() != "s3":
        raise UsageError(f"a store is a folder or s3://bucket/prefix, got {where!r}\nname one of them")
    bucket, prefix = _bucket_and_prefix(where)
    if caller is not None:
        from scorelet.signed.s3 import S3
        from scorelet.store.s3_signed import SignedBucket

        return SignedBucket(S3(caller), bucket, prefix)
    from scorelet.store.s3 import Bucket
    from scorelet.store.s3_client import make_client

    return Bucket(client or make_client(where), bucket, prefix, sleep)


def _bucket_and_prefix(url: str) -> tuple[str, str]:
    found = _S3.fullmatch(url)
    prefix = (found[2] or "").strip("/") if found else ""
    if found is None or any(part in ("", ".", "..") for part in prefix.split("/") if prefix):
        raise UsageError(f"a store in S3 is s3://bucket/prefix, got {url!r}\nlook at the bucket and the prefix")
    return found[1], prefix
