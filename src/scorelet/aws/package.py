"""A service becomes the zip that a function on AWS Lambda comes in: all that it needs, and nothing else.

    service.json models/ features/ templates/    the service (service/package.py)
    features/                                    also what the owner's functions import from beside them (siblings.py)
    images/                                      what compiling the models took
    scorelet/                                    Scorelet's own code: what this function can come to run (reach.py)

The same service, store, Scorelet and Python give the same bytes, in every process and on every day. Nothing is written
before all of it is known to be right.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import NamedTuple

from scorelet import pfa
from scorelet.aws.code import as_byte_code, as_sources
from scorelet.aws.needs import Facts
from scorelet.aws.reach import HANDLER, Module, Source, library_of, reached, whole_library
from scorelet.aws.siblings import Siblings, siblings_of
from scorelet.aws.sizes import THROUGH_S3, Limits, hold_unzipped, hold_zipped
from scorelet.aws.zipping import zipped
from scorelet.bundle.images import image_name
from scorelet.bundle.packed import PackedModel
from scorelet.errors import ServiceError
from scorelet.pfa.image import Image
from scorelet.service.package import Package, package_of
from scorelet.service.resolved import Pinned, Resolved
from scorelet.service.values import Service
from scorelet.store import Store

Python = tuple[int, int]
HERE: Python = sys.version_info[:2]


class FunctionPackage(NamedTuple):
    """What a function comes in.

    resolved  the service with its pinned models
    files     all files by their paths in the package, sorted
    modules   Scorelet's own modules among them, which are one file where they are byte code
    python    the minor version of Python that it is for
    handler   what Lambda calls
    """

    resolved: Resolved
    files: Mapping[str, bytes]
    modules: tuple[str, ...]
    python: Python = HERE
    handler: str = f"{HANDLER}.handler"


def function_package(
    service: Service,
    store: Store,
    *,
    in_package: bool = True,
    images: bool = True,
    python: Python = HERE,
    source: Source | None = None,
) -> FunctionPackage:
    """The package of `service`, whose refs are looked up in `store` now.

    in_package  False: models of the store stay in S3
    images      False: models are compiled at each cold start; smaller, and slow
    python      the function's minor version; for another than this one, sources ship, and are compiled there
    source      where Scorelet's own sources are

    Raises ServiceError for what cannot work inside Lambda, StoreError and BundleError for models that are not there or
    damaged, PfaError for documents that cannot be compiled, UsageError where the package is too large.
    """
    described = package_of(service, store, in_package=in_package)
    models = _documents(described, store)
    beside = siblings_of(service, described.files)
    compiled = {version: _image(model) for version, model in models.items()} if images and python == HERE else {}
    source = source or Source()
    modules = _modules(described.resolved, compiled, beside, source)
    files = {
        **described.files,
        **beside.files,
        **{f"images/{image_name(version)}": image.write() for version, image in compiled.items()},
        **(as_byte_code(modules, source) if python == HERE else as_sources(modules)),
    }
    hold_unzipped(files)
    ordered = {name: files[name] for name in sorted(files)}
    return FunctionPackage(described.resolved, ordered, tuple(each.name for each in modules), python)


def written(package: FunctionPackage, limits: Limits = THROUGH_S3) -> bytes:
    """The zip. Raises UsageError where it is larger than Lambda takes it in the way of `limits`."""
    data = zipped(package.files)
    hold_zipped(len(data), package.files, limits)
    return data


def _documents(package: Package, store: Store) -> dict[str, PackedModel]:
    """The packed models, by version. Raises ServiceError for those that are no documents."""
    models: dict[str, PackedModel] = {}
    problems = []
    for i, pinned in enumerate(package.resolved.models):
        if pinned.version not in models:
            models[pinned.version] = _packed(pinned, package, store)
        kind = models[pinned.version].manifest.kind
        if kind != "pfa":
            problems.append(
                f"models[{i}]: {pinned.name!r} is of kind {kind}, and a function's package does not bring the "
                "libraries that this kind needs; pack a model that can be converted to a document, or serve this one: "
                "scorelet serve"
            )
    if problems:
        raise ServiceError(problems)
    return models


def _packed(pinned: Pinned, package: Package, store: Store) -> PackedModel:
    if pinned.file is not None:
        return PackedModel(package.files[pinned.file])
    return PackedModel(store.pull(f"{pinned.ref.partition('@')[0]}@{pinned.version}"))


def _image(model: PackedModel) -> Image:
    return pfa.compile_image(model.model, side_files=model.tables)


def _modules(resolved: Resolved, images: Mapping[str, Image], beside: Siblings, source: Source) -> list[Module]:
    """What can be run there: from the handler, by the models, and by the owner's functions."""
    versions = {pinned.version for pinned in resolved.models}
    follows = any(pinned.follow is not None for pinned in resolved.models)
    compiles = follows or versions != images.keys()
    library = whole_library() if compiles else set[str]().union(*map(library_of, images.values()))
    return reached({*library, *beside.scorelet}, Facts(resolved, compiles), source)
