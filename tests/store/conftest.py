from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from scorelet.store import Store, open_store
from tests.store.front import Front, running_front

SESSION = boto3.session.Session(aws_access_key_id="AKIDSECRET", aws_secret_access_key="hush", region_name="us-east-1")
BUCKETS = count(1)

MakeClient = Callable[..., Any]
MakeStore = Callable[[], Store]


class Clock:
    """Each look is a second later."""

    def __init__(self) -> None:
        self._seconds = count()

    def __call__(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(self._seconds))


@pytest.fixture
def front(moto: tuple[str, int]) -> Iterator[Front]:
    with running_front(moto) as server:
        yield server


@pytest.fixture
def make_client(front: Front) -> Iterator[MakeClient]:
    """Clients of S3 behind the front, which ask `attempts` times."""
    with ExitStack() as stack:

        def make(attempts: int = 1, read_seconds: float = 20) -> Any:
            retries: Any = {"mode": "standard", "total_max_attempts": attempts}
            config = Config(retries=retries, read_timeout=read_seconds, s3={"addressing_style": "path"})
            return stack.enter_context(closing(SESSION.client("s3", endpoint_url=front.url, config=config)))

        yield make


@pytest.fixture
def bucket(make_client: MakeClient) -> str:
    name = f"models-{next(BUCKETS)}"
    make_client().create_bucket(Bucket=name)
    return name


@pytest.fixture
def make_s3_store(make_client: MakeClient, bucket: str) -> MakeStore:
    clock = Clock()
    return lambda: open_store(f"s3://{bucket}/team/a", client=make_client(), who="ann@here", clock=clock)


@pytest.fixture
def make_folder_store(tmp_path: Path) -> MakeStore:
    clock = Clock()
    return lambda: open_store(tmp_path / "team" / "store", who="ann@here", clock=clock)


@pytest.fixture(params=["folder", "s3"])
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Stores at one place, each as another process would open it."""
    make: MakeStore = request.getfixturevalue(f"make_{request.param}_store")
    return make


@pytest.fixture
def store(make_store: MakeStore) -> Store:
    return make_store()
