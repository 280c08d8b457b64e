"""Made-up records of used cars: numbers, of which some are missing, and categories. The same seed, the same cars."""

from __future__ import annotations

import random
from typing import Any

NUMBERS = ("age", "km", "power", "owners", "doors", "consumption")
CATEGORIES = {
    "fuel": ("petrol", "diesel", "hybrid", "electric"),
    "gearbox": ("manual", "automatic"),
    "colour": ("black", "white", "silver", "blue", "red", "green"),
    "maker": tuple(f"maker {letter}" for letter in "ABCDEFGHIJKL"),
}

Car = dict[str, Any]


def cars(count: int) -> tuple[list[Car], list[int]]:
    """So many cars, and whether each was sold within a month."""
    rng = random.Random(3)
    rows = [_car(rng) for _ in range(count)]
    return rows, [_sold(row, rng) for row in rows]


def _car(rng: random.Random) -> Car:
    age = rng.uniform(0.0, 20.0)
    numbers = (
        age,
        max(0.0, rng.gauss(12_000.0 * age, 20_000.0)),
        rng.gauss(90.0, 30.0),
        float(rng.randint(1, 5)),
        float(rng.choice((3, 5))),
        rng.gauss(6.5, 1.5),
    )
    missing = rng.choice(NUMBERS) if rng.random() < 0.1 else None
    row: Car = {
        name: None if name == missing else round(value, 2) for name, value in zip(NUMBERS, numbers, strict=True)
    }
    return row | {name: rng.choice(values) for name, values in CATEGORIES.items()}


def _sold(row: Car, rng: random.Random) -> int:
    pull = 1.0 - 0.1 * (row["age"] or 10.0) + (row["fuel"] == "hybrid") - (row["colour"] == "green")
    return int(pull + rng.gauss(0.0, 1.0) > 0.0)
