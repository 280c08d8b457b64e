"""`scorelet models`: list, show, push, pull, alias, history, rm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.store import open_store
from tests.bundle import models
from tests.cli.conftest import Scorelet

FIRST = models.packed()
SECOND = PackedModel.of(models.MANIFEST, json.dumps(models.DOCUMENT).encode())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions of `towns`; `towns@prod` is the first."""
    where = tmp_path / "store"
    monkeypatch.setenv("SCORELET_STORE", str(where))
    monkeypatch.chdir(tmp_path)
    opened = open_store(where, who="ann@home")
    for packed in (FIRST, SECOND):
        opened.push("towns", packed.data)
    opened.move_alias("towns", "prod", FIRST.version, why="it is good")
    return where


def words(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_list(scorelet: Scorelet, store: Path) -> None:
    outcome = scorelet("models", "list")
    assert (outcome.code, outcome.err) == (0, "")
    (row,) = words(outcome.out)
    assert row[:5] == ["towns", SECOND.short_version, "2", "prod:", FIRST.short_version]
    assert row[-2:] == ["just", "now"]


def test_list_the_versions_of_one(scorelet: Scorelet, store: Path) -> None:
    rows = words(scorelet("models", "list", "towns").out)
    assert [row[:2] for row in rows] == [[SECOND.short_version, "-"], [FIRST.short_version, "prod"]]


def test_list_for_programs(scorelet: Scorelet, store: Path) -> None:
    (model,) = json.loads(scorelet("models", "list", "--json").out)
    assert model == json.loads(scorelet("models", "list", "towns", "--json").out)
    assert model["name"] == "towns"
    assert [version["version"] for version in model["versions"]] == [SECOND.version, FIRST.version]
    assert model["versions"][1].keys() == {"version", "size", "pushed", "by"}
    assert model["aliases"] == {"prod": FIRST.version}


def test_an_empty_store(scorelet: Scorelet, tmp_path: Path) -> None:
    outcome = scorelet("models", "list", "--store", tmp_path / "none")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == (
        f"the store {tmp_path / 'none'} holds no models\n  scorelet models push FILE puts one there\n"
    )
    assert scorelet("models", "list", "--store", tmp_path / "none", "--json").out == "[]\n"


def test_show(scorelet: Scorelet, store: Path) -> None:
    outcome = scorelet("models", "show", "towns@prod")
    assert (outcome.code, outcome.err) == (0, "")
    assert [" ".join(line.split()) for line in outcome.out.splitlines()] == [
        "name towns",
        f"version {FIRST.short_version}",
        "kind pfa (a PFA document; runs with Python alone)",
        "task classification",
        f"size {len(FIRST.data) / 1000:.1f} kB",
        "source scikit-learn Pipeline(StandardScaler, LogisticRegression), joblib, 1.2 kB",
        f"source's SHA-256 {'0' * 64}",
        "made with scikit-learn 1.8.0",
        "packed with scikit-learn 1.9.1",
        "answers label, score",
        "classes young, Bonn, Köln",
        "sample rows 2",
        "parity 5 of 5 rows agree, 2 of them by refusing the row",
        "rows 2 given, 3 unseen category",
        "largest difference none",
        "",
        "age number - -",
        "income number may be missing -",
        "home town string - such as Bonn, Köln",
    ]


def test_show_a_file_for_programs(scorelet: Scorelet, tmp_path: Path) -> None:
    path = tmp_path / "towns.scorelet"
    SECOND.write(path)
    shown = json.loads(scorelet("models", "show", path, "--json").out)
    assert (shown["version"], shown["size"], shown["name"]) == (SECOND.version, len(SECOND.data), "towns")
    assert shown["input"]["fields"][2]["source"] == "home town"
    assert shown["parity"] is None


def test_show_what_is_not_there(scorelet: Scorelet, store: Path) -> None:
    outcome = scorelet("models", "show", "town")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"error: the store {store} has no model 'town'\n  did you mean 'towns'?\n"


def test_push_and_pull(scorelet: Scorelet, store: Path, tmp_path: Path) -> None:
    FIRST.write(tmp_path / "towns.scorelet")
    version = FIRST.short_version
    pushed = scorelet("models", "push", "towns.scorelet", "--name", "cities")
    assert (pushed.code, pushed.out, pushed.err) == (0, f"cities@{version} in {store}\n", "")
    assert scorelet("models", "push", "towns.scorelet", "--name", "cities").out == (
        f"cities@{version} in {store}, unchanged\n"
    )
    pulled = scorelet("models", "pull", "cities", "-o", "pulled.scorelet")
    assert (pulled.code, pulled.out, pulled.err) == (0, "pulled.scorelet\n", "")
    assert Path("pulled.scorelet").read_bytes() == FIRST.data
    assert scorelet("models", "pull", "cities", "-o", "pulled.scorelet").out == "pulled.scorelet, unchanged\n"


def test_pull_replaces_another_version_and_says_so(scorelet: Scorelet, store: Path) -> None:
    assert scorelet("models", "pull", "towns@prod").out == "towns.scorelet\n"
    outcome = scorelet("models", "pull", "towns")
    assert outcome.out == f"towns.scorelet, in place of version {FIRST.short_version}\n"
    assert Path("towns.scorelet").read_bytes() == SECOND.data


def test_pull_leaves_other_files_alone(scorelet: Scorelet, store: Path) -> None:
    Path("towns.scorelet").write_text("notes")
    outcome = scorelet("models", "pull", "towns")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        "error: towns.scorelet is there, and no packed model\n  name another file, or move that one away\n"
    )
    assert Path("towns.scorelet").read_text() == "notes"
    outcome = scorelet("models", "pull", "towns", "-o", "towns.zip")
    assert outcome.err == (
        "error: a packed model's file ends in .scorelet, got towns.zip\n  name it towns.zip.scorelet\n"
    )


