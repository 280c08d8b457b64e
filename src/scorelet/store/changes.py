"""A model and what someone wants -> the log entry that does it, as data. Nothing here reads or writes.

None in place of an entry: the model is so already. An undo takes back the newest move that has not been taken
back, so several undos go back step by step; a move after them begins anew from there:

    moves    A -> B -> C      undo: B      undo: A      move: D      undo: A
"""

from __future__ import annotations

from collections.abc import Collection

from scorelet.errors import StoreConflictError, StoreNotFoundError, UsageError
from scorelet.store.finding import find_version, listed, standing_alias
from scorelet.store.model import Alias, Change, Entry, Model, Stamp, Version
from scorelet.store.refs import SHORT_DIGITS, Ref, parse_ref

ABSENT = "absent"
"""What is expected of an alias that must not stand anywhere yet."""


def push(model: Model, digest: str, size: int, stamp: Stamp) -> Entry | None:
    """`digest`, whose bytes are stored in the model's epoch, becomes the newest version."""
    if model.version(digest) is not None:
        return None
    number = model.number + 1
    version = Version(digest, size, stamp.time, stamp.who, model.removals)
    change = Change(number, "push", stamp, after=digest)
    return Entry(change, model._replace(number=number, versions=(*model.versions, version)))


def move(model: Model, alias: str, to: Ref, expect: str | None, stamp: Stamp) -> Entry | None:
    """`alias` comes to stand on the version that `to` means, when it stands where it is expected."""
    stood = model.aliases.get(alias)
    before = stood.digest if stood else None
    _check_expected(model.name, alias, before, expect)
    after = find_version(model, to).digest
    if after == before:
        return None
    number = model.number + 1
    return _moved(model, Alias(alias, after, last=number, undo=number), "move", stamp)


def _check_expected(name: str, alias: str, stands: str | None, expect: str | None) -> None:
    if expect is None or (expect == ABSENT and stands is None):
        return
    if expect != ABSENT:
        digits = parse_ref(f"{name}@{expect}").version
        if digits is None:
            raise UsageError(f"what an alias is expected to stand on is a version, got {expect!r}")
        if stands is not None and stands.startswith(digits):
            return
    now = "does not exist" if stands is None else f"stands on {stands[:SHORT_DIGITS]}"
    wanted = "not to exist" if expect == ABSENT else f"on {expect[:SHORT_DIGITS]}"
    raise StoreConflictError(
        f"{name}@{alias} was expected {wanted}, but it {now}\nlook at its history, then move it from there"
    )


def undo(model: Model, alias: str, undone: Change, stamp: Stamp) -> Entry:
    """`alias` goes back to where it stood before the change `undone`, which its `undo` names."""
    if undone.before is None:
        raise StoreConflictError(
            f"{model.name}@{alias} did not exist before its last move, so there is nothing to go back to\n"
            "remove the alias instead"
        )
    if model.version(undone.before) is None:
        raise StoreNotFoundError(
            f"{model.name}@{alias} stood on {undone.before[:SHORT_DIGITS]} before, which has been removed\n"
            "push that version again, or move the alias to another one"
        )
    after = Alias(alias, undone.before, last=model.number + 1, undo=undone.below)
    return _moved(model, after, "undo", stamp, undoes=undone.number)


def undoable(model: Model, alias: str) -> int:
    """The number of the change that an undo of `alias` takes back."""
    stood = model.aliases.get(alias)
    if stood is None:
        standing_alias(model, alias)  # which says what aliases there are
    if stood is None or stood.undo is None:
        raise StoreConflictError(f"{model.name}@{alias} stands where it first stood\nthere is no move to take back")
    return stood.undo


def drop(model: Model, alias: str, stamp: Stamp) -> Entry:
    """`alias` stands nowhere any more; its history stays, and an undo brings it back."""
    standing_alias(model, alias)
    number = model.number + 1
    return _moved(model, Alias(alias, None, last=number, undo=number), "drop", stamp)


def _moved(model: Model, after: Alias, what: str, stamp: Stamp, undoes: int | None = None) -> Entry:
    before = model.aliases.get(after.name)
    change = Change(
        number=after.last,
        what=what,
        stamp=stamp,
        alias=after.name,
        before=before.digest if before else None,
        after=after.digest,
        previous=before.last if before else None,
        below=before.undo if before else None,
        undoes=undoes,
    )
    return Entry(change, model._replace(number=after.last, aliases={**model.aliases, after.name: after}))


def remove(model: Model, digests: Collection[str], stamp: Stamp) -> Entry:
    """The versions `digests` go, on none of which an alias may stand."""
    held = [alias for alias in model.standing if alias.digest in digests]
    if held:
        stands = listed(f"{model.name}@{alias.name} on {(alias.digest or '')[:SHORT_DIGITS]}" for alias in held)
        raise StoreConflictError(f"aliases stand on what should be removed: {stands}\nmove or remove them first")
    left = tuple(version for version in model.versions if version.digest not in digests)
    number = model.number + 1
    only = next(iter(digests)) if len(digests) == 1 else None
    change = Change(number, "remove", stamp, before=only)
    return Entry(change, model._replace(number=number, versions=left, removals=model.removals + 1))
