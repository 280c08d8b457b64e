"""A function's connections to AWS: made when something first needs one, shared, and let go of as a whole.

Most functions answer from what is in their package and need none: then nothing of this is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorelet.runtime.events.outputs import Output
    from scorelet.runtime.events.s3 import Bucket
    from scorelet.signed.caller import Caller
    from scorelet.signed.s3 import S3
    from scorelet.store import Store


class Connections:
    """Credentials, region and endpoints come from the environment, anew with each call."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._caller: Caller | None = None

    @property
    def caller(self) -> Caller:
        if self._caller is None:
            from scorelet.signed.caller import Caller, World

            self._caller = Caller(World(self._environment))
        return self._caller

    @property
    def s3(self) -> S3:
        from scorelet.signed.s3 import S3

        return S3(self.caller)

    def fetch(self, bucket: str, key: str) -> bytes | None:
        """An object of S3; None where there is none. Raises AwsCallError."""
        return self.s3.get(bucket, key)

    def output(self, to: str) -> Output:
        """Where results go. Raises EventError."""
        from scorelet.runtime.events.outputs import output_of

        return output_of(to, self.caller)

    def bucket(self, name: str) -> Bucket:
        """Where files of rows lie."""
        from scorelet.runtime.events.s3 import SignedBucket

        return SignedBucket(name, self.s3)

    def store(self, where: str) -> Store:
        """The store at s3://bucket/prefix, for reading. Raises UsageError."""
        from scorelet.store import open_store

        return open_store(where, caller=self.caller)

    def close(self) -> None:
        """Let go of connections and credentials, as after a snapshot."""
        if self._caller is not None:
            self._caller.close()
