from __future__ import annotations

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.caller import Caller, World
from scorelet.signed.refusals import Subject
from scorelet.signed.s3 import S3, Object, Page, Wish
from scorelet.signed.s3_pages import read_page
from tests.signed.conftest import KEYS, MakeClient, Time
from tests.store.saying import says
from tests.wire.server import Server, http, then_closed

KEY = "a b/é+%/../~*'()&=?#.json"
XML = "<ListBucketResult><Name>models</Name>{}</ListBucketResult>"


@pytest.fixture
def bucket(make_client: MakeClient, name: str) -> str:
    make_client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return name


@pytest.fixture
def s3(aws: Caller) -> S3:
    return S3(aws)


@pytest.fixture
def scripted(caller: Caller) -> S3:
    return S3(caller)


def test_an_object_is_put_over_another(s3: S3, bucket: str) -> None:
    for body in (b"first", b"second"):
        s3.put(bucket, KEY, body)
        assert s3.get(bucket, KEY) == body


def test_boto3_reads_what_we_put(s3: S3, bucket: str, make_client: MakeClient) -> None:
    s3.put(bucket, KEY, b'{"a": 1}', content_type="application/json")
    told = make_client("s3").get_object(
        Bucket=bucket,
        Key=KEY,
    )
    assert (told["Body"].read(), told["ContentType"]) == (b'{"a": 1}', "application/json")


def test_s3_compares_what_it_keeps(scripted: S3, server: Server) -> None:
    scripted.put("models", "x", b"body")
    digest = sha256(b"body")
    assert b64decode(server.seen[0].headers["x-amz-checksum-sha256"]) == digest.digest()
    assert server.seen[0].headers["x-amz-content-sha256"] == digest.hexdigest()


def test_a_key_that_is_no_line(scripted: S3, server: Server) -> None:
    server.says(http(400))
    with says(AwsCallError, "cannot read s3://models/a b: AWS says no reason (400)\nlook at what is asked"):
        scripted.get("models", "a\nb")


def test_what_is_not_there(s3: S3, bucket: str, tmp_path: Path) -> None:
    assert s3.get(bucket, "x") is None
    assert not s3.get_file(bucket, "x", str(tmp_path / "x"))
    assert list(tmp_path.iterdir()) == []
    message = (
        "cannot read s3://no-such-bucket/x: AWS says NoSuchBucket (404): The specified bucket does not exist\n"
        "look at its name, and at the region (eu-west-1)"
    )
    with says(AwsCallError, message):
        s3.get("no-such-bucket", "x")


def test_an_object_into_a_file(s3: S3, bucket: str, tmp_path: Path) -> None:
    path = tmp_path / "model"
    body = bytes(range(256)) * 10_000
    s3.put(bucket, "x", body)
    path.write_bytes(b"old")
    assert s3.get_file(bucket, "x", str(path))
    assert path.read_bytes() == body
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def test_a_file_is_never_half_there(scripted: S3, server: Server, tmp_path: Path) -> None:
    path = tmp_path / "model"
    half = then_closed(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
    server.says(half, http(200, b"0123456789"), half)
    assert scripted.get_file("models", "x", str(path))
    assert path.read_bytes() == b"0123456789"
    with says(AwsCallError, "cannot read s3://models/x: the connection broke off\ntry again"):
        scripted.get_file("models", "x", str(path))
    assert path.read_bytes() == b"0123456789"
    assert [each.name for each in tmp_path.iterdir()] == ["model"]


def test_a_file_that_cannot_be(s3: S3, tmp_path: Path) -> None:
    path = tmp_path / "no" / "model"
    with says(AwsCallError, f"cannot keep s3://models/x in {path}: no such file or directory\nlook at the disk"):
        s3.get_file("models", "x", str(path))


def test_an_object_that_is_too_large(scripted: S3, server: Server) -> None:
    server.says(http(200, b"12345"))
    with says(AwsCallError, "cannot read s3://models/x: the answer has more than 4 bytes\nlook at what is asked"):
        scripted.get("models", "x", most=4)


def test_a_list_is_that_of_boto3(s3: S3, bucket: str, make_client: MakeClient) -> None:
    keys = sorted([KEY, "a b/x\ty", "a b/&lt;", "c", "d/e/f", "d/e/g", "d+/h", "\x01"], key=str.encode)
    for key in keys:
        s3.put(bucket, key, key.encode())
    assert [each.key for page in s3.list(bucket) for each in page.objects] == keys
    (page,) = s3.list(bucket, "d", "/")
    assert page == Page((), ("d+/", "d/"))
    (page,) = s3.list(bucket, "a b/")
    told = make_client("s3").list_objects_v2(Bucket=bucket, Prefix="a b/")["Contents"]
    assert page.objects == tuple(Object(each["Key"], each["Size"]) for each in told)


def test_a_list_of_two_pages(scripted: S3, server: Server) -> None:
    first, second = (f"<Contents><Key>{key}</Key><Size>1</Size></Contents>" for key in "ab")
    more = "<IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
    server.says(http(200, XML.format(first + more).encode()), http(200, XML.format(second).encode()))
    assert list(scripted.list("models")) == [Page((Object("a", 1),), ()), Page((Object("b", 1),), ())]


def test_a_list_of_nothing(s3: S3, bucket: str) -> None:
    assert list(s3.list(bucket, "b/")) == [Page((), ())]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "<html><Name>x</Name></html>",
        "<ListBucketResult></ListBucketResult>",
        XML.format("<Contents><Key>a</Key><Size>x</Size></Contents>"),
        XML.format("<Contents><Key>a</Key></Contents>"),
        XML.format("<IsTruncated>true</IsTruncated>"),
        "<!DOCTYPE a>" + XML.format(""),
    ],
)
def test_what_is_no_list(body: str, scripted: S3, server: Server) -> None:
    server.says(http(200, body.encode()))
    what = "what answers there does not speak AWS's language"
    with says(AwsCallError, f"cannot list s3://models/a/: {what}\nlook at AWS_ENDPOINT_URL"):
        list(scripted.list("models", "a/"))


