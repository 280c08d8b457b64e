"""Where a packed model goes: a file, or a store. No other model's file is overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scorelet.cli.opening import SUFFIX
from scorelet.errors import BundleError, UsageError

if TYPE_CHECKING:
    from scorelet.bundle.packed import PackedModel


def check_target(to: str) -> None:
    """Raises UsageError when nothing can be written there, before long work is begun."""
    path = Path(to)
    if not to.endswith(SUFFIX):
        if "://" not in to and path.is_file():
            raise UsageError(f"{to} is a file, and no store\nname a folder, s3://bucket/prefix, or a file{SUFFIX}")
        return
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} for {path.name}\nmake it, or name another place")
    if path.is_dir():
        raise UsageError(f"{to} is a folder\nname a file in it")


def keep(packed: PackedModel, to: str) -> str:
    """Write a file or push to a store; what came of it, in a few words."""
    return write(packed, Path(to)) if to.endswith(SUFFIX) else push(packed, to, packed.manifest.name)


def write(packed: PackedModel, path: Path) -> str:
    """Write the file, whole or not at all. Raises UsageError where another model is."""
    before = _there(path)
    if before is not None and before.version == packed.version:
        return f"{path}, unchanged"
    if before is not None and before.manifest.name != packed.manifest.name:
        raise UsageError(
            f"{path} holds another model, {before.manifest.name!r}\nname another file, or move that one away"
        )
    packed.write(path)
    return f"{path}, in place of version {before.short_version}" if before else str(path)


def _there(path: Path) -> PackedModel | None:
    from scorelet.bundle.packed import PackedModel

    if not path.exists():
        return None
    try:
        return PackedModel.read(path)
    except BundleError:
        raise UsageError(f"{path} is there, and no packed model\nname another file, or move that one away") from None


def push(packed: PackedModel, store: str | None, name: str) -> str:
    """Push to a store; says where, and whether it was there already."""
    from scorelet.store import open_store

    opened = open_store(store)
    pushed = opened.push(name, packed.data)
    return f"{name}@{pushed.version.short} in {opened.where}{'' if pushed.new else ', unchanged'}"
