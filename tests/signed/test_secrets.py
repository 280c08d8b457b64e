from __future__ import annotations

from scorelet.errors import AwsCallError
from scorelet.signed.caller import Caller
from scorelet.signed.secrets import get_secret
from tests.signed.conftest import MakeClient
from tests.store.saying import says
from tests.wire.server import Server, http


def test_a_secret(aws: Caller, make_client: MakeClient, name: str) -> None:
    arn = make_client("secretsmanager").create_secret(Name=name, SecretString='{"api": "ü hush"}')["ARN"]
    assert get_secret(aws, name) == '{"api": "ü hush"}'
    assert get_secret(aws, arn) == '{"api": "ü hush"}'


def test_a_secret_that_is_not_there(aws: Caller, name: str) -> None:
    what = "AWS says ResourceNotFoundException (404): Secrets Manager can't find the specified secret."
    with says(AwsCallError, f"cannot read the secret {name}: {what}\nlook at its name, and at the region (eu-west-1)"):
        get_secret(aws, name)


def test_a_secret_that_is_binary(aws: Caller, make_client: MakeClient, name: str) -> None:
    make_client("secretsmanager").create_secret(Name=name, SecretBinary=b"hush")
    with says(AwsCallError, f"cannot read the secret {name}: it is binary\nkeep it as text"):
        get_secret(aws, name)


def test_an_answer_without_a_secret(caller: Caller, server: Server) -> None:
    server.says(http(200, b'{"SecretString": null}'))
    what = "what answers there does not speak AWS's language"
    with says(AwsCallError, f"cannot read the secret x: {what}\nlook at AWS_ENDPOINT_URL"):
        get_secret(caller, "x")
