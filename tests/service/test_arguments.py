"""A service from models as a command line names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.errors import ServiceError
from scorelet.service.arguments import service_of
from scorelet.service.values import Model, Service
from tests.bundle.models import packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """`towns.scorelet`, a copy of it without an ending, and one in a folder with a `=` in its name."""
    (tmp_path / "day=1").mkdir()
    for name in ("towns.scorelet", "plain", "day=1/towns.scorelet"):
        packed().write(tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("iris", Model("iris", ref="iris")),
        ("iris@prod", Model("iris", ref="iris@prod")),
        ("iris@3F2A9C", Model("iris", ref="iris@3f2a9c")),
        ("iris-1.2", Model("iris-1.2", ref="iris-1.2")),
        ("flowers=iris@prod", Model("flowers", ref="iris@prod")),
        ("towns.scorelet", Model("towns", file="{}/towns.scorelet")),
        ("./towns.scorelet", Model("towns", file="{}/towns.scorelet")),
        ("{}/towns.scorelet", Model("towns", file="{}/towns.scorelet")),
        ("plain", Model("towns", file="{}/plain")),
        ("b=towns.scorelet", Model("b", file="{}/towns.scorelet")),
        ("b=plain", Model("b", file="{}/plain")),
        ("day=1/towns.scorelet", Model("towns", file="{}/day=1/towns.scorelet")),
        ("b=day=1/towns.scorelet", Model("b", file="{}/day=1/towns.scorelet")),
    ],
)
def test_one_model(text: str, model: Model, folder: Path) -> None:
    expected = model._replace(file=model.file.format(folder))
    assert service_of([text.format(folder)], "s3://b/m", folder=folder) == Service("scorelet", (expected,), "s3://b/m")


def test_several_models() -> None:
    models = (Model("a", ref="a@prod"), Model("a", ref="a@test"), Model("b", ref="a@test"))
    assert service_of(["a@prod", "a@test", "b=a@test"]) == Service("scorelet", models)


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        ([], ["a service has one model at least: name a file or a model of the store"]),
        (
            ["Iris", "a@b@c", "="],
            [
                (
                    "Iris: a model's name has only small letters, digits, '.', '_' and '-', got 'Iris'\n"
                    "the nearest valid one is 'iris'"
                ),
                (
                    "a@b@c: an alias has only small letters, digits, '.', '_' and '-', got 'b@c'\n"
                    "the nearest valid one is 'b-c'"
                ),
                "=: a model's name begins and ends with a letter or a digit, got ''\nthe nearest valid one is 'model'",
            ],
        ),
        (["m.pkl"], ["m.pkl: this is no packed model\nscorelet pack m.pkl makes one of it"]),
        (
            ["s3://acme/iris"],
            [
                (
                    "s3://acme/iris: a model is a .scorelet file or a name in a store\n"
                    "--store s3://bucket/prefix names a store in S3"
                ),
            ],
        ),
        (
            ["no.scorelet"],
            ["no.scorelet: there is no such file\ncheck the path; relative paths start at the current folder"],
        ),
        (
            ["towns.scorelet", "iris", "iris", "plain"],
            [
                "iris and iris are both called 'iris'\ngive one of them another name: iris-2=iris",
                "towns.scorelet and plain are both called 'towns'\ngive one of them another name: towns-2=plain",
            ],
        ),
        (
            ["a-2=iris", "a=plain", "a=towns.scorelet"],
            ["a=plain and a=towns.scorelet are both called 'a'\ngive one of them another name: a-3=towns.scorelet"],
        ),
    ],
)
def test_mistakes(texts: list[str], problems: list[str], folder: Path) -> None:
    with pytest.raises(ServiceError) as caught:
        service_of(texts, folder=folder)
    assert list(caught.value.problems) == [problem.format(folder) for problem in problems]
