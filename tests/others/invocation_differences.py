"""The known differences between invocations. The tests demand that they are exactly those that occur.

The botocore model says what is allowed; what the service says of anything else is known where it was recorded.
"""

from __future__ import annotations

from unittest.mock import ANY

from tests.others.comparing import Difference
from tests.others.target import LOCALSTACK

_NO_JSON = "a payload that is no JSON is a 400 before the function is asked (botocore: InvalidRequestContentException)"
_SIX = "6 MB at most, or a 413 (botocore: RequestTooLargeException)"
_ONE = "1 MB at most of an event that nobody waits for (botocore's description of Invoke)"
_KIND = "the kinds are an enumeration (botocore: InvocationType); the words of the refusal were not recorded"
_PATTERN = "botocore has a pattern for Qualifier; the words of the refusal were not recorded"

_REFUSED_JSON = {
    "status": 400,
    "error": "InvalidRequestContentException",
    "payload": (
        "Could not parse request body into json: Could not parse payload into json: "
        "Expecting value: line 1 column 8 (char 7)"
    ),
}

DIFFERENCES = (
    Difference(
        LOCALSTACK, "malformed JSON",
        {"status": 200, "error": "Unhandled", "payload": ANY, "version": "$LATEST"}, {**_REFUSED_JSON, "version": ""},
        _NO_JSON,
    ),
    Difference(
        LOCALSTACK, "malformed JSON that is not waited for",
        {"status": 202, "error": "", "payload": ""}, _REFUSED_JSON,
        _NO_JSON,
    ),
    Difference(
        LOCALSTACK, "more than six megabytes",
        {"status": 200, "error": "Unhandled", "payload": ANY, "version": "$LATEST"},
        {
            "status": 413, "error": "RequestTooLargeException", "version": "",
            "payload": "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
        },
        _SIX,
    ),
    Difference(
        LOCALSTACK, "more than one megabyte that is not waited for",
        {"status": 202, "error": "", "payload": ""},
        {
            "status": 413, "error": "RequestTooLargeException",
            "payload": "1048599 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
        },
        _ONE,
    ),
    Difference(
        LOCALSTACK, "an unknown kind",
        {"status": 200, "error": "Unhandled", "payload": ANY, "version": "$LATEST"},
        {
            "status": 400, "error": "InvalidParameterValueException", "version": "",
            "payload": "expected RequestResponse, Event, DryRun as the invocation type, got 'Maybe'",
        },
        _KIND,
    ),
    Difference(
        LOCALSTACK, "a qualifier that is none",
        {"payload": ANY},
        {"payload": "'a b' is no version and no alias"},
        _PATTERN,
    ),
)  # fmt: skip
