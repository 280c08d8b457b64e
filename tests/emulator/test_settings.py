from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.emulator.settings import Settings, configuration_of, emulated, sent_for_real, state_folder, unset_secrets
from scorelet.emulator.values import Configuration
from scorelet.errors import UsageError
from scorelet.service.values import Api, EventSource, Lambda, Log, Model, Service

SERVICE = Service("towns", (Model("towns", file="towns.scorelet"),))


def test_the_function_is_the_services() -> None:
    service = SERVICE._replace(function=Lambda(memory=1024, timeout=7, reserved=3, provisioned=2, snapstart=True))
    assert configuration_of(service, Settings(), {}) == Configuration(
        "towns-dev", memory=1024, timeout=7.0, concurrency=3, provisioned=2, snapstart=True
    )


def test_settings_win() -> None:
    settings = Settings(stage="prod", concurrency=4, memory=128, timeout=1, cold=True, keys=True)
    service = emulated(SERVICE, settings)
    assert (service.function, service.api) == (Lambda(memory=128, timeout=1), Api(keys=True))
    assert configuration_of(service, settings, {"AWS_DEFAULT_REGION": "eu-west-1"}) == Configuration(
        "towns-prod", memory=128, timeout=1.0, concurrency=4, cold=True, region="eu-west-1"
    )
    assert emulated(SERVICE, Settings()) == SERVICE


@pytest.mark.parametrize("endpoint", ["http", "url"])
def test_keys_need_a_rest_api(endpoint: str) -> None:
    service = SERVICE._replace(api=Api(endpoint=endpoint))
    with pytest.raises(UsageError) as raised:
        emulated(service, Settings(keys=True))
    assert str(raised.value) == (
        f"--keys asks callers for keys, which only a REST API does, and the service has endpoint = {endpoint!r}\n"
        "leave out one of them"
    )


def test_secrets_that_are_not_set_are_known() -> None:
    service = SERVICE._replace(secrets={"PASSWORD": "env:DB_PASSWORD", "GONE": "env:NOT_HERE", "KEY": "ssm:/key"})
    assert unset_secrets(service, {"DB_PASSWORD": ""}) == [
        "the secret GONE is the variable NOT_HERE, which is not set here"
    ]


def test_the_function_sees_what_it_would_have_of_its_own() -> None:
    service = SERVICE._replace(secrets={"PASSWORD": "env:DB_PASSWORD", "GONE": "env:GONE", "KEY": "ssm:/key"})
    environment = {
        "DB_PASSWORD": "p",
        "HOME": "/home/me",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_PROFILE": "mine",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:5000",
    }
    assert configuration_of(service, Settings(), environment).variables == {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:5000",
        "AWS_SECRET_ACCESS_KEY": "s",
        "DB_PASSWORD": "p",
    }


def test_where_things_are_kept() -> None:
    assert state_folder({"XDG_CACHE_HOME": "/cache"}, "towns-dev") == Path("/cache/scorelet/emulator/towns-dev")
    assert state_folder({}, "towns-dev") is None


REAL = (
    "what the function writes to S3, queues and streams is written for real, with your credentials; AWS_ENDPOINT_URL "
    "names another place"
)


def test_what_is_written_for_real_is_told() -> None:
    mine = {"AWS_ACCESS_KEY_ID": "a"}
    logging = SERVICE._replace(log=Log(to="s3://logs/towns"))
    sending = SERVICE._replace(events=(EventSource("sqs", to="kinesis://out"),))
    assert [sent_for_real(service, mine) for service in (logging, sending)] == [[REAL], [REAL]]
    assert sent_for_real(SERVICE, mine) == sent_for_real(logging, {}) == []
    assert sent_for_real(logging, {**mine, "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:5000"}) == []
