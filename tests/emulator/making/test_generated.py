"""An event of a service's own rows, and what is to be known beside it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from random import Random

import pytest

from scorelet.emulator.making.generated import Generated, generated
from scorelet.emulator.making.kinds import KINDS
from scorelet.runtime.door import start
from scorelet.service.values import Service
from tests.bundle.models import ROWS
from tests.emulator.clocks import Hands
from tests.emulator.making.services import SERVICE, in_files
from tests.runtime.events.recorded import Context
from tests.runtime.lambda_packages import write


def generate(service: Service, kind: str, count: int = 1) -> Generated:
    return generated(service, kind, count, "", Hands(), Random(7))


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"s3"}))
def test_nothing_is_to_be_known_where_the_service_has_the_source(kind: str, tmp_path: Path) -> None:
    found = generate(in_files(tmp_path, events=SERVICE.events), kind)
    assert found.notes == ()
    assert json.loads(found.text) == found.event
    assert found.text.endswith("}\n")


def test_a_ping_needs_no_model() -> None:
    assert generate(Service("empty", ()), "schedule").event["detail-type"] == "Scheduled Event"


def test_rows_are_the_models(tmp_path: Path) -> None:
    assert generate(in_files(tmp_path), "direct", 2).event == ROWS


NEEDED = (
    "the function refuses this event until scorelet.toml has such a source of {!r}:\n[[events]]\nsource = {}\narn = {}"
)


@pytest.mark.parametrize(
    ("kind", "notes"),
    [
        ("sqs", [NEEDED.format("sqs", '"sqs"', '"arn:aws:sqs:us-east-1:123456789012:rows"')]),
        ("sqs-fifo", [NEEDED.format("sqs", '"sqs"', '"arn:aws:sqs:us-east-1:123456789012:rows.fifo"')]),
        (
            "kafka",
            [
                NEEDED.format(
                    "kafka",
                    '"kafka"',
                    '"arn:aws:kafka:us-east-1:123456789012:cluster/rows/751d2973-a626-431c-9d4e-d7975eb44dd7-2"',
                )
                + '\ntopics = ["rows"]'
            ],
        ),
        (
            "s3",
            [
                NEEDED.format("s3", '"s3"', '"arn:aws:s3:::rows"'),
                (
                    "the function fetches s3://rows/towns.jsonl\n"
                    "put a file of rows there first: JSON Lines, a row on each line"
                ),
            ],
        ),
        ("rest", []),
    ],
)
def test_what_is_missing_is_said(kind: str, notes: list[str], tmp_path: Path) -> None:
    assert list(generate(in_files(tmp_path), kind).notes) == notes


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"s3"}))
def test_a_function_answers_what_was_made_for_its_service(kind: str, tmp_path: Path) -> None:
    package = write(tmp_path, events=SERVICE.events)
    function = start({}, str(package), own=str(tmp_path / "own"), stdout=StringIO())
    reply = function(generate(in_files(tmp_path, events=SERVICE.events), kind).event, Context())
    assert reply.get("batchItemFailures", []) == []
    assert reply.get("statusCode", 200) == 200
