"""skops files: audited by skops itself, which knows what each part of its format would import."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from scorelet.convert.reading.known import is_known
from scorelet.convert.reading.machine import Name
from scorelet.convert.reading.scan import Scan, dangerous
from scorelet.errors import ModelReadError

BROKEN = (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, OSError, EOFError, RecursionError)
"""What zipfile, json and skops raise where an archive is not what it should be."""


@dataclass(frozen=True)
class SkopsFile:
    """`trusted` are the types, as skops names them, that the file needs beside those that skops knows."""

    data: bytes
    scan: Scan
    trusted: tuple[str, ...]

    def loaded(self) -> Any:
        return _skops().loads(self.data, trusted=list(self.trusted))


def _skops() -> Any:
    try:
        import skops.io
    except ImportError as error:
        text = "a skops file needs skops, which is not installed\ninstall it: pip install 'scorelet[pack]'"
        raise ModelReadError(text) from error
    return skops.io


def audited(data: bytes, limit: int) -> SkopsFile:
    """Check an archive's size, and list what it would import. Raises ModelReadError where it is damaged."""
    skops = _skops()
    try:
        schema = _schema(data, limit)
        types = tuple(sorted(skops.get_untrusted_types(data=data)))
    except BROKEN as error:
        text = f"it is cut off or damaged: {error}\ncopy or save the file again"
        raise ModelReadError(text) from error
    strangers = tuple(_name(text) for text in types if not is_known(*_name(text)))
    weapons = dangerous(strangers)
    result = Scan(
        imports=tuple(dict.fromkeys((*_imports(schema), *map(_name, types)))),
        unknown=tuple(name for name in strangers if name not in weapons),
        dangerous=tuple(name for name in strangers if name in weapons),
        versions=tuple(_versions(schema)),
    )
    return SkopsFile(data, result, types)


def _schema(data: bytes, limit: int) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
        if size > limit:
            raise ModelReadError(f"its {len(data):,} bytes hold {size:,}, more than the {limit:,} that are read")
        damaged = archive.testzip()
        if damaged is not None:
            raise ValueError(f"the checksum of {damaged} does not fit")
        return json.loads(archive.read("schema.json"))


def _name(text: str) -> Name:
    module, _, name = text.rpartition(".")
    return module, name


def _imports(node: Any) -> list[Name]:
    """The classes of all nodes, without recursion: a hostile schema may nest deep."""
    return [
        (part["__module__"], part["__class__"])
        for part in _parts(node)
        if isinstance(part.get("__module__"), str) and isinstance(part.get("__class__"), str)
    ]


def _versions(schema: Any) -> list[tuple[str, str]]:
    """skops's own version, and scikit-learn's from the first estimator that remembers it."""
    found = [("skops", schema["_skops_version"])] if isinstance(schema.get("_skops_version"), str) else []
    for part in _parts(schema):
        node = part.get("_sklearn_version")
        content = node.get("content") if isinstance(node, dict) else None
        if isinstance(content, str):
            return [*found, ("scikit-learn", content.strip('"'))]
    return found


def _parts(node: Any) -> list[dict[str, Any]]:
    waiting, found = [node], []
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found.append(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found
