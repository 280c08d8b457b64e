"""Which names are known, and which never may be."""

from __future__ import annotations

import importlib
import re
import warnings

import pytest

from scorelet.convert.reading.known import NAMES, is_known, named, patterned

NEVER = [
    ("builtins", "eval"),
    ("builtins", "exec"),
    ("builtins", "getattr"),
    ("builtins", "type"),
    ("builtins", "open"),
    ("os", "system"),
    ("copyreg", "add_extension"),
    ("joblib", "load"),
    ("joblib", "Memory"),
    ("joblib.numpy_pickle", "load"),
    ("joblib.numpy_pickle", "NDArrayWrapper"),
    ("numpy", "load"),
    ("numpy", "fromfile"),
    ("numpy", "memmap"),
    ("numpy", "random"),
    ("numpy", "vectorize"),
    ("numpy.core", "_ufunc_reconstruct"),
    ("numpy._core", "_ufunc_reconstruct"),
    ("numpy.f2py.crackfortran", "getlincoef"),
    ("numpy.testing._private.utils", "runstring"),
    ("scipy.stats._continuous_distns", "norm_gen"),
    ("scipy.io", "loadmat"),
    ("pandas", "read_pickle"),
    ("pandas", "eval"),
    ("pandas", "HDFStore"),
    ("pandas", "ExcelWriter"),
    ("pandas.io.common", "urlopen"),
    ("sklearn.datasets", "load_files"),
    ("sklearn.datasets._base", "Path"),
    ("sklearn.utils._testing", "TempMemmap"),
    ("sklearn.utils._testing", "check_output"),
    ("sklearn.utils", "os"),
    ("sklearn.pipeline", "Pipeline.fit"),
    ("sklearn.externals._arff", "ArffDecoder"),
    ("sklearn.callback._scoring_monitor", "ScoringMonitor"),
    ("sklearn", "Show"),
    ("sklearnx.pipeline", "Pipeline"),
    ("xgboost.core", "DMatrix"),
    ("xgboost.tracker", "RabitTracker"),
    ("lightgbm.basic", "Dataset"),
    ("cloudpickle.cloudpickle", "_make_function"),
    ("__main__", "Pipeline"),
    ("", ""),
]


@pytest.mark.parametrize(("module", "name"), NEVER)
def test_what_is_never_known(module: str, name: str) -> None:
    assert not is_known(module, name)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("sklearn.linear_model._logistic", "LogisticRegression"),
        ("sklearn.calibration", "_CalibratedClassifier"),
        ("sklearn._loss._loss", "__pyx_unpickle_CyHalfMultinomialLoss"),
        ("sklearn.neighbors._kd_tree", "newObj"),
        ("sklearn.metrics._classification", "f1_score"),
        ("sklearn.metrics.pairwise", "rbf_kernel"),
        ("sklearn.feature_selection._univariate_selection", "f_classif"),
        ("scipy.sparse._csr", "csr_matrix"),
        ("scipy.sparse.csr", "csr_matrix"),
        ("xgboost.sklearn", "XGBClassifier"),
        ("lightgbm.sklearn", "LGBMRegressor"),
    ],
)
def test_what_is_known_by_its_pattern(module: str, name: str) -> None:
    assert patterned(module, name)
    assert not named(module, name)


def test_numpy_1_is_known_as_numpy_2_is() -> None:
    assert named("numpy.core.multiarray", "_reconstruct")
    assert named("numpy._core.multiarray", "_reconstruct")
    assert not named("numpy.corewars", "multiarray")


def test_no_known_name_is_a_module() -> None:
    """A module would be a way to all that it imports."""
    for module, names in NAMES.items():
        try:
            with warnings.catch_warnings(action="ignore"):
                found = importlib.import_module(module)
        except ImportError:  # of another version of its library
            continue
        for name in names:
            assert type(getattr(found, name, None)).__name__ != "module", (module, name)


def test_the_libraries_have_the_known_names_of_today() -> None:
    """What has no name here any more is of older versions; these are the modules where that is so.

    The last three change with SciPy 1.18 and XGBoost 3.3, which there are for Python 3.12 and later.
    """
    gone = set()
    for module, names in NAMES.items():
        with warnings.catch_warnings(action="ignore"):
            try:
                found = importlib.import_module(module)
            except ImportError:
                gone.add(module)
                continue
            gone |= {module for name in names if not hasattr(found, name)}
    assert gone <= {
        "pandas.core.indexes.numeric",
        "numpy.random._bit_generator",
        "scipy.special._special_ufuncs",
        "scipy._lib.array_api_compat.numpy._aliases",
        "scipy.interpolate._bsplines",
        "xgboost.core",
    }


def test_names_are_written_once() -> None:
    assert all(re.fullmatch(r"\w+", name) for names in NAMES.values() for name in names)
