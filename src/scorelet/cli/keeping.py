"""Where a packed model goes: a file, or a store. No other model's file is overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scorelet.bundle import SUFFIX
from scorelet.errors import BundleError, UsageError

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel


def check_target(to: str, name: str | None = None) -> None:
    """Raises UsageError when the model of this name cannot be written there, before long work is begun."""
    path = Path(to)
    if not to.endswith(SUFFIX):
        if "://" not in to and path.is_file():
            raise UsageError(f"{to} is a file, and no store\nname a folder, s3://bucket/prefix, or a file{SUFFIX}")
        return
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} for {path.name}\nmake it, or name another place")
    if path.is_dir():
        raise UsageError(f"{to} is a folder\nname a file in it")
    if name is not None:
        _replaceable(path, name)


def keep(packed: PackedModel, to: str) -> str:
    """Write a file or push to a store; what came of it, in a few words."""
    return write(packed, Path(to)) if to.endswith(SUFFIX) else push(packed, to, packed.manifest.name)


def write(packed: PackedModel, path: Path) -> str:
    """Write the file, whole or not at all. Raises UsageError where another model is."""
    before = _replaceable(path, packed.manifest.name)
    if before is None:
        packed.write(path)
        return str(path)
    if before.version == packed.version:
        return f"{path}, unchanged"
    packed.write(path)
    return f"{path}, in place of version {before.short_version}"


def _replaceable(path: Path, name: str) -> PackedModel | None:
    """What is there: nothing, or the same model. Raises UsageError for all else."""
    from scorelet.bundle.packed import PackedModel

    if not path.exists():
        return None
    try:
        before = PackedModel.read(path)
    except BundleError:
        raise UsageError(f"{path} is there, and no packed model\nname another file, or move that one away") from None
    if before.manifest.name != name:
        raise UsageError(
            f"{path} holds the model {before.manifest.name!r}, and this is {name!r}\n"
            "name another file, or move that one away"
        )
    return before


def push(packed: PackedModel, store: str | None, name: str) -> str:
    """Push to a store; says where, and whether it was there already."""
    from scorelet.store import open_store

    opened = open_store(store)
    pushed = opened.push(name, packed.data)
    return f"{name}@{pushed.version.short} in {opened.where}{'' if pushed.new else ', unchanged'}"
