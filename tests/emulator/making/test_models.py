"""Which model an event is for, and which source of the service it comes from."""

from __future__ import annotations

import pytest

from scorelet.emulator.making.kinds import kind_of
from scorelet.emulator.making.models import entry_of, model_of, source_of
from scorelet.errors import UsageError
from scorelet.service.values import EventSource, Model, Service

ARN = "arn:aws:sqs:eu-west-1:123456789012:{}"
PLAIN, FIFO, RAIN = (EventSource("sqs", arn=ARN.format(name)) for name in ("plain", "rows.fifo", "rain"))
MODELS = (Model("iris", ref="iris@prod"), Model("iris", ref="iris@test"), Model("rain", ref="rain@3f2a9c"))
SERVICE = Service("both", MODELS, default="iris", events=(PLAIN, FIFO, RAIN._replace(model="rain")))
SQS, SQS_FIFO, REST = (kind_of(name).origin for name in ("sqs", "sqs-fifo", "rest"))


def test_the_first_source_that_fits_is_taken() -> None:
    assert source_of(SQS, SERVICE, "iris") == PLAIN
    assert source_of(SQS, SERVICE, "rain") == RAIN._replace(model="rain")
    assert source_of(SQS_FIFO, SERVICE, "iris") == FIFO
    assert source_of(REST, SERVICE, "rain") == EventSource("")


def test_a_model_is_the_sources_own_or_the_default() -> None:
    only_rain = SERVICE._replace(events=(RAIN._replace(model="rain"),))
    assert model_of(SQS, only_rain) == "rain"
    assert model_of(SQS_FIFO, only_rain) == "iris"
    assert model_of(REST, SERVICE, "iris@test") == "iris@test"
    assert model_of(REST, Service("one", MODELS[:2])) == "iris"


def test_a_name_with_an_alias_is_that_models() -> None:
    assert [entry_of(name, SERVICE) for name in ("iris", "iris@prod", "iris@test", "rain")] == [
        MODELS[0],
        *MODELS,
    ]


def refused(message: str, wanted: str = "", service: Service = SERVICE) -> None:
    with pytest.raises(UsageError) as caught:
        source_of(SQS, service, model_of(SQS, service, wanted))
    assert str(caught.value) == message


def test_what_is_refused() -> None:
    refused("the service has no model 'roses'\nit has 'iris@prod', 'iris@test', 'rain'", "roses")
    refused(
        "the service has 'iris@prod', 'iris@test', 'rain', and no default\nname one with --model",
        service=SERVICE._replace(default="", events=()),
    )
    refused(
        "rows of source 'sqs' are scored by 'iris', got model 'rain'\n"
        "leave --model out, or add [[events]] for it to scorelet.toml",
        "rain",
        SERVICE._replace(events=(PLAIN,)),
    )
