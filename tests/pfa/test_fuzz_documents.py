"""Random well-typed documents: the generated code does what a plain interpreter of the typed tree does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from scorelet.pfa import compile_image, load, load_image, save_image
from scorelet.pfa.check import check
from scorelet.pfa.document import read
from tests.pfa.fuzz.choices import seeded
from tests.pfa.fuzz.documents import Case, case, cases
from tests.pfa.fuzz.running import exact, of_engine, of_reference
from tests.pfa.reference.machine import Machine, TooLong

# Drawing a document takes hundreds of decisions: that is what these tests are about, and no reason to stop.
FAST = (Phase.explicit, Phase.generate)
"""Making a failing document smaller takes minutes: the slow tests do that."""
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


def expected(one: Case) -> dict[str, Any] | None:
    """What the reference does; None when that takes too long."""
    try:
        return of_reference(Machine(check(read(one.document))), one).plain()
    except TooLong:
        return None


def agrees(one: Case) -> bool:
    """That both do the same; False when nothing can be said."""
    wanted = expected(one)
    if wanted is None:
        return False
    assert of_engine(load(one.document), one).plain() == wanted
    return True


@settings(max_examples=250, derandomize=True, deadline=None, phases=FAST, suppress_health_check=SLOW)
@given(cases())
def test_generated_code_does_what_the_reference_does(one: Case) -> None:
    assume(agrees(one))


@pytest.mark.slow
@settings(max_examples=5_000, derandomize=True, deadline=None, suppress_health_check=SLOW)
@given(cases())
def test_generated_code_does_what_the_reference_does_many_times(one: Case) -> None:
    assume(agrees(one))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(40))
def test_generated_code_does_what_the_reference_does_for_seeds(block: int) -> None:
    for seed in range(block * 500, (block + 1) * 500):
        try:
            agrees(case(seeded(seed)))
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


@settings(max_examples=60, derandomize=True, deadline=None, phases=FAST, suppress_health_check=SLOW)
@given(cases())
def test_a_saved_engine_does_the_same(one: Case) -> None:
    wanted = expected(one)
    assume(wanted is not None)
    image = compile_image(one.document)
    engine = load_image(save_image(image), image.document)
    assert engine is not None
    assert of_engine(engine, one).plain() == wanted


@settings(max_examples=60, derandomize=True, deadline=None, phases=FAST, suppress_health_check=SLOW)
@given(cases())
def test_a_snapshot_goes_on_where_the_engine_is(one: Case) -> None:
    assume(expected(one) is not None)
    engine = load(one.document)
    of_engine(engine, one)
    again = load(engine.snapshot())
    assert exact([again.cells(), again.pools()]) == exact([engine.cells(), engine.pools()])
    assert "def action(datum)" in engine.code
