"""The process that reads, from its parent's side: whatever happens in it, an answer or a clear error comes."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorelet.convert.reading.load import load
from scorelet.convert.reading.process import ChildProcess
from scorelet.convert.reading.versions import version_of
from scorelet.errors import (
    ModelProcessError,
    ModelReadError,
    PfaUserError,
    UnknownFormatError,
    UntrustedModelError,
)
from tests.convert.reading import questions
from tests.convert.reading.models import ROWS, pickled, pipeline

NAMES = ("predict", "odd", "unsayable", "noisy", "foreign", "own", "leave", "crash", "hang", "swell", "environment")
SERVED = {name: f"{questions.__name__}:{name}" for name in NAMES}
SERVED["describe"] = "scorelet.convert.reading.child:described"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "model.pfa"
    file.write_text('{"input": "null", "output": "null", "action": null}')
    return file


@pytest.fixture
def child(model: Path) -> Iterator[ChildProcess]:
    with ChildProcess(model, served=SERVED, timeout=20) as process:
        yield process


def refusal(child: ChildProcess, do: str) -> ModelReadError:
    with pytest.raises(ModelReadError) as caught:
        child.ask({"do": do})
    return caught.value


def test_it_describes_what_it_loaded(tmp_path: Path) -> None:
    file = tmp_path / "model.pkl"
    file.write_bytes(pickled(pipeline()))
    here = load(file)
    with ChildProcess(file, served=SERVED) as child:
        assert child.ask({"do": "load"}) == child.described == child.ask({"do": "describe"})
        assert child.described == {
            "class": "sklearn.pipeline.Pipeline",
            "format": "pickle",
            "sha256": here.sha256,
            "size": file.stat().st_size,
            "imports": [".".join(name) for name in here.imports],
            "warnings": [],
            "made_with": {"scikit-learn": version_of("sklearn")},
            "running": {"numpy": version_of("numpy"), "scikit-learn": version_of("sklearn")},
        }
        answer = child.ask({"do": "predict", "rows": ROWS.tolist()})
    assert answer == {"predicted": pipeline().predict(ROWS).tolist()}


def test_odd_values_come_through(child: ChildProcess) -> None:
    answer = child.ask({"do": "odd"})
    assert math.isnan(answer.pop("nan"))
    assert answer == {"inf": math.inf, "text": "\ud800\n\u2028"}


def test_what_a_model_prints_is_no_answer_and_what_it_reads_is_no_request(child: ChildProcess) -> None:
    assert child.ask({"do": "noisy"}) == {"read": ""}
    assert child.ask({"do": "describe"}) == child.described


def test_errors_come_through_and_the_process_lives_on(child: ChildProcess, model: Path) -> None:
    assert (
        str(refusal(child, "dance")) == f"{model}: its process cannot answer 'dance', but {', '.join(sorted(SERVED))}"
    )
    assert str(refusal(child, "foreign")) == (
        f"{model}: its process failed to answer {{'do': 'foreign'}}: KeyError: 'missing'"
    )
    assert str(refusal(child, "unsayable")) == (
        f"{model}: an answer cannot be said in JSON: Object of type set is not JSON serializable"
    )
    with pytest.raises(PfaUserError) as caught:
        child.ask({"do": "own"})
    assert vars(caught.value) == {"message": "it is wrong", "place": "$.action", "code": -3}
    assert str(caught.value) == "it is wrong - at $.action"
    assert child.ask({"do": "describe"}) == child.described


def test_memory_is_limited(model: Path) -> None:
    with ChildProcess(model, served=SERVED, memory=1 << 30) as child:
        error = refusal(child, "swell")
    assert isinstance(error, ModelProcessError)
    assert (error.reason, str(error)) == (
        "memory",
        f"{model}: it needs more memory than it may use\nallow it more, or read it on a larger machine",
    )


def test_time_is_limited(model: Path) -> None:
    with ChildProcess(model, served=SERVED, timeout=1) as child:
        pid = child.ask({"do": "environment"})["pid"]
        start = time.monotonic()
        error = refusal(child, "hang")
        assert 0.9 < time.monotonic() - start < 5
        assert isinstance(error, ModelProcessError)
        assert (error.reason, str(error)) == (
            "timeout",
            f"{model}: reading it takes longer than 1 seconds\nallow it more, or look whether the file is a model",
        )
        assert str(refusal(child, "describe")) == f"{model}: the process that read it has ended"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize(("do", "how"), [("leave", "ended with code 7"), ("crash", "crashed with SIGSEGV")])
def test_a_process_that_dies(child: ChildProcess, model: Path, do: str, how: str) -> None:
    error = refusal(child, do)
    assert isinstance(error, ModelProcessError)
    assert (error.reason, str(error)) == (
        "crash",
        f"{model}: the process that reads it {how}\nthe file may be damaged, or made for other library versions",
    )


def test_the_end_of_the_block_is_the_end_of_the_process(model: Path) -> None:
    with ChildProcess(model, served=SERVED) as child:
        pid = child.ask({"do": "environment"})["pid"]
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert str(refusal(child, "describe")) == f"{model}: the process that read it has ended"


def test_a_child_sees_what_its_parent_sees_and_the_current_folder_only_with_trust(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    seen = {}
    for trust in (False, True):
        with ChildProcess(model, served=SERVED, trust=trust) as child:
            seen[trust] = child.ask({"do": "environment"})["path"]
    assert all(path in seen[False] for path in sys.path if path)
    assert not {"", ".", str(tmp_path)}.intersection(seen[False])
    assert str(tmp_path) in seen[True]


def test_a_module_in_the_current_folder_serves_a_trusted_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_models.py").write_text("class Model:\n    def predict(self, rows):\n        return rows * 2\n")
    (tmp_path / "model.pkl").write_bytes(b"cmy_models\nModel\n)R.")
    monkeypatch.chdir(tmp_path)
    with ChildProcess("model.pkl", served=SERVED, trust=True) as child:
        assert child.ask({"do": "predict", "rows": [1, 2]}) == {"predicted": [2, 4]}
    with ChildProcess("model.pkl", served=SERVED) as child:
        assert isinstance(refusal(child, "load"), UntrustedModelError)


def test_errors_of_reading_keep_their_kind(tmp_path: Path) -> None:
    file = tmp_path / "model.pkl"
    file.write_bytes(b"a,b\n1,2\n3,4\n")
    with ChildProcess(file) as child:
        error = refusal(child, "load")
    assert type(error) is UnknownFormatError
    with pytest.raises(UnknownFormatError) as caught:
        load(file)
    assert (str(error), vars(error)) == (str(caught.value), vars(caught.value))


def test_a_trusted_model_that_exits(tmp_path: Path) -> None:
    file = tmp_path / "model.pkl"
    file.write_bytes(b"cmy_exit\nleave\n)R.")
    (tmp_path / "my_exit.py").write_text("def leave():\n    raise SystemExit('enough')\n")
    with ChildProcess(file, trust=True) as child, pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        error = refusal(child, "load")
    assert str(error) == (
        f"{file}: the process that reads it ended with code 1 (enough)\n"
        "the file may be damaged, or made for other library versions"
    )
