"""What using a model costs."""

from __future__ import annotations

import pytest

from scorelet.packing import measure
from scorelet.packing.measure import PREDICTS, import_seconds, modules_of
from scorelet.packing.path import packed_of
from scorelet.packing.wishes import Wishes
from tests.packing.models import ROWS, quick, ridge


def test_modules_of_the_names_in_a_pickle() -> None:
    names = ("sklearn.linear_model._ridge.Ridge", "numpy.dtype", "builtins.set", "copyreg._reconstructor", "os.getcwd")
    assert modules_of(names) == ("numpy", "sklearn.linear_model._ridge")


def test_how_long_imports_take() -> None:
    seconds = import_seconds(("json", "decimal"))
    assert seconds is not None
    assert 0 < seconds < 60
    assert import_seconds(()) == 0.0
    assert import_seconds(("no_such_module",)) is None


def test_names_of_modules_are_no_code() -> None:
    assert import_seconds(("json; print(0.0)",)) is None


def test_an_import_that_never_ends_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "PATIENCE", 0.001)
    assert import_seconds(("json",)) is None


def test_the_costs_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    def seconds(modules: tuple[str, ...]) -> float:
        asked.append(modules)
        return 0.25

    monkeypatch.setattr(measure, "import_seconds", seconds)
    monkeypatch.setattr(measure, "BUDGET", 0.01)
    packing = packed_of(ridge(), Wishes("m", samples=ROWS))
    before, after = packing.before, packing.after
    assert asked == [after.imports, before.imports if before else ()]
    assert before is not None
    assert "sklearn.linear_model._ridge" in before.imports
    assert after.imports == PREDICTS
    assert (before.import_seconds, after.import_seconds) == (0.25, 0.25)
    assert before.size > 0
    assert after.size == len(packing.packed.data)
    assert before.row_seconds is not None
    assert after.row_seconds is not None
    assert 0 < after.row_seconds < before.row_seconds


def test_nothing_is_measured_unless_asked() -> None:
    packing = quick(ridge())
    assert packing.before is None
    assert (packing.after.import_seconds, packing.after.row_seconds) == (None, None)
    assert packing.after.size == len(packing.packed.data)
