"""`scorelet pack`."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path

import pytest

from scorelet.bundle.packed import PackedModel
from scorelet.cli.main import main
from scorelet.convert.reading.format import EXPECTED
from tests.bundle import models
from tests.cli.conftest import Outcome, Scorelet

ROWS = [[0.0, 1.0], [1.0, 0.5], [2.0, 2.0], [3.0, 0.1], [1.5, 1.5], [2.5, 0.0]]
COLUMNS = ("petal length", "petal width")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small model and rows, whose last column is the target."""
    from pandas import DataFrame
    from sklearn.linear_model import LogisticRegression

    folder = tmp_path_factory.mktemp("trained")
    frame = DataFrame(ROWS, columns=list(COLUMNS))
    target = ["a", "a", "b", "b", "a", "b"]
    (folder / "flowers.pkl").write_bytes(pickle.dumps(LogisticRegression().fit(frame, target)))
    frame.assign(kind=target).to_csv(folder / "rows.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def first(trained: Path) -> Path:
    """The model as it was packed the first time."""
    target = trained / "flowers.scorelet"
    arguments = ["pack", trained / "flowers.pkl", "--samples", trained / "rows.csv", "--to", target]
    assert main(list(map(str, arguments))) == 0
    return target


def lines_of(text: str) -> dict[str, str]:
    """The facts of a plain table: word -> the rest of its line."""
    parts = (re.split(r"\s{2,}", line, maxsplit=1) for line in text.splitlines() if line.strip())
    return {part[0]: part[1] for part in parts if len(part) == 2}


def test_a_model_is_packed_again_to_the_same_file(
    scorelet: Scorelet, trained: Path, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(trained)
    before = first.read_bytes()
    outcome = scorelet("pack", "flowers.pkl", "--samples", "rows.csv")
    said = lines_of(outcome.out)
    assert outcome.code == 0
    assert {"size", "needs", "importing that", "one row", "parity", "rows", "largest difference"} <= said.keys()
    assert re.fullmatch(r"(numpy, )?sklearn +Python alone", said["needs"])
    assert said["name"] == "flowers"
    assert said["kind"] == "pfa (a document)"
    assert said["answers"] == "label, probabilities"
    assert said["kept in"] == "flowers.scorelet, unchanged"
    assert re.fullmatch(r"(\d+) of \1 rows agree", said["parity"])
    assert said["rows"].startswith("6 given, 200 drawn")
    assert first.read_bytes() == before
    assert_the_notes(outcome)


def assert_the_notes(outcome: Outcome) -> None:
    said = outcome.err.splitlines()
    assert said[0].startswith("the model's file imports sklearn.linear_model._logistic.LogisticRegression, ")
    assert said[1:] == [
        "columns of the samples that are no features: kind",
        "",
        "next:",
        "  scorelet verify flowers.scorelet",
        "  scorelet score flowers.scorelet rows.csv",
        "  scorelet serve flowers.scorelet",
        "  scorelet emulate flowers.scorelet",
        "  scorelet models push flowers.scorelet",
    ]


def test_what_was_packed_scores_csv(scorelet: Scorelet, trained: Path, first: Path) -> None:
    outcome = scorelet("score", first, trained / "rows.csv")
    assert (outcome.code, outcome.err) == (0, "")
    assert [json.loads(line)["label"] for line in outcome.out.splitlines()] == ["a", "a", "b", "b", "a", "b"]


def test_what_was_packed_is_tried_against_its_original(scorelet: Scorelet, trained: Path, first: Path) -> None:
    outcome = scorelet("verify", first, "--against", trained / "flowers.pkl")
    assert (outcome.code, outcome.err) == (0, "")
    assert re.fullmatch(r"(\d+) of \1 rows agree", lines_of(outcome.out)["parity"])


def test_a_model_that_differs_is_not_packed(scorelet: Scorelet, trained: Path, tmp_path: Path) -> None:
    target = tmp_path / "strict.scorelet"
    outcome = scorelet("pack", trained / "flowers.pkl", "--tolerance", "0", "--to", target)
    assert outcome.code == 1
    assert re.fullmatch(
        r"error: model 'flowers' differs from the original on \d+ of \d+ rows\n"
        r"  nothing was written\n"
        r"  allow more \(--tolerance X\), or accept it with a reason \(--accept-parity WHY\)\n",
        outcome.err,
    )
    shown = [line for line in outcome.out.splitlines() if line.startswith("probabilities.")]
    assert len(shown) == 10
    assert all('{"petal length":' in line for line in shown)
    assert not target.exists()


def test_another_models_file_is_left_alone(scorelet: Scorelet, tmp_path: Path) -> None:
    target = tmp_path / "towns.scorelet"
    models.packed().write(target)
    outcome = scorelet("pack", "flowers.pkl", "--to", target)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: {target} holds the model 'towns', and this is 'flowers'\n  name another file, or move that one away\n"
    )
    assert PackedModel.read(target).manifest.name == "towns"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no.pkl"], "no.pkl: there is no such file\n  check the path; relative paths start at the current folder"),
        (
            ["m.pkl", "--name", "My Model"],
            """a model's name has only small letters, digits, '.', '_' and '-', got 'My Model'
  the nearest valid one is 'my-model'""",
        ),
        (["m.pkl", "--tolerance", "-1"], "--tolerance is a number from 0 on, got -1.0\n  such as 1e-9"),
        (["m.pkl", "--tolerance", "nan"], "--tolerance is a number from 0 on, got nan\n  such as 1e-9"),
        (
            ["m.pkl", "--accept-parity", " "],
            "--accept-parity needs a reason\n  it is kept in the packed model's certificate",
        ),
        (
            ["m.pkl", "--to", "nowhere/m.scorelet"],
            "there is no folder nowhere for m.scorelet\n  make it, or name another place",
        ),
        (
            ["m.pkl", "--to", "rows.csv"],
            "rows.csv is a file, and no store\n  name a folder, s3://bucket/prefix, or a file.scorelet",
        ),
        (["m.pkl", "--to", "folder.scorelet"], "folder.scorelet is a folder\n  name a file in it"),
        (["rows.csv"], f"rows.csv: it looks like a CSV table: rows, not a model\n  {EXPECTED}"),
    ],
)
def test_what_cannot_be_packed(
    scorelet: Scorelet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rows.csv").write_text("a,b\n1,2\n")
    Path("folder.scorelet").mkdir()
    outcome = scorelet("pack", *arguments)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"error: {said}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.scorelet", "rows.csv"]


