"""boto3's own client against the running server, with a function that runs nothing behind it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.lambda_api.api import LambdaApi
from scorelet.emulator.lambda_api.documents import code_of
from scorelet.errors import UsageError
from tests.emulator.clocks import NOW, Hands
from tests.emulator.lambda_api.lambdas import FakeLambda

ARN = "arn:aws:lambda:us-east-1:123456789012:function:iris"
FIRST, SECOND = b"the first package", b"the second package"


class Bench:
    """boto3's client, the function behind it, and the packages that it was updated with."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client: Any = boto3.client(
            "lambda",
            region_name="us-east-1",
            aws_access_key_id="none",
            aws_secret_access_key="none",
            endpoint_url=url,
            config=Config(retries={"total_max_attempts": 1}),
        )
        self.begin_anew()

    def begin_anew(self) -> None:
        self.packages: list[bytes] = []
        self.function = FakeLambda()
        self._api = LambdaApi(self.function, code=code_of(FIRST, NOW), update=self.update, clock=Hands())

    async def update(self, package: bytes) -> None:
        if package == b"no zip":
            raise UsageError("File is not a zip file")
        self.packages.append(package)

    async def api(self, call: Call) -> Answer:
        return await self._api(call)

    async def gateway(self, call: Call) -> Answer:
        raise AssertionError(call)

    def refused(self, operation: str, **arguments: Any) -> tuple[str, int, str, str]:
        """The class of boto3's exception, status, code and message."""
        with pytest.raises(ClientError) as caught:
            getattr(self.client, operation)(**arguments)
        response: Any = caught.value.response
        status = response["ResponseMetadata"]["HTTPStatusCode"]
        return type(caught.value).__name__, status, response["Error"]["Code"], response["Error"]["Message"]


def sha(package: bytes) -> str:
    return b64encode(sha256(package).digest()).decode()
