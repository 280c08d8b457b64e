"""Nested data -> TOML in forms that hypothesis draws, with the line of every key as it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from scorelet.service.places import Path

KEYS = st.text(st.sampled_from("ab1-_ .=#[]'\"\\é"), max_size=4)
SCALARS = (
    st.text(st.sampled_from("ab1-_ .,=#[]{}'\"\\é\n"), max_size=8)
    | st.integers(-9, 9)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.lists(st.dictionaries(KEYS, inner, max_size=3), min_size=1, max_size=3)
    ),
    max_leaves=12,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)

_SPACE = ("", " ", "\t ")
_GAP = ("", " ", "\n", " # a ] and a '\n", "\n\n  ", "\r\n")


class Written:
    """`text`, and the line of each path in it."""

    def __init__(self, draw: st.DrawFn, data: Mapping[str, Any]) -> None:
        self._draw = draw
        self.text = self._one_of(_GAP)
        self.places: dict[Path, int] = {}
        self._table((), data, "", "")

    def _table(self, path: Path, data: Mapping[str, Any], opening: str, closing: str) -> None:
        """A table with its header. Pairs come first, for after another header they would belong to that."""
        headed = [key for key, value in data.items() if _may_have_header(value) and self._draw(st.booleans())]
        implied = opening == "[" and 0 < len(data) == len(headed) and self._draw(st.booleans())
        if opening and not implied:
            self._header(path, opening, closing)
        for key in data:
            if key not in headed:
                self._pair(path, key, data[key])
                self._end_line()
        for key in headed:
            if isinstance(data[key], list):
                for i, each in enumerate(data[key]):
                    self._table((*path, key, i), each, "[[", "]]")
            else:
                self._table((*path, key), data[key], "[", "]")

    def _header(self, path: Path, opening: str, closing: str) -> None:
        self._mention(path)
        self.places[path] = self._line()
        self._write(opening)
        self._keys([key for key in path if isinstance(key, str)])
        self._write(closing)
        self._end_line()

    def _pair(self, table: Path, key: str, value: Any) -> None:
        """`key = value`; a table may be written as several pairs with dotted keys."""
        self._dotted(table, [key], value)

    def _dotted(self, table: Path, keys: Sequence[str], value: Any) -> None:
        if isinstance(value, dict) and value and self._draw(st.booleans()):
            for i, (key, inner) in enumerate(value.items()):
                if i:
                    self._write("," if self._inline else "")
                    self._end_line()
                self._dotted(table, [*keys, key], inner)
            return
        path = (*table, *keys)
        self._mention(path)
        self._keys(keys)
        self._write("=" + self._one_of(_SPACE))
        self._value(path, value)

    # --- values ------------------------------------------------------------------------------------------------------

    _inline = 0

    def _value(self, path: Path, value: Any) -> None:
        if isinstance(value, list):
            self._array(path, value)
        elif isinstance(value, dict):
            self._inline_table(path, value)
        else:
            self._write(self._text(value) if isinstance(value, str) else json.dumps(value))

    def _array(self, path: Path, items: Sequence[Any]) -> None:
        before, self._inline = self._inline, 0
        self._write("[")
        for i, item in enumerate(items):
            self._write(self._one_of(_GAP))
            self.places[(*path, i)] = self._line()
            self._value((*path, i), item)
            last = i == len(items) - 1
            self._write(self._one_of(_GAP) + ("" if last and self._draw(st.booleans()) else ","))
        self._write(self._one_of(_GAP) + "]")
        self._inline = before

    def _inline_table(self, path: Path, data: Mapping[str, Any]) -> None:
        before, self._inline = self._inline, 1
        self._write("{")
        for i, (key, value) in enumerate(data.items()):
            self._write(("," if i else "") + self._one_of(_SPACE))
            self._pair(path, key, value)
            self._write(self._one_of(_SPACE))
        self._write("}")
        self._inline = before

    def _text(self, value: str) -> str:
        escaped = value.replace("\\", "\\\\").replace('"""', '""\\"')
        forms = [json.dumps(value, ensure_ascii=self._draw(st.booleans())), f'"""\n{escaped}"""']
        if not value.startswith("\n"):
            forms.append(f'"""{escaped}"""')
        if "'''" not in value:
            forms.append(f"'''\n{value}'''")
        if "'" not in value and "\n" not in value:
            forms.append(f"'{value}'")
        return self._one_of(forms)

    def _keys(self, keys: Sequence[str]) -> None:
        for i, key in enumerate(keys):
            forms = [json.dumps(key)]
            forms += [key] if re.fullmatch(r"[A-Za-z0-9_-]+", key) else []
            forms += [f"'{key}'"] if "'" not in key else []
            self._write("." * (i > 0) + self._one_of(_SPACE) + self._one_of(forms) + self._one_of(_SPACE))

    # --- the text ----------------------------------------------------------------------------------------------------

    def _mention(self, path: Path) -> None:
        for end in range(1, len(path) + 1):
            self.places.setdefault(path[:end], self._line())

    def _end_line(self) -> None:
        if not self._inline:
            self._write(self._one_of(("", " ", " # b = 1")) + self._one_of(("\n", "\r\n")) + self._one_of(_GAP))

    def _line(self) -> int:
        return self.text.count("\n") + 1

    def _write(self, text: str) -> None:
        self.text += text

    def _one_of(self, forms: Sequence[str]) -> str:
        return self._draw(st.sampled_from(forms))


def _may_have_header(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
    )


@st.composite
def written(draw: st.DrawFn) -> tuple[dict[str, Any], Written]:
    """Data, and how it was written."""
    data = draw(TABLES)
    return data, Written(draw, data)
