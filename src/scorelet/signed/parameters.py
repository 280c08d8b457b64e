"""Parameters of SSM's Parameter Store."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
