from __future__ import annotations

import stat
from pathlib import Path

import pytest

from scorelet.emulator.keys import FILE, NAME, keys_of, make_state
from scorelet.errors import UsageError

SECRET = "w" * 20


def test_the_keys_of_scorelet_serve_are_the_emulators(tmp_path: Path) -> None:
    assert keys_of({"SCORELET_API_KEYS": f"web={SECRET}"}, tmp_path) == {"web": SECRET}
    assert not (tmp_path / FILE).exists()


def test_a_key_is_made_and_kept(tmp_path: Path) -> None:
    state = tmp_path / "deep" / "state"
    make_state(state)
    made = keys_of({}, state)
    assert [len(secret) >= 20 for secret in made.values()] == [True]
    assert keys_of({}, state) == made
    assert stat.S_IMODE((state / FILE).stat().st_mode) == 0o600
    assert [path.name for path in state.iterdir()] == [FILE]


@pytest.mark.parametrize(
    "damaged", [b"", b"[]", b'{"demo": 5}', b'{"demo": "short"}', b'{"demo": "\xc3\xa4' + b"a" * 30]
)
def test_a_damaged_one_is_made_anew(damaged: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(damaged)
    made = keys_of({}, tmp_path)
    assert len(made[NAME]) >= 20
    assert keys_of({}, tmp_path) == made


def test_without_a_folder_none_is_kept() -> None:
    assert keys_of({}, None) != keys_of({}, None)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    state = tmp_path / "file" / "state"
    with pytest.raises(UsageError) as caught:
        make_state(state)
    said = f"nothing can be kept in {state}: not a directory\nname another folder: --state FOLDER"
    assert str(caught.value) == said
