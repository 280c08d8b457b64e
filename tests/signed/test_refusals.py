from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.signed.credentials import Credentials
from scorelet.signed.refusals import NEXT_STEPS, Refusal, Subject, refusal_of, refused, senseless, silent
from scorelet.wire.messages import Answer, NoAnswer, Reason

SUBJECT = Subject("send to queue", "sqs:SendMessage on queue")


@pytest.mark.parametrize(
    ("body", "headers", "refusal"),
    [
        (
            b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>Gone</Message></Error>",
            {},
            ("NoSuchKey", "Gone"),
        ),
        (b'<Error xmlns="http://s3"><Code>A</Code></Error>', {}, ("A", "")),
        (b"<html><Code>A</Code></html>", {}, ("", "")),
        (b"<html><p>Sign in<br></html>", {}, ("", "")),
        (b'{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"No"}', {}, ("QueueDoesNotExist", "No")),
        (b'{"__type":"ParameterNotFound","Message":"No"}', {}, ("ParameterNotFound", "No")),
        (b'{"message":"No"}', {"x-amzn-errortype": "AccessDeniedException:http://x/"}, ("AccessDeniedException", "No")),
        (b'{"__type":"x#A"}', {"x-amzn-query-error": "AWS.SQS.NoQueue;Sender"}, ("AWS.SQS.NoQueue", "")),
        (b'{"__type":1,"message":[]}', {}, ("", "")),
        (b'{"__type":"bad code\\n"}', {}, ("", "")),
        (b"[" * 100_000, {}, ("", "")),
        (b"[]", {}, ("", "")),
        (b"null", {}, ("", "")),
        (b"", {}, ("", "")),
    ],
)
def test_what_an_answer_says(body: bytes, headers: dict[str, str], refusal: tuple[str, str]) -> None:
    assert refusal_of(Answer(400, headers, body)) == Refusal(*refusal)


@given(st.binary(max_size=80))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_answer_is_read(body: bytes) -> None:
    refusal = refusal_of(Answer(400, {}, body))
    said = str(refused(SUBJECT, 400, refusal, "eu-west-1", Credentials("a", "b")))
    assert said.startswith("cannot send to queue: AWS says ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("answer", list(NEXT_STEPS), ids=str)
def test_every_answer_of_the_table_says_what_to_do(answer: str | int) -> None:
    code, status = (answer, 400) if isinstance(answer, str) else ("Unheard", answer)
    said = str(refused(SUBJECT, status, Refusal(code, ""), "eu-west-1", Credentials("a", "b")))
    step = NEXT_STEPS[answer].format(permission=SUBJECT.permission, region="eu-west-1")
    assert said == f"cannot send to queue: AWS says {code} ({status})\n{step}"


def test_what_aws_says_of_a_signature_is_not_quoted() -> None:
    """It holds the request, and with it the session token."""
    error = refused(
        SUBJECT, 403, Refusal("SignatureDoesNotMatch", "POST\n/\ntoken"), "eu-west-1", Credentials("a", "b")
    )
    assert (error.status, error.code) == (403, "SignatureDoesNotMatch")
    assert str(error) == (
        "cannot send to queue: AWS says SignatureDoesNotMatch (403)\n"
        "look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
    )


SILENCES = {
    Reason.LATE: "no answer in time\nlook at the network, then try again",
    Reason.UNKNOWN_HOST: "no connection\nlook at the network, and at AWS_ENDPOINT_URL when it is set",
    Reason.CERTIFICATE: "the server's certificate does not hold\nlook at AWS_CA_BUNDLE",
    Reason.UNANSWERED: "the connection broke off\ntry again",
    Reason.NOT_HTTP: "what answers there does not speak HTTP\nlook at AWS_ENDPOINT_URL",
    Reason.DISK: "what comes cannot be kept: disk full\nlook at the disk",
}


def test_every_silence_is_told() -> None:
    said = {reason: str(silent(SUBJECT, NoAnswer(reason, "disk full"))) for reason in Reason}
    assert {reason: said[reason] for reason in SILENCES} == {
        reason: f"cannot send to queue: {text}" for reason, text in SILENCES.items()
    }


def test_what_is_no_answer_of_aws() -> None:
    error = senseless(SUBJECT)
    assert (error.status, error.code) == (200, "")
    assert str(error) == (
        "cannot send to queue: what answers there does not speak AWS's language\nlook at AWS_ENDPOINT_URL"
    )
