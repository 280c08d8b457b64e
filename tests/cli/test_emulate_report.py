"""What the screen says of an emulator that has started."""

from __future__ import annotations

from pathlib import Path

from scorelet.aws.endpoint import Endpoint
from scorelet.cli.emulate_report import facts
from scorelet.emulator.building import Built
from scorelet.emulator.settings import Settings
from scorelet.emulator.telling import Started
from scorelet.emulator.values import Configuration

STARTED = Started(
    "towns",
    "http://127.0.0.1:8000",
    Endpoint("rest", "towns-dev", "dev", (), {}, ()),
    Configuration("towns-dev", memory=512, timeout=10.0, concurrency=50),
    Built(b"x" * 270_000, 1_100_000, 6, 0.977, ()),
    (),
    {},
    "namespaces",
)
PACKAGE = "package   270 kB zipped, 1.1 MB in 6 files, built in 977 ms"
FUNCTION = "function  towns-dev: 512 MB, 10 s, 50 environments at most"
ENDPOINT = "endpoint  [bold]http://127.0.0.1:8000/dev[/] (a REST API)"
LAMBDA = "Lambda    boto3.client('lambda', endpoint_url='http://127.0.0.1:8000')"


def test_all_that_can_be_left_out() -> None:
    files = "files     as on Lambda: an own /tmp, all else read-only"
    assert facts(STARTED, Settings()) == [PACKAGE, FUNCTION, files, ENDPOINT, LAMBDA]


def test_all_there_is() -> None:
    built = STARTED.built.noting(["a[b] is odd"])
    started = STARTED._replace(
        built=built, keys={"ada": "s", "bob": "s"}, isolation="folders", why="this is no Linux", sources=("sqs rows",)
    )
    assert facts(started, Settings(state=Path("kept"))) == [
        PACKAGE,
        FUNCTION,
        "files     in folders, not in /var/task and /tmp: this is no Linux",
        ENDPOINT,
        LAMBDA,
        "keys      ada, bob; what they used is kept in kept",
        "events    sqs rows",
        r"[yellow]note[/]      a\[b] is odd",
    ]
