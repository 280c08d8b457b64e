"""Calls over a real socket: what a function gets, and how each way to fail is told."""

from __future__ import annotations

import gzip
import time
import zlib
from typing import Any

import pytest

from scorelet.errors import UpstreamError
from scorelet.runtime.features.client.answer import Answer
from scorelet.runtime.features.client.network import Network
from tests.runtime.features.client.conftest import MakeNetwork
from tests.wire.server import Script, Server, http, then_closed

GOOD = http(200, b'{"temp": 21.5}')


def refusal(network: Network, url: str, **more: Any) -> tuple[int, str, str]:
    with pytest.raises(UpstreamError) as caught:
        network.client().get(url, **more)
    return caught.value.status, caught.value.detail, caught.value.upstream


def test_an_answer(server: Server, make_network: MakeNetwork) -> None:
    server.says(http(200, b'{"temp": 21.5}', X_One="a", X_ONE="b"))
    answer = make_network().client().get(server.url, params={"q": "Hong Kong", "key": "s3cret"})
    assert answer == Answer(200, {"content-length": "14", "x-one": "a, b"}, b'{"temp": 21.5}', server.host)
    assert (answer.json(), answer.text) == ({"temp": 21.5}, '{"temp": 21.5}')
    (seen,) = server.seen
    assert (seen.method, seen.target) == ("GET", "/?q=Hong+Kong&key=s3cret")
    usual = {"accept": "*/*", "accept-encoding": "gzip", "user-agent": "scorelet"}
    assert seen.headers == {"host": server.host, **usual}


def test_a_body_is_sent(server: Server, make_network: MakeNetwork) -> None:
    client = make_network().client()
    client.post(server.url, {"a": "é"})
    client.post(server.url, data={"a": [1, 2]})
    assert [(seen.headers["content-type"], seen.body.decode()) for seen in server.seen] == [
        ("application/json", '{"a": "é"}'),
        ("application/x-www-form-urlencoded", "a=1&a=2"),
    ]


def test_what_may_not_be_repeated_is_not(server: Server, make_network: MakeNetwork) -> None:
    network = make_network()
    server.says(GOOD, then_closed(), GOOD)
    network.client().post(server.url)
    with pytest.raises(UpstreamError) as caught:
        network.client().post(server.url)
    assert caught.value.detail == f"{server.host} closed the connection without an answer"
    server.says(http(503), GOOD)
    assert network.client().post(server.url, retry=True).status == 200


def test_gzip(server: Server, make_network: MakeNetwork) -> None:
    server.says(http(200, gzip.compress(b"[1, 2]"), Content_Encoding="gzip"))
    assert make_network().client().get(server.url).json() == [1, 2]


BOMB = gzip.compress(b"0" * 3_000_000, mtime=0)
FAILURES: dict[str, tuple[Script, str]] = {
    "status": (http(404), "answered with status 404"),
    "status that passes": (http(503), "answered with status 503, in 3 tries"),
    "closed": (then_closed(), "closed the connection without an answer, in 3 tries"),
    "garbage": (b"\x00\xff garbage\r\n\r\n", "did not answer in HTTP, in 3 tries"),
    "large": (http(200, b"0" * 1_000_001), "answers with more than 1000000 bytes"),
    "bomb": (http(200, BOMB, Content_Encoding="gzip"), "answers with more than 1000000 bytes"),
    "no gzip": (http(200, b"{}", Content_Encoding="gzip"), "answered with damaged gzip, in 3 tries"),
    "half gzip": (http(200, BOMB[:30], Content_Encoding="gzip"), "broke off its answer, in 3 tries"),
    "zlib": (
        http(200, zlib.compress(b"{}"), Content_Encoding="deflate"),
        "compressed its answer in a way that was not asked for",
    ),
    "redirects": (http(302, Location="/"), "redirects more than 5 times"),
    "redirect to a file": (http(302, Location="file:///etc/passwd"), "redirects to what is no address"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failing_upstream_is_named(name: str, server: Server, make_network: MakeNetwork) -> None:
    script, sentence = FAILURES[name]
    server.says(script)
    network = make_network(largest=1_000_000)
    assert refusal(network, server.url + "?key=s3cret") == (502, f"{server.host} {sentence}", server.host)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
def test_a_slow_upstream_ends_in_time(head: bytes, server: Server, make_network: MakeNetwork) -> None:
    """A byte now and then is as late as none."""
    server.says(server.dripping(head))
    network = make_network({"timeout": 0.1, "retries": 1, "budget": 5.0})
    started = time.monotonic()
    found = refusal(network, server.url)
    assert found == (504, f"{server.host} did not answer within 0.1 s, in 2 tries", server.host)
    assert 0.2 <= time.monotonic() - started < 1.0


def test_the_budget_is_for_all_calls(server: Server, make_network: MakeNetwork) -> None:
    server.says(GOOD, server.held())
    network = make_network({"timeout": 5.0, "retries": 5, "budget": 0.2})
    client = network.client()
    client.get(server.url)
    for _ in range(2):
        with pytest.raises(UpstreamError) as caught:
            client.get(server.url)
        sentence = "did not answer in time: the 0.2 s for all calls of this request are over"
        assert (caught.value.status, caught.value.detail) == (504, f"{server.host} {sentence}")
    assert len(server.seen) == 2


def test_the_deadline_of_the_request_counts_too(server: Server, make_network: MakeNetwork) -> None:
    server.says(server.held())
    client = make_network().client(deadline=time.monotonic() + 0.1)
    with pytest.raises(UpstreamError) as caught:
        client.get(server.url)
    sentence = "did not answer in time: the 0.1 s for all calls of this request are over"
    assert (caught.value.status, caught.value.detail) == (504, f"{server.host} {sentence}")


def test_a_status_may_be_the_functions_to_judge(server: Server, make_network: MakeNetwork) -> None:
    server.says(http(404, b"no such city"))
    answer = make_network().client().get(server.url, check=False)
    assert (answer.status, answer.text, repr(answer)) == (
        404,
        "no such city",
        f"<Answer 404 from {server.host}, 12 bytes>",
    )


def test_redirects_are_followed(server: Server, make_network: MakeNetwork) -> None:
    server.says(http(307, Location="/there?x=1"), GOOD)
    assert make_network().client().request("PUT", server.url, json=[1]).status == 200
    assert [(seen.method, seen.target, seen.body) for seen in server.seen] == [
        ("PUT", "/", b"[1]"),
        ("PUT", "/there?x=1", b"[1]"),
    ]


def test_the_upstream_that_failed_is_named(server: Server, make_network: MakeNetwork) -> None:
    with Server().running() as other:
        server.says(http(302, Location=other.url))
        other.says(http(500))
        found = refusal(make_network(), server.url)
        assert found == (502, f"{other.host} answered with status 500", other.host)


def test_kept_answers(server: Server, make_network: MakeNetwork) -> None:
    network = make_network({"cache": 60.0})
    for key in ("a", "b", "a"):
        network.client().get(server.url, headers={"X-Key": key})
    network.client().get(server.url, headers={"X-Key": "a"}, cache=0)
    assert len(server.seen) == 3
