"""What becomes of functions that do well and of those that do not, with all their lines."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from scorelet.emulator.environment import environment
from scorelet.emulator.environment.environment import Environment, State
from scorelet.emulator.environment.failures import Failure, exited
from scorelet.emulator.environment.runtime_api import Answered, Event
from scorelet.emulator.function import pool
from scorelet.emulator.processes.processes import ProcessError
from scorelet.emulator.values import LARGEST_RESPONSE, Outcome, RefusedError
from tests.emulator.functions import ID, Told, asked, framed, function, once, plain, report_line, run, until, write

SOURCE = Path(__file__).parents[3] / "src"
ECHO = """
    def handler(event, context):
        return event
"""
EXIT = "Status: error\tError Type: Runtime.ExitError"


def exit_error(message: str) -> bytes:
    return json.dumps(
        {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {ID} Error: {message}"}, separators=(",", ":")
    ).encode()


def body(outcome: Outcome) -> Any:
    return json.loads(outcome.payload)


def test_an_event_comes_back_and_the_report_tells_of_the_start(tmp_path: Path) -> None:
    outcome, log = once(tmp_path, ECHO, '{"a": [1, "é"]}'.encode())
    report = outcome.report
    assert (body(outcome), outcome.error, outcome.version) == ({"a": [1, "é"]}, "", "$LATEST")
    assert log == framed(init=True)
    assert report.init is not None
    assert 0 < report.duration < report.init < 2
    assert report.billed == -(-round((report.duration + report.init) * 1e9) // 1_000_000)
    assert (report.request_id, report.memory, report.status, report.restore) == (ID, 512, "", None)
    assert 5 < report.used < 60


def test_lines_come_in_order_and_end(tmp_path: Path) -> None:
    code = """
        import logging, os, sys
        print("at the start")
        def handler(event, context):
            print("printed")
            logging.warning("logged")
            print("to stderr", file=sys.stderr)
            os.write(1, b"without an end")
    """
    lines = "printed\n[WARNING]\t<time>\t<id>\tlogged\nto stderr\nwithout an end\n"
    assert once(tmp_path, code)[1] == "at the start\n" + framed(lines, init=True)


def test_the_context_is_what_it_is_on_lambda(tmp_path: Path) -> None:
    code = """
        import os
        def handler(event, context):
            left = context.get_remaining_time_in_millis()
            known = [context.aws_request_id, context.function_name, context.function_version]
            return [*known, context.memory_limit_in_mb, context.invoked_function_arn,
                    context.client_context.custom, 2500 < left <= 3000,
                    os.environ["_X_AMZN_TRACE_ID"], context.log_group_name]
    """

    async def invoked() -> Outcome:
        async with function(tmp_path, code) as made:
            made.point("live", made.publish().number)
            return await made.invoke(asked(qualifier="live", trace="Root=1-a-b", client_context='{"custom":{"c":1}}'))

    arn = "arn:aws:lambda:us-east-1:123456789012:function:towns:live"
    known = [ID, "towns", "1", "512", arn, {"c": 1}, True, "Root=1-a-b", "/aws/lambda/towns"]
    assert body(run(invoked)) == known


def test_an_exception_leaves_the_environment_alone(tmp_path: Path) -> None:
    code = """
        count = 0
        def handler(event, context):
            global count
            count += 1
            raise ValueError(f"no {count}")
    """
    told = Told()

    async def invoked() -> tuple[str, list[Outcome]]:
        async with function(tmp_path, code, told=told) as made:
            return made.versions.latest.processes.roots.task, [await made.invoke(asked()) for _ in range(2)]

    task, outcomes = run(invoked)
    stack = f'  File "{task}/app.py", line 6, in handler\n    raise ValueError(f"no {{count}}")\n'
    assert [body(outcome) for outcome in outcomes] == [
        {
            "errorMessage": f"no {number}",
            "errorType": "ValueError",
            "requestId": ID,
            "stackTrace": [stack],
        }
        for number in (1, 2)
    ]
    assert [(outcome.error, outcome.report.status, outcome.report.error_type) for outcome in outcomes] == [
        ("Unhandled", "error", "ValueError")
    ] * 2
    assert b"[ERROR] ValueError: no 2\rTraceback" in outcomes[1].log
    assert told.logs[1].endswith(f"END RequestId: <id>\n{report_line()}")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("os._exit(0)", "Runtime exited without providing a reason"),
        ("os._exit(3)", "Runtime exited with error: exit status 3"),
        ("sys.exit(1)", "Runtime exited with error: exit status 1"),
        ("sys.exit()", "Runtime exited without providing a reason"),
        ("os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed"),
        ("os.kill(os.getpid(), 11)", "Runtime exited with error: signal: segmentation fault"),
    ],
)
def test_who_exits_has_no_answer(tmp_path: Path, statement: str, message: str) -> None:
    outcome, log = once(tmp_path, f"import os, sys\ndef handler(event, context):\n    print('out')\n    {statement}")
    assert (outcome.payload, outcome.error, outcome.report.status) == (exit_error(message), "Unhandled", "error")
    assert log == framed("out\n", init=True, status=EXIT)


def test_after_a_crash_the_environment_and_its_tmp_go_on(tmp_path: Path) -> None:
    code = """
        import os, pathlib, tempfile
        file = pathlib.Path(tempfile.gettempdir(), "count")
        print("start")
        def handler(event, context):
            file.write_text(file.read_text() + "+" if file.exists() else "+")
            if event == "crash":
                os._exit(1)
            return file.read_text()
    """
    told = Told()

    async def invoked() -> list[Outcome]:
        async with function(tmp_path, code, told=told) as made:
            return [await made.invoke(asked(event), tail=True) for event in (b"1", b'"crash"', b"2", b"3")]

    outcomes = run(invoked)
    assert [outcome.payload for outcome in outcomes] == [
        b'"+"',
        exit_error("Runtime exited with error: exit status 1"),
        b'"+++"',
        b'"++++"',
    ]
    assert [outcome.report for outcome in outcomes] == told.reports  # with the log comes the report that it has
    assert told.logs == ["start\n" + framed(init=True), framed(status=EXIT), "start\n" + framed(), framed()]
    assert told.reports[2].duration > 5 * told.reports[3].duration  # the start within it


def test_killed_from_outside_in_mid_request(tmp_path: Path) -> None:
    code = """
        import time
        def handler(event, context):
            time.sleep(event)
    """

    async def invoked() -> list[Outcome]:
        async with function(tmp_path, code) as made:
            waiting = asyncio.ensure_future(made.invoke(asked(b"30"), tail=True))
            await until(lambda: [environment.state for environment in made.environments] == [State.BUSY])
            os.kill(made.environments[0].pid or 0, signal.SIGKILL)
            return [await waiting, await made.invoke(asked(b"0"))]

    killed, following = run(invoked)
    assert killed.payload == exit_error("Runtime exited with error: signal: killed")
    assert (following.payload, following.report.init) == (b"null", None)


def test_killed_from_outside_while_it_stands_still(tmp_path: Path) -> None:
    async def invoked() -> list[Outcome]:
        async with function(tmp_path, ECHO) as made:
            first = await made(asked(b"1"))
            await until(lambda: [environment.state for environment in made.environments] == [State.READY])
            os.kill(made.environments[0].pid or 0, signal.SIGKILL)
            await until(lambda: [environment.state for environment in made.environments] == [State.EMPTY])
            return [first, await made.invoke(asked(b"2"), tail=True)]

    _, following = run(invoked)
    assert (following.payload, following.report.init, plain(following.log)) == (b"2", None, framed())


def test_what_starts_processes_is_gone(tmp_path: Path) -> None:
    async def invoked() -> None:
        async with function(tmp_path, ECHO) as made:
            await made(asked())
            await until(lambda: [environment.state for environment in made.environments] == [State.READY])
            os.kill(psutil.Process(made.environments[0].pid).ppid(), signal.SIGKILL)
            await until(lambda: [environment.state for environment in made.environments] == [State.EMPTY])
            with pytest.raises(ProcessError):
                await made(asked())

    run(invoked)


class Dying:
    """In the place of a sandbox: its process ends as soon as it is ready, as often as `times` says."""

    times = 0

    def __init__(self, told: Environment, *_: Any, **__: Any) -> None:
        self._told = told
        self.was_watched = False
        self.pid = 1

    async def start(self, *_: Any) -> None:
        self._told.is_ready()
        if Dying.times:
            Dying.times -= 1
            self.kill(exited(1))

    def invoke(self, event: Event) -> None:
        self._told.answered(Answered(b"1"))
        self._told.is_ready()

    def kill(self, failure: Failure) -> None:
        self._told.ended(failure)

    def peak(self) -> int:
        return 0

    def nothing(self) -> None: ...

    drain = rest = freeze = nothing


@pytest.mark.parametrize(("times", "payload"), [(1, b"1"), (2, exit_error("Runtime exited with error: exit status 1"))])
def test_a_process_that_ends_the_moment_it_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, payload: bytes
) -> None:
    monkeypatch.setattr(environment, "Sandbox", Dying)
    monkeypatch.setattr(Dying, "times", times)

    async def invoked() -> Outcome:
        async with function(tmp_path, "") as made:
            return await made(asked())

    assert run(invoked).payload == payload


def test_what_starts_processes_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PATIENCE", 0.1)

    async def invoked() -> Outcome:
        async with function(tmp_path, "import time\ndef handler(event, context):\n    time.sleep(30)") as made:
            waiting = asyncio.ensure_future(made(asked()))
            await until(lambda: [environment.state for environment in made.environments] == [State.BUSY])
            spawner = made.versions.latest.processes._spawner
            assert spawner is not None
            spawner._patience = 0.2
            os.kill(spawner._program.pid, signal.SIGSTOP)
        return await waiting

    assert run(invoked).payload == exit_error("Runtime exited with error: signal: killed")
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


def test_too_slow(tmp_path: Path) -> None:
    code = """
        import time
        def handler(event, context):
            print("begun")
            time.sleep(30)
    """
    outcome, log = once(tmp_path, code, timeout=0.3)
    message = f"RequestId: {ID} Error: Task timed out after 0.30 seconds"
    assert body(outcome) == {"errorType": "Sandbox.Timedout", "errorMessage": message}
    assert (outcome.report.duration, outcome.report.status) == (0.3, "timeout")
    assert log == framed("begun\n", init=True, status="Status: timeout")


def test_too_much_memory(tmp_path: Path) -> None:
    code = """
        import time
        def handler(event, context):
            kept = bytearray(300_000_000)
            time.sleep(30)
    """
    outcome, log = once(tmp_path, code, memory=128, timeout=10.0)
    assert outcome.payload == exit_error("Runtime exited with error: signal: killed")
    assert (outcome.report.used, outcome.report.error_type) == (128, "Runtime.OutOfMemory")
    assert log == framed(init=True, memory=128, status="Status: error\tError Type: Runtime.OutOfMemory")


def test_an_answer_above_6_mb(tmp_path: Path) -> None:
    code = """
        def handler(event, context):
            return "x" * event
    """
    told = Told()

    async def invoked() -> list[Outcome]:
        async with function(tmp_path, code, told=told) as made:
            sizes = (LARGEST_RESPONSE - 2, LARGEST_RESPONSE - 1, 1)
            return [await made.invoke(asked(str(size).encode()), tail=True) for size in sizes]

    largest, larger, following = run(invoked)
    assert (len(largest.payload), largest.error) == (LARGEST_RESPONSE, "")
    assert body(larger) == {
        "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
        "errorType": "Function.ResponseSizeTooLarge",
    }
    assert (larger.error, larger.report.error_type) == ("Unhandled", "Function.ResponseSizeTooLarge")
    assert told.logs[1].endswith(f"END RequestId: <id>\n{report_line(status=EXIT)}")  # AWS's client gives up, too
    assert following.payload == b'"x"'


@pytest.mark.parametrize(("value", "payload"), [("float('nan')", b"NaN"), ("b'\\x00raw'", b"\0raw"), ("None", b"null")])
def test_answers_that_are_no_json_pass(tmp_path: Path, value: str, payload: bytes) -> None:
    outcome, _ = once(tmp_path, f"def handler(event, context):\n    return {value}")
    assert (outcome.payload, outcome.error) == (payload, "")


def test_an_answer_that_cannot_be_json(tmp_path: Path) -> None:
    outcome, _ = once(tmp_path, "def handler(event, context):\n    return {1, 2}")
    message = "Unable to marshal response: Object of type set is not JSON serializable"
    known = {"errorMessage": message, "errorType": "Runtime.MarshalError", "requestId": ID, "stackTrace": []}
    assert (body(outcome), outcome.error) == (known, "Unhandled")


@pytest.mark.parametrize(
    ("code", "handler", "kind", "message"),
    [
        (
            "import sklearn",
            "app.handler",
            "Runtime.ImportModuleError",
            "Unable to import module 'app': No module named 'sklearn'",
        ),
        ("", "app.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"),
        (
            "",
            "handler",
            "Runtime.MalformedHandlerName",
            "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
        ),
    ],
)
def test_a_start_that_fails_is_tried_again(tmp_path: Path, code: str, handler: str, kind: str, message: str) -> None:
    outcome, log = once(tmp_path, code, handler=handler)
    assert body(outcome) == {"errorMessage": message, "errorType": kind, "requestId": "", "stackTrace": []}
    assert (outcome.error, outcome.report.error_type, outcome.report.init) == ("Unhandled", kind, None)
    lines = log.replace("\r", "\n").splitlines()
    said = [line for line in lines if line and not line.startswith(("[WARNING]", "Traceback"))]
    status = f"Status: error\tError Type: {kind}"
    assert said == [
        f"[ERROR] {kind}: {message}",
        f"INIT_REPORT Init Duration: <t> ms\tPhase: init\t{status}",
        f"[ERROR] {kind}: {message}",
        f"INIT_REPORT Init Duration: <t> ms\tPhase: invoke\t{status}",
        *framed(status=status).splitlines(),
    ]


def test_code_that_is_no_python(tmp_path: Path) -> None:
    outcome, _ = once(tmp_path, "def handler(:")
    assert body(outcome)["errorType"] == "Runtime.UserCodeSyntaxError"
    assert body(outcome)["errorMessage"] == "Syntax error in module 'app': invalid syntax (app.py, line 1)"


def test_a_start_that_exits(tmp_path: Path) -> None:
    outcome, log = once(tmp_path, "import os\nos._exit(2)")
    status = EXIT
    assert outcome.payload == exit_error("Runtime exited with error: exit status 2")
    reports = [f"INIT_REPORT Init Duration: <t> ms\tPhase: {phase}\t{status}\n" for phase in ("init", "invoke")]
    assert log == "".join(reports) + framed(status=status)


def test_a_start_that_takes_too_long_is_tried_again_within_the_invocation(tmp_path: Path) -> None:
    code = """
        import os, pathlib, tempfile, time
        file = pathlib.Path(tempfile.gettempdir(), "started")
        if not file.exists():
            file.touch()
            time.sleep(30)
        def handler(event, context):
            return context.get_remaining_time_in_millis()
    """
    outcome, log = once(tmp_path, code, init=0.3)
    assert 2000 < body(outcome) < 2995
    assert outcome.report.init is None
    assert log == "INIT_REPORT Init Duration: <t> ms\tPhase: init\tStatus: timeout\n" + framed()


def test_a_start_that_always_takes_too_long(tmp_path: Path) -> None:
    outcome, log = once(tmp_path, "import time\ntime.sleep(30)", init=0.2, timeout=0.3)
    assert body(outcome)["errorMessage"] == f"RequestId: {ID} Error: Task timed out after 0.30 seconds"
    assert outcome.report.duration == 0.3
    reports = [f"INIT_REPORT Init Duration: <t> ms\tPhase: {phase}\tStatus: timeout\n" for phase in ("init", "invoke")]
    assert log == "".join(reports) + framed(status="Status: timeout")


def test_threads_stand_still_between_invocations(tmp_path: Path) -> None:
    code = """
        import threading, time
        count = 0
        def tick():
            global count
            while True:
                count += 1
                time.sleep(0.001)
        threading.Thread(target=tick, daemon=True).start()
        def handler(event, context):
            return count
    """

    async def counted() -> list[int]:
        async with function(tmp_path, code) as made:
            counts = [int((await made(asked())).payload)]
            for _ in range(2):
                await asyncio.sleep(0.2)
                counts.append(int((await made(asked())).payload))
            return counts

    first, second, third = run(counted)
    assert third - second < 20  # 200 when it is not stopped
    assert second - first < 20


def test_a_snapshot_is_gone_on_from(tmp_path: Path) -> None:
    code = """
        import os
        from snapshot_restore_py import register_after_restore, register_before_snapshot
        register_before_snapshot(lambda: print("before"))
        register_after_restore(lambda: print("after"))
        def handler(event, context):
            return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
    """
    outcome, log = once(tmp_path, code, snapstart=True)
    report = outcome.report
    assert (outcome.payload, report.init) == (b'"snap-start"', None)
    assert report.restore is not None
    assert report.billed == -(-round((report.duration + report.restore) * 1e9) // 1_000_000)
    early = (
        "before\nINIT_REPORT Init Duration: <t> ms\tPhase: init\t\nafter\nRESTORE_REPORT Restore Duration: <t> ms\t\n"
    )
    end = "Restore Duration: <t> ms\tBilled Restore Duration: <t> ms\t"
    assert log == early + framed(status=end)


def test_a_hook_that_fails(tmp_path: Path) -> None:
    code = """
        from snapshot_restore_py import register_after_restore
        @register_after_restore
        def fail():
            raise OSError("no network")
        def handler(event, context):
            pass
    """
    outcome, log = once(tmp_path, code, snapstart=True)
    assert (body(outcome)["errorType"], body(outcome)["errorMessage"]) == ("OSError", "no network")
    assert "RESTORE_REPORT Restore Duration: <t> ms\tStatus: error\tError Type: Runtime.AfterRestoreError\n" in log


def test_going_on_from_a_snapshot_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "RESTORE", 0.05)
    code = """
        import os, time
        from snapshot_restore_py import register_after_restore
        @register_after_restore
        def first_time():
            tried = os.environ.get("TMPDIR", "/tmp") + "/tried"
            if not os.path.exists(tried):
                open(tried, "w").close()
                time.sleep(20)
        def handler(event, context):
            return 1
    """

    async def invoked() -> Outcome:
        async with function(tmp_path, code, snapstart=True, told=told) as made:
            with pytest.raises(RefusedError) as refused:
                await made(asked())
            error = refused.value
            assert (error.status, error.kind, error.message) == (
                408,
                "SnapStartTimeoutException",
                "Lambda couldn't restore the snapshot within the timeout limit.",
            )
            return await made(asked())

    told = Told()
    assert run(invoked).payload == b"1"
    assert "RESTORE_REPORT Restore Duration: <t> ms\tStatus: timeout\n" in told.logs[0]
    assert told.reports[0].duration == 0.0


EXTENDED = """
    import time
    from scorelet.runtime.extension import Extension
    import os
    done = []
    def work():
        time.sleep(event_now)
        done.append(event_now)
    extension = Extension(os.environ["AWS_LAMBDA_RUNTIME_API"], work)
    extension.start()
    event_now = 0.0
    def handler(event, context):
        global event_now
        event_now = event
        extension.finished()
        return done
"""


def test_an_extension_works_after_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CLOSE_BY", 10.0)  # this machine may be slow
    package = write(tmp_path / "package", EXTENDED)
    runtime = SOURCE / "scorelet" / "runtime"
    for name in ("extension.py", "events/__init__.py", "events/setting.py"):
        (package / "scorelet" / "runtime" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(runtime / name, package / "scorelet" / "runtime" / name)
    told = Told()

    async def invoked() -> list[Outcome]:
        async with function(tmp_path, EXTENDED, told=told, concurrency=1) as made:
            first = await made(asked(b"0.04"))
            assert told.reports == []
            return [first, await made(asked(b"0"))]

    outcomes = run(invoked)
    assert [outcome.payload for outcome in outcomes] == [b"[]", b"[0.04]"]
    assert outcomes[0].report.duration < 0.04 < told.reports[0].duration