def test_push_what_is_not_there(scorelet: Scorelet, store: Path) -> None:
    outcome = scorelet("models", "push", "no.scorelet")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == ("error: there is no file no.scorelet\n  scorelet pack MODEL makes one of a trained model\n")


def test_an_alias_moves_and_is_undone(scorelet: Scorelet, store: Path) -> None:
    first, second = FIRST.short_version, SECOND.short_version
    moved = scorelet("models", "alias", "towns@prod", SECOND.version[:8], "--why", "better")
    assert (moved.code, moved.out, moved.err) == (0, f"towns@prod: {first} -> {second}\n", "")
    assert scorelet("models", "alias", "towns@prod", "--undo").out == f"towns@prod: {second} -> {first}\n"
    assert scorelet("models", "alias", "towns@staging").out == f"towns@staging: - -> {second}\n"
    assert scorelet("models", "alias", "towns@prod", "towns@staging").out == f"towns@prod: {first} -> {second}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["towns"], "expected NAME@ALIAS, got 'towns'\n  such as towns@prod"),
        (
            ["towns@prod", "staging", "--undo"],
            "--undo goes back to where the alias stood before\n  leave out VERSION, or --undo",
        ),
    ],
)
def test_aliases_that_are_none(scorelet: Scorelet, store: Path, arguments: list[str], said: str) -> None:
    outcome = scorelet("models", "alias", *arguments)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"error: {said}\n")


def test_history(scorelet: Scorelet, store: Path) -> None:
    outcome = scorelet("models", "history", "towns")
    assert (outcome.code, outcome.err) == (0, "")
    assert [row[2:] for row in words(outcome.out)] == [
        ["prod", "moved", "-", FIRST.short_version, "ann@home", "it", "is", "good"],
        ["pushed", "-", SECOND.short_version, "ann@home", "-"],
        ["pushed", "-", FIRST.short_version, "ann@home", "-"],
    ]
    (change,) = json.loads(scorelet("models", "history", "towns@prod", "--json").out)
    assert change.pop("time").endswith("+00:00")
    assert change == {
        "number": 3,
        "what": "move",
        "alias": "prod",
        "before": None,
        "after": FIRST.version,
        "by": "ann@home",
        "why": "it is good",
    }


def test_the_history_of_a_version(scorelet: Scorelet, store: Path) -> None:
    outcome = scorelet("models", "history", f"towns@{FIRST.short_version}")
    assert outcome.err == (
        f"error: a version never changes, and 'towns@{FIRST.short_version}' is one\n"
        "  ask for towns, or for an alias of it\n"
    )


def test_rm_asks_first(scorelet: Scorelet, store: Path) -> None:
    outcome = scorelet("models", "rm", "towns@prod")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "error: rm asks before it removes, and nobody is there to answer\n  add --yes\n"
    assert [alias.name for alias in open_store(store).aliases("towns")] == ["prod"]


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_rm_takes_an_answer(
    scorelet: Scorelet, store: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    monkeypatch.setattr("scorelet.cli.models_rm.is_anyone_there", lambda: True)
    outcome = scorelet("models", "rm", f"towns@{SECOND.short_version}", stdin=answer)
    question = f"remove version {SECOND.short_version} of towns from {store}? [y/N] "
    assert outcome.code == code
    assert outcome.err.startswith(question)
    assert (SECOND.version in [v.digest for v in open_store(store).versions("towns")]) == (code == 1)
    if code == 1:
        assert outcome.err.removeprefix(question) == (
            f"error: nothing was removed\n  scorelet models rm towns@{SECOND.short_version} --yes does not ask\n"
        )


def test_rm_an_alias_and_then_all(scorelet: Scorelet, store: Path) -> None:
    refused = scorelet("models", "rm", "towns", "--yes")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        f"error: aliases stand on what should be removed: towns@prod on {FIRST.short_version}\n"
        "  move or remove them first\n"
    )
    assert scorelet("models", "rm", "towns@prod", "--yes").out == (
        "removed the alias towns@prod; scorelet models alias towns@prod --undo brings it back\n"
    )
    gone = scorelet("models", "rm", "towns", "--yes", "--why", "moved away")
    assert gone.out == f"removed towns@{FIRST.short_version}, towns@{SECOND.short_version}\n"
    assert scorelet("models", "list").out == ""
    assert words(scorelet("models", "history", "towns").out)[0][-2:] == ["moved", "away"]
