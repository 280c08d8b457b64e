"""When a call is tried again, told with a clock that stands still."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.errors import UpstreamError
from scorelet.runtime.features.client.answer import Answer, Broken
from scorelet.runtime.features.client.network import Network
from scorelet.runtime.features.client.retries import pause
from scorelet.runtime.features.client.sending import Sent
from scorelet.service.values import Upstream as Rules

URL = "https://api.example.com/now"


class World:
    """A clock that moves when someone sleeps, and an upstream whose outcomes are given."""

    def __init__(self, *outcomes: Answer | Broken, lasting: float = 0.0, **rules: Any) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self.sent: list[Sent] = []
        self.outcomes = list(outcomes)
        self.lasting = lasting
        self.network = Network(
            Rules(**rules),
            exchange=self.exchange,
            clock=lambda: self.now,
            wall=lambda: 1_000_000_000.0,
            sleep=self.sleep,
            chance=lambda: 0.0,
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def exchange(self, sent: Sent, until: float) -> Answer:
        self.sent.append(sent)
        self.now = min(self.now + self.lasting, until)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Broken):
            raise outcome
        return outcome._replace(upstream=sent.upstream)


def failure(world: World, **more: Any) -> str:
    with pytest.raises(UpstreamError) as caught:
        world.network.client().get(URL, **more)
    return str(caught.value)


def test_pauses_double() -> None:
    world = World(Answer(503), retries=4, budget=60.0)
    assert failure(world) == "502: api.example.com answered with status 503, in 5 tries"
    assert world.slept == [0.1, 0.2, 0.4, 0.8]


def test_a_failure_that_passed_is_forgotten() -> None:
    world = World(Broken("refused the connection"), Answer(429), Answer(200, {}, b"1"))
    assert world.network.client().get(URL).json() == 1


@pytest.mark.parametrize("outcome", [Answer(500), Answer(400), Broken("has it", final=True)])
def test_what_another_try_does_not_help(outcome: Answer | Broken) -> None:
    world = World(outcome)
    failure(world)
    assert len(world.sent) == 1


def test_an_upstream_that_asks_for_time_gets_it() -> None:
    world = World(Answer(429, {"retry-after": "3"}), Answer(200))
    assert world.network.client().get(URL).status == 200
    assert world.slept == [3.0]


def test_unless_it_asks_for_more_than_there_is() -> None:
    world = World(Answer(429, {"retry-after": "30"}), budget=5.0)
    assert failure(world) == "502: api.example.com answered with status 429"
    assert world.slept == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("Sun, 09 Sep 2001 01:47:10 GMT", 30.0),
        ("Sat, 08 Sep 2001 01:46:40 GMT", 0.0),
        ("soon", 0.1),
        ("-1", 0.1),
        ("Sun, 99 Sep 2001 01:46:40 GMT", 0.1),
        ("9" * 5000, 999_999_999.0),
        ("", 0.1),
    ],
)
def test_retry_after(text: str, seconds: float) -> None:
    assert pause(Answer(503, {"retry-after": text}), 1, 0.0, 1_000_000_000.0) == seconds


def test_chance_shortens_pauses_by_half_at_most() -> None:
    assert [pause(Broken("x"), 1, by, 0.0) for by in (0.0, 0.5, 1.0)] == pytest.approx([0.1, 0.075, 0.05])


def test_pauses_end_at_two_seconds() -> None:
    assert pause(Broken("x"), 50, 0.0, 0.0) == 2.0


def test_the_budget_ends_tries() -> None:
    world = World(Broken("did not answer in time", late=True), lasting=2.0, retries=9, budget=5.0)
    spent = "the 5 s for all calls of this request are over"
    assert failure(world) == f"504: api.example.com did not answer in time: {spent}"
    assert (len(world.sent), round(world.now, 9)) == (3, 105.0)


def test_redirects_share_the_seconds_of_a_try() -> None:
    world = World(Answer(302, {"location": "/"}), lasting=1.0, timeout=2.0, retries=0)
    assert failure(world) == "504: api.example.com did not answer within 2 s"


def test_a_time_for_one_call() -> None:
    world = World(Broken("did not answer in time", late=True), retries=0)
    assert failure(world, timeout=0.5) == "504: api.example.com did not answer within 0.5 s"


def test_an_answer_is_kept_for_its_time() -> None:
    world = World(Answer(200, {}, b"1"), Answer(200, {}, b"2"), cache=10.0)
    seen = []
    for seconds in (0.0, 9.0, 1.0):
        world.now += seconds
        seen.append(world.network.client().get(URL).json())
    assert seen == [1, 1, 2]
    assert world.network.client().get(URL, cache=0).json() == 2
    assert len(world.sent) == 3


def test_headers_stay_with_their_host() -> None:
    elsewhere = Answer(302, {"location": "https://other.example.com/"})
    world = World(elsewhere, Answer(200))
    world.network.client().get(URL, headers={"X-Api-Key": "s3cret", "Accept-Language": "de"})
    assert [name for name, _ in world.sent[1].headers] == ["accept", "accept-encoding", "accept-language", "user-agent"]
    same = World(Answer(301, {"location": "/x"}), Answer(200))
    same.network.client().get(URL, headers={"X-Api-Key": "s3cret"})
    assert ("x-api-key", "s3cret") in same.sent[1].headers


def test_no_way_leads_from_https_to_http() -> None:
    world = World(Answer(302, {"location": "http://api.example.com/now"}))
    assert failure(world) == "502: api.example.com redirects from https to http"


def test_a_post_that_is_shown_elsewhere() -> None:
    world = World(Answer(303, {"location": "there?a=1"}), Answer(200))
    world.network.client().post("https://api.example.com/a/b", [1])
    second = world.sent[1]
    assert (second.method, second.target, second.body) == ("GET", "/a/there?a=1", None)
    assert "content-type" not in dict(second.headers)
