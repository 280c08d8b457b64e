"""Code that a pickle holds: this Python's own is made, that of another version is not."""

from __future__ import annotations

import json.decoder
import sys
import textwrap
import types
from collections.abc import Iterator
from typing import Any

import cloudpickle
import pytest

from scorelet.convert.reading.by_value import code_of_this_python
from scorelet.convert.reading.load import loaded
from scorelet.errors import ModelReadError


def chosen(text: str, words: list[str]) -> list[str]:
    return [word for word in words if text.count(word) > 2]


LONGER = {  # what `lambda x: x > 2` is
    (3, 11): "97007c0064016b04000000005300",
    (3, 12): "97007c0064016b4400005300",
    (3, 13): "9500550053013a8400002400",
}
NOT_OURS = (
    "it holds functions or classes of its own, saved by another version of Python than this"
    f" {sys.version_info[0]}.{sys.version_info[1]}\n"
    "read it with the Python version that saved it; or move what it holds into a module that can be imported,"
    " and save the model again"
)


def arguments(code: types.CodeType, instructions: bytes) -> tuple[Any, ...]:
    """Those of CodeType, as cloudpickle keeps them."""
    return (
        code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_nlocals, code.co_stacksize,
        code.co_flags, instructions, code.co_consts, code.co_names, code.co_varnames, code.co_filename, code.co_name,
        code.co_qualname, code.co_firstlineno, code.co_linetable, code.co_exceptiontable, code.co_freevars,
        code.co_cellvars,
    )  # fmt: skip


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from codes(part)


@pytest.mark.parametrize("module", [json.decoder, textwrap, types])
def test_all_code_of_this_python_is_made(module: types.ModuleType) -> None:
    source = module.__loader__.get_source(module.__name__)  # type: ignore[union-attr]
    for code in codes(compile(source, "", "exec")):
        assert code_of_this_python(*arguments(code, code.co_code)) == code


@pytest.mark.parametrize("version", LONGER)
def test_code_of_another_version_is_not(version: tuple[int, int]) -> None:
    code = (lambda x: x > 2).__code__
    given = arguments(code, bytes.fromhex(LONGER[version]))
    if version == sys.version_info[:2]:
        assert code_of_this_python(*given) == code
        return
    with pytest.raises(ModelReadError) as caught:
        code_of_this_python(*given)
    assert str(caught.value) == NOT_OURS


@pytest.mark.parametrize("broken", [(), (1, 2), (0,) * 6 + ("text",), (0,) * 6 + (None,), (0,) * 6 + (b"\x97\x00",)])
def test_what_makes_no_code(broken: tuple[Any, ...]) -> None:
    with pytest.raises(ModelReadError) as caught:
        code_of_this_python(*broken)
    assert str(caught.value) == NOT_OURS


def test_it_is_asked_while_a_pickle_loads() -> None:
    function = types.FunctionType(chosen.__code__, {}, "chosen")
    function.__module__ = "__main__"  # so that cloudpickle takes it along
    data = cloudpickle.dumps(function)
    assert loaded(data, trust=True).model("aaab", ["a", "b"]) == ["a"]
    own = chosen.__code__.co_code
    other = bytes([255]) + own[1:]
    with pytest.raises(ModelReadError) as caught:
        loaded(data.replace(own, other), trust=True)
    assert str(caught.value) == NOT_OURS
