"""SQS, Kinesis, Kafka and SNS: which records come again, and what is sent of the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.errors import EventError
from scorelet.observe.observation import Observation
from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.sources import answer
from scorelet.runtime.messages import Request, Response
from tests.bundle.models import ROWS
from tests.runtime.events.recorded import OUTPUT, VERSION, Context, Kept, event, reply, setting
from tests.runtime.services import app_of

SQS = [f"00000000-0000-0000-0000-00000000000{i}" for i in range(1, 5)]
SHARD = [f"4959033827149025660855969254091{i}" for i in range(4)]
KINESIS = [f"shardId-000000000006:{number}" for number in SHARD]


def said(record: str, **answer: Any) -> dict[str, Any]:
    return {"record": record, "model": "towns", "version": VERSION, **answer}


def failures(*identifiers: Any) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}


YOUNG = {"prediction": "young", "score": 1.5}
BOTH = {"prediction": ["young", "Köln"], "score": [1.5, None]}


def test_a_queue_has_its_poison_back_and_the_rest_goes_on() -> None:
    output, told = Kept(), list[str]()
    assert reply("sqs", setting(to=OUTPUT, output=output, told=told)) == failures(SQS[1], SQS[3])
    assert output.said == [said(SQS[0], **YOUNG), said(SQS[2], **BOTH)]
    why = "the body is no JSON: Expecting property name enclosed in double quotes (line 1, column 2)"
    assert told == [f"sqs: 2 of 4 records cannot be scored: '{SQS[1]}', '{SQS[3]}'; the first one: {why}"]


def test_without_an_output_records_are_scored_all_the_same() -> None:
    seen: list[Observation] = []
    given = setting(app=app_of(seen=seen, events=setting().app.service.events))
    assert reply("sqs", given) == failures(SQS[1], SQS[3])
    assert [(one.request_id, one.status, one.rows) for one in seen] == [
        (SQS[0], 200, 1),
        (SQS[1], 400, 0),
        (SQS[2], 200, 2),
        (SQS[3], 422, 0),
    ]


def test_a_fifo_queue_without_an_output_stops_at_the_first_failure() -> None:
    assert reply("sqs_fifo") == failures(SQS[1], SQS[2])


def test_poison_in_a_fifo_queue_is_told_to_its_output_and_holds_up_nobody() -> None:
    output = Kept()
    assert reply("sqs_fifo", setting(to=OUTPUT, output=output)) == failures()
    problem = {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "the body is no JSON: Expecting property name enclosed in double quotes (line 1, column 2)",
        "instance": f"urn:request:{SQS[1]}",
    }
    assert output.said == [
        said(SQS[0], **YOUNG),
        {"record": SQS[1], "error": problem},
        said(SQS[2], prediction="Köln", score=None),
    ]


def test_a_shard_goes_on_past_poison() -> None:
    output, told = Kept(), list[str]()
    assert reply("kinesis", setting(to=OUTPUT, output=output, told=told)) == failures()
    first, aggregated, wrong, last = output.said
    assert first == said(KINESIS[0], **YOUNG)
    assert aggregated == {
        "record": KINESIS[1],
        "error": {
            "status": 400,
            "title": "Bad Request",
            "detail": "the record was aggregated by the Kinesis Producer Library; turn AggregationEnabled off",
        },
    }
    assert (wrong["record"], wrong["error"]["errors"]) == (
        KINESIS[2],
        [{"pointer": "/age", "detail": "expected a number, got string 'old'"}],
    )
    assert last == said(KINESIS[3], prediction=["Köln"], score=[None])
    why = "the record was aggregated by the Kinesis Producer Library; turn AggregationEnabled off"
    which = f"'{KINESIS[1]}', '{KINESIS[2]}'"
    assert told == [f"kinesis: 2 of 4 records cannot be scored: {which}; the first one: {why}"]


def test_a_shard_comes_again_from_the_lowest_record_that_could_not_be_sent() -> None:
    assert reply("kinesis", setting(to=OUTPUT, output=Kept(KINESIS[3], KINESIS[2]))) == failures(SHARD[2])


@pytest.mark.parametrize("name", ["kafka_msk", "kafka_own"])
def test_partitions_go_on_past_poison_and_tombstones(name: str) -> None:
    output = Kept()
    assert reply(name, setting(to=OUTPUT, output=output)) == failures()
    records = [one["record"] for one in output.said]
    assert records == (["rows-0-15", "rows-0-17", "rows-1-8"] if name == "kafka_msk" else ["rows-0-15"])


def test_a_partition_comes_again_from_its_first_failure_and_the_others_go_on() -> None:
    output = Kept("rows-0-15")
    assert reply("kafka_msk", setting(to=OUTPUT, output=output)) == failures({"partition": "rows-0", "offset": 15})
    assert [one["record"] for one in output.said] == ["rows-0-17", "rows-1-8"]


def test_a_topics_message_is_answered() -> None:
    output = Kept()
    assert reply("sns", setting(to=OUTPUT, output=output)) == {"records": 1}
    assert output.said == [said("95df01b4-ee98-5cb9-9903-4c221d41eb5e", **YOUNG)]


def test_a_topics_message_that_failed_is_raised() -> None:
    failing = event("sns")
    failing["Records"][0]["Sns"]["Message"] = "{"
    with pytest.raises(EventError) as caught:
        reply(failing)
    assert str(caught.value) == "1 of 1 messages were not answered: '95df01b4-ee98-5cb9-9903-4c221d41eb5e'"


# --------------------------------------------------------------------------------- what may go better


class Stumbling:
    """An app whose upstream is silent for some records."""

    def __init__(self, given: Setting, *ids: str) -> None:
        self.service = given.app.service
        self.shelf = given.app.shelf
        self.asked: list[str] = []
        self._app = given.app
        self._ids = ids

    def __call__(self, request: Request) -> Response:
        self.asked.append(request.id)
        return Response(502) if request.id in self._ids else self._app(request)


@pytest.mark.parametrize(
    ("name", "failing", "wanted", "asked"),
    [
        ("sqs", SQS[0], failures(SQS[0], SQS[1], SQS[3]), SQS),
        ("sqs_fifo", SQS[0], failures(*SQS[:3]), SQS[:1]),
        ("kinesis", KINESIS[2], failures(SHARD[2]), [KINESIS[0], KINESIS[2]]),
        (
            "kafka_msk",
            "rows-0-15",
            failures({"partition": "rows-0", "offset": 15}),
            ["rows-0-15", "rows-1-8"],
        ),
    ],
)
def test_what_may_go_better_comes_again(name: str, failing: str, wanted: Any, asked: list[str]) -> None:
    """Aggregated records do not reach the app."""
    given = setting(to=OUTPUT, output=Kept())
    app = Stumbling(given, failing)
    assert reply(name, setting(app=app, output=Kept())) == wanted
    assert app.asked == asked


def test_what_there_is_no_time_for_comes_again() -> None:
    given = setting(to=OUTPUT, output=Kept())
    moments = iter([0.0, 1.0, 2.0, 2.6, 2.7])
    found = answer(event("sqs"), Context(milliseconds=3000), given._replace(clock=lambda: next(moments)))
    assert found == failures(SQS[1], SQS[2], SQS[3])


def test_an_unknown_model_is_no_poison() -> None:
    """The service is wrong, and may be put right: nothing is lost meanwhile."""
    given = setting(to=OUTPUT, output=Kept())
    events = tuple(one._replace(model="cities") for one in given.app.service.events)
    assert reply("sqs", given._replace(app=app_of(events=events))) == failures(SQS[0], SQS[1], SQS[2], SQS[3])


def test_records_of_an_unknown_source_are_not_scored_into_nowhere() -> None:
    other = event("sqs")
    other["Records"][0]["eventSourceARN"] = "arn:aws:sqs:eu-west-1:123456789012:others"
    with pytest.raises(EventError) as caught:
        reply(other)
    assert str(caught.value) == (
        "no event source 'sqs' of the service has the ARN 'arn:aws:sqs:eu-west-1:123456789012:others'; "
        "it has arn:aws:sqs:eu-west-1:123456789012:rows, arn:aws:sqs:eu-west-1:123456789012:rows.fifo"
    )


def test_answers_of_any_shape_become_results() -> None:
    """A `respond` function gives whatever JSON it likes."""

    class Saying:
        service = setting(to=OUTPUT).app.service
        shelf = setting().app.shelf

        def __init__(self, body: bytes) -> None:
            self.body = body

        def __call__(self, request: Request) -> Response:
            return Response(200, (), self.body)

    for body, wanted in ((b"[1]", {"prediction": [1]}), (b"{}", {"prediction": {}}), (b'{"a":1}', {"a": 1})):
        output, app = Kept(), Saying(body)
        single = {"Records": event("sqs")["Records"][:1]}
        assert reply(single, setting(app=app, output=output)) == failures()
        assert output.said == [{"record": SQS[0], **wanted}]


def test_ids_that_look_like_json_stay_texts() -> None:
    single = {"Records": event("sqs")["Records"][:1]}
    single["Records"][0] |= {"messageId": '"},{', "body": json.dumps(ROWS[0])}
    output = Kept()
    assert reply(single, setting(to=OUTPUT, output=output)) == failures()
    assert output.said == [said('"},{', **YOUNG)]


@pytest.mark.parametrize(
    ("name", "first", "detail"),
    [
        ("kinesis", lambda e: e["Records"][0]["kinesis"], "the record's data is no base64"),
        ("kafka_own", lambda e: e["records"]["rows-0"][0], "the record's value is no base64"),
    ],
)
def test_data_that_is_no_base64_is_poison(name: str, first: Any, detail: str) -> None:
    broken, output = event(name), Kept()
    first(broken)["data" if name == "kinesis" else "value"] = "a"
    assert reply(broken, setting(to=OUTPUT, output=output)) == failures()
    assert output.said[0]["error"] == {"status": 400, "title": "Bad Request", "detail": detail}
