"""The registry says of every library function what the specification's table says of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scorelet.pfa.library.registry import LibraryFunction, lookup
from scorelet.pfa.patterns import read
from tests.conformance.libfcns import SpecifiedFunction, specified_functions
from tests.conformance.locations import SHARED, conformance
from tests.conformance.records import is_registered

pytestmark = conformance

FINISHED = ("m.", "a.", "map.", "s.", "cast.", "enum.", "impute.", "model.naive.", "model.neural.", "model.svm.")
"""The prefixes of families that are complete; the functions without a prefix (core) are so, too."""


def names() -> list[str]:
    return sorted(specified_functions()) if SHARED.is_dir() else []


def registered() -> Iterator[tuple[LibraryFunction, SpecifiedFunction]]:
    for name, specified in specified_functions().items():
        if is_registered(name):
            found = lookup(name)
            assert found is not None
            yield found, specified


def test_signatures() -> None:
    _nothing(_differing("signatures"))


def test_deprecation_and_removal() -> None:
    _nothing(_differing("deprecated") + _differing("removed"))


def test_error_codes() -> None:
    wrong = [
        f"{ours.name}: {sorted(ours.errors)}, but specified are {sorted(theirs.errors)}"
        for ours, theirs in registered()
        if ours.errors.keys() != theirs.errors.keys()
    ]
    _nothing(wrong)


def test_error_messages_are_the_quoted_ones() -> None:
    wrong = [
        f"{ours.name} {code}: {ours.errors[code]!r}, but quoted is {message!r}"
        for ours, theirs in registered()
        for code, message in theirs.errors.items()
        if ours.errors.get(code, message) != message
    ]
    _nothing(wrong)


@pytest.mark.parametrize("name", names())
def test_translated_signatures_are_readable(name: str) -> None:
    for text in specified_functions()[name].signatures:
        assert read(text).text == text


def test_finished_families_are_complete() -> None:
    missing = [f"{name} is not registered" for name in names() if _is_finished(name) and not is_registered(name)]
    _nothing(missing)


def _is_finished(name: str) -> bool:
    return "." not in name or name.startswith(FINISHED)


def _nothing(lines: list[str]) -> None:
    assert not lines, "\n  ".join([f"{len(lines)} functions differ:", *lines])


def _differing(what: str) -> list[str]:
    return [
        f"{ours.name}: {getattr(ours, what)!r}, but specified is {getattr(theirs, what)!r}"
        for ours, theirs in registered()
        if getattr(ours, what) != getattr(theirs, what)
    ]
