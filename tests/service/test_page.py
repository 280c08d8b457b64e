"""The page on scorelet.toml tells what the reader does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from scorelet.service import values
from scorelet.service.event_sources import SOURCES
from scorelet.service.quantities import seconds_of
from scorelet.service.reading import read_service_text
from scorelet.service.surface import SECTIONS
from tests.bundle.models import packed
from tests.service.telling import problems

PAGE = (Path(__file__).parents[2] / "docs" / "scorelet-toml.md").read_text()
HEADINGS: Mapping[str, type[Any]] = {
    "": values.Service,
    "[[models]]": values.Model,
    "[log]": values.Log,
    "[api]": values.Api,
    "[limits]": values.Limits,
    "[upstream]": values.Upstream,
    "[lambda]": values.Lambda,
    "[[events]]": values.EventSource,
}


def fenced(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def rows(section: str, keys: str = "key") -> dict[str, list[str]]:
    """The cells of a section's table by its first column, without their quotes."""
    heading = f"## `{section}`\n" if section else "## Above the first table\n"
    text = PAGE.partition(heading)[2].partition("\n## ")[0]
    table = re.search(rf"^\| {keys} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert table
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]
    return {first.strip('`"'): rest for first, *rest in cells}


def test_the_example_is_read(tmp_path: Path) -> None:
    (example,) = fenced("toml")
    packed().write(tmp_path / "storm.scorelet")
    (tmp_path / "features.py").write_text("def from_city(city): ...\ndef as_forecast(answer): ...\n")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "rain.html").touch()
    service = read_service_text(example, tmp_path)
    assert [model.name for model in service.models] == ["rain", "storm"]


def test_mistakes_are_told_as_the_page_says() -> None:
    (wrong,) = fenced("toml wrong")
    together, alone = fenced("text")
    assert problems(wrong) == tuple(together.splitlines())
    assert problems("name = weather") == tuple(alone.splitlines())


@pytest.mark.parametrize("section", HEADINGS)
def test_each_table_has_the_keys_of_its_section(section: str) -> None:
    keys = [key for key in SECTIONS[section].keys if section or f"`{key}`" not in TABLES]
    assert list(rows(section)) == keys


TABLES = "`models`, `log`, `api`, `limits`, `upstream`, `secrets`, `lambda` and `events`"


def test_every_section_is_on_the_page() -> None:
    assert list(HEADINGS) == list(SECTIONS)
    assert f"Tables stand by themselves below: {TABLES}." in PAGE


@pytest.mark.parametrize("section", HEADINGS)
def test_each_key_is_a_field(section: str) -> None:
    """And each field a key, but for the one that Python has a word for."""
    fields = {"lambda" if name == "function" else name for name in get_type_hints(HEADINGS[section])}
    assert fields == set(SECTIONS[section].keys)


@pytest.mark.parametrize("section", [section for section in HEADINGS if section])
def test_defaults_on_the_page_are_those_of_the_values(section: str) -> None:
    defaults = HEADINGS[section]._field_defaults
    told = {key: cells[1].strip("`") for key, cells in rows(section).items() if cells[1].startswith("`")}
    assert {key: value_of(text) for key, text in told.items() if key != "model"} == {
        key: defaults[key] for key in told if key != "model"
    }


def value_of(told: str) -> Any:
    words: dict[str, Any] = {"true": True, "false": False, '"6 MiB"': 6 * 1024 * 1024}
    text = told.strip('"')
    if told in words:
        return words[told]
    return int(text) if text.isdigit() else seconds_of(text) or text


def test_event_sources_are_told_with_what_they_need_and_take() -> None:
    told = rows("[[events]]", "source")
    assert list(told) == list(SOURCES)
    for name, (needs, may_have) in told.items():
        needed, taken = (set(re.findall(r"`(\w+)`", cell)) for cell in (needs, may_have))
        assert needed == set(SOURCES[name].needs)
        assert needed | taken | {"source"} == SOURCES[name].takes
