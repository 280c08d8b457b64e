"""A model of a service becomes one that answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorelet.bundle.parity import Golden
from scorelet.errors import BundleError, RowError, ServiceError, StoreNotFoundError, UsageError
from scorelet.runtime.loading import Loader, alias_of
from scorelet.service.values import Model, Service
from scorelet.store import Store, open_store, parse_ref
from tests.bundle.models import ANSWERS, CERTIFICATE, ROWS, packed

FIRST, SECOND = packed(), packed(samples=())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "store")
    store.push("towns", FIRST.data)
    store.move_alias("towns", "prod", FIRST.version)
    return store


def loader(store: Store | None = None, folder: str = "", *models: Model) -> Loader:
    def opened() -> Store:
        assert store is not None
        return store

    return Loader(Service("test", models), opened, folder=folder)


def test_a_file_beside_the_service(tmp_path: Path) -> None:
    FIRST.write(tmp_path / "towns.scorelet")
    served = loader(None, str(tmp_path)).load(Model("places", file="towns.scorelet"))
    assert (served.name, served.alias, served.version, served.verified) == ("places", "", FIRST.version, 2)
    assert [served.score(row) for row in ROWS] == ANSWERS
    assert served.seconds > 0


def test_a_model_without_a_name_has_its_own(tmp_path: Path) -> None:
    FIRST.write(tmp_path / "file.scorelet")
    assert loader(None, str(tmp_path)).load(Model("", file="file.scorelet")).name == "towns"


@pytest.mark.parametrize(("ref", "alias"), [("towns", ""), ("towns@prod", "prod"), (f"towns@{FIRST.version[:8]}", "")])
def test_a_model_of_a_store(store: Store, ref: str, alias: str) -> None:
    served = loader(store).load(Model("towns", ref=ref))
    assert (served.version, served.alias) == (FIRST.version, alias)


def test_what_is_found_changes_when_the_alias_moves(store: Store) -> None:
    entry = Model("towns", ref="towns@prod")
    load = loader(store)
    before = load.find(entry)
    assert load.find(entry).mark == before.mark
    store.push("towns", SECOND.data)
    assert load.find(entry).mark == before.mark
    store.move_alias("towns", "prod", SECOND.version)
    after = load.find(entry)
    assert after.mark != before.mark
    assert load.load(entry, after).version == SECOND.version
    assert load.load(entry, before).version == FIRST.version


def test_what_is_found_changes_when_a_file_does(tmp_path: Path) -> None:
    entry = Model("towns", file="towns.scorelet")
    FIRST.write(tmp_path / "towns.scorelet")
    load = loader(None, str(tmp_path))
    before = load.find(entry).mark
    assert load.find(entry).mark == before
    SECOND.write(tmp_path / "towns.scorelet")
    assert load.find(entry).mark != before


def test_errors_call_a_model_as_the_service_does(tmp_path: Path) -> None:
    FIRST.write(tmp_path / "towns.scorelet")
    served = loader(None, str(tmp_path)).load(Model("places", file="towns.scorelet"))
    with pytest.raises(RowError) as refused:
        served.score([])
    assert refused.value.problems == (("", "model 'places' expects 3 features, got 0"),)


def test_a_respond_function_asks_for_what_callers_can_send(tmp_path: Path) -> None:
    FIRST.write(tmp_path / "towns.scorelet")
    (tmp_path / "shape.py").write_text("def respond(prediction, *, age, citty): ...\n")
    with pytest.raises(ServiceError) as unknown:
        loader(None, str(tmp_path)).load(Model("towns", file="towns.scorelet", respond="shape.py:respond"))
    assert str(unknown.value) == (
        "shape.py:respond: there is no 'citty'\n"
        "after the star: age, income, home town, home_town, model, version, row, http, secrets, request"
    )


def test_what_cannot_be_loaded(tmp_path: Path, store: Store) -> None:
    with pytest.raises(BundleError) as missing:
        loader(None, str(tmp_path)).load(Model("towns", file="none.scorelet"))
    path = str(tmp_path / "none.scorelet")
    assert str(missing.value) == (
        f"cannot read {path!r}: no such file or directory\ncheck the path, and who may read it"
    )
    with pytest.raises(StoreNotFoundError, match="has no alias 'next'"):
        loader(store).load(Model("towns", ref="towns@next"))


def test_a_model_that_answers_wrongly_is_not_served(tmp_path: Path) -> None:
    wrong = packed(certificate=CERTIFICATE._replace(golden=(Golden(ROWS[0], ANSWERS[1]),)))
    wrong.write(tmp_path / "wrong.scorelet")
    with pytest.raises(BundleError, match="does not answer here as it was certified"):
        loader(None, str(tmp_path)).load(Model("towns", file="wrong.scorelet"))


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.from_regex(r"[a-f0-9pz]{1,14}", fullmatch=True))
@example("prod")
@example("cafe12")
@example("ABCDEF0")
def test_an_alias_is_what_the_store_takes_for_one(selector: str) -> None:
    try:
        wanted = parse_ref(f"towns@{selector}").alias or ""
    except UsageError:
        return
    assert alias_of(f"towns@{selector}") == wanted
    assert alias_of("towns") == ""
