"""How often one may call: a bucket of tokens (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html).

It holds `burst` tokens at most, and gets `rate` of them each second. AWS's are best effort; this one is exact.
"""

from __future__ import annotations

from scorelet.aws.endpoint import Plan

_ROUNDING = 1e-9
"""Tokens that a sum of parts of seconds may miss."""


class Bucket:
    """Of one caller, or of all together; full at first. Times are seconds of a clock that never goes back."""

    def __init__(self, plan: Plan) -> None:
        self.rate = plan.rate
        self.burst = max(1.0, float(plan.burst if plan.burst is not None else plan.rate or 1.0))
        self._tokens = self.burst
        self._since = 0.0

    def has_one(self, now: float) -> bool:
        """Whether a call may come in."""
        if self.rate is None:
            return True
        self._tokens = min(self.burst, self._tokens + max(0.0, now - self._since) * self.rate)
        self._since = now
        return self._tokens >= 1.0 - _ROUNDING

    @property
    def said(self) -> str:
        """In words."""
        return f"{self.rate or 0:g} times per second, {self.burst:g} at once"

    def take(self) -> None:
        """One has come in."""
        self._tokens -= 1.0
