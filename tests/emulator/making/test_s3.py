"""A file that was put: under the source's prefix, and digested as the rows that are meant."""

from __future__ import annotations

from hashlib import md5

from scorelet.service.values import EventSource
from tests.emulator.making.services import SERVICE, make


def test_a_key_is_under_the_prefix_and_encoded() -> None:
    source = EventSource("s3", arn="arn:aws:s3:::rows/in büro/*")
    put = make("s3", rows=["a"], service=SERVICE._replace(events=(source,)))["Records"][0]["s3"]
    assert put["object"]["key"] == "in+b%C3%BCro/towns.jsonl"
    assert (put["bucket"]["name"], put["bucket"]["arn"]) == ("rows", "arn:aws:s3:::rows")
    assert (put["object"]["size"], put["object"]["eTag"]) == (4, md5(b'"a"\n').hexdigest())
