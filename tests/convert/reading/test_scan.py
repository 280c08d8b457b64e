"""What a scan finds, and what is admitted."""

from __future__ import annotations

import pickle
from typing import Any

import cloudpickle
import numpy as np
import pytest
import scipy.sparse

from scorelet.convert.reading.scan import Scan, admit, dangerous, scan
from scorelet.errors import ModelReadError, UntrustedModelError
from tests.convert.reading.hostile import call, name, text, whole
from tests.convert.reading.models import forest, joblibbed, lgbm, pickled, pipeline, xgb

PIPELINE = {
    ("sklearn.pipeline", "Pipeline"),
    ("sklearn.preprocessing._data", "StandardScaler"),
    ("sklearn.linear_model._logistic", "LogisticRegression"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}


class Opener(pickle.Unpickler):
    """Notes what an unpickler really asks for."""

    asked: set[tuple[str, str]]

    def find_class(self, module: str, name: str) -> Any:
        self.asked.add((module, name))
        return super().find_class(module, name)


def asked_for(data: bytes) -> set[tuple[str, str]]:
    import io

    opener = Opener(io.BytesIO(data), fix_imports=False)
    opener.asked = set()
    opener.load()
    return opener.asked


ARRAYS = {
    "empty": np.zeros((0, 3)),
    "no dimension": np.array(1.5),
    "Fortran order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "big endian": np.arange(3, dtype=">i2"),
    "booleans": np.array([True, False]),
    "complex": np.array([1j]),
    "texts": np.array(["a", "bcd"]),
    "bytes": np.array([b"a", b"bcd"]),
    "objects": np.array(["a", None], dtype=object),
    "dates": np.array(["2020-01-01"], dtype="M8[D]"),
    "records": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "records with objects": np.array([(1, "x")], dtype=[("a", "i4"), ("b", "O")]),
    "opcodes": np.frombuffer(b"cos\nsystem\n." * 10, dtype="u1"),
}


@pytest.mark.parametrize("kind", ARRAYS)
@pytest.mark.parametrize("protocol", [0, 2, 3, 4, 5])
def test_all_behind_an_array_of_joblib_is_seen(kind: str, protocol: int) -> None:
    found = scan(joblibbed([ARRAYS[kind], ARRAYS[kind], scipy.sparse.csr_matrix([[1.0]])], protocol=protocol))
    assert ("scipy.sparse._csr", "csr_matrix") in found.imports
    assert (found.unknown, found.dangerous, found.hidden, found.tricks) == ((), (), (), ())


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("model", [pipeline, forest, xgb, lgbm])
def test_honest_models_need_no_trust(model: Any, protocol: int) -> None:
    for data in (pickled(model(), protocol), joblibbed(model(), protocol=protocol)):
        found = scan(data)
        assert (found.unknown, found.dangerous, found.hidden, found.tricks) == ((), (), (), ())
        admit(found, trust=False)


@pytest.mark.parametrize("protocol", [3, 4, 5])
@pytest.mark.parametrize("model", [pipeline, forest, xgb, lgbm])
def test_a_scan_finds_what_an_unpickler_asks_for(model: Any, protocol: int) -> None:
    data = pickled(model(), protocol)
    assert set(scan(data).imports) == asked_for(data)


def test_the_imports_and_versions_of_a_pipeline() -> None:
    found = scan(pickled(pipeline()))
    assert set(found.imports) >= PIPELINE
    assert dict(found.versions).keys() == {"scikit-learn"}


def test_names_of_python_2_are_those_of_today() -> None:
    assert scan(pickle.dumps({1, 2}, 2)).imports == (("builtins", "set"),)


def test_a_function_by_value_needs_trust() -> None:
    found = scan(cloudpickle.dumps(lambda x: x + 1))
    assert found.dangerous == ()
    with pytest.raises(UntrustedModelError) as caught:
        admit(found, trust=False)
    assert "cloudpickle.cloudpickle._make_function" in caught.value.names
    admit(found, trust=True)


def test_an_unknown_class_needs_trust() -> None:
    found = scan(whole(call(name("mine.models", "Model"))))
    assert found == Scan(imports=(("mine.models", "Model"),), unknown=(("mine.models", "Model"),))
    with pytest.raises(UntrustedModelError) as caught:
        admit(found, trust=False)
    assert str(caught.value) == (
        "loading it may run any code: it would import mine.models.Model,"
        " outside the modelling libraries that are known\n"
        "if you know who made it, allow it with --trust (trust=True)"
    )
    assert caught.value.names == ("mine.models.Model",)
    admit(found, trust=True)


def test_a_trick_with_known_names_needs_trust() -> None:
    made = call(name("sklearn.pipeline", "Pipeline"))
    with pytest.raises(UntrustedModelError) as caught:
        admit(scan(whole(call(made))), trust=False)
    assert str(caught.value) == (
        "loading it may run any code: it calls an object that it made itself\n"
        "if you know who made it, allow it with --trust (trust=True)"
    )


def test_a_class_of_main_is_explained_with_and_without_trust() -> None:
    found = scan(whole(call(name("__main__", "Cleaner"))))
    for trust in (False, True):
        with pytest.raises(ModelReadError) as caught:
            admit(found, trust)
        assert str(caught.value) == (
            "it refers to __main__.Cleaner, which was defined in the notebook or script that saved the model;"
            " the file does not hold it\n"
            "move Cleaner into a module that can be imported and save the model again;"
            " or save it with cloudpickle, which takes it along, and allow that with --trust (trust=True)"
        )


def test_long_lists_are_cut() -> None:
    found = Scan((), unknown=tuple(("m", f"f{n}") for n in range(8)))
    with pytest.raises(UntrustedModelError, match=r"m\.f0, m\.f1, m\.f2, m\.f3, m\.f4 and 3 more, outside"):
        admit(found, trust=False)


def test_dangerous_names() -> None:
    weapons = {("os", "system"), ("posix", "system"), ("builtins", "eval"), ("numpy.f2py.crackfortran", "getlincoef")}
    weapons |= {("joblib", "load"), ("x", "os.system"), ("pandas", "read_pickle"), ("a\nb", "c")}
    harmless = {("mine", "Model"), ("functools", "partial"), ("builtins", "getattr"), ("uuid", "UUID")}
    assert dangerous(weapons | harmless) == weapons


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x80\x04", "pickle exhausted before seeing STOP - at byte 2"),
        (whole(text("x"))[:-1], "pickle exhausted before seeing STOP - at byte 5"),
        (whole(text("xyz"))[:-3], "expected 3 bytes in a unicodestring1, but only 1 remain - at byte 5"),
        (whole(b"\xff"), "at position 2, opcode b'\\xff' unknown - at byte 3"),
        (whole(pickle.BINGET + b"\x07"), "it recalls what it never stored - at byte 4"),
        (whole(pickle.POP), "it takes more from the stack than there is - at byte 3"),
        (whole(pickle.TUPLE), "it takes more from the stack than there is - at byte 3"),
        (whole(pickle.MARK + pickle.MEMOIZE), "it takes more from the stack than there is - at byte 4"),
        (whole(b""), "it ends without a value - at byte 3"),
        (whole(pickle.NONE + pickle.BINPERSID), "it refers to objects outside the file - at byte 4"),
        (joblibbed(ARRAYS["big endian"])[:-5], "it ends within an array"),
    ],
)
def test_what_is_no_pickle_to_its_end(data: bytes, sentence: str) -> None:
    with pytest.raises(ModelReadError) as caught:
        scan(data)
    assert str(caught.value).startswith(f"it is cut off or damaged: {sentence}")
    assert str(caught.value).endswith("\ncopy or save the file again")
