"""Models by name, alias and version."""

from __future__ import annotations

import pytest

from scorelet.errors import RequestError
from scorelet.runtime.served import Shelf
from tests.bundle.models import packed
from tests.runtime.services import served

PROD, NEXT = served(alias="prod"), served(model=packed(samples=()), alias="next")
OTHER = served("other")
SHELF = Shelf([PROD, NEXT, OTHER])


@pytest.mark.parametrize(
    ("name", "version", "found"),
    [
        ("towns", "", PROD),
        ("towns@prod", "", PROD),
        ("towns@next", "", NEXT),
        ("towns", "next", NEXT),
        (f"towns@{NEXT.short_version}", "", NEXT),
        ("towns", NEXT.version, NEXT),
        ("towns", NEXT.version[:6].upper(), NEXT),
        ("other", OTHER.version[:7], OTHER),
    ],
)
def test_a_model_is_found_by_name_alias_and_version(name: str, version: str, found: object) -> None:
    assert SHELF.find(name, version) is found


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("town", "404: there is no model 'town'; did you mean 'towns'?"),
        ("towns@proud", "404: there is no model 'towns@proud'; did you mean 'towns@prod'?"),
        ("zebra", "404: there is no model 'zebra'; GET /api/models lists what there is"),
        ("", "404: there is no default among 2 models; name one: /api/models/NAME/predict, or set a default"),
        (f"towns@{PROD.version[:5]}", f"404: there is no model 'towns@{PROD.version[:5]}'; did you mean 'towns@"),
        ("x" * 200, f"404: there is no model '{'x' * 100}...'; GET /api/models lists what there is"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(wanted: str, said: str) -> None:
    with pytest.raises(RequestError) as raised:
        SHELF.find(wanted)
    assert str(raised.value).startswith(said)


def test_the_only_model_and_the_named_one_are_the_default() -> None:
    assert Shelf([PROD, NEXT]).find() is PROD
    assert Shelf([PROD, OTHER], "other").find() is OTHER


def test_a_model_is_replaced_under_all_its_names() -> None:
    shelf = Shelf([PROD, OTHER])
    shelf.replace(PROD, NEXT)
    assert shelf.served == (NEXT, OTHER)
    assert shelf.find("towns") is NEXT
    with pytest.raises(RequestError):
        shelf.find("towns", PROD.version)


def test_the_prediction_itself_and_what_comes_beside_it() -> None:
    prediction = {"label": "young", "score": 1.5}
    assert PROD.said(prediction) == ("young", {"score": 1.5})
    assert prediction == {"label": "young", "score": 1.5}


def test_who_sees_the_new_models_finds_them_by_name() -> None:
    old, new = served(), served(model=packed(samples=()))
    found = []

    class Watched(Shelf):
        def __setattr__(self, name: str, value: object) -> None:
            super().__setattr__(name, value)
            if name == "served" and value == (new,):
                found.append(self.find("towns"))

    Watched([old]).replace(old, new)
    assert found == [new]
