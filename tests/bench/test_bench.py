"""The benchmarks run, and compare only what gives the same results. What they measure is not judged here."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest

from bench.__main__ import main, parser
from bench.large_documents import write_balanced, write_boosting
from bench.models import models
from bench.results import Promise, Result
from bench.rows import check_equal
from bench.timing import Timing
from scorelet import pfa


def test_every_section_runs_and_is_written_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figures.json"
    assert main(["--quick", "rows", "large", "--nodes", "300", "--json", str(file)]) == 0
    report = json.loads(file.read_text())
    assert {result["section"] for result in report["results"]} == {"one row, one call", "large documents"}
    assert "promises kept" in capsys.readouterr().out


def test_sections_are_chosen_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args([]).sections == []
    assert parser().parse_args(["sizes", "pack"]).sections == ["sizes", "pack"]
    with pytest.raises(SystemExit):
        parser().parse_args(["everything"])
    known = "rows, starting, large, pack, labels, sizes, texts, app, function, emulator, http"
    wanted = f"expected one of {known}, got 'everything'"
    assert capsys.readouterr().err.endswith(f"error: argument SECTION: {wanted}\n")


def test_starting_runs(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert main(["starting", "--quick", "--json", str(file)]) == 0
    assert len(json.loads(file.read_text())["results"]) == 6


def test_the_doors_run(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert main(["app", "function", "--quick", "--json", str(file)]) == 0
    assert len(json.loads(file.read_text())["results"]) == 2


def test_every_model_has_at_least_fifty_different_rows() -> None:
    for model in models():
        for shape in model.shapes:
            assert len({json.dumps(row) for row in shape.rows}) >= 50


def test_what_gives_other_results_is_not_compared() -> None:
    with pytest.raises(AssertionError, match=r"^glm: row 1: expected 2\.0, got 2\.1$"):
        check_equal(lambda row: row["x"], lambda row: row["y"], ({"x": 1.0, "y": 1.0}, {"x": 2.0, "y": 2.1}), "glm")


@pytest.mark.parametrize("write", [write_boosting, write_balanced])
def test_large_documents_have_as_many_nodes_as_asked_for(write: Callable[[TextIO, int], None]) -> None:
    file = io.StringIO()
    write(file, 3 * 7)
    assert file.getvalue().count('"field":"V') == 21
    assert isinstance(pfa.load(file.getvalue()).action({f"V{i}": 0.5 for i in range(1, 61)}), float)


def test_ratios_are_taken_within_each_round() -> None:
    assert Timing((2.0, 30.0, 4.0)).over(Timing((1.0, 10.0, 2.0))) == 2.0
    assert Timing((2.0, 30.0, 4.0)).minus(Timing((1.0, 10.0, 2.0))) == 2.0


def test_a_promise_is_kept_or_not() -> None:
    assert Promise(1.3).kept(1.3)
    assert not Promise(20.0, at_most=False).kept(19.9)
    assert Result("s", "x", 1.0, figure=1.2).kept is None
