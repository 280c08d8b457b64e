"""A store that is read by signed calls, beside the same store read with boto3."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from scorelet.errors import StoreDamagedError, StoreError, StoreNotFoundError, StoreUnreachableError
from scorelet.signed.caller import Caller, World
from scorelet.signed.retries import Timing
from scorelet.signed.s3 import S3
from scorelet.store import Store, open_store
from scorelet.store.s3 import Bucket
from scorelet.store.s3_errors import ANSWERS
from scorelet.store.s3_signed import SignedBucket
from scorelet.store.space import Space
from tests.store.conftest import MakeClient, MakeStore
from tests.store.front import Fault, Front
from tests.store.saying import says

KEYS = ("x", "a/b", "a/b c/é", "a/ö+%&?#", "a/c/d", "a/c/e/f", "b/.hidden", "..", "a//b")
FOLDERS = ("", "a", "a/c", "b", "nowhere", "a/b c")

READS: dict[str, Callable[[Space], object]] = {
    "s3:GetObject": lambda space: space.read("x"),
    "s3:ListBucket": lambda space: (space.files("x"), space.folders("x")),
}


@pytest.fixture
def caller(front: Front) -> Iterator[Caller]:
    environment = {
        "AWS_ACCESS_KEY_ID": "AKIDSECRET",
        "AWS_SECRET_ACCESS_KEY": "hush",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": front.url,
    }
    found = Caller(World(environment), Timing(tries=1))
    yield found
    found.close()


@pytest.fixture
def signed(caller: Caller, bucket: str) -> SignedBucket:
    return SignedBucket(S3(caller), bucket, "team/a")


@pytest.fixture
def boto3s(make_client: MakeClient, bucket: str) -> Bucket:
    return Bucket(make_client(), bucket, "team/a")


@pytest.fixture
def pushed(make_s3_store: MakeStore) -> Store:
    """Two models, an alias that was moved back, and a version that was removed."""
    store = make_s3_store()
    for data in (b"one", b"two", b"three"):
        store.push("iris", data)
        store.move_alias("iris", "prod")
    store.undo_alias("iris", "prod")
    store.remove(f"iris@{store.versions('iris')[0].digest}")
    store.push("rain", b"r" * 100_000)
    return store


@pytest.fixture
def store(pushed: Store, caller: Caller) -> Store:
    """The same, read by signed calls."""
    return open_store(pushed.where, caller=caller)


def test_a_space_is_that_of_boto3(signed: SignedBucket, boto3s: Bucket) -> None:
    for key in KEYS:
        boto3s.replace(key, f"in {key}".encode())
    assert signed.where == boto3s.where
    assert [signed.place(key) for key in KEYS] == [boto3s.place(key) for key in KEYS]
    assert [signed.read(key) for key in (*KEYS, "none")] == [boto3s.read(key) for key in (*KEYS, "none")]
    assert signed.read("a/ö+%&?#") == "in a/ö+%&?#".encode()
    for folder in FOLDERS:
        assert (signed.files(folder), signed.folders(folder)) == (boto3s.files(folder), boto3s.folders(folder))


def test_a_space_without_a_prefix(caller: Caller, make_client: MakeClient, bucket: str) -> None:
    theirs, ours = Bucket(make_client(), bucket, ""), SignedBucket(S3(caller), bucket, "")
    theirs.replace("a/b", b"1")
    assert (ours.where, ours.place("a/b"), ours.read("a/b")) == (theirs.where, theirs.place("a/b"), b"1")
    assert (ours.files("a"), ours.folders("a")) == (theirs.files("a"), theirs.folders("a"))


def test_a_store_is_that_of_boto3(store: Store, pushed: Store) -> None:
    assert store.where == pushed.where
    assert store.models() == pushed.models()
    for ref in ("iris", "iris@prod", f"iris@{pushed.resolve('iris').short}", "rain"):
        assert store.resolve(ref) == pushed.resolve(ref)
        assert store.pull(ref) == pushed.pull(ref)
    assert store.pull("iris@prod") == b"two"
    assert store.history("iris") == pushed.history("iris")
    assert store.history("iris", "prod") == pushed.history("iris", "prod")


def test_what_is_not_there_is_said_alike(store: Store, pushed: Store) -> None:
    for ref in ("irys", "iris@test", "iris@abcdef123"):
        with pytest.raises(StoreNotFoundError) as theirs:
            pushed.pull(ref)
        with says(StoreNotFoundError, str(theirs.value)):
            store.pull(ref)


def test_a_damaged_version(store: Store, pushed: Store) -> None:
    version = pushed.resolve("rain")
    pushed.space.replace(f"models/rain/versions/{version.digest}-{version.epoch}.scorelet", b"other")
    with pytest.raises(StoreDamagedError, match=r"is not what was pushed \(5 bytes of 100000\)"):
        store.pull("rain")


def test_what_reading_costs(store: Store, front: Front) -> None:
    """As the docstring of `resolve` says."""
    front.seen.clear()
    store.resolve("iris@prod")
    assert [method for method, _ in front.seen] == ["GET", "GET"]
    assert "list-type=2" in front.seen[0][1]
    front.seen.clear()
    store.pull("iris@prod")
    assert len(front.seen) == 3


@pytest.mark.parametrize("answer", list(ANSWERS), ids=str)
@pytest.mark.parametrize("action", READS)
def test_what_s3_refuses_is_said_alike(
    action: str, answer: str | int, signed: SignedBucket, boto3s: Bucket, front: Front
) -> None:
    """boto3 follows redirects by itself, and then says what the second answer was; we do, too."""
    code, status = (answer, 400) if isinstance(answer, str) else ("Unheard", answer)
    told = []
    for space in (boto3s, signed):
        front.faults[:] = [Fault("GET", status=status, code=code, times=9), Fault("HEAD", status=404, times=9)]
        with pytest.raises(StoreError) as caught:
            READS[action](space)
        told.append((type(caught.value), str(caught.value)))
    assert told[0] == told[1]
    assert "AKIDSECRET" not in told[1][1]


def test_an_answer_that_no_table_knows(signed: SignedBucket, bucket: str, front: Front) -> None:
    front.faults.append(Fault("GET", status=418, code="IAmATeapot"))
    message = (
        f"cannot read s3://{bucket}/team/a/x: AWS says IAmATeapot (418): AKIDSECRET was asked\nlook at what is asked"
    )
    with says(StoreUnreachableError, message):
        signed.read("x")


@pytest.mark.parametrize("action", READS)
def test_a_bucket_that_is_not_there(action: str, caller: Caller) -> None:
    with pytest.raises(StoreNotFoundError, match=r": there is no bucket 'nowhere'\n"):
        READS[action](SignedBucket(S3(caller), "nowhere", ""))


def test_what_keeps_an_answer_from_coming(signed: SignedBucket, bucket: str, front: Front) -> None:
    front.faults.append(Fault("GET"))
    with says(StoreUnreachableError, f"cannot read s3://{bucket}/team/a/x: the connection broke off\ntry again"):
        signed.read("x")
    front.faults.append(Fault("GET", status=200, body=b"<html><p>Sign in<br></html>"))
    what = "what answers there does not speak AWS's language"
    with says(StoreUnreachableError, f"cannot list s3://{bucket}/team/a/x/: {what}\nlook at AWS_ENDPOINT_URL"):
        signed.files("x")


def test_there_are_no_credentials() -> None:
    store = open_store("s3://models", caller=Caller(World({"AWS_REGION": "us-east-1"})))
    message = (
        "cannot call AWS: there are no credentials\n"
        "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: aws configure export-credentials --format env"
    )
    with says(StoreUnreachableError, message):
        store.pull("iris")


def test_it_is_for_reading(store: Store, front: Front) -> None:
    front.seen.clear()
    message = f"cannot change {store.where}: it was opened for reading only\nopen it without `caller`, which uses boto3"
    for change in (
        lambda: store.push("iris", b"four"),
        lambda: store.move_alias("iris", "test"),
        lambda: store.space.replace("x", b""),
        lambda: store.space.delete("x"),
    ):
        with says(StoreUnreachableError, message):
            change()
    assert {method for method, _ in front.seen} <= {"GET"}


def test_a_caller_does_not_matter_to_a_folder(make_folder_store: MakeStore, caller: Caller) -> None:
    pushed = make_folder_store()
    pushed.push("iris", b"one")
    assert open_store(pushed.where, caller=caller).pull("iris") == b"one"
