"""A local endpoint that answers as AWS does (moto, LocalStack, ElasticMQ), asked with boto3 in threads.

Only an endpoint that the user named is asked, with credentials that are none: nobody's real ones are sent anywhere, and
AWS itself is refused by its name. Calls are short, for a thread cannot be stopped: nothing waits at the endpoint.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from scorelet.emulator.sources.endpoint_errors import Place, not_aws, translated
from scorelet.emulator.sources.values import name_of, region_of
from scorelet.errors import UsageError

KINDS: Mapping[str, str] = {"sqs": "queue", "kinesis": "stream", "s3": "bucket"}
AWS_HOSTS = ("amazonaws.com", "amazonaws.com.cn", "api.aws", "amazonaws.eu", "on.aws")
NEEDED: Mapping[str, str] = {
    "get_queue_url": "QueueUrl",
    "get_queue_attributes": "Attributes",
    "list_shards": "Shards",
    "get_shard_iterator": "ShardIterator",
    "get_records": "Records",
}
"""What AWS's answer to a call always has."""
CONNECT_SECONDS, READ_SECONDS = 2, 5


def check_endpoint(url: str) -> str:
    """The URL without a slash at its end. Raises UsageError."""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not _HOST.fullmatch(host)
        or parts.query
        or parts.fragment
        or "@" in url
    ):
        shown = "one with a user" if "@" in url else repr(url[:200])
        raise UsageError(f"expected an endpoint such as http://127.0.0.1:5000, got {shown}")
    if any(host == aws or host.endswith(f".{aws}") for aws in AWS_HOSTS):
        raise UsageError(
            f"the endpoint {host} is AWS itself, which the emulator never asks: it would take messages from those who "
            "wait for them\nname a local endpoint, such as http://127.0.0.1:5000 of moto_server"
        )
    return url.rstrip("/")


_HOST = re.compile(r"[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*|[0-9a-f:.]+")


class Asks(Protocol):
    """What is asked of a service at the endpoint."""

    @property
    def place(self) -> Place: ...

    async def ask(self, call: str, **arguments: Any) -> Any:
        """What the call answers, by its name in boto3. Raises SourceError."""
        ...


class Service:
    """One service at the endpoint. kind: "sqs", "kinesis" or "s3"; `ask` raises SourceError."""

    def __init__(self, kind: str, arn: str, endpoint: str) -> None:
        self.place = Place(KINDS[kind], name_of(arn).partition("/")[0], endpoint)
        self.region = region_of(arn)
        self._kind = kind
        self._client: Any = None
        self._making = threading.Lock()

    async def ask(self, call: str, **arguments: Any) -> Any:
        return await asyncio.to_thread(self._asked, call, arguments)

    def _asked(self, call: str, arguments: Mapping[str, Any]) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        try:
            with self._making:  # one client for all threads
                self._client = self._client or _client(self._kind, self.place.endpoint, self.region)
            answer = getattr(self._client, call)(**arguments)
        except (ClientError, BotoCoreError, ResponseParserError) as error:
            raise translated(error, self.place) from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise not_aws(self.place) from error  # the SDK's parsers stumble over answers of another kind
        if NEEDED.get(call, "ResponseMetadata") not in answer:
            raise not_aws(self.place)
        return answer


def _client(kind: str, endpoint: str, region: str) -> Any:
    """A client whose credentials are none."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 1},
        s3={"addressing_style": "path"},
        max_pool_connections=20,
        proxies={},  # none: what is asked is here
    )
    session: Any = boto3.session.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=region)
    return session.client(kind, endpoint_url=endpoint, config=config)


def check_boto3() -> None:
    """Raises UsageError."""
    from importlib.util import find_spec

    if find_spec("boto3") is None:
        raise UsageError(
            "a local endpoint is asked with boto3, which is not installed\npip install 'scorelet[emulate]'"
        )
