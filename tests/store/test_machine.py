"""The store against the plainest thing that does the same: two dictionaries."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from scorelet.errors import StoreConflictError, StoreNotFoundError
from scorelet.store import open_store

NAMES = st.sampled_from(["iris", "wine"])
ALIASES = st.sampled_from(["prod", "staging"])
DATA = st.sampled_from([b"one", b"two", b"three"])


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class StoreMachine(RuleBasedStateMachine):
    """`stacks` keeps for each alias where it stood, the newest last: an undo takes one away."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = open_store(self.folder)
        self.versions: dict[str, list[bytes]] = {"iris": [], "wine": []}
        self.stacks: dict[tuple[str, str], list[bytes | None]] = {}
        self.changes = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def standing(self, name: str) -> dict[str, bytes]:
        tops = {alias: stack[-1] for (model, alias), stack in self.stacks.items() if model == name}
        return {alias: data for alias, data in tops.items() if data is not None}

    @rule(name=NAMES, data=DATA)
    def push(self, name: str, data: bytes) -> None:
        new = data not in self.versions[name]
        assert self.store.push(name, data).new is new
        if new:
            self.versions[name].append(data)

    @rule(name=NAMES, alias=ALIASES, data=DATA)
    def move(self, name: str, alias: str, data: bytes) -> None:
        if data not in self.versions[name]:
            self.refuses(StoreNotFoundError, lambda: self.store.move_alias(name, alias, digest(data)))
            return
        self.store.move_alias(name, alias, digest(data))
        stack = self.stacks.setdefault((name, alias), [None])
        if stack[-1] != data:
            stack.append(data)

    @rule(name=NAMES, alias=ALIASES)
    def undo(self, name: str, alias: str) -> None:
        stack = self.stacks.get((name, alias))
        if not self.versions[name] or stack is None:
            self.refuses(StoreNotFoundError, lambda: self.store.undo_alias(name, alias))
        elif stack[-2] is None:
            self.refuses(StoreConflictError, lambda: self.store.undo_alias(name, alias))
        elif stack[-2] not in self.versions[name]:
            self.refuses(StoreNotFoundError, lambda: self.store.undo_alias(name, alias))
        else:
            assert self.store.undo_alias(name, alias).after == digest(stack[-2])
            stack.pop()

    @rule(name=NAMES, alias=ALIASES)
    def remove_alias(self, name: str, alias: str) -> None:
        if alias not in self.standing(name):
            self.refuses(StoreNotFoundError, lambda: self.store.remove_alias(name, alias))
            return
        self.store.remove_alias(name, alias)
        self.stacks[name, alias].append(None)

    @rule(name=NAMES, data=DATA)
    def remove(self, name: str, data: bytes) -> None:
        if data not in self.versions[name]:
            self.refuses(StoreNotFoundError, lambda: self.store.remove(f"{name}@{digest(data)}"))
        elif data in self.standing(name).values():
            self.refuses(StoreConflictError, lambda: self.store.remove(f"{name}@{digest(data)}"))
        else:
            self.store.remove(f"{name}@{digest(data)}")
            self.versions[name].remove(data)

    @precondition(lambda self: any(self.versions.values()))
    @rule(name=NAMES)
    def remove_model(self, name: str) -> None:
        if not self.versions[name]:
            self.refuses(StoreNotFoundError, lambda: self.store.remove(name))
        elif self.standing(name):
            self.refuses(StoreConflictError, lambda: self.store.remove(name))
        else:
            self.store.remove(name)
            self.versions[name] = []

    def refuses(self, kind: type[Exception], act: object) -> None:
        assert callable(act)
        before = self.files()
        try:
            act()
        except kind:
            assert self.files() == before
            return
        raise AssertionError(f"{kind.__name__} was expected")

    def files(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @invariant()
    def it_holds_what_the_dictionaries_hold(self) -> None:
        models = {model.name: model for model in open_store(self.folder).models()}
        assert list(models) == [name for name in sorted(self.versions) if self.versions[name]]
        for name, model in models.items():
            assert [version.digest for version in model.versions] == [digest(data) for data in self.versions[name]]
            assert {each.name: each.digest for each in model.standing} == {
                alias: digest(data) for alias, data in self.standing(name).items()
            }
            assert [self.store.pull(f"{name}@{digest(data)}") for data in self.versions[name]] == self.versions[name]

    @invariant()
    def it_keeps_no_bytes_that_nobody_lists(self) -> None:
        kept = [path for path in self.files() if path.endswith(".scorelet")]
        assert len(kept) == sum(len(each) for each in self.versions.values())


StoreMachine.TestCase.settings = settings(derandomize=True, deadline=None, max_examples=25, stateful_step_count=20)
TestStore = StoreMachine.TestCase
