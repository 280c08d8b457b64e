"""Made-up rows are the same whenever they are made, and as they are said to be."""

from __future__ import annotations

import re
from collections import Counter

from bench.packed.labels import differing, mingled
from bench.packed.mixed import CATEGORIES, NUMBERS, cars
from bench.packed.texts import CLASSES, texts


def test_cars_are_numbers_some_missing_and_categories() -> None:
    rows, sold = cars(300)
    assert (rows, sold) == cars(300)
    assert set(sold) == {0, 1}
    assert 10 < sum(row[name] is None for row in rows for name in NUMBERS) < 60
    assert all(row[name] in values for row in rows for name, values in CATEGORIES.items())


def test_texts_use_nearly_all_words_and_few_of_them_often() -> None:
    rows, classes = texts(500, 400)
    assert (rows, classes) == texts(500, 400)
    assert set(classes) == set(range(CLASSES))
    words = Counter(word for row in rows for word in re.findall(r"\w+", row.lower()))
    assert len(words) == 500
    assert max(words.values()) > 20 * words.total() / 500


def test_mingled_rows_take_each_number_from_some_row() -> None:
    rows = mingled([[1.0, 10.0], [2.0, 20.0]], 50)
    assert {tuple(row) for row in rows} == {(1.0, 10.0), (1.0, 20.0), (2.0, 10.0), (2.0, 20.0)}
    assert rows == mingled([[1.0, 10.0], [2.0, 20.0]], 50)


def test_labels_are_compared_one_by_one() -> None:
    assert differing(["a", "b", "a"], ["a", "a", "b"]) == 2
