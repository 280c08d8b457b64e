from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from scorelet.errors import StoreError, StoreNotFoundError, StoreUnreachableError
from scorelet.store import open_store
from scorelet.store.s3 import BUSY_PAUSES, PROBE, PROBE_TEXT, Bucket
from scorelet.store.space import File
from tests.store import s3_writer
from tests.store.conftest import MakeClient, MakeStore
from tests.store.front import Fault, Front
from tests.store.saying import says


@pytest.fixture
def space(make_client: MakeClient, bucket: str) -> Bucket:
    return Bucket(make_client(), bucket, "team/a", sleep=lambda _: None)


ACTIONS: dict[str, tuple[str, str, str, Callable[[Bucket], object]]] = {
    "s3:GetObject": ("GET", "read", "x", lambda space: space.read("x")),
    "s3:PutObject": ("PUT", "write", "x", lambda space: space.create("x", b"1")),
    "s3:DeleteObject": ("DELETE", "remove", "x", lambda space: space.delete("x")),
    "s3:ListBucket": ("GET", "list", "x/", lambda space: space.files("x")),
}
"""By the permission it needs: the HTTP method, the word for it, the key that is asked for, and the call."""


@contextmanager
def refused(kind: type[StoreError], what: str, next_step: str) -> Iterator[None]:
    with says(kind, f"{what}\n{next_step}"):
        yield


def test_a_key_is_created_once(space: Bucket) -> None:
    assert space.create("a/b", b"first")
    assert not space.create("a/b", b"second")
    assert space.read("a/b") == b"first"
    space.replace("a/b", b"third")
    assert space.read("a/b") == b"third"
    space.delete("a/b")
    space.delete("a/b")
    assert space.read("a/b") is None


def test_keys_lie_below_the_prefix(make_client: MakeClient, bucket: str) -> None:
    client = make_client()
    for prefix in ("", "team/a"):
        space = Bucket(client, bucket, prefix)
        space.create("x/y", b"1")
        assert (space.files("x"), space.folders("x")) == ((File("y", 1),), ())
    keys = [each["Key"] for each in client.list_objects_v2(Bucket=bucket)["Contents"]]
    assert keys == [PROBE, f"team/a/{PROBE}", "team/a/x/y", "x/y"]
    assert Bucket(client, bucket, "").where == f"s3://{bucket}"
    assert Bucket(client, bucket, "team/a").where == f"s3://{bucket}/team/a"


