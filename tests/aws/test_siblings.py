"""What the owner's functions import from beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.aws.siblings import Siblings, siblings_of
from scorelet.errors import ServiceError
from scorelet.service.values import Model, Service


def service(*files: Path) -> Service:
    return Service("s", tuple(Model(f"m{i}", file="m", features=f"{file}:f") for i, file in enumerate(files)))


def write(folder: Path, **files: str) -> Path:
    """Files by their names without ".py"; "__" stands for a folder. The path of the one called features."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "features.py"


def package(folder: Path, name: str, **files: str) -> None:
    write(folder / name, **files)
    (folder / name / "__init__.py").write_text("from . import first\n")


def test_modules_and_packages_beside_it_ship_with_what_they_import(tmp_path: Path) -> None:
    file = write(
        tmp_path, features="import rules, json\nfrom tax.rates import RATE\n", rules="import more\n", more="x=1"
    )
    package(tmp_path, "tax", first="from .second import x", second="x = 1", rates="RATE = 1", unused="x")
    found = siblings_of(service(file), {"features/features.py": file.read_bytes()})
    names = ["more", "rules", "tax/__init__", "tax/first", "tax/rates", "tax/second"]
    assert sorted(found.files) == [f"features/{name}.py" for name in names]
    assert found.files["features/more.py"] == b"x=1"
    assert (found.scorelet, found.said) == (frozenset(), ())


def test_a_package_without_init(tmp_path: Path) -> None:
    file = write(tmp_path, features="import space.rules", space__rules="x = 1")
    assert list(siblings_of(service(file), {}).files) == ["features/space/rules.py"]


def test_the_standard_library_comes_first(tmp_path: Path) -> None:
    file = write(tmp_path, features="import secrets", secrets="x = 1")
    assert siblings_of(service(file), {}) == Siblings({})


def test_our_own_modules_that_are_imported_are_told(tmp_path: Path) -> None:
    file = write(tmp_path, features="from scorelet.errors import RequestError\n")
    assert siblings_of(service(file), {}).scorelet == {"scorelet.errors", "scorelet.errors.RequestError"}


def test_what_nobody_has_there_is_refused_by_its_line(tmp_path: Path) -> None:
    file = write(
        tmp_path, features="import json\nimport numpy as np\nfrom rules import x\n", rules="from pandas import x"
    )
    with pytest.raises(ServiceError) as caught:
        siblings_of(service(file), {})
    why = "cannot be imported in a function, which has the standard library, and files beside"
    assert caught.value.problems == (
        f"features.py, line 2: 'numpy' {why} features.py in {tmp_path}",
        f"rules.py, line 1: 'pandas' {why} rules.py in {tmp_path}",
    )


def test_what_may_go_wrong_is_said(tmp_path: Path) -> None:
    text = (
        "import boto3\ntry:\n    import orjson\nexcept ImportError:\n    pass\n"
        "def f(x):\n    import requests\n    return open(__file__)\n"
    )
    absent = "does not ship, for it is not beside features.py: importing it will fail"
    assert siblings_of(service(write(tmp_path, features=text)), {}).said == (
        "features.py asks for __file__: files that it reads from beside itself do not ship",
        "features.py, line 1: 'boto3' does not ship: AWS brings one of its own choice, and nothing else does",
        f"features.py, line 3: 'orjson' {absent}",
        f"features.py, line 7: 'requests' {absent}",
    )


def test_two_files_of_one_name_are_refused_unless_they_are_the_same(tmp_path: Path) -> None:
    a = write(tmp_path / "a", features="import rules, same", rules="x = 1", same="y")
    b = write(tmp_path / "b", features="import rules, same", rules="x = 2", same="y")
    with pytest.raises(ServiceError) as caught:
        siblings_of(service(a, b), {})
    assert str(caught.value) == (
        f"{tmp_path}/b/rules.py cannot ship as features/rules.py, for {tmp_path}/a/rules.py does; "
        "give one of them another name"
    )


def test_a_file_whose_name_the_package_has_given_away(tmp_path: Path) -> None:
    file = write(tmp_path, features="import rules", rules="x = 1")
    with pytest.raises(ServiceError) as caught:
        siblings_of(service(file), {"features/rules.py": b"x = 2"})
    assert str(caught.value) == (
        f"{tmp_path}/rules.py cannot ship as features/rules.py, for another that the service names as rules.py does; "
        "give one of them another name"
    )


def test_files_that_import_one_another_end(tmp_path: Path) -> None:
    file = write(tmp_path, features="import a", a="import features, b", b="import a")
    there = {"features/features.py": file.read_bytes()}
    assert sorted(siblings_of(service(file, file), there).files) == ["features/a.py", "features/b.py"]


def test_a_file_that_is_no_python(tmp_path: Path) -> None:
    file = write(tmp_path, features="import rules", rules="x = 1\ndef (")
    with pytest.raises(ServiceError) as caught:
        siblings_of(service(file), {})
    assert str(caught.value) == f"{tmp_path}/rules.py, line 2: this is no Python: invalid syntax"


@pytest.mark.parametrize("text", ["x = '\0'", "(" * 10_000, "\x80"])
def test_a_file_that_can_hardly_be_read(text: str, tmp_path: Path) -> None:
    file = write(tmp_path, features="import rules")
    (tmp_path / "rules.py").write_bytes(text.encode("latin-1"))
    with pytest.raises(ServiceError, match=r"rules\.py.* is no Python: "):
        siblings_of(service(file), {})
