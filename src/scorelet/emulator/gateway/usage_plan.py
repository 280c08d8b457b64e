"""Who may come in: the key's plan, and the stage's throttle for all together.

A call that is refused takes nothing of any of them, and one to a method without a key counts for no key.
"""

from __future__ import annotations

from scorelet.aws.endpoint import Endpoint, Method
from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.api_keys import ApiKeys, Key
from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.rest_errors import GatewayError
from scorelet.emulator.gateway.throttle import Bucket
from scorelet.emulator.gateway.usage_file import KeptUsage


class UsagePlan:
    """The plan of a stage, and what was used of it."""

    def __init__(self, endpoint: Endpoint, keys: ApiKeys, usage: KeptUsage, clock: Clock) -> None:
        self._keys = keys
        self._usage = usage
        self._clock = clock
        self._buckets = {key.id: Bucket(endpoint.callers) for key in keys}
        self._everyone = Bucket(endpoint.everyone)

    def admitted(self, call: Call, method: Method) -> Key | None:
        """Whose call it is, None where the method asks for no key; counted. Raises GatewayError."""
        if not method.key:
            self._check(self._everyone, "all callers together")
            self._everyone.take()
            return None
        key = self._keys.of(call)
        bucket = self._buckets[key.id]
        self._check(bucket, f"the key {key.name!r}", key.name)
        self._check(self._everyone, "all callers together", key.name)
        if not self._usage.left(key.id):
            raise GatewayError("quota", f"the key {key.name!r} has used its quota of {self._usage.said}", key.name)
        bucket.take()
        self._everyone.take()
        self._usage.count(key.id)
        return key

    def _check(self, bucket: Bucket, who: str, key: str = "") -> None:
        if not bucket.has_one(self._clock.monotonic()):
            raise GatewayError("rate", f"{who} may call {bucket.said}", key)