def test_a_list_of_many_pages(make_client: MakeClient, bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = make_client()
    space = Bucket(client, bucket, "")
    names = [f"{number:02}" for number in range(25)]
    for name in names:
        client.put_object(Bucket=bucket, Key=f"a/{name}", Body=b"1")
        client.put_object(Bucket=bucket, Key=f"b/{name}/x", Body=b"1")
    paginate = client.get_paginator

    def small_pages(operation: str) -> Any:
        paginator = paginate(operation)
        whole = paginator.paginate
        paginator.paginate = lambda **arguments: whole(**arguments, PaginationConfig={"PageSize": 10})
        return paginator

    monkeypatch.setattr(client, "get_paginator", small_pages)
    assert [file.name for file in space.files("a")] == names
    assert list(space.folders("b")) == names


def test_conditional_writes_are_tried_out_once(space: Bucket, front: Front, bucket: str) -> None:
    space.create("a", b"1")
    space.create("b", b"1")
    puts = [path.removeprefix(f"/{bucket}/team/a/") for method, path in front.seen[1:] if method == "PUT"]
    assert puts == [PROBE, PROBE, "a", "b"]
    assert space.read(PROBE) == PROBE_TEXT


def test_a_service_without_conditional_writes_is_refused(space: Bucket, front: Front) -> None:
    front.ignored.add("if-none-match")
    what = f"the service that keeps {space.where} ignores 'If-None-Match: *', so two writers could lose versions"
    with refused(StoreUnreachableError, what, "use a service that has S3's conditional writes, or a folder"):
        space.create("a", b"1")
    assert space.read("a") is None


@pytest.mark.parametrize(
    ("status", "code", "why", "next_step"),
    [
        (
            403,
            "AccessDenied",
            "access is denied",
            "let these credentials do {action} on '{key}' of bucket '{bucket}', and s3:ListBucket on it",
        ),
        (403, "SignatureDoesNotMatch", "the secret key is not the one of the access key", "{credentials}"),
        (403, "InvalidAccessKeyId", "the credentials are not known there", "{credentials}"),
        (403, "RequestTimeTooSkewed", "this machine's clock is wrong", "set the clock"),
        (
            400,
            "ExpiredToken",
            "the credentials have expired",
            "sign in again: aws sso login, or whatever gave you them",
        ),
        (500, "InternalError", "S3 failed, and went on failing when asked again", "try again later"),
        (503, "SlowDown", "S3 is asked too much", "try again later"),
        (
            501,
            "NotImplemented",
            "the service lacks a part of S3",
            "use a service that has S3's conditional writes, or a folder",
        ),
        (
            418,
            "IAmA{Teapot}\n",
            "S3 says IAmA{Teapot} (418): AKIDSECRET was asked",
            "try again, or look at the service's log",
        ),
    ],
)
@pytest.mark.parametrize("action", ACTIONS)
def test_what_s3_refuses(
    action: str, status: int, code: str, why: str, next_step: str, space: Bucket, front: Front, bucket: str
) -> None:
    method, doing, key, act = ACTIONS[action]
    space.create("y", b"1")
    front.faults.append(Fault(method, status=status, code=code))
    words = {
        "action": action,
        "key": f"team/a/{key}",
        "bucket": bucket,
        "credentials": "look at AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    }
    what = f"cannot {doing} s3://{bucket}/team/a/{key}: {why}"
    with refused(StoreUnreachableError, what, next_step.format(**words)):
        act(space)
    assert space.read("x") is None


def test_a_bucket_that_is_not_there(make_client: MakeClient) -> None:
    store = open_store("s3://nowhere/team", client=make_client())
    next_step = "look at the name, or create it: aws s3 mb s3://nowhere"
    what = "there is no bucket 'nowhere'"
    with refused(StoreNotFoundError, f"cannot list s3://nowhere/team/models/: {what}", next_step):
        store.names()
    with refused(StoreNotFoundError, f"cannot list s3://nowhere/team/models/iris/log/: {what}", next_step):
        store.push("iris", b"one")
    for act, doing in ((store.space.read, "read"), (store.space.delete, "remove")):
        with refused(StoreNotFoundError, f"cannot {doing} s3://nowhere/team/x: {what}", next_step):
            act("x")


@pytest.mark.parametrize("status", [200, 302, 404])
@pytest.mark.parametrize("page", [b"", b"<html><p>Sign in<br></html>", b"<html><p>Sign in</p></html>"])
def test_what_answers_is_no_s3(page: bytes, status: int, space: Bucket, bucket: str, front: Front) -> None:
    front.faults.append(Fault("GET", status=status, body=page, times=2))  # the SDK asks again after a 302
    with pytest.raises(StoreUnreachableError, match=rf"^cannot list s3://{bucket}/team/a/x/: .*\n.+$"):
        space.files("x")


def test_the_sdk_asks_again(make_client: MakeClient, bucket: str, front: Front) -> None:
    space = Bucket(make_client(attempts=2), bucket, "")
    space.create("a", b"1")
    front.faults.append(Fault("GET", status=500, code="InternalError"))
    assert space.read("a") == b"1"


def test_a_key_that_others_write_at_this_moment(space: Bucket, front: Front, bucket: str) -> None:
    space.create("a", b"1")
    busy = Fault("PUT", status=409, code="ConditionalRequestConflict", times=len(BUSY_PAUSES))
    front.faults.append(busy)
    assert space.create("b", b"1")
    busy.times = len(BUSY_PAUSES) + 1
    what = f"cannot write s3://{bucket}/team/a/c: others write the same key at this moment"
    with refused(StoreUnreachableError, what, "try again"):
        space.create("c", b"1")


@pytest.mark.parametrize("part", ["/log/", "/versions/"])
def test_an_answer_that_is_lost(part: str, make_client: MakeClient, bucket: str, front: Front) -> None:
    """The write was done, the SDK asks again and gets 412: the writer knows its own bytes again."""
    store = open_store(f"s3://{bucket}", client=make_client(attempts=2))
    store.push("iris", b"one")
    front.faults.append(Fault("PUT", part, late=True))
    assert store.push("iris", b"two").new
    assert [version.digest for version in store.versions("iris")] == [c.after for c in store.history("iris")][::-1]


@pytest.mark.parametrize("status", [0, 500])
def test_an_undo_whose_answer_is_lost_undoes_once(
    status: int, make_client: MakeClient, bucket: str, front: Front
) -> None:
    store = open_store(f"s3://{bucket}", client=make_client(attempts=2))
    for data in (b"one", b"two", b"three"):
        store.push("iris", data)
        store.move_alias("iris", "prod")
    front.faults.append(Fault("PUT", "/log/", status, "InternalError", late=True))
    store.undo_alias("iris", "prod")
    assert store.pull("iris@prod") == b"two"


def test_no_answer_in_time(make_client: MakeClient, bucket: str, front: Front) -> None:
    space = Bucket(make_client(read_seconds=0.05), bucket, "")
    front.faults.append(Fault("GET", hold=True))
    with refused(
        StoreUnreachableError, f"cannot read s3://{bucket}/a: no answer in time", "look at the network, then try again"
    ):
        space.read("a")


def test_a_connection_that_breaks_off(space: Bucket, bucket: str, front: Front) -> None:
    front.faults.append(Fault("GET"))
    what = f"cannot read s3://{bucket}/team/a/x: the connection broke off"
    with refused(StoreUnreachableError, what, "try again"):
        space.read("x")


def test_nobody_listens(moto: tuple[str, int], make_client: MakeClient, front: Front) -> None:
    client = make_client()
    front.shutdown()
    front.server_close()
    next_step = "look at the network, and at AWS_ENDPOINT_URL when it is set"
    with refused(StoreUnreachableError, "cannot read s3://b/x: no connection", next_step):
        Bucket(client, "b", "").read("x")


def test_a_name_that_no_bucket_can_have(make_client: MakeClient) -> None:
    with refused(StoreUnreachableError, "cannot read s3://a b/x: 'a b' cannot be a bucket's name", "look at the name"):
        Bucket(make_client(), "a b", "").read("x")


@pytest.mark.parametrize(
    ("part", "late", "versions", "stands"),
    [
        ("/versions/", False, 1, b"old"),
        ("/versions/", True, 1, b"old"),
        ("/log/000000000003", False, 1, b"old"),
        ("/log/000000000003", True, 2, b"old"),
        ("/log/000000000004", False, 2, b"old"),
        ("/log/000000000004", True, 2, b"new"),
    ],
)
def test_a_writer_killed_in_the_middle(
    part: str, late: bool, versions: int, stands: bytes, make_s3_store: MakeStore, front: Front
) -> None:
    """Killed while a request is under way, which S3 has carried out (`late`) or never will."""
    store = make_s3_store()
    store.push("iris", b"old")
    store.move_alias("iris", "prod")
    fault = Fault("PUT", part, late=late, hold=True)
    front.faults.append(fault)
    writer = subprocess.Popen([sys.executable, s3_writer.__file__, front.url, store.where])
    assert fault.met.wait(30)
    writer.kill()
    writer.wait()
    assert len(store.versions("iris")) == versions
    assert store.pull("iris@prod") == stands
    store.push("iris", b"new")
    store.move_alias("iris", "prod")
    assert store.pull("iris@prod") == b"new"
    assert len(store.versions("iris")) == 2


def test_two_processes_at_one_prefix(make_s3_store: MakeStore, front: Front) -> None:
    store = make_s3_store()
    command = [sys.executable, s3_writer.__file__, front.url, store.where]
    running = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert [change.what for change in store.history("iris")] == ["move", "push"]