def test_a_list_without_an_end(scripted: S3, server: Server) -> None:
    more = XML.format("<IsTruncated>true</IsTruncated><NextContinuationToken>t/1=</NextContinuationToken>")
    server.says(http(200, more.encode()))
    with pytest.raises(AwsCallError):
        list(scripted.list("models"))
    targets = [seen.target for seen in server.seen]
    first = "/models?encoding-type=url&list-type=2"
    assert targets == [first, "/models?continuation-token=t%2F1%3D&encoding-type=url&list-type=2"]


def test_keys_as_they_are() -> None:
    """Some services do not encode keys."""
    page = XML.format("<Contents><Key>a+%20b</Key><Size>1</Size></Contents>")
    assert read_page(page.encode()) == (Page((Object("a+%20b", 1),), ()), "")


def test_hosts() -> None:
    def host_and_path(bucket: str, key: str, region: str = "eu-west-1") -> tuple[str, str]:
        wish = Wish("GET", bucket, key, Subject("", ""))
        call = S3(Caller(World({**KEYS, "AWS_REGION": region})))._call(wish, "")
        return call.endpoint.origin.authority, call.path

    assert host_and_path("models", "a/b") == ("models.s3.eu-west-1.amazonaws.com", "/a/b")
    assert host_and_path("models", "") == ("models.s3.eu-west-1.amazonaws.com", "/")
    assert host_and_path("my.models", "a/b") == ("s3.eu-west-1.amazonaws.com", "/my.models/a/b")
    assert host_and_path("my.models", "") == ("s3.eu-west-1.amazonaws.com", "/my.models")
    assert host_and_path("models", "a", "cn-north-1") == ("models.s3.cn-north-1.amazonaws.com.cn", "/a")


ELSEWHERE = b"<Error><Code>PermanentRedirect</Code><Message>use another endpoint</Message></Error>"


def test_a_bucket_in_another_region(scripted: S3, server: Server, time: Time) -> None:
    server.says(
        http(301, ELSEWHERE),
        http(403, x_amz_bucket_region="us-west-2"),
        http(200, b"one"),
        http(200, b"two"),
    )
    assert [scripted.get("models", "x"), scripted.get("models", "y")] == [b"one", b"two"]
    assert [(seen.method, seen.target) for seen in server.seen] == [
        ("GET", "/models/x"),
        ("HEAD", "/models"),
        ("GET", "/models/x"),
        ("GET", "/models/y"),
    ]
    regions = [seen.headers["authorization"].split("/")[2] for seen in server.seen]
    assert regions == ["eu-west-1", "eu-west-1", "us-west-2", "us-west-2"]


def test_a_bucket_that_does_not_say_where_it_is(scripted: S3, server: Server) -> None:
    server.says(http(301, ELSEWHERE), http())
    message = (
        "cannot read s3://models/x: AWS says PermanentRedirect (301): use another endpoint\n"
        "look at its name, and at the region (eu-west-1)"
    )
    with says(AwsCallError, message):
        scripted.get("models", "x")


def test_access_is_denied(scripted: S3, server: Server) -> None:
    denied = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    server.says(http(403, denied))
    message = (
        "cannot write s3://models/log/x: AWS says AccessDenied (403): Access Denied\n"
        "let these credentials do s3:PutObject on s3://models/log/x"
    )
    with says(AwsCallError, message):
        scripted.put("models", "log/x", b"1")
