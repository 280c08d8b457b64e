"""What S3 answers, and what keeps its answer from coming -> the store's errors, with what to do.

Messages are our own words: the SDK's can hold requests, and with them what was signed. Only an answer that the table
does not know is quoted, shortened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scorelet.errors import StoreError, StoreNotFoundError, StoreUnreachableError

LONGEST_QUOTE = 200


class Asked(NamedTuple):
    """What was asked of S3: the permission it needs, and where."""

    action: str
    bucket: str
    key: str


class Trouble(NamedTuple):
    """Why something failed, and what to do; both may name {action}, {bucket} and {key}."""

    why: str
    next_step: str
    kind: type[StoreError] = StoreUnreachableError


DOING: Mapping[str, str] = {
    "s3:GetObject": "read",
    "s3:PutObject": "write",
    "s3:DeleteObject": "remove",
    "s3:ListBucket": "list",
}

_DENIED = Trouble(
    "access is denied", "let these credentials do {action} on {key!r} of bucket {bucket!r}, and s3:ListBucket on it"
)
_FAILED = Trouble("S3 failed, and went on failing when asked again", "try again later")
_SLOW = Trouble("no answer in time", "look at the network, then try again")
_CREDENTIALS = "look at AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_EXPIRED = Trouble("the credentials have expired", "sign in again: aws sso login, or whatever gave you them")
_UNKNOWN_KEY = Trouble("the credentials are not known there", _CREDENTIALS)
_REGION = Trouble("bucket {bucket!r} is in another region", "set AWS_REGION to the bucket's")
_BUSY = Trouble("others write the same key at this moment", "try again")
_NO_BUCKET = Trouble(
    "there is no bucket {bucket!r}", "look at the name, or create it: aws s3 mb s3://{bucket}", StoreNotFoundError
)
_NO_S3 = Trouble("what answers there does not speak S3", "look at AWS_ENDPOINT_URL")
_LACKS = Trouble("the service lacks a part of S3", "use a service that has S3's conditional writes, or a folder")

ANSWERS: Mapping[str | int, Trouble] = {
    "NoSuchBucket": _NO_BUCKET,
    "AccessDenied": _DENIED,
    "AllAccessDisabled": _DENIED,
    "InvalidAccessKeyId": _UNKNOWN_KEY,
    "InvalidToken": _UNKNOWN_KEY,
    "SignatureDoesNotMatch": Trouble("the secret key is not the one of the access key", _CREDENTIALS),
    "ExpiredToken": _EXPIRED,
    "TokenRefreshRequired": _EXPIRED,
    "RequestTimeTooSkewed": Trouble("this machine's clock is wrong", "set the clock"),
    "PermanentRedirect": _REGION,
    "AuthorizationHeaderMalformed": _REGION,
    "IllegalLocationConstraintException": _REGION,
    "EntityTooLarge": Trouble("it is too large for one object", "S3 takes up to 5 GB at once: pack a smaller model"),
    "InvalidBucketName": Trouble("{bucket!r} cannot be a bucket's name", "look at the name"),
    "NotImplemented": _LACKS,
    "SlowDown": Trouble("S3 is asked too much", "try again later"),
    "RequestTimeout": _SLOW,
    301: _REGION,
    302: _NO_S3,
    403: _DENIED,
    404: _NO_S3,
    408: _SLOW,
    409: _BUSY,
    429: Trouble("S3 is asked too much", "try again later"),
    500: _FAILED,
    501: _LACKS,
    502: _FAILED,
    503: _FAILED,
    504: _FAILED,
}
"""By code and, for a code that is not here, by HTTP status."""

_NO_CREDENTIALS = Trouble("there are no credentials", "run aws configure, or set AWS_PROFILE")
_SIGN_IN = Trouble("the sign-in is missing or has expired", "aws sso login")
_NO_CONNECTION = Trouble("no connection", "look at the network, and at AWS_ENDPOINT_URL when it is set")
_BROKEN_OFF = Trouble("the connection broke off", "try again")

SILENCES: Mapping[str, Trouble] = {
    "NoCredentialsError": _NO_CREDENTIALS,
    "PartialCredentialsError": Trouble("the credentials are incomplete", _CREDENTIALS),
    "CredentialRetrievalError": Trouble("the credentials could not be fetched", "look at what your profile names"),
    "ProfileNotFound": Trouble("the profile that AWS_PROFILE names does not exist", "aws configure list-profiles"),
    "ConfigParseError": Trouble("the AWS configuration cannot be read", "look at ~/.aws/config and ~/.aws/credentials"),
    "SSOError": _SIGN_IN,
    "TokenRetrievalError": _SIGN_IN,
    "NoRegionError": Trouble("no region is set", "set AWS_REGION"),
    "InvalidRegionError": Trouble("there is no such region", "look at AWS_REGION"),
    "InvalidEndpointConfigurationError": _NO_S3,
    "ConnectTimeoutError": _NO_CONNECTION,
    "ReadTimeoutError": _SLOW,
    "SSLError": Trouble("the server's certificate does not hold", "look at AWS_CA_BUNDLE and at the clock"),
    "ProxyConnectionError": Trouble("the proxy does not answer", "look at HTTPS_PROXY"),
    "EndpointConnectionError": _NO_CONNECTION,
    "ConnectionClosedError": _BROKEN_OFF,
    "ResponseStreamingError": _BROKEN_OFF,
    "IncompleteReadError": _BROKEN_OFF,
    "FlexibleChecksumError": Trouble("other bytes came than were kept", "try again"),
    "ResponseParserError": _NO_S3,
    "ParamValidationError": Trouble("{bucket!r} cannot be a bucket's name", "look at the name"),
    "HTTPClientError": _NO_CONNECTION,
}
"""By the name of the SDK's exception, or of the nearest of its bases that is here."""


