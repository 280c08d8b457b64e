"""What a local endpoint answers, and what keeps its answer from coming -> SourceError, with what to do.

Messages are our own words; of an answer that the table does not know its code is quoted, and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scorelet.emulator.sources.values import SourceError

LONGEST_CODE = 80


class Place(NamedTuple):
    """What is asked. kind: "queue", "stream" or "bucket"."""

    kind: str
    name: str
    endpoint: str


class Words(NamedTuple):
    """Both may name {kind}, {name}, {endpoint} and {make}."""

    why: str
    next_step: str


MAKE: Mapping[str, str] = {
    "queue": "sqs create-queue --queue-name {name}",
    "stream": "kinesis create-stream --stream-name {name} --shard-count 1",
    "bucket": "s3 mb s3://{name}",
}

_MISSING = Words("there is no such {kind}", "make it: aws --endpoint-url {endpoint} {make}")
_DENIED = Words("access is denied", "let the user 'test' read there, or turn the endpoint's checks off")
_SILENT = Words("nothing answers there", "start it, or name another endpoint")
_SLOW = Words("it is asked too much, or answers too late", "wait; it is asked again")
_NOT_AWS = Words("what answers there does not speak AWS's protocols", "name another endpoint")

ANSWERS: Mapping[str, Words] = {
    "AWS.SimpleQueueService.NonExistentQueue": _MISSING,
    "QueueDoesNotExist": _MISSING,
    "ResourceNotFoundException": _MISSING,
    "NoSuchBucket": _MISSING,
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "InvalidClientTokenId": _DENIED,
    "SignatureDoesNotMatch": _DENIED,
    "UnrecognizedClientException": _DENIED,
    "ProvisionedThroughputExceededException": _SLOW,
    "LimitExceededException": _SLOW,
    "Throttling": _SLOW,
    "ThrottlingException": _SLOW,
    "SlowDown": _SLOW,
    "403": _DENIED,
    "404": _MISSING,
    "405": _NOT_AWS,
    "501": _NOT_AWS,
}
"""By code."""

SILENCES: Mapping[str, Words] = {
    "ConnectTimeoutError": _SILENT,
    "ReadTimeoutError": _SLOW,
    "ConnectionClosedError": _SILENT,
    "EndpointConnectionError": _SILENT,
    "HTTPClientError": _SILENT,
    "ResponseParserError": _NOT_AWS,
    "ProfileNotFound": Words("the profile that AWS_PROFILE names does not exist", "unset AWS_PROFILE"),
    "ConfigParseError": Words("the AWS configuration cannot be read", "look at ~/.aws/config"),
}
"""By the name of the SDK's exception, or of the nearest of its bases that is here."""


def code_of(error: Exception) -> str:
    """AWS's word for what is wrong; "" where no answer came."""
    answer = getattr(error, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", ""))


def translated(error: Exception, place: Place) -> SourceError:
    """For what the SDK raised."""
    code = code_of(error)
    if code:
        return _trouble(ANSWERS.get(code) or _quoted(code), place)
    names = (kind.__name__ for kind in type(error).__mro__)
    words = next((SILENCES[name] for name in names if name in SILENCES), None)
    return _trouble(words or _quoted(type(error).__name__), place)


def not_aws(place: Place) -> SourceError:
    """For an answer that lacks what AWS's has."""
    return _trouble(_NOT_AWS, place)


def _quoted(said: str) -> Words:
    shown = "".join(letter for letter in said if letter.isprintable())[:LONGEST_CODE]
    return Words(f"it says {shown}".replace("{", "{{").replace("}", "}}"), "look at the endpoint's log")


def _trouble(words: Words, place: Place) -> SourceError:
    said = {**place._asdict(), "make": MAKE[place.kind].format(name=place.name)}
    why, next_step = words.why.format(**said), words.next_step.format(**said)
    return SourceError(f"cannot ask the {place.kind} {place.name!r} at {place.endpoint}: {why}\n{next_step}")
