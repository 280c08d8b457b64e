from __future__ import annotations

import pytest

from scorelet.errors import AwsCallError
from scorelet.signed.caller import Caller
from scorelet.signed.secrets import get_parameter, get_secret
from tests.signed.conftest import MakeClient
from tests.store.saying import says
from tests.wire.server import Server, http


@pytest.mark.parametrize("kind", ["String", "SecureString"])
def test_a_parameter(kind: str, aws: Caller, make_client: MakeClient, name: str) -> None:
    make_client("ssm").put_parameter(Name=f"/{name}/key", Value="ü secret", Type=kind)
    assert get_parameter(aws, f"/{name}/key") == "ü secret"


def test_a_parameter_that_is_not_there(aws: Caller, name: str) -> None:
    what = f"AWS says ParameterNotFound (400): Parameter /{name} not found."
    with says(
        AwsCallError, f"cannot read the parameter /{name}: {what}\nlook at its name, and at the region (eu-west-1)"
    ):
        get_parameter(aws, f"/{name}")


def test_access_to_a_parameter_is_denied(caller: Caller, server: Server) -> None:
    server.says(http(400, b'{"__type": "AccessDeniedException", "Message": "no"}'))
    message = (
        "cannot read the parameter /key: AWS says AccessDeniedException (400): no\n"
        "let these credentials do ssm:GetParameter (and kms:Decrypt on its key) on /key"
    )
    with says(AwsCallError, message):
        get_parameter(caller, "/key")


@pytest.mark.parametrize("body", [b"{}", b'{"Parameter": []}', b'{"Parameter": {"Value": 1}}'])
def test_an_answer_without_a_parameter(body: bytes, caller: Caller, server: Server) -> None:
    server.says(http(200, body))
    what = "what answers there does not speak AWS's language"
    with says(AwsCallError, f"cannot read the parameter /key: {what}\nlook at AWS_ENDPOINT_URL"):
        get_parameter(caller, "/key")


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
