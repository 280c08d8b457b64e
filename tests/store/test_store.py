"""What every store keeps, over a folder and over S3 alike."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from scorelet.errors import StoreConflictError, StoreDamagedError, StoreNotFoundError, UsageError
from scorelet.store import ABSENT, Store
from scorelet.store.layout import bytes_key, entry_key
from tests.store.conftest import MakeStore
from tests.store.saying import says

ONE, TWO, THREE = b"one", b"two" * 1000, b"three"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def standing(store: Store, name: str = "iris") -> dict[str, str | None]:
    return {alias.name: alias.digest for alias in store.aliases(name)}


def test_an_empty_store_holds_nothing(store: Store) -> None:
    assert (store.names(), store.models()) == ((), ())
    with pytest.raises(
        StoreNotFoundError, match=rf"^the store {re.escape(store.where)} has no model 'iris'\nit holds no models$"
    ):
        store.pull("iris")
    with pytest.raises(StoreNotFoundError, match="has no model 'iris'"):
        store.history("iris")


def test_what_was_pushed_is_pulled(make_store: MakeStore) -> None:
    pushed = make_store().push("iris", ONE)
    assert pushed.new
    assert (pushed.version.digest, pushed.version.size, pushed.version.who) == (digest(ONE), 3, "ann@here")
    assert pushed.version.time == datetime(2026, 1, 1, tzinfo=UTC)
    other = make_store()
    assert other.pull("iris") == ONE
    assert other.resolve("iris") == pushed.version
    assert other.versions("iris") == (pushed.version,)


def test_pushing_again_changes_nothing(store: Store) -> None:
    first = store.push("iris", ONE)
    store.push("iris", TWO)
    again = store.push("iris", ONE)
    assert (again.new, again.version) == (False, first.version)
    assert [version.digest for version in store.versions("iris")] == [digest(ONE), digest(TWO)]
    assert len(store.history("iris")) == 2


def test_a_name_alone_is_what_was_pushed_last(store: Store) -> None:
    store.push("iris", ONE)
    store.push("iris", TWO)
    assert store.pull("iris") == TWO
    assert store.pull(f"iris@{digest(ONE)[:6]}") == ONE
    assert store.pull(f"iris@{digest(ONE)}") == ONE


def test_models_do_not_mix(store: Store) -> None:
    store.push("wine", TWO)
    store.push("iris", ONE)
    store.push("iris.2", ONE)
    assert store.names() == ("iris", "iris.2", "wine")
    assert [model.versions[0].digest for model in store.models()] == [digest(ONE), digest(ONE), digest(TWO)]
    with pytest.raises(StoreNotFoundError, match=r"has no model 'irsi'\ndid you mean 'iris'\?$"):
        store.versions("irsi")
    with pytest.raises(StoreNotFoundError, match=r"has no model 'x'\nits models are iris, iris.2, wine$"):
        store.versions("x")


def test_references_to_what_is_not_there(store: Store) -> None:
    store.push("iris", ONE)
    with pytest.raises(StoreNotFoundError, match=r"^model 'iris' has no alias 'prod'\nit has none$"):
        store.pull("iris@prod")
    store.move_alias("iris", "staging")
    with pytest.raises(StoreNotFoundError, match=r"^model 'iris' has no alias 'prod'\nits aliases are staging$"):
        store.pull("iris@prod")
    short = digest(ONE)[:12]
    message = f"model 'iris' has no version that begins with '000000'\nits versions are {short}, the newest first"
    with says(StoreNotFoundError, message):
        store.pull("iris@000000")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a packed model has one byte at least, got none"),
        ("text", "a packed model is bytes, got str"),
        (None, "a packed model is bytes, got NoneType"),
    ],
)
def test_what_cannot_be_pushed(store: Store, data: Any, message: str) -> None:
    with says(UsageError, message):
        store.push("iris", data)
    assert store.names() == ()


def test_an_alias_moves_and_tells_its_history(make_store: MakeStore) -> None:
    store = make_store()
    store.push("iris", ONE)
    store.push("iris", TWO)
    created = store.move_alias("iris", "prod", digest(ONE), why="first release")
    moved = store.move_alias("iris", "prod", why="better on odd rows")
    assert standing(store) == {"prod": digest(TWO)}
    assert (created.before, created.after) == (None, digest(ONE))
    assert (moved.before, moved.after) == (digest(ONE), digest(TWO))
    assert (moved.stamp.who, moved.stamp.why) == ("ann@here", "better on odd rows")
    assert make_store().history("iris", "prod") == (moved, created)
    assert store.pull("iris@prod") == TWO


def test_an_alias_follows_another(store: Store) -> None:
    store.push("iris", ONE)
    store.push("iris", TWO)
    store.move_alias("iris", "staging", digest(ONE)[:8])
    store.move_alias("iris", "prod", "staging")
    assert standing(store) == {"prod": digest(ONE), "staging": digest(ONE)}


def test_moving_to_where_it_stands_changes_nothing(store: Store) -> None:
    store.push("iris", ONE)
    first = store.move_alias("iris", "prod")
    assert store.move_alias("iris", "prod") == first
    assert store.history("iris", "prod") == (first,)


def test_a_move_is_undone_step_by_step(store: Store) -> None:
    for data in (ONE, TWO, THREE):
        store.push("iris", data)
        store.move_alias("iris", "prod")
    assert store.undo_alias("iris", "prod", why="it was slow").after == digest(TWO)
    assert store.undo_alias("iris", "prod").after == digest(ONE)
    message = (
        "iris@prod did not exist before its last move, so there is nothing to go back to\nremove the alias instead"
    )
    with says(StoreConflictError, message):
        store.undo_alias("iris", "prod")
    store.move_alias("iris", "prod", digest(THREE))
    back = store.undo_alias("iris", "prod")
    assert (back.after, back.undoes) == (digest(ONE), back.number - 1)
    told = [change.what for change in store.history("iris", "prod")]
    assert told == ["undo", "move", "undo", "undo", "move", "move", "move"]


def test_undo_without_an_alias(store: Store) -> None:
    store.push("iris", ONE)
    with pytest.raises(StoreNotFoundError, match=r"^model 'iris' has no alias 'prod'\nit has none$"):
        store.undo_alias("iris", "prod")
    with pytest.raises(StoreNotFoundError, match="has no model 'wine'"):
        store.undo_alias("wine", "prod")


def test_an_undo_to_what_has_been_removed(store: Store) -> None:
    store.push("iris", ONE)
    store.move_alias("iris", "prod")
    store.push("iris", TWO)
    store.move_alias("iris", "prod")
    store.remove(f"iris@{digest(ONE)}")
    message = (
        f"iris@prod stood on {digest(ONE)[:12]} before, which has been removed\n"
        "push that version again, or move the alias to another one"
    )
    with says(StoreNotFoundError, message):
        store.undo_alias("iris", "prod")
    store.push("iris", ONE)
    assert store.undo_alias("iris", "prod").after == digest(ONE)


def test_a_move_from_where_it_is_expected(store: Store) -> None:
    store.push("iris", ONE)
    store.push("iris", TWO)
    store.move_alias("iris", "prod", digest(ONE), expect=ABSENT)
    store.move_alias("iris", "prod", digest(TWO), expect=digest(ONE)[:8])
    one, two = digest(ONE)[:12], digest(TWO)[:12]
    next_step = "look at its history, then move it from there"
    for expect, wanted in ((digest(ONE), f"on {one}"), (ABSENT, "not to exist")):
        message = f"iris@prod was expected {wanted}, but it stands on {two}\n{next_step}"
        with says(StoreConflictError, message):
            store.move_alias("iris", "prod", digest(ONE), expect=expect)
    message = f"iris@staging was expected on {one}, but it does not exist\n{next_step}"
    with says(StoreConflictError, message):
        store.move_alias("iris", "staging", expect=digest(ONE))
    with pytest.raises(UsageError, match=r"^what an alias is expected to stand on is a version, got 'prod'$"):
        store.move_alias("iris", "prod", digest(ONE), expect="prod")
    assert standing(store) == {"prod": digest(TWO)}


def test_a_removed_alias_keeps_its_history_and_comes_back(store: Store) -> None:
    store.push("iris", ONE)
    store.move_alias("iris", "prod")
    gone = store.remove_alias("iris", "prod", why="not in use")
    assert (gone.before, gone.after) == (digest(ONE), None)
    assert standing(store) == {}
    assert [change.what for change in store.history("iris", "prod")] == ["drop", "move"]
    with pytest.raises(StoreNotFoundError, match=r"^model 'iris' has no alias 'prod'\nit has none$"):
        store.remove_alias("iris", "prod")
    store.undo_alias("iris", "prod")
    assert standing(store) == {"prod": digest(ONE)}


def test_what_an_alias_stands_on_is_not_removed(store: Store) -> None:
    store.push("iris", ONE)
    store.move_alias("iris", "prod")
    store.move_alias("iris", "staging")
    short = digest(ONE)[:12]
    message = (
        f"aliases stand on what should be removed: iris@prod on {short}, iris@staging on {short}\n"
        "move or remove them first"
    )
    for ref in ("iris", f"iris@{short}"):
        with says(StoreConflictError, message):
            store.remove(ref)
    assert store.pull("iris@prod") == ONE


def test_a_version_is_removed(store: Store) -> None:
    store.push("iris", ONE)
    newest = store.push("iris", TWO).version
    assert store.remove(f"iris@{newest.short}", why="it leaked") == (newest,)
    assert store.pull("iris") == ONE
    with pytest.raises(StoreNotFoundError, match="has no version that begins with"):
        store.pull(f"iris@{newest.short}")
    assert [change.what for change in store.history("iris")] == ["remove", "push", "push"]


def test_a_model_is_removed_and_its_history_stays(store: Store) -> None:
    store.push("iris", ONE)
    store.push("iris", TWO)
    assert [version.digest for version in store.remove("iris")] == [digest(ONE), digest(TWO)]
    assert store.names() == ()
    with pytest.raises(StoreNotFoundError, match="has no model 'iris'"):
        store.remove("iris")
    assert [change.what for change in store.history("iris")] == ["remove", "push", "push"]
    assert store.push("iris", ONE).new
    assert store.pull("iris") == ONE


def test_removed_bytes_are_gone_and_others_stay(store: Store) -> None:
    store.push("iris", ONE)
    store.push("iris", TWO)
    store.remove(f"iris@{digest(ONE)}")
    space = store.space
    assert [file.name for file in space.files("models/iris/versions")] == [f"{digest(TWO)}-0.scorelet"]
    store.push("iris", ONE)
    assert {file.name for file in space.files("models/iris/versions")} == {
        f"{digest(TWO)}-0.scorelet",
        f"{digest(ONE)}-1.scorelet",
    }


def test_an_alias_is_not_removed_as_a_version(store: Store) -> None:
    message = "'iris@prod' is an alias, and versions are removed by their digits\nremove the alias itself"
    with says(UsageError, message):
        store.remove("iris@prod")


def test_an_unclear_version(store: Store) -> None:
    beginnings: dict[str, bytes] = {}
    for number in range(10_000):
        data = str(number).encode()
        other = beginnings.setdefault(digest(data)[:6], data)
        if other != data:
            break
    store.push("iris", other)
    store.push("iris", data)
    both = f"{digest(other)}, {digest(data)}"
    message = f"model 'iris' has 2 versions that begin with {digest(data)[:6]!r}\ngive more digits: {both}"
    with says(StoreNotFoundError, message):
        store.pull(f"iris@{digest(data)[:6]}")
    assert store.pull(f"iris@{digest(data)}") == data


def test_damaged_bytes_are_told_and_put_right(store: Store) -> None:
    version = store.push("iris", TWO).version
    key = bytes_key("iris", version.digest, 0)
    for damage, how in (
        (TWO[:-1], "is not what was pushed (2999 bytes of 3000)"),
        (TWO[:-1] + b"!", "is not what was pushed (3000 bytes of 3000)"),
        (None, "is missing"),
    ):
        store.space.delete(key) if damage is None else store.space.replace(key, damage)
        message = (
            f"version {version.short} of 'iris' {how}, at {store.space.place(key)}\n"
            "push the same packed model again, which puts it right"
        )
        with says(StoreDamagedError, message):
            store.pull("iris")
        assert not store.push("iris", TWO).new
        assert store.pull("iris") == TWO


@pytest.mark.parametrize(
    ("damage", "how"),
    [
        (b"", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"\xff", "it is not JSON"),
        (b"[]", "its format is not one of 1"),
        (b'{"format": true}', "its format is not one of 1"),
        (b'{"format": 1}', "its entry has no 'name'"),
    ],
)
def test_a_damaged_log_is_told(store: Store, damage: bytes, how: str) -> None:
    store.push("iris", ONE)
    key = entry_key("iris", 1)
    store.space.replace(key, damage)
    message = f"the log entry {store.space.place(key)} is damaged: {how}\nrestore it from a backup"
    for use in (store.names, lambda: store.pull("iris"), lambda: store.push("iris", TWO)):
        with says(StoreDamagedError, message):
            use()


def test_an_entry_in_the_wrong_place_is_told(store: Store) -> None:
    store.push("iris", ONE)
    entry = store.space.read(entry_key("iris", 1))
    assert entry is not None
    store.space.create(entry_key("iris", 7), entry)
    with pytest.raises(StoreDamagedError, match=r"000000000007.json is damaged: it is entry 1 of 'iris'\n"):
        store.pull("iris")


def test_what_the_store_did_not_put_there_is_left_alone(store: Store) -> None:
    store.push("iris", ONE)
    for key in ("models/iris/log/notes.txt", "models/Not A Name/x", "models/iris/versions/readme.md", "models/iris/x"):
        store.space.create(key, b"by hand")
    store.push("iris", TWO)
    assert store.names() == ("iris",)
    store.remove("iris")
    assert store.space.read("models/iris/versions/readme.md") == b"by hand"
