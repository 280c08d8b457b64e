"""Naive Bayes over tables that are looked up by name: as one writes the formula down, and with its logarithms ready."""

from __future__ import annotations

from math import log, pi
from typing import Any

from bench.baselines.nested_ifs import Predict


def by_formula(document: dict[str, Any], *, tagged: bool) -> Predict:
    """The density of each value, logarithm and all, for each class."""
    tables, counts = _tables(document)

    def predict(row: dict[str, float | None]) -> str:
        scores = {}
        for label, table in tables.items():
            score = log(counts[label])
            for name, value in row.items():
                if value is not None:
                    mean, variance = table[name]
                    score += -0.5 * (log(2.0 * pi * variance) + (value - mean) ** 2 / variance)
            scores[label] = score
        return max(scores, key=scores.__getitem__)

    def predict_tagged(row: dict[str, dict[str, float] | None]) -> str:
        scores = {}
        for label, table in tables.items():
            score = log(counts[label])
            for name, value in row.items():
                if value is not None:
                    mean, variance = table[name]
                    score += -0.5 * (log(2.0 * pi * variance) + (value["double"] - mean) ** 2 / variance)
            scores[label] = score
        return max(scores, key=scores.__getitem__)

    return predict_tagged if tagged else predict


def with_logarithms(document: dict[str, Any], *, tagged: bool) -> Predict:
    """One pass over the row for both classes; all that does not depend on the row was computed before."""
    tables, counts = _tables(document)
    ready = {name: (*_parts(*tables["M"][name]), *_parts(*tables["R"][name])) for name in tables["M"]}
    start_m, start_r = log(counts["M"]), log(counts["R"])

    def predict(row: dict[str, float | None]) -> str:
        m, r = start_m, start_r
        for name, value in row.items():
            if value is not None:
                mean_m, scale_m, log_m, mean_r, scale_r, log_r = ready[name]
                d = value - mean_m
                m -= d * d * scale_m + log_m
                d = value - mean_r
                r -= d * d * scale_r + log_r
        return "M" if m >= r else "R"

    def predict_tagged(row: dict[str, dict[str, float] | None]) -> str:
        m, r = start_m, start_r
        for name, tag in row.items():
            if tag is not None:
                value = tag["double"]
                mean_m, scale_m, log_m, mean_r, scale_r, log_r = ready[name]
                d = value - mean_m
                m -= d * d * scale_m + log_m
                d = value - mean_r
                r -= d * d * scale_r + log_r
        return "M" if m >= r else "R"

    return predict_tagged if tagged else predict


def _tables(document: dict[str, Any]) -> tuple[dict[str, dict[str, tuple[float, float]]], dict[str, float]]:
    """Mean and variance by class and name; the number of rows of each class."""
    cells = document["cells"]
    tables = {
        label: {name: (found["mean"], found["variance"]) for name, found in table.items()}
        for label, table in cells["numeric_cond_probs"]["init"].items()
    }
    return tables, cells["apriori_counts"]["init"]


def _parts(mean: float, variance: float) -> tuple[float, float, float]:
    return mean, 0.5 / variance, 0.5 * log(2.0 * pi * variance)
