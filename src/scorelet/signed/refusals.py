"""What AWS answers, and what keeps its answer from coming -> AwsCallError.

    cannot read s3://models/iris: AWS says AccessDenied (403): Access Denied
    let these credentials do s3:GetObject on s3://models/iris

AWS's own sentence is quoted, shortened, without control characters and secrets. Where it says a lot about a request
(a signature that is wrong), it is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from scorelet.errors import AwsCallError
from scorelet.signed.answers import read_object, read_xml, text_of
from scorelet.signed.credentials import Credentials
from scorelet.wire.messages import Answer, NoAnswer, Reason

LONGEST_QUOTE = 300
LARGEST_READ = 64 * 1024
"""Bytes of an answer in which a code is looked for."""


class Refusal(NamedTuple):
    """AWS's code and sentence; "" where there are none."""

    code: str
    message: str


class Subject(NamedTuple):
    """What is asked, for people: "read s3://models/iris", "s3:GetObject on s3://models/iris"."""

    doing: str
    permission: str

    @classmethod
    def of(cls, doing: str, permission: str, place: str) -> Subject:
        """`doing` and `permission` with the place they concern, in one line: a key may hold anything."""
        return cls(f"{doing} {printable(place)}", f"{permission} on {printable(place)}")


def printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


_DENIED = "let these credentials do {permission}"
_KEYS = "look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
_NEW_KEYS = "get new credentials, as you got these"
_NAME = "look at its name, and at the region ({region})"
_LATER = "try again later"
_CLOCK = "set this machine's clock"

NEXT_STEPS: Mapping[str | int, str] = {
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "AWS.SimpleQueueService.NonExistentQueue": _NAME,
    "QueueDoesNotExist": _NAME,
    "NoSuchBucket": _NAME,
    "NoSuchKey": _NAME,
    "ParameterNotFound": _NAME,
    "ResourceNotFoundException": _NAME,
    "PermanentRedirect": _NAME,
    "ExpiredToken": _NEW_KEYS,
    "ExpiredTokenException": _NEW_KEYS,
    "RequestExpired": _CLOCK,
    "RequestTimeTooSkewed": _CLOCK,
    "IncompleteSignature": _KEYS,
    "InvalidAccessKeyId": _KEYS,
    "InvalidClientTokenId": _KEYS,
    "InvalidSignatureException": _KEYS,
    "InvalidToken": _KEYS,
    "MissingAuthenticationToken": _KEYS,
    "MissingAuthenticationTokenException": _KEYS,
    "SignatureDoesNotMatch": _KEYS,
    "UnrecognizedClientException": _KEYS,
    403: _DENIED,
    404: _NAME,
    429: _LATER,
    500: _LATER,
    502: _LATER,
    503: _LATER,
    504: _LATER,
}
"""By code and, for a code that is not here, by HTTP status."""

_BROKEN_OFF = ("the connection broke off", "try again")
_NO_CONNECTION = ("no connection", "look at the network, and at AWS_ENDPOINT_URL when it is set")

SILENCES: Mapping[Reason, tuple[str, str]] = {
    Reason.LATE: ("no answer in time", "look at the network, then try again"),
    Reason.UNKNOWN_HOST: _NO_CONNECTION,
    Reason.UNREACHABLE: _NO_CONNECTION,
    Reason.REFUSED: _NO_CONNECTION,
    Reason.TLS: _BROKEN_OFF,
    Reason.CERTIFICATE: ("the server's certificate does not hold", "look at AWS_CA_BUNDLE"),
    Reason.AUTHORITIES: ("the file of authorities cannot be read", "look at AWS_CA_BUNDLE"),
    Reason.UNSAYABLE: ("it cannot be said in HTTP", "look for control characters in what is asked"),
    Reason.UNANSWERED: _BROKEN_OFF,
    Reason.CLOSED: _BROKEN_OFF,
    Reason.BROKEN_OFF: _BROKEN_OFF,
    Reason.NOT_HTTP: ("what answers there does not speak HTTP", "look at AWS_ENDPOINT_URL"),
    Reason.TOO_LARGE: ("the answer has more than {} bytes", "look at what is asked"),
    Reason.DISK: ("what comes cannot be kept: {}", "look at the disk"),
}
"""What happened, and what to do; in place of {} the detail."""

NOT_QUOTED = frozenset({"IncompleteSignature", "InvalidSignatureException", "SignatureDoesNotMatch"})


def refusal_of(answer: Answer) -> Refusal:
    """What an answer that is an error says, in S3's XML or in the JSON of the others."""
    body = answer.body[:LARGEST_READ]
    code, message = _from_xml(body) if body.lstrip()[:1] == b"<" else _from_json(body)
    told = answer.headers.get("x-amzn-query-error") or code or answer.headers.get("x-amzn-errortype", "")
    return Refusal(_bare(told), message)


def _bare(code: str) -> str:
    """`com.amazonaws.sqs#QueueDoesNotExist`, `Denied:http://...`, `Denied;Sender` -> the code itself."""
    bare = code.split(";")[0].split("#")[-1].split(":")[0]
    return bare if bare.isascii() and bare.replace(".", "").replace("_", "").isalnum() and len(bare) <= 100 else ""


def _from_xml(body: bytes) -> tuple[str, str]:
    root = read_xml(body)
    return ("", "") if root is None or root.tag != "Error" else (text_of(root, "Code"), text_of(root, "Message"))


def _from_json(body: bytes) -> tuple[str, str]:
    fields = read_object(body) or {}
    code, message = fields.get("__type", ""), fields.get("message") or fields.get("Message") or ""
    return code if isinstance(code, str) else "", message if isinstance(message, str) else ""


def refused(subject: Subject, status: int, refusal: Refusal, region: str, credentials: Credentials) -> AwsCallError:
    """The error for an answer."""
    code = refusal.code or "no reason"
    quote = "" if refusal.code in NOT_QUOTED else credentials.without(refusal.message)
    shown = printable(quote)[:LONGEST_QUOTE].strip()
    said = f"{code} ({status}): {shown}" if shown else f"{code} ({status})"
    next_step = NEXT_STEPS.get(refusal.code) or NEXT_STEPS.get(status) or "look at what is asked"
    advice = next_step.format(permission=subject.permission, region=region)
    return AwsCallError(f"cannot {subject.doing}: AWS says {said}\n{advice}", status=status, code=refusal.code)


def silent(subject: Subject, silence: NoAnswer) -> AwsCallError:
    """The error where no answer came."""
    why, next_step = SILENCES[silence.reason]
    return AwsCallError(f"cannot {subject.doing}: {why.format(silence.detail)}\n{next_step}")


def senseless(subject: Subject) -> AwsCallError:
    """The error for an answer that AWS would not give, say the page of a proxy."""
    return AwsCallError(
        f"cannot {subject.doing}: what answers there does not speak AWS's language\nlook at AWS_ENDPOINT_URL",
        status=200,
    )
