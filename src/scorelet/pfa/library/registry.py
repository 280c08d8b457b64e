"""The registry of PFA's library functions: one decorated Python function each.

A library function is declared in one place, in the file of its family:

    @function(
        "a.head",
        "(a: array of any A) -> A",
        errors={15020: "empty array"},
    )
    def head(a: list[Any]) -> Any:
        if not a:
            raise failure("a.head", 15020)
        return a[0]

`signatures`    one or more texts in the pattern language of `scorelet.pfa.patterns`
`errors`        the specification's numeric codes, with its messages
`typed`         the decorated function is a factory: it is given the `Call` (the resolved types of this one
                place in a document) and returns the function that runs; for functions whose meaning depends
                on types (sorting, overflow, equality)
`engine`        the function is given the engine's `Context` first (random numbers)
`inline`        Python expression text over the parameter names and over names of the module, put in place of
                a call where that is faster; or a function from `Call` to such text or None. It is the library's
                own text: nothing from a document is ever part of it. Calling a function parameter in it
                (``fcn(x)``) expands the document's function where possible
`specialise`    "module:name" of a specialiser in `scorelet.pfa.lower`, for arguments that are constants
`fixed`         names of parameters that must be literals of the document: the decorated function is a factory, given
                their values as keywords, which returns the function of the other arguments. It runs when a document
                is checked and when an engine starts, and raises PfaSemanticError for values that it refuses
`deprecated`, `removed`   PFA versions, where the specification gives them

How values look to a library function (the canonical representation, see `scorelet.pfa.values`):

    null None · boolean bool · int, long int · float, double float (never int; a float is rounded to 32 bits)
    string, enum str · bytes, fixed bytes · array list · map, record dict (a map and a record keep their order)
    union: the bare value of the member, but (tag, value) where members of that union could not be told apart
    by class ({int, long}, {float, double}, {string, enums}, {bytes, fixeds}, {map, records})
    function argument: a Python callable

Arguments are converted to the signature's types before the call and the result to nothing: it must be
canonical already. Values are immutable: a function never changes an argument, and may share its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NoReturn, TypeVar

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.types import Type

F = TypeVar("F", bound=Callable[..., Any])

FAMILIES: Mapping[str, str] = {
    "": "core",
    "a.": "array",
    "bytes.": "bytes",
    "cast.": "cast",
    "enum.": "enum",
    "fixed.": "fixed",
    "impute.": "impute",
    "interp.": "interp",
    "la.": "linear",
    "m.": "math",
    "m.kernel.": "math_kernel",
    "m.link.": "math_link",
    "m.special.": "math_special",
    "map.": "map",
    "metric.": "metric",
    "model.cluster.": "model_cluster",
    "model.naive.": "model_naive",
    "model.neighbor.": "model_neighbor",
    "model.neural.": "model_neural",
    "model.reg.": "model_reg",
    "model.svm.": "model_svm",
    "model.tree.": "model_tree",
    "parse.": "parse",
    "prob.dist.": "prob_dist",
    "s.": "string",
    "scorelet.text.": "scorelet_text",
    "stat.sample.": "stat_sample",
}
"""The module of `scorelet.pfa.library` that holds the functions of a prefix; the longest prefix counts."""


class Call:
    """One place in a document where a library function is called: its resolved types.

    `params` are the names in the signature that matched, `args` the types the arguments have been converted
    to, `ret` is the result's, `labels` what each label of the signature stands for (``call.labels["A"]``).
    """

    __slots__ = ("args", "labels", "name", "params", "ret")

    def __init__(
        self, name: str, params: tuple[str, ...], args: tuple[Type, ...], ret: Type, labels: Mapping[str, Type]
    ) -> None:
        self.name = name
        self.params = params
        self.args = args
        self.ret = ret
        self.labels = labels


Inline = str | Callable[[Call], str | None]


class LibraryFunction:
    """A registered function: what `function` was given, and the decorated Python function as `run`."""

    __slots__ = (
        "deprecated", "engine", "errors", "fixed", "inline", "name", "removed", "run", "signatures", "specialise",
        "typed",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        signatures: tuple[str, ...],
        run: Callable[..., Any],
        *,
        errors: Mapping[int, str],
        typed: bool,
        engine: bool,
        inline: Inline | None,
        specialise: str | None,
        fixed: tuple[str, ...],
        deprecated: str | None,
        removed: str | None,
    ) -> None:
        self.name = name
        self.signatures = signatures
        self.run = run
        self.errors = errors
        self.typed = typed
        self.engine = engine
        self.inline = inline
        self.specialise = specialise
        self.fixed = fixed
        self.deprecated = deprecated
        self.removed = removed


_functions: dict[str, LibraryFunction] = {}


def function(
    name: str,
    *signatures: str,
    errors: Mapping[int, str] | None = None,
    typed: bool = False,
    engine: bool = False,
    inline: Inline | None = None,
    specialise: str | None = None,
    fixed: tuple[str, ...] = (),
    deprecated: str | None = None,
    removed: str | None = None,
) -> Callable[[F], F]:
    """Register the decorated function as the library function `name` (see the top of this file)."""

    def register(run: F) -> F:
        if name in _functions:
            raise ValueError(f"library function {name!r} is registered twice")
        _functions[name] = LibraryFunction(
            name,
            signatures,
            run,
            errors=errors or {},
            typed=typed,
            engine=engine,
            inline=inline,
            specialise=specialise,
            fixed=fixed,
            deprecated=deprecated,
            removed=removed,
        )
        return run

    return register


def failure(name: str, code: int) -> PfaRuntimeError:
    """The run-time error `code` of the library function `name`, with the specification's message."""
    return PfaRuntimeError(_functions[name].errors[code], code=code, function=name)


def fail(name: str, code: int) -> NoReturn:
    """Raise `failure(name, code)`: for inline templates, where a `raise` statement cannot stand."""
    raise failure(name, code)


def lookup(name: str) -> LibraryFunction | None:
    """The library function `name`, its family imported on first use; None when there is none."""
    found = _functions.get(name)
    if found is None:
        family = family_of(name)
        if family is not None:
            import_module(f"scorelet.pfa.library.{family}")
            found = _functions.get(name)
    return found


def family_of(name: str) -> str | None:
    """The module that would hold the function `name`."""
    prefix = name[: name.rfind(".") + 1]
    return FAMILIES.get(prefix)


def functions(prefix: str = "") -> Iterator[LibraryFunction]:
    """All registered functions whose name starts with `prefix`, by name."""
    for family in sorted(set(FAMILIES.values())):
        import_module(f"scorelet.pfa.library.{family}")
    return iter([_functions[name] for name in sorted(_functions) if name.startswith(prefix)])
