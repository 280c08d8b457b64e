from __future__ import annotations

import pytest

from scorelet.emulator.environment import lines
from scorelet.emulator.values import Report

WARM = Report("an-id", "3", 0.00123, 2, 512, 40)
TIMED_OUT = WARM._replace(duration=3.0, billed=3111, init=0.1104, status="timeout", error_type="Sandbox.Timedout")
START = (
    "REPORT RequestId: an-id\tDuration: 1.23 ms\tBilled Duration: 2 ms\tMemory Size: 512 MB\tMax Memory Used: 40 MB\t"
)


@pytest.mark.parametrize(
    ("report", "is_fatal", "line"),
    [
        (WARM, False, f"{START}\n"),
        (WARM._replace(init=0.11), False, f"{START}Init Duration: 110.00 ms\t\n"),
        (
            WARM._replace(restore=0.5, billed=502),
            False,
            f"{START.replace('2 ms', '502 ms', 1)}Restore Duration: 500.00 ms\tBilled Restore Duration: 500 ms\t\n",
        ),
        (WARM._replace(status="error", error_type="ValueError"), False, f"{START}\n"),
        (
            WARM._replace(status="error", error_type="Runtime.ExitError"),
            True,
            f"{START}Status: error\tError Type: Runtime.ExitError\n",
        ),
        (
            TIMED_OUT,
            True,
            START.replace("1.23", "3000.00").replace("2 ms", "3111 ms", 1)
            + "Init Duration: 110.40 ms\tStatus: timeout\n",
        ),
    ],
)
def test_report(report: Report, is_fatal: bool, line: str) -> None:
    assert lines.report(report, is_fatal=is_fatal).decode() == line


def test_lines_around() -> None:
    assert lines.start("an-id", "$LATEST") == b"START RequestId: an-id Version: $LATEST\n"
    assert lines.end("an-id") == b"END RequestId: an-id\n"
    failed = lines.init_report(0.08358, "init", "error", "Runtime.ImportModuleError")
    assert (
        failed
        == b"INIT_REPORT Init Duration: 83.58 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError\n"
    )
    late = lines.init_report(10.0, "init", "timeout", "Sandbox.Timedout")
    assert late == b"INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\n"
    assert lines.restore_report(0.25) == b"RESTORE_REPORT Restore Duration: 250.00 ms\t\n"


@pytest.mark.parametrize(
    ("seconds", "billed"), [(0.0, 0), (0.0000001, 1), (0.001, 1), (0.0010001, 2), (1.1 - 1.0, 100), (600.47675, 600477)]
)
def test_billed_is_rounded_up(seconds: float, billed: int) -> None:
    assert lines.billed(seconds) == billed


def test_a_line_of_lambda_begins_on_its_own() -> None:
    log = lines.Log()
    log.add(b"no end")
    log.add_line(b"END\n")
    log.add_line(b"REPORT\n")
    assert log.text() == b"no end\nEND\nREPORT\n"


def test_of_a_long_log_the_end_is_kept() -> None:
    log = lines.Log()
    for number in range(400):
        log.add(b"%3d" % number + b"." * 9_997)
    assert len(log.text()) == lines.KEPT
    assert log.text().endswith(b"399" + b"." * 9_997)
