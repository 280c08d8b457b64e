"""A package becomes models; those that stayed in S3 are read once, and never trusted unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.errors import BundleError, ServiceError
from scorelet.runtime.packaged import Package
from scorelet.service.values import Model
from scorelet.store import open_store
from tests.bundle.models import packed
from tests.runtime.lambda_packages import PLACE, in_s3, newer, write, write_resolved

VERSION = packed().version


class Bucket:
    """S3 with some objects, which counts."""

    def __init__(self, **objects: bytes) -> None:
        self.objects = objects
        self.asked: list[str] = []

    def __call__(self, bucket: str, key: str) -> bytes | None:
        self.asked.append(f"s3://{bucket}/{key}")
        return self.objects.get(key.rpartition("/")[2].partition(".")[0])


NONE = Bucket()


def test_models_come_with_the_package_and_their_images(tmp_path: Path) -> None:
    (towns,) = Package(str(write(tmp_path)), NONE, open_store, str(tmp_path / "own")).models()
    assert (towns.name, towns.version, towns.verified) == ("towns", VERSION, 2)
    assert not (tmp_path / "own").exists(), "nothing had to be compiled"
    assert NONE.asked == []


def test_models_in_s3_are_read_once_in_a_machine(tmp_path: Path) -> None:
    folder, bucket = write_resolved(tmp_path / "p", [in_s3(VERSION)]), Bucket(**{VERSION: packed().data})
    for _ in range(2):
        (towns,) = Package(str(folder), bucket, open_store, str(tmp_path / "own")).models()
        assert (towns.name, towns.alias, towns.version) == ("towns", "prod", VERSION)
    assert bucket.asked == [f"{PLACE}/{VERSION}.scorelet"]
    assert [path.name for path in (tmp_path / "own" / "models").iterdir()] == [f"{VERSION}.scorelet"]


def test_a_kept_file_that_is_another_is_read_again(tmp_path: Path) -> None:
    folder, bucket = write_resolved(tmp_path / "p", [in_s3(VERSION)]), Bucket(**{VERSION: packed().data})
    kept = tmp_path / "own" / "models" / f"{VERSION}.scorelet"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(newer().data)
    (towns,) = Package(str(folder), bucket, open_store, str(tmp_path / "own")).models()
    assert (towns.version, kept.read_bytes()) == (VERSION, packed().data)


def test_where_nothing_can_be_kept_models_answer_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file")
    folder = write_resolved(tmp_path / "p", [in_s3(VERSION)])
    (towns,) = Package(str(folder), Bucket(**{VERSION: packed().data}), open_store, str(tmp_path / "own")).models()
    assert towns.version == VERSION


@pytest.mark.parametrize(
    ("found", "how"), [({}, "is missing"), ({VERSION: b"other"}, "is not what was pushed (5 bytes)")]
)
def test_what_is_in_s3_is_held_against_its_version(tmp_path: Path, found: dict[str, bytes], how: str) -> None:
    package = Package(
        str(write_resolved(tmp_path / "p", [in_s3(VERSION)])), Bucket(**found), open_store, str(tmp_path / "own")
    )
    with pytest.raises(BundleError) as caught:
        package.models()
    assert str(caught.value) == (
        f"version {VERSION[:12]} {how}, at {PLACE}/{VERSION}.scorelet\npush the same packed model again"
    )


def test_a_file_that_is_not_the_pinned_version_does_not_answer(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (model,) = (folder / "models").iterdir()
    newer().write(model)
    with pytest.raises(BundleError) as caught:
        Package(str(folder), NONE, open_store).models()
    assert str(caught.value) == (
        f"models/{VERSION[:12]}.scorelet is not the version that service.json names: expected {VERSION[:12]}, "
        f"got {newer().short_version}\npackage the service again"
    )


def test_a_folder_without_a_service_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ServiceError) as caught:
        Package(str(tmp_path), NONE, open_store)
    assert str(caught.value) == (
        f"there is no package of a service: cannot read '{tmp_path}/service.json': no such file or directory"
    )


def test_two_models_share_nothing_but_the_package(tmp_path: Path) -> None:
    path = tmp_path / "newer.scorelet"
    newer().write(path)
    package = Package(str(write(tmp_path, Model("newer", file=str(path)))), NONE, open_store, str(tmp_path / "own"))
    assert [one.name for one in package.models()] == ["towns", "newer"]
