"""LightGBM's own text of a model (`Booster.model_to_string()`), read into plain values. No LightGBM in here.

    tree                            the header: key=value
    num_class=3
    objective=binary sigmoid:1
    ...
    Tree=0                          the trees: arrays with one place for each split, or for each leaf
    split_feature=3 0
    left_child=1 -1                 a split, or ~leaf
    ...
    end of trees
    parameters:                     what it was trained with
    [categorical_feature: 0,2]
    ...
    pandas_categorical:[["a", "b"]] the categories of pandas columns, in the order of the columns

`decision_type` is three things: bit 0, whether the split is of a category; bit 1, whether a missing value goes to the
left; bits 2 and 3, what is missing (`Missing`). The threshold of a category split is the number of a set of bits in
`cat_threshold`: those of the categories that go to the left.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any

from scorelet.errors import NotConvertibleError

VERSIONS = frozenset({"v2", "v3", "v4"})


class Missing(IntEnum):
    """What a split takes for missing."""

    NOTHING = 0
    """NaN is zero."""
    ZERO = 1
    """Zero, and NaN."""
    NAN = 2


@dataclass(frozen=True)
class LinearLeaf:
    """`const` + `coefficients` . features, or `otherwise` where one of them is NaN."""

    const: float
    otherwise: float
    features: tuple[int, ...]
    coefficients: tuple[float, ...]


@dataclass(frozen=True)
class Tree:
    """One tree. A child is the number of a split, or ~ that of a leaf; the root is 0, or ~0 where all is one leaf."""

    feature: Sequence[int]
    threshold: Sequence[float]
    decision: Sequence[int]
    left: Sequence[int]
    right: Sequence[int]
    leaves: Sequence[float]
    sets: Sequence[tuple[float, ...]]
    linear: tuple[LinearLeaf, ...]

    @property
    def root(self) -> int:
        return 0 if self.feature else ~0

    def is_category(self, split: int) -> bool:
        return bool(self.decision[split] & 1)

    def default_left(self, split: int) -> bool:
        return bool(self.decision[split] & 2)

    def missing(self, split: int) -> Missing:
        return Missing(self.decision[split] >> 2 & 3)

    def categories(self, split: int) -> tuple[float, ...]:
        """The categories that go to the left."""
        return self.sets[int(self.threshold[split])]


@dataclass(frozen=True)
class ModelText:
    """A model; its trees stand in groups, of one tree for each class."""

    objective: str
    """The first word; "" for an objective of the user's own."""
    settings: Mapping[str, str]
    """The other words of the objective: `sigmoid:1`, `sqrt`."""
    groups: int
    averaged: bool
    features: int
    trees: tuple[Tree, ...]
    dictionaries: Mapping[int, tuple[Any, ...]]
    """The categories of pandas columns, by feature."""


def read(text: str) -> ModelText:
    """Parse what `Booster.model_to_string()` gives."""
    try:
        return _model(text)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise NotConvertibleError(f"its text is not as LightGBM writes it ({type(error).__name__}: {error})") from None


def _model(text: str) -> ModelText:
    blocks = _blocks(text.splitlines())
    header = next(blocks)
    if header.get("version") not in VERSIONS:
        raise NotConvertibleError(f"its text is of version {header.get('version')!r}; v2 to v4 are known")
    trees = tuple(_tree(block) for block in blocks)
    for number, tree in enumerate(trees):
        _hold_together(number, tree)
    if len(trees) % int(header["num_tree_per_iteration"]):
        raise ValueError(f"{len(trees)} trees for {header['num_tree_per_iteration']} at each iteration")
    name, *settings = header.get("objective", "").split(" ")
    return ModelText(
        objective=name,
        settings=dict(_setting(word) for word in settings),
        groups=int(header["num_tree_per_iteration"]),
        averaged="average_output" in header,
        features=int(header["max_feature_idx"]) + 1,
        trees=trees,
        dictionaries=_dictionaries(text, header),
    )


