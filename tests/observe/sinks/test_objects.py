from __future__ import annotations

import gzip

import pytest

from scorelet.errors import AwsCallError
from scorelet.observe.records import Record
from scorelet.observe.sinks.objects import Objects, Put

HALF_PAST = 1795190322.0
AN_HOUR_LATER = HALF_PAST + 3600
BATCH = (Record(HALF_PAST, b'"a"\n'), Record(AN_HOUR_LATER, b'"b"\n'), Record(HALF_PAST + 1, b'"c"\n'))
FIRST = "dt=2026-11-20/hour=15/1558-f866c6fda66350c3.jsonl.gz"
SECOND = "dt=2026-11-20/hour=16/1658-c531b3dea7338c63.jsonl.gz"


class Bucket:
    """Keeps what is put; fails for those of `unclear` that come first, after or before it has kept them."""

    def __init__(self, *unclear: bool) -> None:
        self.objects: dict[str, bytes] = {}
        self.unclear = list(unclear)

    def put(self, key: str, body: bytes) -> None:
        keeps = not self.unclear or self.unclear[0]
        if keeps:
            self.objects[key] = body
        if self.unclear:
            del self.unclear[0]
            raise AwsCallError("503 SlowDown", status=503, code="SlowDown")

    def texts(self) -> dict[str, bytes]:
        return {key: gzip.decompress(body) for key, body in self.objects.items()}


def sink(put: Put, prefix: str = "") -> Objects:
    return Objects(put, "logs", prefix)


def test_an_object_for_each_hour() -> None:
    bucket = Bucket()
    sink(bucket.put, "iris/live").write(BATCH)
    assert bucket.texts() == {f"iris/live/{FIRST}": b'"a"\n"c"\n', f"iris/live/{SECOND}": b'"b"\n'}


def test_the_bytes_are_the_same_each_time() -> None:
    one, other = Bucket(), Bucket()
    sink(one.put).write(BATCH)
    sink(other.put).write(BATCH)
    assert one.objects == other.objects


@pytest.mark.parametrize("kept", [True, False], ids=["was kept", "was not kept"])
def test_a_batch_brought_again_overwrites_itself(kept: bool) -> None:
    bucket = Bucket(kept)
    taken = sink(bucket.put)
    with pytest.raises(AwsCallError):
        taken.write(BATCH)
    taken.write(BATCH)
    assert bucket.texts() == {FIRST: b'"a"\n"c"\n', SECOND: b'"b"\n'}


def test_other_records_are_another_object() -> None:
    bucket = Bucket()
    taken = sink(bucket.put)
    taken.write(BATCH[:1])
    taken.write((Record(HALF_PAST, b'"z"\n'),))
    assert sorted(bucket.texts().values()) == [b'"a"\n', b'"z"\n']


@pytest.mark.parametrize(("prefix", "where"), [("", "s3://logs"), ("a/b", "s3://logs/a/b")])
def test_where(prefix: str, where: str) -> None:
    taken = sink(Bucket().put, prefix)
    taken.close()
    assert taken.where == where
