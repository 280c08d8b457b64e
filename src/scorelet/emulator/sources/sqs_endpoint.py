"""A queue at a local endpoint. Visibility, receive counts and the dead-letter queue are its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scorelet.emulator.clock import Clock
from scorelet.emulator.sources.batches import size_of
from scorelet.emulator.sources.endpoint import Service
from scorelet.emulator.sources.queues import Message
from scorelet.emulator.sources.sqs_records import of_received
from scorelet.emulator.sources.values import SourceError

AT_ONCE = 10
"""Messages of one call, at most."""
DEFAULT_HIDES = 30
"""Seconds for which a queue hides messages that nobody has set it for."""
PAUSE = 0.5
"""Seconds between two looks at an empty queue."""


class SqsQueue:
    """A queue, by its ARN; its URL is asked for.

    timeout: seconds that the function may take. A queue that hides messages for less is not asked: Lambda takes none
    such, for others would be given what the function still works on.
    """

    def __init__(self, arn: str, endpoint: str, clock: Clock, timeout: int = 0) -> None:
        self._arn = arn
        self._sqs = Service("sqs", arn, endpoint)
        self._clock = clock
        self._timeout = timeout
        self._url = ""
        self._hides = 0

    async def receive(self, most: int, seconds: float) -> Sequence[Message] | None:
        end = self._clock.monotonic() + seconds
        while True:
            asked = self._clock.monotonic()
            answer = await self._ask(
                "receive_message",
                MaxNumberOfMessages=min(most, AT_ONCE),
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
                WaitTimeSeconds=0,
            )
            left = end - self._clock.monotonic()
            if answer.get("Messages") or left <= 0:
                return [self._message(message, asked + self._hides) for message in answer.get("Messages", ())]
            await self._clock.sleep(min(PAUSE, left))

    async def delete(self, messages: Sequence[Message]) -> None:
        for entries in _calls(messages):
            await self._ask("delete_message_batch", Entries=entries)

    async def send(self, body: str) -> None:
        await self._ask("send_message", MessageBody=body)

    async def _ask(self, call: str, **arguments: Any) -> Any:
        if not self._url:
            self._url = await self._found()
        return await self._sqs.ask(call, QueueUrl=self._url, **arguments)

    async def _found(self) -> str:
        place = self._sqs.place
        url = str((await self._sqs.ask("get_queue_url", QueueName=place.name))["QueueUrl"])
        answer = await self._sqs.ask("get_queue_attributes", QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        self._hides = int(answer["Attributes"].get("VisibilityTimeout", DEFAULT_HIDES))
        if self._hides < self._timeout:
            raise SourceError(
                f"the queue {place.name!r} hides messages for {self._hides} s, and the function may take "
                f"{self._timeout} s: Lambda takes no such queue\nset its VisibilityTimeout to {6 * self._timeout}"
            )
        return url

    def _message(self, message: Any, until: float) -> Message:
        record = of_received(message, self._arn)
        return Message(message["MessageId"], message["ReceiptHandle"], record, size_of(record), until)


def _calls(messages: Sequence[Message]) -> Iterator[list[dict[str, Any]]]:
    """The entries of each call that it takes."""
    for start in range(0, len(messages), AT_ONCE):
        some = messages[start : start + AT_ONCE]
        yield [{"Id": str(place), "ReceiptHandle": one.handle} for place, one in enumerate(some)]
