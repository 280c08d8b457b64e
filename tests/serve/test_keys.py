from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.errors import RequestError, UsageError
from scorelet.serve.keys import Keys, read_keys

WEB, APP = "w" * 20, "a=b" * 10


def test_keys_in_the_environment() -> None:
    keys = read_keys({"SCORELET_API_KEYS": f"web={WEB}, app={APP},"})
    assert keys.names == ("web", "app")
    assert [keys.name_of({"x-api-key": secret}) for secret in (WEB, APP)] == ["web", "app"]
    for secret in ("", WEB[1:], WEB + "w", "ä"):
        with pytest.raises(RequestError):
            keys.name_of({"x-api-key": secret})


def test_keys_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"# ours\n\nweb = {WEB}\n")
    assert read_keys({"SCORELET_API_KEYS_FILE": str(file)}).names == ("web",)


def test_keys_are_never_shown() -> None:
    keys = Keys({"web": WEB})
    assert WEB not in repr(keys) + repr(vars(keys))


MAKE = "python -c 'import secrets; print(secrets.token_urlsafe(24))' makes one"
BAD = {
    "": "the service asks for API keys (api.keys = true), and there are none\nset SCORELET_API_KEYS=name=secret, or "
    f"SCORELET_API_KEYS_FILE to a file with a name=secret on each line\n{MAKE}",
    "hunter2": "SCORELET_API_KEYS, part 1: expected name=secret, a name of letters, digits, '-', '_' and '.'",
    f"a={WEB},-={APP}": "SCORELET_API_KEYS, part 2: expected name=secret, a name of letters, digits, '-', '_' and '.'",
    "web=hunter2": "SCORELET_API_KEYS, part 1: expected a secret of 20 to 128 visible ASCII characters without ',' for "
    f"the key 'web', got 7\n{MAKE}",
    f"web={WEB},web={APP}": "SCORELET_API_KEYS, part 2: the key 'web' is there twice\n"
    "each key has a name and a secret of its own",
    f"web={WEB},app={WEB}": "SCORELET_API_KEYS, part 2: the key 'app' is there twice\n"
    "each key has a name and a secret of its own",
}


@pytest.mark.parametrize("text", BAD)
def test_mistakes_are_told_without_the_key(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_keys({"SCORELET_API_KEYS": text})
    assert str(raised.value) == BAD[text]


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^SCORELET_API_KEYS_FILE: .*/none: no such file or directory$"):
        read_keys({"SCORELET_API_KEYS_FILE": str(tmp_path / "none")})
    (tmp_path / "keys").write_bytes(b"\xff")
    with pytest.raises(UsageError, match=r"is no text in UTF-8$"):
        read_keys({"SCORELET_API_KEYS_FILE": str(tmp_path / "keys")})


def test_one_place_for_keys() -> None:
    with pytest.raises(UsageError) as raised:
        read_keys({"SCORELET_API_KEYS": f"a={WEB}", "SCORELET_API_KEYS_FILE": "x"})
    assert str(raised.value) == "SCORELET_API_KEYS and SCORELET_API_KEYS_FILE are both set\nset one of them"
