"""The random forest: 51 trees vote."""

from __future__ import annotations

from typing import Any

from bench.baselines.nested_ifs import Predict, Style, function


def forest(document: dict[str, Any], *, local: bool) -> Predict:
    trees = document["cells"]["forest"]["init"]
    after = f'return "M" if votes > {len(trees) // 2} else "R"'
    return function(Style(local), "votes = 0", trees, _vote, after)


def _vote(label: str) -> str:
    return "votes += 1" if label == "M" else "pass"
