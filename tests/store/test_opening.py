from __future__ import annotations

import getpass
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scorelet.errors import StoreUnreachableError, UsageError
from scorelet.store import open_store
from tests.store.conftest import MakeClient
from tests.store.saying import says


@pytest.mark.parametrize("where", ["models", Path("models"), "./models/"])
def test_a_path_is_a_folder(where: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert open_store(where).where == str(tmp_path / "models")


def test_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_store(environment={}).where == str(tmp_path / ".scorelet" / "store")
    assert open_store("~/models").where == str(tmp_path / "models")
    assert open_store(environment={"SCORELET_STORE": "/srv/models"}).where == "/srv/models"
    assert open_store("/a", environment={"SCORELET_STORE": "/srv/models"}).where == "/a"


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("s3://models", "s3://models"),
        ("s3://models/", "s3://models"),
        ("S3://models/team/a/", "s3://models/team/a"),
        ("s3://my.models-1/ä b", "s3://my.models-1/ä b"),
    ],
)
def test_a_url_is_a_prefix(url: str, where: str, make_client: MakeClient) -> None:
    assert open_store(url, client=make_client()).where == where


@pytest.mark.parametrize("where", ["", "gs://models", "https://x/y", "file:///x", "a\0b"])
def test_what_is_no_place(where: str) -> None:
    with says(UsageError, f"a store is a folder or s3://bucket/prefix, got {where!r}\nname one of them"):
        open_store(where)


@pytest.mark.parametrize("url", ["s3://", "s3:///a", "s3://b/a//c", "s3://b/../c", "s3://a b/c", "s3://ä"])
def test_what_is_no_place_in_s3(url: str) -> None:
    with says(UsageError, f"a store in S3 is s3://bucket/prefix, got {url!r}\nlook at the bucket and the prefix"):
        open_store(url)


def test_without_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    message = "the store s3://models needs boto3, which is not installed\npip install 'scorelet[s3]'"
    with says(UsageError, message):
        open_store("s3://models")


def test_a_client_is_made_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    message = "cannot open s3://models: the profile that AWS_PROFILE names does not exist\naws configure list-profiles"
    with says(StoreUnreachableError, message):
        open_store("s3://models")
    monkeypatch.delenv("AWS_PROFILE")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nowhere")
    message = "cannot open s3://models: the endpoint is not a URL\nlook at AWS_ENDPOINT_URL"
    with says(StoreUnreachableError, message):
        open_store("s3://models")


def test_there_are_no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    message = "cannot list s3://models/models/: there are no credentials\nrun aws configure, or set AWS_PROFILE"
    store = open_store("s3://models")
    with says(StoreUnreachableError, message):
        store.names()


def test_who_makes_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found: 1234")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.setattr(socket, "gethostname", lambda: "here")
    assert open_store(tmp_path).push("iris", b"one").version.who == "unknown@here"


def test_a_folder_needs_no_sdk() -> None:
    script = "import sys, scorelet.store as s; s.open_store('x').names(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {"boto3", "botocore"}.isdisjoint(done.stdout.split())
