"""`scorelet.toml` becomes a Service, or an error with all that is wrong in it.

text -> tomllib -> tables          a syntax error ends it: line, column, and what is wrong in our words
     -> surface.SERVICE -> Service     the problems of all keys, each with its path
     -> places_of -> lines         asked only where there are problems
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scorelet.errors import ServiceError
from scorelet.service.checks import Reading
from scorelet.service.places import Path as KeyPath
from scorelet.service.places import line_of, places_of
from scorelet.service.surface import SERVICE, elsewhere
from scorelet.service.values import Service

FILE = "scorelet.toml"
LONGEST = 1_000_000
"""Bytes. A service is a page of text; whoever gives more has named another file."""

LONGEST_KEY = 60
"""Of a key so many characters are told."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")

WORDS: Mapping[str, str] = {
    "Invalid value": "expected a value; text stands in quotes, true and false in small letters",
    "Invalid statement": "expected 'key = value' or a [table]",
    "Expected '=' after a key": "expected '=' after the key; a key with spaces in it stands in quotes",
    "Invalid initial character": "expected a key; one with other signs than letters, digits, '_' and '-' is in quotes",
    "Expected newline": "expected the end of the line; each 'key = value' has a line of its own",
    "Expected ']' at": "the ']' of this [table] is missing",
    "Expected ']]' at": "the ']]' of this [[table]] is missing",
    "Unclosed array": "an array is not closed, or a comma is missing in it",
    "Unclosed inline table": "a {table} is not closed, or a comma is missing in it",
    "Unterminated string": "a text is not closed: its last quote is missing",
    'Expected "\'"': "a text is not closed: its last quote is missing",
    'Expected \'"""\'': "a text is not closed: its last three quotes are missing",
    "Expected \"'''\"": "a text is not closed: its last three quotes are missing",
    "Illegal character": "a text ends on its own line, and has no control characters",
    "Found invalid character": "a control character stands here; a comment has none",
    "Unescaped '\\'": "a '\\' begins an escape here; write '\\\\', or put the text in 'single quotes'",
    "Invalid hex value": "an escape such as \\u00e9 has too few hexadecimal digits",
    "Escaped character": "this escape is no character of Unicode",
    "Invalid date": "there is no such date or time",
    "Cannot declare": "this table is there already",
    "Cannot overwrite": "this key is there already",
    "Duplicate inline table key": "this key is there already",
    "Cannot redefine": "this table is there already, written in another way",
    "Cannot mutate": "this table is complete already, and nothing can be added to it",
}
"""What `tomllib` says -> what we say. Its words for values are never passed on: they may be secrets."""


def read_service(path: str | os.PathLike[str]) -> Service:
    """The service that a file describes, with absolute paths. Raises ServiceError with all that is wrong in it."""
    shown = os.fspath(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        raise ServiceError([f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
    if len(data) > LONGEST:
        raise ServiceError([f"{shown}: expected at most {LONGEST} bytes, got more; is it another file?"])
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ServiceError([f"{shown}, line {line}: expected UTF-8, got byte 0x{data[error.start]:02x}"]) from None
    return read_service_text(text, Path(path).parent, shown)


def read_service_text(text: str, folder: str | os.PathLike[str] = ".", shown: str = FILE) -> Service:
    """The service that `text` describes; paths in it are relative to `folder`, and errors call the text `shown`."""
    try:
        return _service(text, os.fspath(folder), shown)
    except RecursionError:
        raise ServiceError([f"{shown}: values nest too deeply"]) from None


def _service(text: str, folder: str, shown: str) -> Service:
    reading = Reading(folder, elsewhere)
    service = SERVICE(_parsed(text, shown), (), reading)
    if reading.problems:
        places = places_of(text)
        found = sorted((line_of(at, places), i, at, said) for i, (at, said) in enumerate(reading.problems))
        raise ServiceError([f"{shown}, line {line}: {_said(at, said)}" for line, _, at, said in found])
    kept: Service = service
    return kept


def _said(at: KeyPath, message: str) -> str:
    return f"{path_said(at)}: {message}" if at else message


def path_said(path: KeyPath) -> str:
    """`models[0].features`; a key that is no bare one in quotes."""
    said = ""
    for step in path:
        if isinstance(step, int):
            said += f"[{step}]"
        else:
            key = step if len(step) <= LONGEST_KEY else f"{step[:LONGEST_KEY]}..."
            said += ("." if said else "") + (key if _BARE.fullmatch(step) else repr(key))
    return said


def _parsed(text: str, shown: str) -> dict[str, Any]:
    import tomllib  # only machines with a scorelet.toml need it

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ServiceError([_syntax(str(error), text, shown)]) from None
    except ValueError:  # Python refuses to read numbers of thousands of digits
        raise ServiceError([f"{shown}: a number has too many digits"]) from None


def _syntax(message: str, text: str, shown: str) -> str:
    found = _WHERE.search(message)
    where = f", line {text.count(chr(10)) + 1}"
    if found and found[1]:
        where = f", line {found[1]}, column {found[2]}"
    words = next((ours for theirs, ours in WORDS.items() if message.startswith(theirs)), "this is no TOML")
    return f"{shown}{where}: {words}"
