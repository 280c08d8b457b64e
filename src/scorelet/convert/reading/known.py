"""Which imports of a pickle are known to do no harm.

A pickle may call what it imports with any arguments, and set any state on what it made. So a library as a whole is
never known: each has functions that run commands, evaluate text or open files, and its modules hold whatever they
import themselves. Known are names, one by one (`NAMES`), and of the modelling libraries the classes and a few kinds
of functions (`PATTERNS`), of which the gate asks again, while loading, whether they really are that library's own.

Left out on purpose, although honest models hold some of them:

    scipy.stats                 a distribution's state holds source text, which its __setstate__ executes
    numpy: _ufunc_reconstruct   imports any module and gives any name in it
    builtins: getattr, type     the same for objects; a class of any making
    cloudpickle                 rebuilds functions from byte code: it is made to run code
    numpy: memmap, DataSource, fromfile ...; xgboost.DMatrix; joblib.Memory     open the files they are told to
    sklearn: datasets, tests, externals ...    loaders, and helpers that start processes
    sklearn.callback            connects to the address that its state names, while it is unpickled (1.9)
    pandas: io, eval, read_pickle ...          readers; text that is evaluated

These need trust, as everything else does that has no row here. Some are refused even then: see `dangerous` in `scan`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NAMES: dict[str, frozenset[str]] = {
    module: frozenset(names.split())
    for module, names in {
        # What pickle and Python's own values need.
        "copyreg": "_reconstructor __newobj__ __newobj_ex__",
        "builtins": "bool bytearray bytes complex dict float frozenset int list object range set slice str tuple"
        " Ellipsis NotImplemented",
        "_codecs": "encode",
        "collections": "Counter OrderedDict defaultdict deque",
        "datetime": "date datetime time timedelta timezone",
        "decimal": "Decimal",
        "fractions": "Fraction",
        "functools": "partial",
        "re": "_compile",
        "joblib.numpy_pickle": "NumpyArrayWrapper",
        # NumPy. Functions are those that are passed elementwise to FunctionTransformer, and aggregations.
        "numpy": "dtype ndarray bool bool_ int8 int16 int32 int64 intc int_ intp longlong uint8 uint16 uint32 uint64"
        " uintp float16 float32 float64 longdouble complex64 complex128 str_ bytes_ object_ void datetime64"
        " timedelta64 number generic integer floating signedinteger unsignedinteger abs absolute arccos"
        " arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin asarray array around cbrt ceil clip cos"
        " cosh cumsum deg2rad degrees diff exp exp2 expm1 fabs floor hypot isfinite isinf isnan log log10"
        " log1p log2 logaddexp max maximum mean median min minimum nan_to_num nanmax nanmean nanmedian nanmin"
        " negative positive power prod rad2deg radians ravel reciprocal rint round sign sin sinh sqrt square"
        " squeeze std sum tan tanh trunc var where",
        "numpy._core.multiarray": "_reconstruct scalar",
        "numpy._core.numeric": "_frombuffer",
        "numpy.linalg": "norm",
        "numpy.ma": "MaskedArray",
        "numpy.ma.core": "MaskedArray _mareconstruct",
        "numpy.random._mt19937": "MT19937",
        "numpy.random._pcg64": "PCG64 PCG64DXSM",
        "numpy.random._philox": "Philox",
        "numpy.random._sfc64": "SFC64",
        "numpy.random._pickle": "__bit_generator_ctor __generator_ctor __randomstate_ctor",
        "numpy.random.bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
        "numpy.random._bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
        # SciPy: what fitted estimators keep.
        "scipy._lib.array_api_compat.numpy._aliases": "asarray",
        "scipy.interpolate._bsplines": "BSpline _BSpline",
        "scipy.special._special_ufuncs": "expit log_expit logit",
        "scipy.special._ufuncs": "expit log_expit logit boxcox inv_boxcox",
        # pandas.
        "pandas": "BooleanDtype Categorical CategoricalDtype CategoricalIndex DataFrame DatetimeIndex DatetimeTZDtype"
        " Float32Dtype Float64Dtype Index Int16Dtype Int32Dtype Int64Dtype Int8Dtype Interval IntervalDtype"
        " IntervalIndex MultiIndex NA Period PeriodDtype PeriodIndex RangeIndex Series StringDtype Timedelta"
        " TimedeltaIndex Timestamp UInt16Dtype UInt32Dtype UInt64Dtype UInt8Dtype",
        "pandas.arrays": "ArrowExtensionArray ArrowStringArray BooleanArray DatetimeArray FloatingArray IntegerArray"
        " IntervalArray NumpyExtensionArray PeriodArray StringArray TimedeltaArray",
        "pandas._libs.arrays": "__pyx_unpickle_NDArrayBacked",
        "pandas._libs.internals": "_unpickle_block",
        "pandas._libs.interval": "Interval",
        "pandas._libs.tslibs.nattype": "_nat_unpickle",
        "pandas._libs.tslibs.offsets": "Day",
        "pandas._libs.tslibs.timedeltas": "_timedelta_unpickle",
        "pandas._libs.tslibs.timestamps": "_unpickle_timestamp",
        "pandas.core.frame": "DataFrame",
        "pandas.core.series": "Series",
        "pandas.core.arrays.arrow.array": "ArrowExtensionArray",
        "pandas.core.arrays.boolean": "BooleanArray BooleanDtype",
        "pandas.core.arrays.categorical": "Categorical",
        "pandas.core.arrays.datetimes": "DatetimeArray",
        "pandas.core.arrays.integer": "IntegerArray Int64Dtype Int32Dtype",
        "pandas.core.arrays.string_": "StringArray StringDtype",
        "pandas.core.arrays.string_arrow": "ArrowStringArray",
        "pandas.core.dtypes.dtypes": "CategoricalDtype DatetimeTZDtype IntervalDtype PeriodDtype",
        "pandas.core.indexes.base": "Index _new_Index",
        "pandas.core.indexes.category": "CategoricalIndex",
        "pandas.core.indexes.datetimes": "DatetimeIndex _new_DatetimeIndex",
        "pandas.core.indexes.interval": "IntervalIndex _new_IntervalIndex",
        "pandas.core.indexes.multi": "MultiIndex",
        "pandas.core.indexes.numeric": "Float64Index Int64Index UInt64Index",
        "pandas.core.indexes.range": "RangeIndex",
        "pandas.core.internals.managers": "BlockManager SingleBlockManager",
        "pyarrow.lib": "_restore_array py_buffer type_for_alias",
        # Boosting.
        "lightgbm.basic": "Booster",
        "lightgbm.callback": "_EarlyStoppingCallback _LogEvaluationCallback _RecordEvaluationCallback",
        "xgboost.callback": "EarlyStopping EvaluationMonitor LearningRateScheduler",
        "xgboost.core": "Booster DataSplitMode",
    }.items()
}
"""Module -> the names in it that are known."""


@dataclass(frozen=True)
class Pattern:
    module: re.Pattern[str]
    name: re.Pattern[str]


CLASS = r"_?[A-Z]\w*"

PATTERNS: tuple[Pattern, ...] = tuple(
    Pattern(re.compile(module), re.compile(name))
    for module, name in (
        (r"sklearn(\.\w+)+", CLASS + r"|__pyx_unpickle_[A-Z]\w*"),
        (r"sklearn\.metrics(\.\w+)*", r"\w+_(score|loss|error|deviance|kernel|kernels|distance|distances|similarity)"),
        (r"sklearn\.(neighbors\._(kd|ball)_tree|neighbors\._dist_metrics|metrics\._dist_metrics)", r"newObj"),
        (r"sklearn\.feature_selection\._(univariate_selection|mutual_info)", r"(f|r)_\w+|chi2|mutual_info_\w+"),
        (r"sklearn\.utils\.validation", r"check_array"),
        (r"sklearn\.cluster\._kmeans", r"_kmeans_single_\w+"),
        (r"scipy\.sparse(\._?\w+)?", r"(bsr|coo|csc|csr|dia|dok|lil)_(array|matrix)"),
        (r"lightgbm\.sklearn", r"LGBM\w+|_\w+Wrapper"),
        (r"xgboost\.sklearn", r"XGB\w+"),
    )
)
"""Kinds of names that are known in whole modules; the gate checks of each what it turns out to be."""

REFUSED_PARTS = frozenset({"__main__", "_build_utils", "_mocking", "_test_common", "_testing", "callback", "conftest"})
REFUSED_PARTS |= {"datasets", "estimator_checks", "experimental", "externals", "fixes", "parallel", "tests"}
"""Parts of module names in which no pattern holds."""


def normal(module: str) -> str:
    """The module's name today: numpy.core became numpy._core with NumPy 2."""
    return re.sub(r"^numpy\.core\b", "numpy._core", module)


def named(module: str, name: str) -> bool:
    """Whether this very name is known."""
    return name in NAMES.get(normal(module), ())


def patterned(module: str, name: str) -> bool:
    """Whether it is known if it is the library's own."""
    if REFUSED_PARTS.intersection(module.split(".")):
        return False
    return any(p.module.fullmatch(module) and p.name.fullmatch(name) for p in PATTERNS)


def is_known(module: str, name: str) -> bool:
    return named(module, name) or patterned(module, name)
