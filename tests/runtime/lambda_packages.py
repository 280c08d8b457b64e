"""Packages as functions come in them, and what surrounds a function."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scorelet import pfa
from scorelet.bundle.images import image_name
from scorelet.bundle.packed import PackedModel
from scorelet.service.package import package_of, write_package
from scorelet.service.resolved import FILE, Pinned, Resolved
from scorelet.service.values import Model, Service
from scorelet.store import open_store
from tests.bundle.models import DOCUMENT, MANIFEST, packed

PLACE = "s3://models/towns"


def newer() -> PackedModel:
    """Another version of the towns: everybody under 50 is young."""
    document = json.dumps(DOCUMENT).replace("30.0", "50.0").encode()
    return PackedModel.of(MANIFEST, document)


def write(folder: Path, *more: Model, **service: Any) -> Path:
    """The package of the towns, with an image; its folder."""
    path = folder / "towns.scorelet"
    packed().write(path)
    described = Service("test", (Model("towns", file=str(path)), *more), **service)
    package = folder / "package"
    write_package(package_of(described, open_store(folder / "store")), package)
    (package / "images").mkdir()
    image = pfa.load(packed().model).image
    (package / "images" / image_name(packed().version)).write_bytes(pfa.save_image(image))
    return package


def write_resolved(folder: Path, models: Sequence[tuple[Model, Pinned]], **service: Any) -> Path:
    """A package of models that stayed in S3."""
    described = Service("test", tuple(model for model, _ in models), **service)
    folder.mkdir(exist_ok=True)
    (folder / FILE).write_bytes(Resolved(described, tuple(pinned for _, pinned in models)).write())
    return folder


def followed(folder: Path) -> Path:
    """A package with the towns in it, whose alias is followed in a store in S3; its folder."""
    model = Model("towns", ref="towns@prod", follow=60.0)
    (folder / "models").mkdir(parents=True)
    packed().write(folder / "models" / "towns.scorelet")
    pinned = Pinned("towns", "towns@prod", packed().version, file="models/towns.scorelet", follow=60.0)
    return write_resolved(folder, [(model, pinned)], store="s3://models/store")


def in_s3(version: str, follow: float | None = None) -> tuple[Model, Pinned]:
    """The towns, by their alias."""
    ref = "towns@prod"
    return Model("towns", ref=ref, follow=follow), Pinned(
        "towns", ref, version, follow=follow, place=f"{PLACE}/{version}.scorelet"
    )
