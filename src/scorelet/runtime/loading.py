"""A model of a service becomes one that answers: found, read, built, verified.

Finding is cheap and reading is not, so that they are two steps: whoever follows an alias looks often where it stands,
and reads only when it has moved.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from scorelet.bundle.golden import hold_golden
from scorelet.bundle.images import Images
from scorelet.bundle.packed import PackedModel
from scorelet.bundle.predict import Predictor
from scorelet.errors import BundleError
from scorelet.runtime.served import FEWEST, NO_HOOKS, Hooks, Served, names_of

if TYPE_CHECKING:
    from scorelet.runtime.features.functions import Functions
    from scorelet.service.values import Model, Service
    from scorelet.store import Store


class Found(NamedTuple):
    """Where a model stands now: what tells that it has changed, and how it is read."""

    mark: str
    read: Callable[[], bytes]


class Loader:
    """Loads the models of one service.

    service   says which, and what their feature functions are
    store     where refs are looked up; opened when a ref is met
    folder    where relative paths start; "" for the current one
    images    what compiling took, from earlier starts
    """

    def __init__(
        self,
        service: Service,
        store: Callable[[], Store],
        *,
        folder: str = "",
        images: Images | None = None,
        stopwatch: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.service = service
        self.folder = folder
        self._open_store = store
        self._store: Store | None = None
        self._functions: Functions | None = None
        self._images = images or Images()
        self._stopwatch = stopwatch

    def load(self, entry: Model, found: Found | None = None) -> Served:
        """The model, verified: its golden rows were answered right.

        Raises BundleError, StoreError, PfaError, ServiceError.
        """
        started = self._stopwatch()
        packed = PackedModel.read((found or self.find(entry)).read())
        predictor = Predictor.of(packed, trust=entry.trust, images=self._images, name=entry.name)
        verified = hold_golden(packed, predictor)
        return Served(
            entry,
            packed,
            predictor,
            name=entry.name or packed.manifest.name,
            alias=alias_of(entry.ref),
            verified=verified,
            seconds=self._stopwatch() - started,
            hooks=self._hooks(entry, packed),
        )

    def _hooks(self, entry: Model, packed: PackedModel) -> Hooks:
        """What the service's owner wrote around the model. Raises ServiceError."""
        if not (entry.features or entry.respond or entry.template):
            return NO_HOOKS
        if self._functions is None:
            from scorelet.runtime.features.functions import Functions  # most services have none

            self._functions = Functions.of(self.service, self.folder or ".")
        functions = self._functions
        features = functions.feature(entry.features) if entry.features else None
        sent = names_of(packed.manifest.input) if features is None else features.names
        return Hooks(
            features,
            functions.respond(entry.respond, sent=sent) if entry.respond else None,
            functions.template(entry.template) if entry.template else None,
            functions.supplies,
        )

    def find(self, entry: Model) -> Found:
        """Where the model stands now. Raises StoreError, BundleError."""
        return self._find_file(entry) if entry.file else self._find_in_store(entry)

    def _find_file(self, entry: Model) -> Found:
        path = os.path.join(self.folder, entry.file)
        return Found(_stamp(path), lambda: content(path))

    def _find_in_store(self, entry: Model) -> Found:
        store = self._store = self._store or self._open_store()
        version = store.resolve(entry.ref).digest
        name = entry.ref.partition("@")[0]
        return Found(version, lambda: store.pull(f"{name}@{version}"))


def _stamp(path: str) -> str:
    """What changes when a file does, without reading it."""
    try:
        found = os.stat(path)
    except OSError as error:
        raise _unreadable(path, error) from None
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"


def content(path: str) -> bytes:
    """A file's bytes. Raises BundleError."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: str, error: OSError) -> BundleError:
    return BundleError(
        f"cannot read {path!r}: {(error.strerror or str(error)).lower()}\ncheck the path, and who may read it"
    )


def alias_of(ref: str) -> str:
    """The alias in "iris@prod"; "" where there is none, or a version.

    As `store.refs` has it, which holds that no alias looks like a version: a cold start cannot pay for a store.
    """
    selector = ref.partition("@")[2]
    is_version = len(selector) >= FEWEST and _DIGITS.issuperset(selector.lower())
    return "" if is_version else selector


_DIGITS = frozenset("0123456789abcdef")