def foreign_errors() -> tuple[type[Exception], ...]:
    """All that the SDK raises on purpose."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    return ClientError, BotoCoreError, ResponseParserError


def is_answer(error: Exception, what: str | int) -> bool:
    """Whether `error` is S3's answer with the code (text) or HTTP status (number) `what`."""
    code, status, _ = _answer(error)
    return what in (code, status)


def translated(error: Exception, asked: Asked) -> StoreError:
    """The store's error for one of `foreign_errors()`."""
    return _told(_trouble(error), asked)


def answered(code: str, status: int, asked: Asked) -> StoreError | None:
    """The store's error for what S3 answered; None for an answer that the table does not know."""
    trouble = ANSWERS.get(code) or ANSWERS.get(status)
    return None if trouble is None else _told(trouble, asked)


def no_s3(asked: Asked) -> StoreError:
    """The error where something answers that is no S3, say the page of a hotel's network."""
    return _told(_NO_S3, asked)


def _told(trouble: Trouble, asked: Asked) -> StoreError:
    words = {"action": asked.action, "bucket": asked.bucket, "key": asked.key}
    place = f"s3://{asked.bucket}/{asked.key}"
    why, next_step = trouble.why.format(**words), trouble.next_step.format(**words)
    return trouble.kind(f"cannot {DOING[asked.action]} {place}: {why}\n{next_step}")


def cannot_open(error: Exception, url: str) -> StoreError:
    """The store's error for one of `foreign_errors()` that came before anything was asked."""
    trouble = _trouble(error)
    return trouble.kind(f"cannot open {url}: {trouble.why}\n{trouble.next_step}")


def _trouble(error: Exception) -> Trouble:
    code, status, said = _answer(error)
    if status:
        return ANSWERS.get(code) or ANSWERS.get(status) or _quoted(f"{code or 'no reason'} ({status}): {said}")
    names = (kind.__name__ for kind in type(error).__mro__)
    return next((SILENCES[name] for name in names if name in SILENCES), None) or _quoted(type(error).__name__)


def _quoted(text: str) -> Trouble:
    shown = "".join(letter for letter in text[:LONGEST_QUOTE] if letter.isprintable())
    return Trouble(f"S3 says {shown}".replace("{", "{{").replace("}", "}}"), "try again, or look at the service's log")


def _answer(error: Exception) -> tuple[str, int, str]:
    """Code, HTTP status and message of S3's answer; empty when the error is none."""
    response = getattr(error, "response", None) or {}
    told = response.get("Error", {})
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return str(told.get("Code", "")), int(status), str(told.get("Message", ""))
