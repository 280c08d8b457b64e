"""[[events]]: what each source needs and takes, and that none feeds itself."""

from __future__ import annotations

import pytest

from scorelet.service.reading import read_service_text
from scorelet.service.values import EventSource
from tests.service.telling import problems

SQS = "source = 'sqs'\narn = 'arn:aws:sqs:eu-west-1:123456789012:rows'\n"
FIFO = "source = 'sqs'\narn = 'arn:aws:sqs:eu-west-1:123456789012:rows.fifo'\n"
KINESIS = "source = 'kinesis'\narn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/rows'\n"
S3 = "source = 's3'\narn = 'arn:aws:s3:::bucket/in/'\n"
ALL_OF_S3 = "source = 's3'\narn = 'arn:aws:s3:::bucket'\n"


def text_of(event: str) -> str:
    """A service with one model and the event, whose keys begin on the fifth line."""
    return f"name = 'w'\n[[models]]\nref = 'rain'\n[[events]]\n{event}"


def problem_of(event: str) -> str:
    (found,) = problems(text_of(event))
    return found.removeprefix("scorelet.toml, line ")


@pytest.mark.parametrize(
    ("event", "source"),
    [
        ("source = 'sns'\narn = 'arn:aws-cn:sns:cn-north-1:123456789012:rows'", "sns"),
        (FIFO + "batch = 10\nwindow = 0\nto = 'http://localhost:4566/000000000000/out.fifo'", "sqs"),
        (SQS + "batch = 10000\nwindow = '300s'\nto = 'kinesis://rows'", "sqs"),
        (SQS + "to = 'https://sqs.us-east-1.amazonaws.com/123456789012/rows'", "sqs"),
        (SQS + "to = 'https://sqs.eu-west-1.amazonaws.com/123456789013/rows'", "sqs"),
        (KINESIS + "retries = 0\nage = 604800\nto = 'kinesis://predictions'", "kinesis"),
        (S3 + "retries = 2", "s3"),
        (S3 + "to = 's3://bucket/in-scored'", "s3"),
        (S3 + "to = 's3://other/in/'", "s3"),
        (ALL_OF_S3 + "to = 's3://other'", "s3"),
        ("source = 'schedule'\nschedule = 'cron(0 8 * * ? *)'", "schedule"),
    ],
)
def test_what_can_be(event: str, source: str) -> None:
    (found,) = read_service_text(text_of(event)).events
    assert isinstance(found, EventSource)
    assert found.source == source


WITHOUT_END = "predictions would come in again as rows, without end"
TARGET = "an SQS queue's URL, kinesis://stream or s3://bucket/prefix"


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("arn = 'x'", "4: events[0]: the key 'source' is missing"),
        (
            "source = 'dynamodb'",
            '5: events[0].source: expected "sqs", "sns", "kinesis", "kafka", "s3" or "schedule", got "dynamodb"',
        ),
        (
            "source = 'kinesys'",
            (
                '5: events[0].source: expected "sqs", "sns", "kinesis", "kafka", "s3" or "schedule", '
                "got \"kinesys\"; did you mean 'kinesis'?"
            ),
        ),
        ("source = 'sqs'", "4: events[0]: source \"sqs\" needs the key 'arn'"),
        ("source = 'schedule'", "4: events[0]: source \"schedule\" needs the key 'schedule'"),
        (
            "source = 'kafka'\narn = 'arn:aws:kafka:eu-west-1:123456789012:cluster/a/b'",
            "4: events[0]: source \"kafka\" needs the key 'topics'",
        ),
        (
            "source = 'sqs'\narn = 'arn:aws:sns:eu-west-1:123456789012:rows'",
            (
                '6: events[0].arn: expected an ARN such as "arn:aws:sqs:eu-west-1:123456789012:rows" for source "sqs", '
                'got "arn:aws:sns:eu-west-1:123456789012:rows"'
            ),
        ),
        (
            "source = 's3'\narn = 's3://bucket'",
            '6: events[0].arn: expected an ARN such as "arn:aws:s3:::bucket/prefix" for source "s3", got "s3://bucket"',
        ),
        (
            SQS + "topics = ['a']",
            (
                '7: events[0].topics: source "sqs" has no use for this key; it takes source, arn, model, to, batch, '
                "window, retries"
            ),
        ),
        (
            "source = 'schedule'\nschedule = 'rate(1 hour)'\nto = 'kinesis://a'",
            '7: events[0].to: source "schedule" has no use for this key; it takes source, schedule',
        ),
        (
            "source = 'schedule'\nschedule = 'hourly'",
            '6: events[0].schedule: expected "rate(5 minutes)" or "cron(0 8 * * ? *)", got "hourly"',
        ),
        (SQS + "to = 'sqs://rows'", f'7: events[0].to: expected {TARGET}, got "sqs://rows"'),
        (SQS + "to = 's3://'", f'7: events[0].to: expected {TARGET}, got "s3://"'),
        (SQS + "batch = 0", "7: events[0].batch: expected a whole number from 1 to 10000, got 0"),
        (SQS + "batch = 11", '7: events[0].batch: more than 10 records of a queue need a window, such as "1s"'),
        (FIFO + "batch = 11", "7: events[0].batch: expected a whole number from 1 to 10 for a FIFO queue, got 11"),
        (
            S3 + "retries = 3",
            '7: events[0].retries: expected a whole number from 0 to 2 for source "s3", got 3',
        ),
        (
            KINESIS + "age = 30",
            (
                '7: events[0].age: expected whole seconds or a duration such as "60s" or "5m", from 60 to 604800 '
                "seconds, got 30"
            ),
        ),
        (SQS + "model = 'rein'", "7: events[0].model: no model is called \"rein\"; did you mean 'rain'?"),
        (
            SQS + "to = 'https://sqs.eu-west-1.amazonaws.com/123456789012/rows'",
            f"7: events[0].to: {WITHOUT_END}: it is the same queue; name another",
        ),
        (
            SQS + "to = 'http://localhost:4566/123456789012/rows'",
            f"7: events[0].to: {WITHOUT_END}: it is the same queue; name another",
        ),
        (KINESIS + "to = 'kinesis://rows'", f"7: events[0].to: {WITHOUT_END}: it is the same stream; name another"),
        (
            S3 + "to = 's3://bucket/in'",
            f"7: events[0].to: {WITHOUT_END}: it is under the prefix 'in/' of this source; name another prefix",
        ),
        (
            S3 + "to = 's3://bucket/in/scored'",
            f"7: events[0].to: {WITHOUT_END}: it is under the prefix 'in/' of this source; name another prefix",
        ),
        (
            S3.replace("in/", "in") + "to = 's3://bucket/in-scored'",
            f"7: events[0].to: {WITHOUT_END}: it is under the prefix 'in' of this source; name another prefix",
        ),
        (
            ALL_OF_S3 + "to = 's3://bucket/out'",
            (
                f"7: events[0].to: {WITHOUT_END}: this source takes all of bucket 'bucket'; name another bucket, or "
                "a prefix in the ARN"
            ),
        ),
    ],
)
def test_what_cannot_be(event: str, problem: str) -> None:
    assert problem_of(event) == problem


def test_several_models_need_a_name_in_each_event() -> None:
    two = text_of(SQS).replace("[[events]]", "[[models]]\nref = 'sun'\n[[events]]")
    assert problems(two) == (
        "scorelet.toml, line 6: events[0]: expected the key 'model', for there are several models and no 'default'",
    )
    assert read_service_text(f"default = 'sun'\n{two}").events[0].model == ""
    assert read_service_text(f"{two}model = 'sun'").events[0].model == "sun"
