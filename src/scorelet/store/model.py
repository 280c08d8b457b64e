"""What a store knows of one model, as plain values.

A model is told by its log: numbered entries, each made by one change. An entry says what changed and how the
model stands after it, so that the newest entry alone is enough to know the model, and no two parts of it can
ever disagree. Changes of an alias are chained: each names the one before it.

Named tuples, not dataclasses: a model is read from a store at a cold start (see `bundle/fields.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from scorelet.store.refs import SHORT_DIGITS

if TYPE_CHECKING:
    from datetime import datetime


class Version(NamedTuple):
    """A packed model that can be pulled. `size` in bytes; `time` and `who` of its first push."""

    digest: str
    size: int
    time: datetime
    who: str
    epoch: int
    """How often something had been removed from the model when the bytes were stored (layout.py)."""

    @property
    def short(self) -> str:
        return self.digest[:SHORT_DIGITS]


class Alias(NamedTuple):
    """Where an alias stands.

    `digest` is None after the alias was removed; `last` is the number of its last change, and `undo` of the
    change that an undo would take back (another one when the last change was an undo itself).
    """

    name: str
    digest: str | None
    last: int
    undo: int | None


class Stamp(NamedTuple):
    """When, by whom and why; `token` is another for each attempt, so that a writer knows its own entry again."""

    time: datetime
    who: str
    why: str
    token: str


class Change(NamedTuple):
    """One change, as its history tells it.

    `before` and `after` are versions: of the alias for `move`, `undo` and `drop`; a `push` has only `after`, a
    `remove` of one version only `before`, a `remove` of the whole model neither. `previous` is the number of the
    alias's change before this one, `below` of the one that is undone after this one is, `undoes` of what an
    undo took back.
    """

    number: int
    what: str
    stamp: Stamp
    alias: str | None = None
    before: str | None = None
    after: str | None = None
    previous: int | None = None
    below: int | None = None
    undoes: int | None = None


CHANGES = frozenset({"push", "move", "undo", "drop", "remove"})


class Model(NamedTuple):
    """How a model stands after the change `number`; 0 when nothing was ever pushed.

    `versions` in the order of their pushes; `aliases` by name, removed ones among them, for their histories;
    `removals` counts the changes that removed something.
    """

    name: str
    number: int = 0
    versions: tuple[Version, ...] = ()
    aliases: Mapping[str, Alias] = MappingProxyType({})
    removals: int = 0

    def version(self, digest: str | None) -> Version | None:
        return next((version for version in self.versions if version.digest == digest), None)

    @property
    def standing(self) -> tuple[Alias, ...]:
        """The aliases that stand on a version, by name."""
        return tuple(self.aliases[name] for name in sorted(self.aliases) if self.aliases[name].digest is not None)


class Entry(NamedTuple):
    """One entry of a model's log: the change, and the model after it."""

    change: Change
    model: Model
