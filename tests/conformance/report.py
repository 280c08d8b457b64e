"""How far the engine agrees with the test vectors, as a table:  python -m tests.conformance.report [AREA...]

    AREA       array, recorded.array, model (all areas that start so), engine, ... ; none = all of them
    -v         show the first failures of each area: document, input, expected, got
    -n N       how many failures to show for each area (5)
    --id TEXT  only records whose id contains TEXT

strict counts what differs by more than 1e-6, loose what the official rule refuses, too; a crash is an exception
that is no PFA error, or a record that took longer than half a minute. noted are differences where the vectors
leave the answer open. Exit code 1 when anything failed.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from scorelet import pfa
from tests.conformance.records import Record, areas, read_area, unsupported
from tests.conformance.replay import Outcome, Verdict, replay

PATIENCE = 30.0
COLUMNS = ("records", "trials", "passed", "strict", "loose", "crashed", "unsupported", "noted")


class TookTooLong(BaseException):
    """A record ran longer than PATIENCE. No Exception: `replay` would take it for the answer of one step."""


@dataclass
class AreaReport:
    """The counts of one area and its first failures, each with the document it belongs to."""

    area: str
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[Record, Outcome]] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, record: Record, outcomes: Sequence[Outcome], limit: int) -> None:
        self.counts["records"] += 1
        self.counts["trials"] += len(outcomes)
        for verdict, n in Counter(outcome.verdict for outcome in outcomes).items():
            self.counts.update(dict.fromkeys(_COUNTED[verdict], n))
        failed = next((outcome for outcome in outcomes if outcome.failed), None)
        if failed is not None and len(self.failures) < limit:
            self.failures.append((record, failed))

    @property
    def row(self) -> list[str]:
        return [self.area, *(str(self.counts[column]) for column in COLUMNS), f"{self.seconds:.1f}"]


_COUNTED: dict[Verdict, tuple[str, ...]] = {
    "passed": ("passed",),
    "loose": ("strict",),
    "mismatched": ("strict", "loose"),
    "crashed": ("crashed",),
    "noted": ("passed", "noted"),
}


# --------------------------------------------------------------------------------------------- running


def run_area(area: str, limit: int = 5, only: str = "") -> AreaReport:
    report = AreaReport(area)
    start = time.perf_counter()
    for record in read_area(area):
        if only not in record.id:
            continue
        missing = unsupported_or_broken(record)
        if missing:
            report.counts.update(records=1, unsupported=1)
            report.missing.update(missing)
        else:
            report.add(record, guarded(record), limit)
    report.seconds = time.perf_counter() - start
    return report


def unsupported_or_broken(record: Record) -> list[str]:
    """As `unsupported`; but a family that cannot be imported is left to the compiler, whose crash is shown."""
    try:
        return unsupported(record)
    except Exception:
        return []


def guarded(record: Record) -> list[Outcome]:
    try:
        with patience(PATIENCE):
            return replay(record, pfa)
    except TookTooLong as error:
        return [Outcome(record.id, "crashed", str(error), {}, {}, {"crash": str(error)})]


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Stop the block with TookTooLong, on systems that have alarms."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run_areas(chosen: Sequence[str], limit: int, only: str, jobs: int) -> Iterator[AreaReport]:
    """One process works on one area at a time. An area whose process dies is tried once more, alone."""
    with ProcessPoolExecutor(jobs) as pool:
        futures = {area: pool.submit(run_area, area, limit, only) for area in chosen}
        for area, future in futures.items():
            try:
                yield future.result()
            except BrokenProcessPool:
                yield _alone(area, limit, only)


def _alone(area: str, limit: int, only: str) -> AreaReport:
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(run_area, area, limit, only).result()
    except BrokenProcessPool:
        died = AreaReport(area)
        died.counts["crashed"] = 1
        print(f"{area}: the process died (run it alone to see why)", file=sys.stderr)
        return died


# --------------------------------------------------------------------------------------------- showing


def show(reports: Sequence[AreaReport]) -> None:
    total = AreaReport("total")
    for report in reports:
        total.counts += report.counts
        total.missing += report.missing
        total.seconds += report.seconds
    table = [["area", *COLUMNS, "seconds"], *(report.row for report in reports), total.row]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        first, *rest = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print(row[0].ljust(len(first)), *rest, sep="  ")
    if total.missing:
        most = ", ".join(f"{name} ({n})" for name, n in total.missing.most_common(40))
        print(f"\n{len(total.missing)} unsupported functions (records that need them): {most}")


def show_failures(report: AreaReport) -> None:
    for record, outcome in report.failures:
        print(f"\n--- {report.area}: {outcome.id}  [{outcome.verdict}]  {outcome.why}")
        print("document ", _json(record.document, 2000))
        print("step     ", _json(outcome.step, 800))
        print("expected ", _json(outcome.expected, 800))
        print("got      ", _json(outcome.got, 800))


def _json(value: object, limit: int) -> str:
    text = json.dumps(value, default=repr, ensure_ascii=False)
    return text if len(text) <= limit else f"{text[:limit]}... ({len(text)} characters)"


# ---------------------------------------------------------------------------------------------- command


def choose(wanted: Sequence[str]) -> list[str]:
    """The areas that match any of the given names; all when none is given."""
    found = [area for area in areas() if not wanted or any(_matches(area, name) for name in wanted)]
    if not found:
        raise SystemExit(f"no area matches {', '.join(wanted)}; there are: {', '.join(areas())}")
    return found


def _matches(area: str, name: str) -> bool:
    return any(f"{form}.".startswith(f"{name}.") for form in (area, area.partition(".")[2]))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.report")
    parser.add_argument("areas", nargs="*", metavar="AREA")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the first failures of each area")
    parser.add_argument("-n", "--limit", type=int, default=5, help="how many failures to show for each area (5)")
    parser.add_argument("--id", default="", help="only records whose id contains this")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, help="processes (one per processor)")
    given = parser.parse_args(arguments)
    reports = []
    for report in run_areas(choose(given.areas), given.limit, given.id, given.jobs):
        reports.append(report)
        if given.verbose:
            show_failures(report)
    print()
    show(reports)
    return 1 if any(report.counts["strict"] + report.counts["crashed"] for report in reports) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
