"""Parsed TOML -> values, with all that is wrong at once.

Like `bundle/strict.py`, what a format looks like is a table of checks, one per key. There the first mistake is enough,
for the text was written by a program; this one was written by a person, who should not have to try again for each.
So a check does not raise. It takes a value, its path and the `Reading`, and gives the value to keep; where there is
none it tells the reading why, and gives BAD.

    LOG = table(Log, {"to": text, "sample": number(0, 1)})
    LOG(parsed["log"], ("log",), reading)

Types are TOML's own (true is not 1); a whole number is taken where a number is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

from scorelet.service.places import Path

Check = Callable[[Any, Path, "Reading"], Any]
Rule = Callable[[Mapping[str, Any], Path, "Reading"], None]
"""What several keys of a table must be together; it is given those that are good by themselves."""

BAD: Any = object()
"""Given for a value that is not as expected."""

_SHOWN = 60


class Reading:
    """One reading of a text: the folder that paths in it are relative to, and what was found wrong so far.

    `elsewhere` says of a key that is unknown where it stands, where it belongs; "" for nowhere.
    """

    def __init__(self, folder: str, elsewhere: Callable[[str], str] = lambda key: "") -> None:
        self.folder = folder
        self.elsewhere = elsewhere
        self.problems: list[tuple[Path, str]] = []

    def problem(self, at: Path, message: str) -> Any:
        """Note it, and give BAD."""
        self.problems.append((at, message))
        return BAD

    def expected(self, what: str, got: Any, at: Path) -> Any:
        return self.problem(at, f"expected {what}, got {shown(got)}")

    def is_clean(self, at: Path) -> bool:
        """Whether nothing was found wrong at `at` or in it."""
        return all(path[: len(at)] != at for path, _ in self.problems)


def shown(value: Any) -> str:
    """A value in a message, as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}...", ensure_ascii=False)
    if isinstance(value, int | float):
        return f"{value!r:.{_SHOWN}}"
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "an array"
    return "a date or time"


def or_of(names: Collection[str]) -> str:
    """`"a", "b" or "c"`."""
    *most, last = [shown(name) for name in names]
    return f"{', '.join(most)} or {last}" if most else last


def did_you_mean(name: str, known: Collection[str]) -> str:
    """`; did you mean 'name'?`, or nothing where no known name is near."""
    from difflib import get_close_matches

    folded = {each.lower(): each for each in known}
    near = get_close_matches(name.lower()[:100], folded, n=1)
    return f"; did you mean {folded[near[0]]!r}?" if near else ""


# --- single values ---------------------------------------------------------------------------------------------------


def text(value: Any, at: Path, reading: Reading) -> Any:
    return value if isinstance(value, str) and value else reading.expected("text that is not empty", value, at)


def flag(value: Any, at: Path, reading: Reading) -> Any:
    return value if isinstance(value, bool) else reading.expected("true or false", value, at)


def whole(low: int, high: int) -> Check:
    def check(value: Any, at: Path, reading: Reading) -> Any:
        if type(value) is int and low <= value <= high:
            return value
        return reading.expected(f"a whole number from {low} to {high}", value, at)

    return check


def number(low: float, high: float) -> Check:
    def check(value: Any, at: Path, reading: Reading) -> Any:
        if type(value) in (int, float) and low <= value <= high:
            return float(value)
        return reading.expected(f"a number from {low:g} to {high:g}", value, at)

    return check


def one_of(names: Collection[str]) -> Check:
    def check(value: Any, at: Path, reading: Reading) -> Any:
        if isinstance(value, str) and value in names:
            return value
        near = did_you_mean(value, names) if isinstance(value, str) else ""
        return reading.problem(at, f"expected {or_of(names)}, got {shown(value)}{near}")

    return check


def read_as(what: str, parse: Callable[[str], Any]) -> Check:
    """Text that `parse` makes the value of; None is what it does not know."""

    def check(value: Any, at: Path, reading: Reading) -> Any:
        parsed = parse(value) if isinstance(value, str) else None
        return reading.expected(what, value, at) if parsed is None else parsed

    return check


# --- arrays and tables -----------------------------------------------------------------------------------------------


def list_of(check: Check) -> Check:
    """An array, as a tuple."""

    def array(value: Any, at: Path, reading: Reading) -> Any:
        if not isinstance(value, list):
            return reading.expected("an array", value, at)
        items = tuple(check(inner, (*at, i), reading) for i, inner in enumerate(value))
        return BAD if any(item is BAD for item in items) else items

    return array


def tables_of(check: Check) -> Check:
    """An array of tables, as a tuple."""
    items = list_of(check)

    def tables(value: Any, at: Path, reading: Reading) -> Any:
        if isinstance(value, dict):
            return reading.problem(at, f"expected [[{at[-1]}]], for there may be several, got [{at[-1]}]")
        return items(value, at, reading)

    return tables


def map_of(key: Callable[[str], str | None], check: Check) -> Check:
    """A table whose keys are names: `key` says what is wrong with one."""

    def names(value: Any, at: Path, reading: Reading) -> Any:
        if not isinstance(value, dict):
            return reading.expected("a table", value, at)
        kept = {}
        for name, inner in value.items():
            wrong = key(name)
            kept[name] = reading.problem((*at, name), wrong) if wrong else check(inner, (*at, name), reading)
        return BAD if any(inner is BAD for inner in kept.values()) else kept

    return names


class Table:
    """A table with keys of `keys` only, and all of `needs`, given to `make` by name where everything is good."""

    def __init__(
        self,
        make: Callable[..., Any],
        keys: Mapping[str, Check],
        *,
        needs: Collection[str] = (),
        rules: Collection[Rule] = (),
    ) -> None:
        self.keys = keys
        self._make = make
        self._needs = needs
        self._rules = rules

    def __call__(self, value: Any, at: Path, reading: Reading) -> Any:
        if not isinstance(value, dict):
            return reading.expected("a table", value, at)
        before = len(reading.problems)
        good = {key: kept for key, inner in value.items() if (kept := self._kept(key, inner, at, reading)) is not BAD}
        for key in self._needs:
            if key not in value:
                reading.problem(at, f"the key {key!r} is missing")
        for rule in self._rules:
            rule(good, at, reading)
        return self._make(**good) if len(reading.problems) == before else BAD

    def _kept(self, key: str, value: Any, at: Path, reading: Reading) -> Any:
        check = self.keys.get(key)
        if check is not None:
            return check(value, (*at, key), reading)
        what = "table" if isinstance(value, dict) else "key"
        hint = reading.elsewhere(key) or did_you_mean(key, self.keys) or f"; known are {', '.join(self.keys)}"
        return reading.problem((*at, key), f"unknown {what}{hint}")
