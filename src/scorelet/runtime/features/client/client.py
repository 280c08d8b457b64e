"""The client of one request.

    answer = http.get("https://api.example.com/now", params={"q": city})
    answer.json()

An answer with a status of 400 or more raises UpstreamError (502), unless `check=False`: then it is the function's to
judge. What failed on the way there is tried again where that may help and does no harm: methods that may be
repeated, or `retry=True`. When time is up it is UpstreamError (504).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scorelet.errors import UpstreamError
from scorelet.runtime.features.client.answer import Answer, Broken, Outcome
from scorelet.runtime.features.client.redirects import MOST, redirected
from scorelet.runtime.features.client.retries import passing, pause
from scorelet.runtime.features.client.sending import Sent, sent

if TYPE_CHECKING:
    from scorelet.runtime.features.client.network import Network

Data = bytes | str | Mapping[str, Any]


class Client:
    """Calls to others on behalf of one request; threads may share it. `until`: all of them end before."""

    def __init__(self, network: Network, until: float) -> None:
        self.until = until
        self._network = network
        self._budget = until - network.clock()

    def left(self) -> float:
        """Seconds."""
        return self.until - self._network.clock()

    def get(self, url: str, params: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """`more` is what `request` takes."""
        return self.request("GET", url, params, **more)

    def post(self, url: str, json: Any = None, **more: Any) -> Answer:
        """Not tried again unless `retry=True`. `more` is what `request` takes."""
        return self.request("POST", url, json=json, **more)

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Data | None = None,
        timeout: float | None = None,
        check: bool = True,
        retry: bool | None = None,
        cache: float | None = None,
    ) -> Answer:
        """One call.

        params   join the query; a list is repeated, None left out
        json     is sent as JSON; data: bytes or text as they are, a mapping as a form
        timeout  seconds for one try, from connecting to the last byte; None: the service's
        check    a status of 400 or more raises UpstreamError
        retry    whether it may be sent again; None: if the method is one that may
        cache    seconds for which a GET's answer is kept; None: the service's; 0: not at all

        Raises UpstreamError, and UsageError for what cannot be sent.
        """
        outgoing = sent(method, url, params, headers=headers, json=json, data=data, retry=retry)
        keep = (self._network.rules.cache if cache is None else cache) if outgoing.method == "GET" else 0.0
        answer = self._network.cache.find(outgoing) if keep else None
        if answer is None:
            answer = self._tried(outgoing, self._network.rules.timeout if timeout is None else timeout, check)
            if keep:
                self._network.cache.keep(outgoing, answer, keep)
        return answer

    def _tried(self, outgoing: Sent, seconds: float, check: bool) -> Answer:
        network = self._network
        tries = 1
        while True:
            outcome = self._once(outgoing, seconds)
            if tries > network.rules.retries or not outgoing.repeatable or not passing(outcome):
                break
            wait = pause(outcome, tries, network.chance(), network.wall())
            if network.clock() + wait >= self.until:
                break
            network.sleep(wait)
            tries += 1
        if isinstance(outcome, Answer) and not (check and outcome.status >= 400):
            return outcome
        raise self._error(outcome, seconds, tries)

    def _once(self, outgoing: Sent, seconds: float) -> Outcome:
        """One try, redirects followed, all within the seconds."""
        clock = self._network.clock
        until = min(clock() + seconds, self.until)
        following: Sent = outgoing
        try:
            for _ in range(MOST + 1):
                if clock() >= until:
                    raise Broken("did not answer in time", late=True)
                answer = self._network.exchange(following, until)
                further = redirected(following, answer)
                if further is None:
                    return answer
                following = further
            raise Broken(f"redirects more than {MOST} times", final=True)
        except Broken as failure:
            failure.upstream = following.upstream
            return failure

    def _error(self, outcome: Outcome, seconds: float, tries: int) -> UpstreamError:
        upstream = outcome.upstream
        times = "" if tries == 1 else f", in {tries} tries"
        if isinstance(outcome, Answer):
            return UpstreamError(502, f"{upstream} answered with status {outcome.status}{times}", upstream)
        if not outcome.late:
            return UpstreamError(502, f"{upstream} {outcome.sentence}{times}", upstream)
        if self._network.clock() < self.until:
            return UpstreamError(504, f"{upstream} did not answer within {seconds:g} s{times}", upstream)
        spent = f"the {self._budget:.3g} s for all calls of this request are over"
        return UpstreamError(504, f"{upstream} did not answer in time: {spent}", upstream)
