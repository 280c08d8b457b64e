"""Which library versions a model was made with, and which are here.

A model that another version made is tried, not refused: whether it still says the same is for its parity to show. So
the difference is a warning that names both versions, and the first thing said when loading fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import metadata

from scorelet.convert.reading.machine import Name

DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "sklearn": ("scikit-learn",),
    "xgboost": ("xgboost", "xgboost-cpu"),
    "imblearn": ("imbalanced-learn",),
    "category_encoders": ("category-encoders",),
    "yaml": ("PyYAML",),
    "PIL": ("Pillow",),
    "cv2": ("opencv-python",),
}
"""The packages that provide a module, where they are called otherwise; the first is the one to install."""

OWN = frozenset({"scorelet", "__main__", "builtins", "copyreg", "_codecs"})


def distribution(module: str) -> str:
    """The package to install for a module."""
    root = module.partition(".")[0]
    return DISTRIBUTIONS.get(root, (root,))[0]


def version_of(module: str) -> str | None:
    """The version that is installed here, without importing it."""
    root = module.partition(".")[0]
    for name in DISTRIBUTIONS.get(root, (root,)):
        try:
            return metadata.version(name)
        except (metadata.PackageNotFoundError, ValueError):
            continue
    return None


def running(imports: Iterable[Name]) -> dict[str, str]:
    """The installed versions of all packages that the imports come from, by package."""
    roots = sorted({module.partition(".")[0] for module, _ in imports} - OWN)
    found = {distribution(root): version_of(root) for root in roots}
    return {name: version for name, version in found.items() if version is not None}


UBJ_VERSION = re.compile(rb"L\x00{7}\x07version\[#L\x00{7}\x03i(.)i(.)i(.)", re.DOTALL)
JSON_VERSION = re.compile(rb'"version"\s*:\s*\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\]')


def xgboost_version(data: bytes) -> dict[str, str]:
    """XGBoost writes its version into its files, and into the bytes that its pickles hold."""
    if found := UBJ_VERSION.search(data):
        return {"xgboost": ".".join(str(part[0]) for part in found.groups())}
    if found := JSON_VERSION.search(data):
        return {"xgboost": ".".join(part.decode() for part in found.groups())}
    return {}


def differences(made_with: Mapping[str, str], here: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each library of which another version made the model."""
    return tuple(
        f"made with {name} {version}, read with {here[name]}"
        for name, version in made_with.items()
        if name in here and here[name] != version
    )
