"""Calls over a real socket: what a function gets, and how each way to fail is told."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorelet.errors import UpstreamError
from scorelet.runtime.features.client.answer import Answer
from scorelet.runtime.features.client.network import Network
from scorelet.service.values import Upstream as Rules
from tests.runtime.features.client.conftest import MakeNetwork
from tests.runtime.features.client.upstream import Script, Upstream, close, http

GOOD = http(200, b'{"temp": 21.5}')


def refusal(network: Network, url: str, **more: Any) -> tuple[int, str, str]:
    with pytest.raises(UpstreamError) as caught:
        network.client().get(url, **more)
    return caught.value.status, caught.value.detail, caught.value.upstream


def test_an_answer(upstream: Upstream, make_network: MakeNetwork) -> None:
    upstream.says(http(200, b'{"temp": 21.5}', X_One="a", X_ONE="b"))
    answer = make_network().client().get(upstream.url, params={"q": "Hong Kong", "key": "s3cret"})
    assert answer == Answer(200, {"content-length": "14", "x-one": "a, b"}, b'{"temp": 21.5}', upstream.host)
    assert (answer.json(), answer.text) == ({"temp": 21.5}, '{"temp": 21.5}')
    line, host, *headers = upstream.requests[0].splitlines()
    assert (line, host) == ("GET /now?q=Hong+Kong&key=s3cret HTTP/1.1", f"Host: {upstream.host}")
    assert headers == ["accept: */*", "accept-encoding: gzip", "user-agent: scorelet"]


def test_a_body_is_sent(upstream: Upstream, make_network: MakeNetwork) -> None:
    client = make_network().client()
    client.post(upstream.url, {"a": "é"})
    client.post(upstream.url, data={"a": [1, 2]})
    bodies = [request.partition("\r\n\r\n")[2].encode("latin-1").decode() for request in upstream.requests]
    assert bodies == ['{"a": "é"}', "a=1&a=2"]
    assert "content-type: application/json\r\n" in upstream.requests[0]
    assert "content-type: application/x-www-form-urlencoded\r\n" in upstream.requests[1]


def test_connections_are_kept_open(upstream: Upstream, make_network: MakeNetwork) -> None:
    network = make_network()
    for _ in range(5):
        network.client().get(upstream.url)
    assert (len(upstream.requests), upstream.connections) == (5, 1)


def test_a_connection_that_was_closed_while_idle_is_no_failure(upstream: Upstream, make_network: MakeNetwork) -> None:
    network = make_network({"retries": 0})

    def answer_and_close(connection: socket.socket) -> None:
        connection.sendall(GOOD)
        connection.shutdown(socket.SHUT_RDWR)

    upstream.says(answer_and_close, GOOD)
    for _ in range(2):
        assert network.client().post(upstream.url).status == 200
        time.sleep(0.01)
    assert upstream.connections == 2


def test_a_connection_that_closes_under_a_request_is_replaced_at_once(
    upstream: Upstream, make_network: MakeNetwork
) -> None:
    network = make_network({"retries": 0})
    upstream.says(GOOD, close, GOOD)
    assert [network.client().get(upstream.url).status for _ in range(2)] == [200, 200]
    assert (len(upstream.requests), upstream.connections) == (3, 2)


def test_what_may_not_be_repeated_is_not(upstream: Upstream, make_network: MakeNetwork) -> None:
    network = make_network()
    upstream.says(GOOD, close, GOOD)
    network.client().post(upstream.url)
    with pytest.raises(UpstreamError) as caught:
        network.client().post(upstream.url)
    assert caught.value.detail == f"{upstream.host} closed the connection without an answer"
    upstream.says(http(503), GOOD)
    assert network.client().post(upstream.url, retry=True).status == 200


def test_gzip(upstream: Upstream, make_network: MakeNetwork) -> None:
    upstream.says(http(200, gzip.compress(b"[1, 2]"), Content_Encoding="gzip"))
    assert make_network().client().get(upstream.url).json() == [1, 2]


def test_an_answer_in_chunks(upstream: Upstream, make_network: MakeNetwork) -> None:
    upstream.says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n", GOOD)
    client = make_network().client()
    assert [client.get(upstream.url).json(), client.get(upstream.url).json()] == [[1, 2], {"temp": 21.5}]
    assert upstream.connections == 1


def test_an_answer_that_ends_with_its_connection(upstream: Upstream, make_network: MakeNetwork) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n[1, 2]")
        connection.shutdown(socket.SHUT_RDWR)

    upstream.says(answer)
    client = make_network().client()
    assert [client.get(upstream.url).json(), client.get(upstream.url).json()] == [[1, 2], [1, 2]]


BOMB = gzip.compress(b"0" * 3_000_000)
FAILURES: dict[str, tuple[Script, str]] = {
    "status": (http(404), "answered with status 404"),
    "status that passes": (http(503), "answered with status 503, in 3 tries"),
    "closed": (close, "closed the connection without an answer, in 3 tries"),
    "garbage": (b"\x00\xff garbage\r\n\r\n", "did not answer in HTTP, in 3 tries"),
    "no such status": (b"HTTP/1.1 99999 OK\r\n\r\n", "did not answer in HTTP, in 3 tries"),
    "long header": (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", "did not answer in HTTP, in 3 tries"),
    "bad chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "broke off its answer, in 3 tries",
    ),
    "large": (http(200, b"0" * 1_000_001), "answers with more than 1000000 bytes"),
    "bomb": (http(200, BOMB, Content_Encoding="gzip"), "answers with more than 1000000 bytes"),
    "no gzip": (http(200, b"{}", Content_Encoding="gzip"), "answered with damaged gzip, in 3 tries"),
    "half gzip": (http(200, BOMB[:30], Content_Encoding="gzip"), "broke off its answer, in 3 tries"),
    "zlib": (
        http(200, zlib.compress(b"{}"), Content_Encoding="deflate"),
        "compressed its answer in a way that was not asked for",
    ),
    "redirects": (http(302, Location="/now"), "redirects more than 5 times"),
    "redirect to a file": (http(302, Location="file:///etc/passwd"), "redirects to what is no address"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failing_upstream_is_named(name: str, upstream: Upstream, make_network: MakeNetwork) -> None:
    script, sentence = FAILURES[name]
    upstream.says(script)
    network = make_network(largest=1_000_000)
    assert refusal(network, upstream.url + "?key=s3cret") == (502, f"{upstream.host} {sentence}", upstream.host)


def test_half_an_answer(upstream: Upstream, make_network: MakeNetwork) -> None:
    def half(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[1")
        connection.shutdown(socket.SHUT_RDWR)

    upstream.says(half)
    found = refusal(make_network(), upstream.url)
    assert found == (502, f"{upstream.host} broke off its answer, in 3 tries", upstream.host)


def test_nobody_listens(make_network: MakeNetwork) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
        found = refusal(make_network(), f"http://{host}/")
    assert found == (502, f"{host} refused the connection, in 3 tries", host)


@pytest.mark.parametrize("host", ["nobody.invalid", "a..b", "a" * 70 + ".invalid"])
def test_a_host_that_does_not_exist(host: str, make_network: MakeNetwork) -> None:
    sentence = "cannot be found: no address is known for its name, in 3 tries"
    assert refusal(make_network(), f"https://{host}/x") == (502, f"{host} {sentence}", host)


@pytest.mark.parametrize("script", ["hang", "drip"])
def test_a_slow_upstream_ends_in_time(script: str, upstream: Upstream, make_network: MakeNetwork) -> None:
    """A byte now and then is as late as none."""
    upstream.says(getattr(upstream, script))
    network = make_network({"timeout": 0.1, "retries": 1, "budget": 5.0})
    started = time.monotonic()
    found = refusal(network, upstream.url)
    assert found == (504, f"{upstream.host} did not answer within 0.1 s, in 2 tries", upstream.host)
    assert 0.2 <= time.monotonic() - started < 1.0


def test_the_budget_is_for_all_calls(upstream: Upstream, make_network: MakeNetwork) -> None:
    upstream.says(GOOD, upstream.hang)
    network = make_network({"timeout": 5.0, "retries": 5, "budget": 0.2})
    client = network.client()
    client.get(upstream.url)
    for _ in range(2):
        with pytest.raises(UpstreamError) as caught:
            client.get(upstream.url)
        sentence = "did not answer in time: the 0.2 s for all calls of this request are over"
        assert (caught.value.status, caught.value.detail) == (504, f"{upstream.host} {sentence}")
    assert len(upstream.requests) == 2


def test_the_deadline_of_the_request_counts_too(upstream: Upstream, make_network: MakeNetwork) -> None:
    upstream.says(upstream.hang)
    client = make_network().client(deadline=time.monotonic() + 0.1)
    with pytest.raises(UpstreamError) as caught:
        client.get(upstream.url)
    sentence = "did not answer in time: the 0.1 s for all calls of this request are over"
    assert (caught.value.status, caught.value.detail) == (504, f"{upstream.host} {sentence}")


def test_headers_that_drip_end_in_time(upstream: Upstream, make_network: MakeNetwork) -> None:
    def drip(connection: socket.socket) -> None:
        while not upstream.stopped.wait(0.02):
            connection.sendall(b"H")

    upstream.says(drip)
    found = refusal(make_network({"timeout": 0.1, "retries": 0}), upstream.url)
    assert found == (504, f"{upstream.host} did not answer within 0.1 s", upstream.host)


def test_a_status_may_be_the_functions_to_judge(upstream: Upstream, make_network: MakeNetwork) -> None:
    upstream.says(http(404, b"no such city"))
    answer = make_network().client().get(upstream.url, check=False)
    assert (answer.status, answer.text, repr(answer)) == (
        404,
        "no such city",
        f"<Answer 404 from {upstream.host}, 12 bytes>",
    )


def test_redirects_are_followed(upstream: Upstream, make_network: MakeNetwork) -> None:
    upstream.says(http(307, Location="/there?x=1"), GOOD)
    assert make_network().client().request("PUT", upstream.url, json=[1]).status == 200
    lines = [request.partition("\r\n")[0] for request in upstream.requests]
    assert lines == ["PUT /now HTTP/1.1", "PUT /there?x=1 HTTP/1.1"]
    assert upstream.requests[1].endswith("\r\n[1]")


def test_the_upstream_that_failed_is_named(upstream: Upstream, make_network: MakeNetwork) -> None:
    with Upstream().running() as other:
        upstream.says(http(302, Location=other.url))
        other.says(http(500))
        found = refusal(make_network(), upstream.url)
        assert found == (502, f"{other.host} answered with status 500", other.host)


def test_many_threads(upstream: Upstream, make_network: MakeNetwork) -> None:
    network = make_network()
    upstream.says(GOOD)

    def call(i: int) -> Any:
        return network.client().get(upstream.url, params={"i": i}).json()

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(call, range(300))) == [{"temp": 21.5}] * 300
    assert len(upstream.requests) == 300
    assert upstream.connections <= 8


def test_kept_answers(upstream: Upstream, make_network: MakeNetwork) -> None:
    network = make_network({"cache": 60.0})
    for key in ("a", "b", "a"):
        network.client().get(upstream.url, headers={"X-Key": key})
    network.client().get(upstream.url, headers={"X-Key": "a"}, cache=0)
    assert len(upstream.requests) == 3


HEADS = st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"])
LINES = st.sampled_from(
    [b"Content-Length: -1\r\n", b"Content-Length: 9\r\n\r\n", b"ffffffffff\r\n", b"\r\n", b"1\r\nx\r\n"]
)


@settings(
    derandomize=True, deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(head=HEADS, rest=st.lists(LINES | st.binary(max_size=30), max_size=5))
def test_whatever_an_upstream_says(head: bytes, rest: list[bytes], upstream: Upstream) -> None:
    """It is an answer, or an UpstreamError, and nothing else."""

    def say(connection: socket.socket) -> None:
        connection.sendall(head + b"".join(rest))
        connection.shutdown(socket.SHUT_RDWR)

    upstream.says(say)
    network = Network(Rules(retries=0))
    with suppress(UpstreamError):
        assert network.client().get(upstream.url, check=False).upstream == upstream.host
    network.close()
