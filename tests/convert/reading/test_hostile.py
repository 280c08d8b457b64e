"""Hostile pickles never run anything, whether scanned, loaded here, or loaded in the child."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from scorelet.convert.reading.gate import Gate, unjoblibbed, unpickled
from scorelet.convert.reading.load import load, loaded
from scorelet.convert.reading.process import ChildProcess
from scorelet.convert.reading.scan import scan
from scorelet.errors import ModelReadError, UntrustedModelError
from tests.convert.reading.hostile import HOSTILE, call, name, text, whole
from tests.convert.reading.models import joblibbed, pipeline

NEEDS_TRUST = {"class of another library", "changed class", "state that scipy executes", "getattr chain"}
NEEDS_TRUST |= {"numpy's import of any name"}
"""What an honest model of someone's own making may do too; no option makes the rest load."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_nothing_runs_and_the_file_is_refused(kind: str, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    file = tmp_path / "model.pkl"
    file.write_bytes(HOSTILE[kind](marker))
    with pytest.raises(UntrustedModelError):
        load(file)
    assert not marker.exists()


@pytest.mark.parametrize("kind", sorted(set(HOSTILE) - NEEDS_TRUST))
def test_trust_does_not_help(kind: str, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    with pytest.raises(UntrustedModelError, match="which no trained model needs"):
        loaded(HOSTILE[kind](marker), trust=True)
    assert not marker.exists()


def test_the_pickles_are_what_they_seem(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    for kind in ("os.system", "STACK_GLOBAL with memoised strings", "INST", "Python 2 names", "functools.partial"):
        pickle.loads(HOSTILE[kind](marker))
        assert marker.exists(), kind
        marker.unlink()


def test_a_distribution_of_scipy_is_what_it_seems(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    with pytest.raises(KeyError, match="_parse_args"):  # the text has run by then
        pickle.loads(HOSTILE["state that scipy executes"](marker))
    assert marker.exists()


def test_nothing_runs_in_the_child(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    file = tmp_path / "model.joblib"
    file.write_bytes(HOSTILE["behind joblib's arrays"](marker))
    with ChildProcess(file, trust=True) as child, pytest.raises(UntrustedModelError) as caught:
        child.ask({"do": "load"})
    assert str(caught.value) == (
        f"{file}: loading it would run os.system, which no trained model needs\n"
        "do not load this file anywhere; no option makes it load here"
    )
    assert caught.value.names == ("os.system",)
    assert not marker.exists()


@pytest.mark.parametrize("loader", [unpickled, unjoblibbed])
def test_the_gate_refuses_what_the_scan_did_not_see(loader: object, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    data = HOSTILE["os.system"](marker)
    assert callable(loader)
    with pytest.raises(UntrustedModelError) as caught:
        loader(data, Gate(frozenset({("sklearn.pipeline", "Pipeline")}), trust=True))
    assert str(caught.value) == (
        "loading it asks for os.system: the scan of the file did not see this import\ndo not load this file anywhere"
    )
    assert not marker.exists()


def test_the_gate_holds_in_pickles_within_a_joblib_file(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    honest = frozenset(scan(joblibbed(pipeline())).imports)
    with pytest.raises(UntrustedModelError, match=r"asks for os\.system"):
        unjoblibbed(HOSTILE["in a pickle within a joblib file"](marker), Gate(honest, trust=True))
    assert not marker.exists()


def test_a_class_that_a_library_merely_imports_is_refused() -> None:
    with pytest.raises(UntrustedModelError) as caught:
        loaded(whole(call(name("sklearn.svm._base", "ABCMeta"), text("X"))))
    assert str(caught.value) == (
        "loading it asks for sklearn.svm._base.ABCMeta: it is not one of that library's own classes or functions\n"
        "do not load this file anywhere"
    )


def test_huge_numbers_in_a_small_file_are_errors() -> None:
    for body in (
        pickle.BINBYTES8 + (1 << 62).to_bytes(8, "little"),
        pickle.BYTEARRAY8 + (1 << 40).to_bytes(8, "little"),
        pickle.LONG4 + (1 << 30).to_bytes(4, "little"),
        pickle.FRAME + (1 << 62).to_bytes(8, "little"),
        text("x") + pickle.LONG_BINPUT + b"\xff\xff\xff\xff",
    ):
        with pytest.raises(ModelReadError):
            scan(whole(name("sklearn.pipeline", "Pipeline") + body)[:-1])


def test_pickles_within_pickles_nest_once() -> None:
    data = joblibbed(np.array([None], dtype=object))
    start = data[: data.index(b"\x80\x05")]
    with pytest.raises(ModelReadError, match="it is cut off or damaged"):
        scan(start * 5_000)


def test_deep_nesting_is_no_danger() -> None:
    deep = pickle.EMPTY_TUPLE + pickle.TUPLE1 * 200_000
    found = scan(whole(pickle.EMPTY_DICT + deep + pickle.NONE + pickle.SETITEM))
    assert found.imports == ()
