"""Packed models by name, version and alias, over any space (space.py), as layout.py lays them out.

The store knows packed models as bytes whose version is their SHA-256; what is in them is not its business.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from scorelet.errors import StoreDamagedError, UsageError
from scorelet.store import changes
from scorelet.store.finding import find_version, standing_alias, unknown_model
from scorelet.store.layout import MODELS, bytes_key
from scorelet.store.log import Log
from scorelet.store.model import Alias, Change, Entry, Model, Stamp, Version
from scorelet.store.refs import Ref, check_alias, check_name, is_name, parse_ref
from scorelet.store.space import Space
from scorelet.store.writing import Decide, Writer, utc_now

if TYPE_CHECKING:
    from datetime import datetime

READERS = 8
"""How many models are read at once to list them: over a network the time is all waiting."""


class Pushed(NamedTuple):
    """`new` is False when the store had this version already."""

    version: Version
    new: bool


class Store:
    """What the commands and the API use. All methods raise StoreError, and UsageError for names that cannot be.

    `who` is written into the history, "" for user@machine; the clock and the sleep are the caller's to replace.
    """

    def __init__(
        self,
        space: Space,
        *,
        who: str = "",
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.space = space
        self._writer = Writer(space, who, clock, sleep)

    @property
    def where(self) -> str:
        return self.space.where

    # --- reading -----------------------------------------------------------------------------------------------------

    def models(self) -> tuple[Model, ...]:
        """Every model that has a version, by name."""
        from concurrent.futures import ThreadPoolExecutor

        names = [name for name in self.space.folders(MODELS) if is_name(name)]
        with ThreadPoolExecutor(READERS) as pool:
            found = list(pool.map(lambda name: Log(self.space, name).model(), names))
        return tuple(model for model in found if model.versions)

    def names(self) -> tuple[str, ...]:
        return tuple(model.name for model in self.models())

    def model(self, name: str) -> Model:
        """How the model stands, all of it read at one moment."""
        check_name(name)
        return self._known(Log(self.space, name).model())

    def versions(self, name: str) -> tuple[Version, ...]:
        """In the order of their pushes: the newest is the last."""
        return self.model(name).versions

    def aliases(self, name: str) -> tuple[Alias, ...]:
        """Those that stand on a version, by name."""
        return self.model(name).standing

    def resolve(self, ref: str) -> Version:
        """The version that `iris` (the newest), `iris@prod` or `iris@3f2a9c` means.

        Two requests of a store in S3, a LIST and a GET of a small object: cheap enough to ask every few seconds where
        an alias stands now. `pull` takes one more.
        """
        parsed = parse_ref(ref)
        return find_version(self.model(parsed.name), parsed)

    def pull(self, ref: str) -> bytes:
        """The packed model, whose bytes are those that were pushed, or StoreDamagedError."""
        parsed = parse_ref(ref)
        version = find_version(self.model(parsed.name), parsed)
        key = bytes_key(parsed.name, version.digest, version.epoch)
        data = self.space.read(key)
        if data is None:
            find_version(self.model(parsed.name), Ref(parsed.name, version=version.digest))  # removed just now?
        if data is None or hashlib.sha256(data).hexdigest() != version.digest:
            how = "is missing" if data is None else f"is not what was pushed ({len(data)} bytes of {version.size})"
            raise StoreDamagedError(
                f"version {version.short} of {parsed.name!r} {how}, at {self.space.place(key)}\n"
                "push the same packed model again, which puts it right"
            )
        return data

    def history(self, name: str, alias: str | None = None) -> tuple[Change, ...]:
        """Every change of an alias, also of a removed one, or of the whole model: the newest first."""
        check_name(name)
        log = Log(self.space, name)
        model = log.model()
        if model.number == 0:
            raise unknown_model(name, self.names(), self.where)
        if alias is None:
            return tuple(log.change(number) for number in range(model.number, 0, -1))
        check_alias(alias)
        number: int | None = (model.aliases.get(alias) or standing_alias(model, alias)).last
        found = []
        while number is not None:
            found.append(log.change(number))
            number = found[-1].previous
        return tuple(found)

    # --- changing ----------------------------------------------------------------------------------------------------

    def push(self, name: str, data: bytes, why: str = "") -> Pushed:
        """Keep `data` as a version of `name`, the newest one unless it was there already."""
        check_name(name)
        _check_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        kept: set[str] = set()

        def decide(model: Model, stamp: Stamp) -> Entry | None:
            known = model.version(digest)
            key = bytes_key(name, digest, known.epoch if known else model.removals)
            if key not in kept:
                self._writer.keep(key, data)
                kept.add(key)
            return changes.push(model, digest, len(data), stamp)

        model, change = self._writer.commit(name, why, decide)
        return Pushed(find_version(model, Ref(name, version=digest)), new=change is not None)

    def move_alias(self, name: str, alias: str, to: str = "", *, expect: str | None = None, why: str = "") -> Change:
        """Let an alias stand on the version that `name@to` means (`to` empty: on the newest).

        With `expect` the alias moves only from that version, and with `changes.ABSENT` only when it does not
        exist: else StoreConflictError. Returns the alias's last change, which is an older one when it stood there
        already.
        """
        target = parse_ref(f"{name}@{to}" if to else name)
        return self._change_alias(
            name, alias, why, lambda model, stamp: changes.move(model, alias, target, expect, stamp)
        )

    def undo_alias(self, name: str, alias: str, why: str = "") -> Change:
        """Take back the newest move that is not taken back yet; several undos go back step by step."""

        def decide(model: Model, stamp: Stamp) -> Entry:
            undone = Log(self.space, name).change(changes.undoable(model, alias))
            return changes.undo(model, alias, undone, stamp)

        return self._change_alias(name, alias, why, decide)

    def remove_alias(self, name: str, alias: str, why: str = "") -> Change:
        """The alias stands nowhere any more; its history stays, and an undo brings it back."""
        return self._change_alias(name, alias, why, lambda model, stamp: changes.drop(model, alias, stamp))

    def _change_alias(self, name: str, alias: str, why: str, decide: Decide) -> Change:
        check_name(name)
        check_alias(alias)
        model, change = self._writer.commit(name, why, lambda model, stamp: decide(self._known(model), stamp))
        return change or Log(self.space, name).change(model.aliases[alias].last)

    def remove(self, ref: str, why: str = "") -> tuple[Version, ...]:
        """Remove one version (`iris@3f2a9c`) or all of a model's (`iris`); what an alias stands on is refused."""
        parsed = parse_ref(ref)
        if parsed.alias is not None:
            raise UsageError(f"{ref!r} is an alias, and versions are removed by their digits\nremove the alias itself")
        gone: tuple[Version, ...] = ()

        def decide(model: Model, stamp: Stamp) -> Entry:
            nonlocal gone
            self._known(model)
            gone = (find_version(model, parsed),) if parsed.version else model.versions
            return changes.remove(model, {version.digest for version in gone}, stamp)

        model, _ = self._writer.commit(parsed.name, why, decide)
        self._writer.sweep(model)
        return gone

    def _known(self, model: Model) -> Model:
        """The model itself, when it has a version."""
        if not model.versions:
            raise unknown_model(model.name, self.names(), self.where)
        return model


def _check_bytes(data: object) -> None:
    if not isinstance(data, bytes):
        raise UsageError(f"a packed model is bytes, got {type(data).__name__}")
    if not data:
        raise UsageError("a packed model has one byte at least, got none")
