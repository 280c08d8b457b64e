"""The package that a function came in -> its service, and the models that answer.

    service.json                 the resolved service: which version each model is, and where its bytes are
    models/*.scorelet            those that came along
    images/*.image               what compiling took, for this version of Python
    features/ templates/         what the service's owner wrote around the models

A model that stayed in S3 is read by one signed call, and kept in the function's own folder under its version: the
file that is found there by the next start in the same machine is held against that version before it is used.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from scorelet.bundle.images import Images, keep
from scorelet.errors import BundleError, ServiceError
from scorelet.pfa.digest import sha256_hex
from scorelet.runtime.loading import Found, Loader, content
from scorelet.service.resolved import FILE, read_resolved

if TYPE_CHECKING:
    from scorelet.runtime.served import Served
    from scorelet.service.resolved import Pinned, Resolved
    from scorelet.service.values import Model
    from scorelet.store import Store

OWN = "/tmp/scorelet"
"""What a function may write; its own, and gone with its machine."""

Fetch = Callable[[str, str], bytes | None]
"""Bucket and key -> the bytes; None where there is no such object."""


class Package:
    """The package in `folder`.

    fetch   reads from S3
    store   opens a store, for aliases that are followed
    own     a folder for what was read and compiled
    loader  loads other versions of its models
    """

    def __init__(self, folder: str, fetch: Fetch, store: Callable[[str], Store], own: str = OWN) -> None:
        self.folder = folder
        self.resolved = _resolved(folder)
        self._fetch = fetch
        self._own = own
        images = Images(os.path.join(folder, "images"), os.path.join(own, "images"))
        service = self.resolved.service
        self.loader = Loader(service, lambda: store(service.store), folder=folder, images=images)

    def models(self) -> list[Served]:
        """All models, verified. Raises BundleError, PfaError, ServiceError, AwsCallError."""
        pairs = zip(self.resolved.service.models, self.resolved.models, strict=True)
        return [self._load(entry, pinned) for entry, pinned in pairs]

    def _load(self, entry: Model, pinned: Pinned) -> Served:
        if pinned.file is None:
            place = pinned.place or ""
            return self.loader.load(entry, Found(pinned.version, lambda: self._kept(pinned.version, place)))
        path = os.path.join(self.folder, pinned.file)
        served = self.loader.load(entry, Found(pinned.version, lambda: content(path)))
        if served.version != pinned.version:
            raise BundleError(
                f"{pinned.file} is not the version that {FILE} names: expected {pinned.version[:12]}, "
                f"got {served.short_version}\npackage the service again"
            )
        return served

    def _kept(self, version: str, place: str) -> bytes:
        """The bytes of a version: from the own folder, or from S3 and then kept."""
        path = os.path.join(self._own, "models", f"{version}.scorelet")
        try:
            data = content(path)
        except BundleError:
            data = b""
        if sha256_hex(data) == version:
            return data
        bucket, _, key = place.removeprefix("s3://").partition("/")
        found = self._fetch(bucket, key)
        if found is None or sha256_hex(found) != version:
            how = "is missing" if found is None else f"is not what was pushed ({len(found)} bytes)"
            raise BundleError(f"version {version[:12]} {how}, at {place}\npush the same packed model again")
        keep(path, found)  # where there is no room, the next start reads from S3 again
        return found


def _resolved(folder: str) -> Resolved:
    path = os.path.join(folder, FILE)
    try:
        data = content(path)
    except BundleError as error:
        reason = str(error).partition("\n")[0]
        raise ServiceError([f"there is no package of a service: {reason}"]) from None
    return read_resolved(data)
