"""Secrets of Secrets Manager."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scorelet.errors import AwsCallError
from scorelet.signed.json_calls import json_call
from scorelet.signed.refusals import Subject, senseless

if TYPE_CHECKING:
    from scorelet.signed.caller import Caller


def get_secret(caller: Caller, secret: str, key: str = "") -> str:
    """The text of the secret that is named or given as an ARN; with `key` one text of the JSON object that it is.

    Raises AwsCallError, which never shows any of the secret.
    """
    subject = Subject.of("read the secret", "secretsmanager:GetSecretValue (and kms:Decrypt on its key)", secret)
    endpoint = caller.endpoint("secretsmanager")
    answer = json_call(caller, endpoint, "secretsmanager.GetSecretValue", {"SecretId": secret}, subject)
    text = answer.get("SecretString")
    if not isinstance(text, str):
        if isinstance(answer.get("SecretBinary"), str):
            raise AwsCallError(f"cannot {subject.doing}: it is binary\nkeep it as text")
        raise senseless(subject)
    return _member(subject, text, key) if key else text


def _member(subject: Subject, text: str, key: str) -> str:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise AwsCallError(f"cannot {subject.doing}: it is no JSON object, so it has no key {key!r}\nleave the key out")
    if not isinstance(fields.get(key), str):
        raise AwsCallError(f"cannot {subject.doing}: it has no text under {key!r}\nlook at the keys that it has")
    return str(fields[key])
