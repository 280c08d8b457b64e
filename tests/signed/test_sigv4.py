"""Our signatures are botocore's."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as TheirCredentials
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.signed.credentials import Credentials
from scorelet.signed.sigv4 import Query, Unsigned, quoted, signed_headers, target

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("/.~%+ &=?#*'()[]"), max_size=12)
PATHS = st.lists(TEXT | st.sampled_from([".", "..", "", "a"]), max_size=5).map(lambda parts: "/" + "/".join(parts))
QUERIES = st.lists(st.tuples(TEXT.filter(bool), TEXT), max_size=4).map(tuple)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12).map(str.strip)
NAMES = st.sampled_from(["content-type", "range", "x-amz-checksum-sha256", "x-amz-target", "if-none-match"])
CREDENTIALS = st.builds(
    Credentials, st.just("AKIDEXAMPLE"), st.text("aB/+3", min_size=1), st.sampled_from(["", "tok/en"])
)
METHODS = st.sampled_from(["GET", "PUT", "POST", "HEAD", "DELETE"])
TIMES = st.integers(0, 2**32)


def theirs(request: Unsigned, body: bytes, credentials: Credentials, service: str, now: int) -> dict[str, str]:
    """The headers with which botocore sends such a request."""
    url = f"https://{request.host}{quote(request.path, safe='/-._~')}"
    query: Any = list(request.query)
    asked = AWSRequest(request.method, url, dict(request.headers), body, query)
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    their_credentials = TheirCredentials(credentials.access_key, credentials.secret_key, credentials.token or None)
    with patch("botocore.auth.get_current_datetime", lambda: datetime.fromtimestamp(now, UTC)):
        kind(their_credentials, service, "eu-west-1").add_auth(asked)
    return {"host": request.host, **{name.lower(): value for name, value in asked.headers.items()}}


@given(
    METHODS, PATHS, QUERIES, st.dictionaries(NAMES, VALUES), st.binary(max_size=20), CREDENTIALS,
    st.sampled_from(["s3", "sqs", "kinesis"]), TIMES,
)  # fmt: skip
@settings(derandomize=True, deadline=None, max_examples=500)
def test_signatures_are_those_of_botocore(
    method: str,
    path: str,
    query: Query,
    headers: dict[str, str],
    body: bytes,
    credentials: Credentials,
    service: str,
    now: int,
) -> None:
    request = Unsigned(method, "models.example.com:8443", path, query, headers, sha256(body).hexdigest())
    signed = signed_headers(request, credentials, "eu-west-1", service, now)
    assert signed == theirs(request, body, credentials, service, now)


def test_a_key_is_quoted_once() -> None:
    assert target("/a b/é~+%/../x", ()) == "/a%20b/%C3%A9~%2B%25/../x"
    assert target("/", (("prefix", "a/b"), ("list-type", "2"))) == "/?list-type=2&prefix=a%2Fb"


def test_half_a_surrogate_pair_raises_nothing() -> None:
    assert quoted("\ud800") == "%ED%A0%80"
    signed_headers(Unsigned("GET", "h", "/\ud800", (("\ud800", ""),), {}, ""), Credentials("a", "\udcff"), "r", "s3", 0)
