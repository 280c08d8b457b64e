"""Objects in S3, a batch and hour each, where query engines find them by their partitions:

    PREFIX/dt=2026-11-20/hour=15/1558-4b1f0c2d9e6a7788.jsonl.gz

The name is made of the records' own times and a hash of all that is in it. A batch that is written again after a
failure whose outcome nobody knows has the same name and the same bytes: it overwrites itself.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence

from scorelet.observe.records import Record, iso

Put = Callable[[str, bytes], None]
"""Put an object: its key, its content. Raises what is worth trying again."""

_GZIP = 16 + zlib.MAX_WBITS
"""zlib writes gzip with a header without time, so the same records are the same bytes."""


class Objects:
    """A sink. `prefix`: of the keys, without slashes at its ends, possibly empty."""

    def __init__(self, put: Put, bucket: str, prefix: str) -> None:
        self._put = put
        self._prefix = f"{prefix}/" if prefix else ""
        self.where = f"s3://{bucket}/{prefix}".rstrip("/")

    def write(self, records: Sequence[Record]) -> None:
        hours: dict[str, list[Record]] = {}
        for record in records:
            hours.setdefault(iso(record.time)[:13], []).append(record)
        for group in hours.values():
            self._put(self._prefix + key(group), _zipped(group))

    def close(self) -> None:
        """Nothing is held open."""


def key(records: Sequence[Record]) -> str:
    """Where records of one hour go, below the prefix."""
    digest = hashlib.sha256(b"".join(record.line for record in records)).hexdigest()
    first = iso(min(record.time for record in records))
    day, hour, minute = first[:10], first[11:13], first[14:16]
    return f"dt={day}/hour={hour}/{hour}{minute}-{digest[:16]}.jsonl.gz"


def _zipped(records: Sequence[Record]) -> bytes:
    squeeze = zlib.compressobj(level=6, wbits=_GZIP)
    return squeeze.compress(b"".join(record.line for record in records)) + squeeze.flush()
