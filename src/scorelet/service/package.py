"""What a Lambda function starts from: a service and its store become files.

    service.json                        the resolved service (resolved.py)
    models/3f2a9c01b2c4.scorelet        each version that ships, once
    features/features.py                feature and respond functions
    templates/page.html                 pages for browsers

`package_of` decides and writes nothing; `write_package` writes it. The same service and store give the same files
with the same bytes, and nothing in them tells of the machine that made them. The runtime's own code and saved images
are put beside them by whoever deploys.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from scorelet.bundle.packed import PackedModel
from scorelet.errors import ServiceError
from scorelet.service.files import is_s3
from scorelet.service.resolved import FILE, Pinned, Resolved
from scorelet.service.values import Model, Service
from scorelet.store import Store
from scorelet.store.layout import bytes_key
from scorelet.store.refs import SHORT_DIGITS


class Package(NamedTuple):
    """files: all there is in the package, `service.json` among them, by their paths in it."""

    resolved: Resolved
    files: Mapping[str, bytes]


def package_of(service: Service, store: Store, *, in_package: bool = True) -> Package:
    """The package of `service`, whose refs are looked up in `store` now.

    Models of the store ship in the package, or with `in_package=False` stay in S3, where the runtime gets them by
    one key each. An alias that is followed begins with the version it stands on now. Raises ServiceError for what
    cannot work inside Lambda, StoreError and BundleError for models that are not there or damaged.
    """
    _check(service, store, in_package)
    files: dict[str, bytes] = {}
    carried = _Carried(files)
    models = [carried.model(model) for model in service.models]
    pinned = [_pinned(model, store, in_package, files) for model in service.models]
    models = [
        model._replace(file=pin.file or "") if model.file else model for model, pin in zip(models, pinned, strict=True)
    ]
    where = store.where if is_s3(store.where) else ""
    resolved = Resolved(service._replace(models=tuple(models), store=where), tuple(pinned))
    files[FILE] = resolved.write()
    return Package(resolved, {name: files[name] for name in sorted(files)})


def _check(service: Service, store: Store, in_package: bool) -> None:
    """What a function in Lambda could not do."""
    problems = []
    if service.log.to not in ("", "stdout") and not is_s3(service.log.to):
        problems.append('log.to: a function in Lambda keeps no folder; expected "s3://bucket/prefix" or "stdout"')
    if not is_s3(store.where):
        for i, model in enumerate(service.models):
            if model.follow is not None:
                problems.append(
                    f"models[{i}].follow: an alias can be followed in a store in S3, got {store.where}; "
                    "without 'follow' the version that it stands on now ships"
                )
            elif model.ref and not in_package:
                problems.append(f"models[{i}].ref: a model can stay in a store in S3, got {store.where}")
    if problems:
        raise ServiceError(problems)


def _pinned(model: Model, store: Store, in_package: bool, files: dict[str, bytes]) -> Pinned:
    """Which version `model` is now. Its bytes are added to `files` where they ship."""
    if model.ref and not in_package:
        version = store.resolve(model.ref)
        name = model.ref.partition("@")[0]
        place = store.space.place(bytes_key(name, version.digest, version.epoch))
        return Pinned(model.name, model.ref, version.digest, follow=model.follow, place=place)
    packed = PackedModel.read(store.pull(model.ref) if model.ref else model.file)
    file = f"models/{packed.version[:SHORT_DIGITS]}.scorelet"
    if files.setdefault(file, packed.data) != packed.data:
        raise ServiceError([f"two packed models have versions that begin with {packed.version[:SHORT_DIGITS]}"])
    return Pinned(model.name, model.ref, packed.version, file=file, follow=model.follow)


class _Carried:
    """Files of this machine that the package carries: each once, under a name that no other has."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files
        self._names: dict[str, str] = {}

    def model(self, model: Model) -> Model:
        """The model with its functions and template where they are in the package."""
        return model._replace(
            features=self._function(model.features),
            respond=self._function(model.respond),
            template=self._file(model.template, "templates"),
        )

    def _function(self, text: str) -> str:
        file, colon, name = text.rpartition(":")
        return f"{self._file(file, 'features')}{colon}{name}"

    def _file(self, path: str, folder: str) -> str:
        if not path or path in self._names:
            return self._names.get(path, "")
        try:
            content = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            raise ServiceError([f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
        name = self._free(PurePosixPath(folder, Path(path).name))
        self._files[name] = content
        self._names[path] = name
        return name

    def _free(self, wanted: PurePosixPath) -> str:
        """`features/features.py`; where another has that name, `features/features_2.py`."""
        name, number = wanted, 2
        while str(name) in self._files:
            name, number = wanted.with_name(f"{wanted.stem}_{number}{wanted.suffix}"), number + 1
        return str(name)


def write_package(package: Package, folder: str | os.PathLike[str]) -> None:
    """Write the package into a new or empty folder: whole, or not at all. Raises ServiceError."""
    target = Path(folder).absolute()
    part = target.with_name(f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}.part")
    try:
        try:
            for name, content in package.files.items():
                file = part / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            part.rename(target)  # onto a folder that has something in it this fails
        except BaseException:
            _remove(part)
            raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ServiceError(
            [f"cannot write the package to {target}: {reason}; expected a new or empty folder"]
        ) from None


def _remove(folder: Path) -> None:
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)
