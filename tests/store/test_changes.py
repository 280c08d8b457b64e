"""A model and a wish -> the whole entry; what is refused is told in test_store.py, over real stores."""

from __future__ import annotations

from datetime import UTC, datetime

from scorelet.store import changes
from scorelet.store.model import Alias, Change, Entry, Model, Stamp, Version
from scorelet.store.refs import Ref

STAMP = Stamp(datetime(2026, 1, 1, tzinfo=UTC), "ann@here", "because", "token")
ONE, TWO = "1" * 64, "2" * 64
FIRST = Version(ONE, 10, STAMP.time, STAMP.who, epoch=0)
SECOND = Version(TWO, 20, STAMP.time, STAMP.who, epoch=3)
MODEL = Model("iris", 5, (FIRST,), {}, removals=3)


def test_a_push_is_the_newest_version_of_this_epoch() -> None:
    change = Change(6, "push", STAMP, after=TWO)
    assert changes.push(MODEL, TWO, 20, STAMP) == Entry(change, MODEL._replace(number=6, versions=(FIRST, SECOND)))
    assert changes.push(MODEL, ONE, 10, STAMP) is None


def test_a_move_is_chained_to_the_one_before() -> None:
    stood = MODEL._replace(versions=(FIRST, SECOND), aliases={"prod": Alias("prod", ONE, last=4, undo=2)})
    change = Change(6, "move", STAMP, "prod", before=ONE, after=TWO, previous=4, below=2)
    moved = Entry(change, stood._replace(number=6, aliases={"prod": Alias("prod", TWO, last=6, undo=6)}))
    assert changes.move(stood, "prod", Ref("iris"), None, STAMP) == moved
    assert changes.move(moved.model, "prod", Ref("iris"), None, STAMP) is None
    back = Change(7, "undo", STAMP, "prod", before=TWO, after=ONE, previous=6, below=6, undoes=6)
    undone = moved.model._replace(number=7, aliases={"prod": Alias("prod", ONE, last=7, undo=2)})
    assert changes.undo(moved.model, "prod", change, STAMP) == Entry(back, undone)


def test_a_dropped_alias_stands_nowhere() -> None:
    stood = MODEL._replace(aliases={"prod": Alias("prod", ONE, last=4, undo=2)})
    change = Change(6, "drop", STAMP, "prod", before=ONE, previous=4, below=2)
    dropped = stood._replace(number=6, aliases={"prod": Alias("prod", None, last=6, undo=6)})
    assert changes.drop(stood, "prod", STAMP) == Entry(change, dropped)


def test_a_removal_ends_the_epoch() -> None:
    both = MODEL._replace(versions=(FIRST, SECOND))
    one_left = both._replace(number=6, versions=(SECOND,), removals=4)
    assert changes.remove(both, {ONE}, STAMP) == Entry(Change(6, "remove", STAMP, before=ONE), one_left)
    none_left = both._replace(number=6, versions=(), removals=4)
    assert changes.remove(both, {ONE, TWO}, STAMP) == Entry(Change(6, "remove", STAMP), none_left)