def test_a_document_is_its_own_original(scorelet: Scorelet, tmp_path: Path) -> None:
    document = tmp_path / "sum.pfa"
    document.write_text('{"input": "double", "output": "double", "action": {"+": ["input", 1]}}')
    outcome = scorelet("pack", document, "--to", tmp_path / "sum.scorelet", "--verbose")
    said = lines_of(outcome.out)
    assert (outcome.code, said["needs"], said["answers"]) == (0, "Python alone", "value")
    assert "parity" not in said
    assert outcome.err == (
        f"\nnext:\n  scorelet score {tmp_path / 'sum.scorelet'} ROWS\n"
        f"  scorelet serve {tmp_path / 'sum.scorelet'}\n"
        f"  scorelet emulate {tmp_path / 'sum.scorelet'}\n"
        f"  scorelet models push {tmp_path / 'sum.scorelet'}\n"
    )
    assert scorelet("score", tmp_path / "sum.scorelet", "-", stdin="1\n").out == "2.0\n"


def test_into_a_store(scorelet: Scorelet, tmp_path: Path) -> None:
    document, store = tmp_path / "sum.pfa", tmp_path / "store"
    document.write_text('{"input": "double", "output": "double", "action": {"+": ["input", 1]}}')
    outcome = scorelet("pack", document, "--to", store)
    version = lines_of(outcome.out)["version"]
    assert lines_of(outcome.out)["kept in"] == f"sum@{version} in {store}"
    assert outcome.err == (
        f"\nnext:\n  scorelet score sum@{version} ROWS --store {store}\n"
        f"  scorelet serve sum@{version} --store {store}\n"
        f"  scorelet emulate sum@{version} --store {store}\n"
        f"  scorelet models alias sum@prod {version} --store {store}\n"
    )
    assert lines_of(scorelet("pack", document, "--to", store).out)["kept in"] == f"sum@{version} in {store}, unchanged"
