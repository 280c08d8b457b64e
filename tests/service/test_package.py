"""A service and its store become the files that a function starts from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scorelet.errors import BundleError, ServiceError, StoreNotFoundError
from scorelet.service.package import Package, package_of, write_package
from scorelet.service.resolved import Pinned, Resolved, read_resolved
from scorelet.service.values import Log, Model, Service
from scorelet.store import Store, open_store
from scorelet.store.s3 import Bucket
from tests.bundle.models import packed

DATA = packed().data
VERSION = packed().version
FILE = f"models/{VERSION[:12]}.scorelet"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """With towns@prod."""
    store = open_store(tmp_path / "store", who="ann@here", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    store.push("towns", DATA)
    store.move_alias("towns", "prod")
    return store


class InS3:
    """The space of a folder, which says that it is a bucket: what S3 itself does is tried in tests/store."""

    where = "s3://bucket/team"

    def __init__(self, store: Store) -> None:
        self._space = store.space

    def place(self, key: str) -> str:
        return f"{self.where}/{key}"

    def __getattr__(self, name: str) -> object:
        return getattr(self._space, name)


def in_s3(store: Store) -> Store:
    return Store(InS3(store), who="ann@here")  # type: ignore[arg-type]


def written(path: Path, content: str) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    return str(path)


def test_everything_is_in_the_package(store: Store, tmp_path: Path) -> None:
    packed().write(tmp_path / "own.scorelet")
    first = written(tmp_path / "a" / "features.py", "def f(): ...")
    second = written(tmp_path / "b" / "features.py", "def g(): ...")
    page = written(tmp_path / "page.html", "<p>")
    service = Service(
        "w",
        (
            Model("towns", ref="towns@prod", features=f"{first}:f", respond=f"{first}:r", template=page),
            Model("own", file=str(tmp_path / "own.scorelet"), features=f"{second}:g"),
        ),
        store=str(tmp_path / "store"),
        log=Log("stdout"),
    )
    resolved = Resolved(
        service._replace(
            models=(
                Model(
                    "towns",
                    ref="towns@prod",
                    features="features/features.py:f",
                    respond="features/features.py:r",
                    template="templates/page.html",
                ),
                Model("own", file=FILE, features="features/features_2.py:g"),
            ),
            store="",
        ),
        (Pinned("towns", "towns@prod", VERSION, file=FILE), Pinned("own", "", VERSION, file=FILE)),
    )
    files = {
        "features/features.py": b"def f(): ...",
        "features/features_2.py": b"def g(): ...",
        FILE: DATA,
        "service.json": resolved.write(),
        "templates/page.html": b"<p>",
    }
    package = package_of(service, store)
    assert package == Package(resolved, files)
    assert list(package.files) == list(files)
    assert str(tmp_path) not in json.dumps(json.loads(package.files["service.json"]))


def test_models_may_stay_in_s3(store: Store) -> None:
    service = Service("w", (Model("towns", ref="towns@prod", follow=60.0),), store="s3://bucket/team")
    place = f"s3://bucket/team/models/towns/versions/{VERSION}-0.scorelet"
    pinned = (Pinned("towns", "towns@prod", VERSION, follow=60.0, place=place),)
    package = package_of(service, in_s3(store), in_package=False)
    assert package == Package(Resolved(service, pinned), {"service.json": Resolved(service, pinned).write()})


def test_what_is_followed_may_begin_in_the_package(store: Store) -> None:
    service = Service("w", (Model("t", ref="towns@prod", follow=60.0),))
    package = package_of(service, in_s3(store))
    assert package.resolved.models == (Pinned("t", "towns@prod", VERSION, file=FILE, follow=60.0),)
    assert package.resolved.service.store == "s3://bucket/team"
    assert package.files[FILE] == DATA


def test_what_could_not_work_inside_lambda(store: Store, tmp_path: Path) -> None:
    models = (Model("a", ref="towns@prod", follow=60.0), Model("b", ref="towns"))
    with pytest.raises(ServiceError) as caught:
        package_of(Service("w", models, log=Log("/var/log")), store, in_package=False)
    assert caught.value.problems == (
        'log.to: a function in Lambda keeps no folder; expected "s3://bucket/prefix" or "stdout"',
        (
            f"models[0].follow: an alias can be followed in a store in S3, got {tmp_path}/store; without 'follow' the "
            "version that it stands on now ships"
        ),
        f"models[1].ref: a model can stay in a store in S3, got {tmp_path}/store",
    )


def test_what_is_not_there(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreNotFoundError, match=r"^model 'towns' has no alias 'test'"):
        package_of(Service("w", (Model("towns", ref="towns@test"),)), store)
    with pytest.raises(BundleError, match=rf"^cannot read '{tmp_path}/no': No such file or directory$"):
        package_of(Service("w", (Model("towns", file=f"{tmp_path}/no"),)), store)
    with pytest.raises(ServiceError, match=rf"^{tmp_path}/no\.py cannot be read: No such file or directory$"):
        package_of(Service("w", (Model("towns", ref="towns", features=f"{tmp_path}/no.py:f"),)), store)


def test_a_written_package_is_the_package(store: Store, tmp_path: Path) -> None:
    package = package_of(Service("w", (Model("towns", ref="towns"),)), store)
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "new" / "er", tmp_path / "empty"):
        write_package(package, folder)
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        assert {name: path.read_bytes() for name, path in found.items()} == package.files
        assert read_resolved(found["service.json"].read_bytes()) == package.resolved


def test_a_folder_with_something_in_it_is_left_alone(store: Store, tmp_path: Path) -> None:
    package = package_of(Service("w", (Model("towns", ref="towns"),)), store)
    target = tmp_path / "full"
    written(target / "mine", "mine")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(ServiceError) as caught:
        write_package(package, target)
    reason = "Directory not empty; expected a new or empty folder"
    assert caught.value.problems == (f"cannot write the package to {target}: {reason}",)
    assert (sorted(tmp_path.iterdir()), [path.name for path in target.iterdir()]) == (before, ["mine"])


def test_a_place_in_s3_is_as_a_bucket_says() -> None:
    """`InS3` says the same."""
    assert Bucket(None, "bucket", "team", lambda seconds: None).place("k") == "s3://bucket/team/k"  # type: ignore[arg-type]
