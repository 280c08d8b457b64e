"""The test vectors of the PFA specification's generator and of an earlier engine, done again, one test an area.

Areas of finished families must agree on everything: recorded ones without exception, generated ones but for the
trials that `known` names. In other areas a record is left out only where the registry lacks one of its functions.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scorelet import pfa
from tests.conformance.known import KNOWN, known_outcomes
from tests.conformance.locations import conformance
from tests.conformance.records import areas, read_area, unsupported
from tests.conformance.replay import Outcome, replay

pytestmark = conformance

FINISHED = (
    "core",
    "math",
    "array",
    "map",
    "string",
    "cast",
    "enum",
    "impute",
    "link",
    "kernel",
    "spec",
    "model.naive",
    "model.neural",
    "model.svm",
)
SHOWN = 20
REQUIRED_SHARE = 0.995


def is_finished(area: str) -> bool:
    return area.partition(".")[2] in FINISHED or area.startswith("recorded.engine.")


@pytest.mark.parametrize("area", areas())
def test_area(area: str, record_property: Callable[[str, object], None]) -> None:
    outcomes: list[Outcome] = []
    left_out: dict[str, list[str]] = {}
    for record in read_area(area):
        missing = unsupported(record)
        if missing:
            left_out[record.id] = missing
        else:
            outcomes += replay(record, pfa)
    record_property("trials", len(outcomes))
    record_property("unsupported records", len(left_out))
    failures = {outcome.id: outcome for outcome in outcomes if outcome.failed}
    known = set(known_outcomes(area))
    unexpected = [_line(outcome) for id, outcome in failures.items() if id not in known]
    stale = sorted(known - failures.keys())

    assert not unexpected, _listing(f"{len(unexpected)} of {len(outcomes)} trials of {area} differ", unexpected)
    assert not stale, _listing("these trials agree by now and must leave KNOWN", stale)
    if is_finished(area):
        functions = sorted({name for names in left_out.values() for name in names})
        assert not functions, f"{area} is finished, but the registry lacks {', '.join(functions)}"
    if not outcomes:
        pytest.skip(f"all {len(left_out)} records of {area} need library functions that are not there yet")


def test_recorded_areas_may_not_differ_once_finished() -> None:
    assert [area for area in KNOWN if area.startswith("recorded.") and is_finished(area)] == []


def test_finished_areas_agree_almost_everywhere() -> None:
    finished = [area for area in areas() if area.startswith("generated.") and is_finished(area)]
    trials = sum(len(record.steps) for area in finished for record in read_area(area))
    differing = sum(1 for area in finished for _ in known_outcomes(area))
    assert differing <= (1 - REQUIRED_SHARE) * trials


def _line(outcome: Outcome) -> str:
    return f"{outcome.id}  [{outcome.verdict}]  {outcome.why:.300}"


def _listing(heading: str, lines: list[str]) -> str:
    rest = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n  ".join([heading, *lines[:SHOWN], *rest])
