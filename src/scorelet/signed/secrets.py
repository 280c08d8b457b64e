"""Secrets: parameters of SSM's Parameter Store, and what Secrets Manager has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scorelet.errors import AwsCallError
from scorelet.signed.json_calls import json_call
from scorelet.signed.refusals import Subject, senseless

if TYPE_CHECKING:
    from scorelet.signed.caller import Caller


def get_parameter(caller: Caller, name: str) -> str:
    """The value of the parameter that is named or given as an ARN, decrypted; raises AwsCallError."""
    subject = Subject.of("read the parameter", "ssm:GetParameter (and kms:Decrypt on its key)", name)
    fields = {"Name": name, "WithDecryption": True}
    answer = json_call(caller, caller.endpoint("ssm"), "AmazonSSM.GetParameter", fields, subject)
    parameter = answer.get("Parameter")
    value = parameter.get("Value") if isinstance(parameter, dict) else None
    if not isinstance(value, str):
        raise senseless(subject)
    return value


def get_secret(caller: Caller, secret: str) -> str:
    """The text of the secret that is named or given as an ARN; raises AwsCallError, which never shows any of it."""
    subject = Subject.of("read the secret", "secretsmanager:GetSecretValue (and kms:Decrypt on its key)", secret)
    endpoint = caller.endpoint("secretsmanager")
    answer = json_call(caller, endpoint, "secretsmanager.GetSecretValue", {"SecretId": secret}, subject)
    text = answer.get("SecretString")
    if not isinstance(text, str):
        if isinstance(answer.get("SecretBinary"), str):
            raise AwsCallError(f"cannot {subject.doing}: it is binary\nkeep it as text")
        raise senseless(subject)
    return text
