"""Where keys stand in a TOML text."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings

from scorelet.service.places import Path, line_of, places_of
from tests.service.toml_writer import Written, written

TEXT = '''# a comment with [brackets] and "quotes"
name = "weather"   # behind a value

[[models]]
ref = "rain"
"odd \\"key\\"" = """
[not.a.header]
x = 1 \\""" still "text"""""
[models.inner]
a.b.'c d' = [ # comment ]
    1, {x = 2, y.z = ']'},
  [3,
   "four"],
]

[[models]]
ref = 1979-05-27 07:32:00  # a date with a space

[x.y]
z = true
'''


def test_places_of_every_form() -> None:
    assert places_of(TEXT) == {
        ("name",): 2,
        ("models",): 4,
        ("models", 0): 4,
        ("models", 0, "ref"): 5,
        ("models", 0, 'odd "key"'): 6,
        ("models", 0, "inner"): 9,
        ("models", 0, "inner", "a"): 10,
        ("models", 0, "inner", "a", "b"): 10,
        ("models", 0, "inner", "a", "b", "c d"): 10,
        ("models", 0, "inner", "a", "b", "c d", 0): 11,
        ("models", 0, "inner", "a", "b", "c d", 1): 11,
        ("models", 0, "inner", "a", "b", "c d", 1, "x"): 11,
        ("models", 0, "inner", "a", "b", "c d", 1, "y"): 11,
        ("models", 0, "inner", "a", "b", "c d", 1, "y", "z"): 11,
        ("models", 0, "inner", "a", "b", "c d", 2): 12,
        ("models", 0, "inner", "a", "b", "c d", 2, 0): 12,
        ("models", 0, "inner", "a", "b", "c d", 2, 1): 13,
        ("models", 1): 16,
        ("models", 1, "ref"): 17,
        ("x",): 19,
        ("x", "y"): 19,
        ("x", "y", "z"): 20,
    }


@settings(derandomize=True, deadline=None, max_examples=200)
@given(written())
def test_every_key_is_found_where_it_was_written(case: tuple[dict[str, Any], Written]) -> None:
    data, text = case
    assert tomllib.loads(text.text) == data
    assert places_of(text.text) == text.places


@pytest.mark.parametrize(
    ("path", "line"), [((), 1), (("b",), 3), (("b", "c"), 4), (("b", "c", "d", 0), 4), (("b", "x"), 3), (("y",), 1)]
)
def test_an_unknown_place_is_that_of_its_nearest_parent(path: Path, line: int) -> None:
    assert line_of(path, places_of("a = 1\n\n[b]\nc = 2\n")) == line


def test_a_text_that_is_no_toml_is_followed_as_far_as_it_can_be() -> None:
    assert places_of("a = 1\nb = 2\n= 3\nc = 4") == {("a",): 1, ("b",): 2}


def test_a_table_named_after_its_parts_has_the_line_of_its_own_header() -> None:
    assert places_of("[a.b]\n[a]\n") == {("a",): 2, ("a", "b"): 1}


@pytest.mark.parametrize(
    "text", ["'''it's ''''", "'''it's '''''", '"""a"b""""', '"""a\\""""', '""""""', "''''''", '"""\n#\n"""']
)
def test_texts_of_several_lines_end_after_their_last_quote(text: str) -> None:
    whole = f"a = [{text}]\nb = 2"
    assert list(tomllib.loads(whole)) == ["a", "b"]
    assert places_of(whole) == {("a",): 1, ("a", 0): 1, ("b",): 2 + text.count("\n")}
