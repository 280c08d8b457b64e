from __future__ import annotations

import pytest

from scorelet.errors import AwsCallError, ServiceError, UpstreamError
from scorelet.runtime.features.secrets import FromAws, Secrets
from scorelet.signed.caller import World
from tests.wire.server import Server, http

SOURCES = {
    "TOKEN": "env:OTHER",
    "WEATHER": "ssm:/weather/key",
    "WHOLE": "secretsmanager:prod/db",
    "PASSWORD": "secretsmanager:prod/db#password",
    "PORT": "secretsmanager:prod/db#port",
    "GONE": "secretsmanager:prod/db#gone",
    "PART_OF_TEXT": "secretsmanager:text#x",
}
STORED = {
    ("ssm", "/weather/key"): "w-value",
    ("secretsmanager", "prod/db"): '{"password": "p-value", "port": 5432}',
    ("secretsmanager", "text"): "no JSON",
}


class Aws:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.stored = dict(STORED)
        self.now = 0.0
        self.secrets = Secrets(SOURCES, environment={"OTHER": "o-value", "X": "1"}, fetch=self, clock=lambda: self.now)

    def __call__(self, service: str, path: str) -> str:
        self.asked.append((service, path))
        if (service, path) not in self.stored:
            raise AwsCallError("denied", status=400, code="AccessDeniedException")
        return self.stored[service, path]


@pytest.fixture
def aws() -> Aws:
    return Aws()


def refusal(secrets: Secrets, name: str) -> str:
    with pytest.raises(ServiceError) as caught:
        secrets[name]
    return str(caught.value)


def test_where_secrets_come_from(aws: Aws) -> None:
    names = ("TOKEN", "WEATHER", "PASSWORD", "PORT", "X")
    assert [aws.secrets[name] for name in names] == ["o-value", "w-value", "p-value", "5432", "1"]
    assert aws.secrets["WHOLE"] == STORED["secretsmanager", "prod/db"]
    assert aws.asked == [("ssm", "/weather/key"), ("secretsmanager", "prod/db")]


def test_what_is_not_set(aws: Aws) -> None:
    assert refusal(aws.secrets, "NOTHING") == (
        "secret 'NOTHING' is not set: there is no environment variable NOTHING\n"
        'set it, or say where the secret is: [secrets] NOTHING = "ssm:/path" in scorelet.toml'
    )
    assert (aws.secrets.get("NOTHING"), aws.secrets.get("NOTHING", "x")) == (None, "x")
    assert ["NOTHING" in aws.secrets, "X" in aws.secrets, 3 in aws.secrets] == [False, True, False]


def test_parts_that_are_not_there(aws: Aws) -> None:
    assert refusal(aws.secrets, "GONE") == "secret 'GONE': what Secrets Manager has there has no key 'gone'"
    assert refusal(aws.secrets, "PART_OF_TEXT") == (
        "secret 'PART_OF_TEXT': Secrets Manager has a text there, no JSON object with a key 'x'"
    )


def test_values_are_fetched_again_after_five_minutes(aws: Aws) -> None:
    seen = [aws.secrets["WEATHER"]]
    aws.stored["ssm", "/weather/key"] = "new"
    for seconds in (299.0, 1.0):
        aws.now += seconds
        seen.append(aws.secrets["WEATHER"])
    assert seen == ["w-value", "w-value", "new"]


def test_an_old_value_serves_on(aws: Aws) -> None:
    first = aws.secrets["WEATHER"]
    aws.stored.clear()
    aws.now = 300.0
    assert [aws.secrets["WEATHER"], aws.secrets["WEATHER"]] == [first, first]
    aws.now = 330.0
    assert aws.secrets["WEATHER"] == first
    assert len(aws.asked) == 3


def test_what_aws_does_not_give(aws: Aws) -> None:
    aws.stored.clear()
    with pytest.raises(UpstreamError) as caught:
        aws.secrets["WEATHER"]
    assert str(caught.value) == "502: SSM Parameter Store did not give the secret 'WEATHER'"
    assert (caught.value.upstream, str(caught.value.__cause__)) == ("SSM Parameter Store", "denied")


def test_no_value_is_shown(aws: Aws) -> None:
    names = "GONE, PART_OF_TEXT, PASSWORD, PORT, TOKEN, WEATHER, WHOLE"
    assert (repr(aws.secrets), repr(Secrets())) == (f"<Secrets {names}>", "<Secrets of the environment>")
    assert aws.secrets.hidden("w-value") == "w-value"  # nobody asked for it: it is not known
    assert [aws.secrets[name] for name in ("WEATHER", "TOKEN", "X")] == ["w-value", "o-value", "1"]
    assert aws.secrets.hidden("?key=w-value&t=o-value&n=1") == "?key=[secret WEATHER]&t=[secret TOKEN]&n=1"


@pytest.mark.parametrize("source", ["", "env:", "vault:x", "ssm", "secretsmanager:#key"])
def test_sources_that_are_refused(source: str) -> None:
    with pytest.raises(ServiceError) as caught:
        Secrets({"KEY": source})
    wanted = 'expected "env:NAME", "ssm:/path" or "secretsmanager:id#key"'
    assert str(caught.value) == f"secret 'KEY': {wanted}, got {source!r}"


def test_aws_is_asked(server: Server) -> None:
    environment = {
        "AWS_ENDPOINT_URL": server.url,
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": "key",
    }
    server.says(
        http(200, b'{"Parameter": {"Value": "w-value"}}'),
        http(200, b'{"SecretString": "{\\"password\\": \\"p-value\\"}"}'),
        http(400, b'{"__type": "AccessDeniedException"}'),
    )
    secrets = Secrets({**SOURCES, "OTHER": "ssm:/other"}, fetch=FromAws(World(environment)))
    assert [secrets["WEATHER"], secrets["PASSWORD"]] == ["w-value", "p-value"]
    with pytest.raises(UpstreamError) as caught:
        secrets["OTHER"]
    assert str(caught.value) == "502: SSM Parameter Store did not give the secret 'OTHER'"
    bodies = [seen.body for seen in server.seen]
    assert bodies[0] == b'{"Name":"/weather/key","WithDecryption":true}'
    assert bodies[1] == b'{"SecretId":"prod/db"}'