def _blocks(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The header, then each tree, as key and value."""
    block: dict[str, str] = {}
    for line in lines:
        if line.startswith(("Tree=", "end of trees")):
            yield block
            block = {}
        if line == "end of trees":
            return
        key, _, value = line.partition("=")
        block[key] = value
    raise ValueError("no line says 'end of trees'")


def _setting(word: str) -> tuple[str, str]:
    name, _, value = word.partition(":")
    return name, value


# ------------------------------------------------------------------------------------------------ trees


def _hold_together(number: int, tree: Tree) -> None:
    """Every split and leaf has one parent, and what is looked up by number is there."""
    splits, leaves = len(tree.feature), len(tree.leaves)
    children = sorted([*tree.left, *tree.right, tree.root])
    if children != list(range(-leaves, splits)):
        raise ValueError(f"the splits and leaves of tree {number} are no tree")
    if not splits == len(tree.left) == len(tree.right) == len(tree.threshold) == len(tree.decision):
        raise ValueError(f"the arrays of tree {number} are not of one length")
    if any(
        decision & 1 and not 0 <= threshold < len(tree.sets)
        for decision, threshold in zip(tree.decision, tree.threshold, strict=True)
    ):
        raise ValueError(f"tree {number} has a split of a category without its categories")
    if any(not 0 <= decision >> 2 & 3 <= Missing.NAN for decision in tree.decision):
        raise ValueError(f"tree {number} has a split of an unknown kind of missing values")


def _tree(block: Mapping[str, str]) -> Tree:
    leaves = _numbers(block, "leaf_value")
    if len(leaves) != int(block["num_leaves"]):
        raise ValueError(f"{block['num_leaves']} leaves with {len(leaves)} values")
    return Tree(
        feature=_numbers(block, "split_feature", int),
        threshold=_numbers(block, "threshold", known=_no_nan),
        decision=_numbers(block, "decision_type", int),
        left=_numbers(block, "left_child", int),
        right=_numbers(block, "right_child", int),
        leaves=leaves,
        sets=tuple(_sets(_numbers(block, "cat_boundaries", int), _numbers(block, "cat_threshold", int))),
        linear=tuple(_linear(block, leaves)) if block.get("is_linear", "0") == "1" else (),
    )


def _no_nan(number: float) -> bool:
    """Thresholds may be infinite: all that is not missing is on one side."""
    return number > -math.inf


def _numbers(
    block: Mapping[str, str],
    key: str,
    kind: Callable[[str], Any] = float,
    known: Callable[[float], bool] = math.isfinite,
) -> list[Any]:
    found = [kind(word) for word in block.get(key, "").split()]
    if not all(map(known, found)):
        raise NotConvertibleError(f"a tree has a number of {key} that is infinite or no number")
    return found


def _sets(boundaries: Sequence[int], words: Sequence[int]) -> Iterator[tuple[float, ...]]:
    """The numbers of the bits that are set, in words of 32 bits."""
    for start, end in pairwise(boundaries):
        bits = sum(word << 32 * place for place, word in enumerate(words[start:end]))
        yield tuple(float(bit) for bit in range(32 * (end - start)) if bits >> bit & 1)


def _linear(block: Mapping[str, str], leaves: Sequence[float]) -> Iterator[LinearLeaf]:
    counts = _numbers(block, "num_features", int)
    features, coefficients = iter(_numbers(block, "leaf_features", int)), iter(_numbers(block, "leaf_coeff"))
    for const, otherwise, count in zip(_numbers(block, "leaf_const"), leaves, counts, strict=True):
        own = [(next(features), next(coefficients)) for _ in range(count)]
        yield LinearLeaf(const, otherwise, tuple(f for f, _ in own), tuple(c for _, c in own))


# ------------------------------------------------------------------------------------------------ pandas columns


def _dictionaries(text: str, header: Mapping[str, str]) -> dict[int, tuple[Any, ...]]:
    """Which columns are pandas categories is not written down: they are the categorical features, if as many."""
    found = json.loads(_line(text, "pandas_categorical:") or "null")
    if not found:
        return {}
    features = _categorical(text, header)
    if len(features) != len(found):
        raise NotConvertibleError(
            f"{len(found)} columns of the pandas type category, and {len(features)} categorical features: "
            f"LightGBM does not say which is which\n"
            f"Make ordered categories numbers before training."
        )
    return {feature: tuple(values) for feature, values in zip(features, found, strict=True)}


def _categorical(text: str, header: Mapping[str, str]) -> list[int]:
    """As the parameters say; without them, features whose values are listed and not spanned."""
    written = _line(text, "[categorical_feature:")
    if written is not None:
        return sorted(int(number) for number in written.rstrip("]").split(",") if number.strip())
    infos = header["feature_infos"].split(" ")
    return [feature for feature, info in enumerate(infos) if info != "none" and not info.startswith("[")]


def _line(text: str, start: str) -> str | None:
    """What follows on the last line that begins so."""
    found = [line for line in text.splitlines() if line.startswith(start)]
    return found[-1].removeprefix(start) if found else None
