from __future__ import annotations

import asyncio
import importlib.metadata
import json
import sys
from pathlib import Path

import pytest

from scorelet.emulator.processes import runtime_folder
from scorelet.emulator.processes.processes import Processes
from scorelet.errors import UsageError
from tests.wire.server import Seen, Server, http

pytest.importorskip("awslambdaric")

EVENT = http(
    200,
    json.dumps({"a": "ü"}).encode(),
    Content_Type="application/json",
    Lambda_Runtime_Aws_Request_Id="first",
    Lambda_Runtime_Deadline_Ms="4102444800000",
    Lambda_Runtime_Trace_Id="Root=1-1-1",
    Lambda_Runtime_Invoked_Function_Arn="arn:aws:lambda:us-east-1:123456789012:function:f",
)
FAILING = EVENT.replace(b"first", b"second")
HANDLER = """
def handler(event, context):
    if context.aws_request_id == "second":
        raise ValueError("as asked")
    return {"event": event, "arn": context.invoked_function_arn, "left": context.get_remaining_time_in_millis() > 0}
"""


def test_holds_the_client_and_nothing_else(tmp_path: Path) -> None:
    folder = runtime_folder.make(tmp_path / "runtime")
    top = {path.name.partition(".")[0] for path in folder.iterdir()}
    assert top == {"__pycache__", "awslambdaric", "bootstrap", "runtime_client", "simplejson", "snapshot_restore_py"}
    assert not list(folder.rglob("test*"))


def test_byte_code_is_there(tmp_path: Path) -> None:
    folder = runtime_folder.make(tmp_path / "runtime", native=False)
    tag = sys.implementation.cache_tag
    missing = [
        path for path in folder.rglob("*.py") if not (path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc").exists()
    ]
    assert missing == []


def test_without_the_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "files", lambda name: None)
    with pytest.raises(UsageError) as missing:
        runtime_folder.make(tmp_path / "runtime")
    assert str(missing.value) == (
        "AWS's runtime client: awslambdaric is not installed\npip install 'scorelet[emulate]'"
    )


def _asked(server: Server, folder: Path, native: bool) -> list[Seen]:
    """What a process asks of the Runtime API, until the API fails."""

    async def run() -> None:
        async with Processes(folder / "package", runtime=runtime, work=folder / "work") as processes:
            variables = {"AWS_LAMBDA_RUNTIME_API": server.host, "LANG": "C.UTF-8"}
            process = await processes.spawn(await processes.place(1), variables, ["app.handler"])
            assert await asyncio.wait_for(process.ended, 20) != 0, process.drain().decode()

    (folder / "package").mkdir(exist_ok=True)
    (folder / "package" / "app.py").write_text(HANDLER)
    runtime = runtime_folder.make(folder / f"runtime-{native}", native=native)
    server.seen.clear()
    server.says(EVENT, http(202), FAILING, http(202), EVENT, http(413))
    asyncio.run(run())
    return list(server.seen)


@pytest.mark.parametrize("native", [True, False])
def test_aws_client_answers_an_event(server: Server, tmp_path: Path, native: bool) -> None:
    if native and not list(runtime_folder.make(tmp_path / "probe").glob("runtime_client.*.so")):
        pytest.skip("AWS builds no native client for this system")
    seen = _asked(server, tmp_path, native)
    base = "/2018-06-01/runtime/invocation"
    assert [(each.connection, each.method, each.target) for each in seen] == [
        (seen[0].connection, "GET", f"{base}/next"),
        (seen[0].connection, "POST", f"{base}/first/response"),
        (seen[0].connection, "GET", f"{base}/next"),
        (seen[0].connection, "POST", f"{base}/second/error"),
        (seen[0].connection, "GET", f"{base}/next"),
        (seen[0].connection, "POST", f"{base}/first/response"),
    ]
    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    assert json.loads(seen[1].body) == {"event": {"a": "ü"}, "arn": arn, "left": True}
    assert seen[1].headers["content-type"] == "application/json"
    error = json.loads(seen[3].body)
    assert (error["errorMessage"], error["errorType"]) == ("as asked", "ValueError")
    assert (
        json.loads(seen[3].headers["lambda-runtime-function-xray-error-cause"])["exceptions"][0]["type"] == "ValueError"
    )
    assert seen[0].headers["user-agent"].startswith("aws-lambda-python/")


@pytest.mark.skipif(sys.platform != "linux", reason="the native part is built for Linux only")
def test_the_stand_in_asks_as_the_native_part(server: Server, tmp_path: Path) -> None:
    both = [_asked(server, tmp_path, native) for native in (True, False)]
    native, stand_in = ([_essence(each) for each in seen] for seen in both)
    assert stand_in == native


def _essence(seen: Seen) -> tuple[str, str, bytes, dict[str, str]]:
    told = {name: value for name, value in seen.headers.items() if name not in ("accept-encoding", "host")}
    return seen.method, seen.target, seen.body, told


def test_a_forgotten_dependency_fails_with_its_name(server: Server, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "app.py").write_text("import psutil\n")
    server.says(http(202))

    async def run() -> None:
        async with Processes(tmp_path / "package", work=tmp_path / "work") as processes:
            variables = {"AWS_LAMBDA_RUNTIME_API": server.host}
            process = await processes.spawn(await processes.place(1), variables, ["app.handler"])
            assert await asyncio.wait_for(process.ended, 20) == 1

    asyncio.run(run())
    (seen,) = server.seen
    assert (seen.method, seen.target) == ("POST", "/2018-06-01/runtime/init/error")
    assert json.loads(seen.body)["errorMessage"] == "Unable to import module 'app': No module named 'psutil'"
    assert seen.headers["lambda-runtime-function-error-type"] == "Runtime.ImportModuleError"


def test_programs_find_what_a_site_gives_them(server: Server, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "app.py").write_text("import os\nprint(os.path.basename(__file__), flush=True)\nexit(7)\n")

    async def run() -> None:
        async with Processes(tmp_path / "package", work=tmp_path / "work") as processes:
            variables = {"AWS_LAMBDA_RUNTIME_API": server.host}
            process = await processes.spawn(await processes.place(1), variables, ["app.handler"])
            assert await asyncio.wait_for(process.ended, 20) == 7
            assert process.drain() == b"app.py\n"

    asyncio.run(run())
    assert [path.name for path in tmp_path.iterdir()] == ["package"]
