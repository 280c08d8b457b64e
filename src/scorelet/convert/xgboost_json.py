"""XGBoost's own JSON of a booster (`Booster.save_raw("json")`), read into plain values. No XGBoost in here.

What the fields mean is written in XGBoost's documentation ("Introduction to Model IO") and its JSON schema; numbers of
`learner_model_param` and the like are strings. A tree is a set of arrays with one place for each node:

    left_children      -1 for a leaf
    split_conditions   a threshold, or the leaf's score
    split_type         1 where the test is of a category
    categories         of all such nodes, one after another; _nodes, _segments, _sizes say whose is what
    default_left       where missing values go

A vector leaf has its scores in `leaf_weights`, and its number there in `right_children`.

Trees that were boosted with dropout (DART) have weights, `weight_drop`. Until XGBoost 3.2 a booster of the kind `dart`
holds them, and a `gbtree` with the trees; 3.3 has them beside the trees' `model`, 3.4 in it, and both call it `gbtree`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import float32

MOST_GROUPS = 100_000
"""A booster of more classes or targets is refused: a number alone must not fill the memory."""


@dataclass(frozen=True)
class Tree:
    """One tree; `group` is the class or target it speaks for, None where its leaves speak for all."""

    group: int | None
    weight: float | None
    left: Sequence[int]
    right: Sequence[int]
    feature: Sequence[int]
    condition: Sequence[float]
    default_left: Sequence[int]
    categories: Mapping[int, tuple[float, ...]]
    """Of nodes that test a category, those that go to the right."""
    leaf_weights: Sequence[float]
    leaf_width: int

    def leaf(self, node: int, group: int) -> float:
        if self.leaf_width == 1:
            return self.condition[node]
        return self.leaf_weights[self.right[node] * self.leaf_width + group]


@dataclass(frozen=True)
class BoosterJson:
    """A booster. `base` is the prediction that boosting began with, one for each group."""

    kind: str
    objective: str
    base: tuple[float, ...]
    groups: int
    features: int
    types: tuple[str, ...]
    dictionaries: Mapping[int, tuple[Any, ...]]
    """The categories of pandas columns, by feature."""
    trees: tuple[Tree, ...]
    iterations: tuple[int, ...]
    """Where the trees of each iteration begin, and where the last one's end."""
    weights: tuple[float, ...]
    """Of a linear booster: one for each feature and group, then one constant for each group."""

    def trees_until(self, iteration: int | None) -> tuple[Tree, ...]:
        """The trees of the first iterations; None means all."""
        if iteration is None or iteration >= len(self.iterations) - 1:
            return self.trees
        return self.trees[: self.iterations[iteration]]


def read(raw: bytes) -> BoosterJson:
    """Parse what `Booster.save_raw("json")` gives."""
    try:
        return _booster(json.loads(raw)["learner"])
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
        raise NotConvertibleError(
            f"its JSON is not as XGBoost 1.6 and later write it ({type(error).__name__}: {error})"
        ) from None


def _booster(learner: Mapping[str, Any]) -> BoosterJson:
    numbers = learner["learner_model_param"]
    classes, targets, features = (int(numbers.get(key, 1)) for key in ("num_class", "num_target", "num_feature"))
    groups = classes if classes > 1 else targets
    if not 0 < groups <= MOST_GROUPS:
        raise ValueError(f"{groups} groups of trees")
    boosted = learner["gradient_booster"]
    kind = _text(boosted["name"])
    known: dict[str, Any] = {
        "kind": kind,
        "objective": _text(learner["objective"]["name"]),
        "base": _base(_text(numbers["base_score"]), groups),
        "groups": groups,
        "features": features,
        "types": tuple(_text(word) for word in learner["feature_types"]),
    }
    if kind == "gblinear":
        weights = _singles(boosted["model"]["weights"])
        if len(weights) not in (0, (features + 1) * groups):
            raise ValueError(f"{len(weights)} weights for {features} features and {groups} groups")
        return BoosterJson(**known, dictionaries={}, trees=(), iterations=(), weights=tuple(weights))
    model = boosted["gbtree"]["model"] if kind == "dart" else boosted["model"]
    return BoosterJson(
        **known,
        dictionaries=_dictionaries(model.get("cats", {}).get("enc", [])),
        trees=_trees(model, boosted.get("weight_drop", model.get("weight_drop")), groups),
        iterations=_iterations(model, groups),
        weights=(),
    )


def _base(written: str, groups: int) -> tuple[float, ...]:
    """One number, or one for each group in brackets."""
    found = [float32(float(number)) for number in written.strip("[]").split(",")]
    if len(found) not in (1, groups):
        raise ValueError(f"{len(found)} base scores for {groups} groups")
    return tuple(found * groups if len(found) == 1 else found)


def _iterations(model: Mapping[str, Any], groups: int) -> tuple[int, ...]:
    if "iteration_indptr" in model:
        return tuple(_integers(model["iteration_indptr"]))
    size = groups * max(1, int(model["gbtree_model_param"]["num_parallel_tree"]))
    return tuple(range(0, len(model["trees"]) + 1, size))


# ---------------------------------------------------------------------------------------------------- categories


def _dictionaries(encodings: Sequence[Mapping[str, Any]]) -> dict[int, tuple[Any, ...]]:
    return {feature: tuple(_values(known)) for feature, known in enumerate(encodings) if known["values"]}


def _values(encoding: Mapping[str, Any]) -> list[Any]:
    """Texts are the bytes of all, and where each begins and ends.

    XGBoost 3 counts characters where it should count bytes: of texts that are not ASCII the end is lost.
    """
    if "offsets" not in encoding:
        return [value for value in encoding["values"] if _number(value)]
    if any(value < 0 or value > 127 for value in encoding["values"]):
        raise NotConvertibleError(
            "categories that are not ASCII: XGBoost does not keep them whole\n"
            "Train it on codes of the categories, or on names without accents."
        )
    whole, offsets = bytes(encoding["values"]), encoding["offsets"]
    return [whole[start:end].decode("ascii") for start, end in pairwise(offsets)]


# ---------------------------------------------------------------------------------------------------- trees


def _trees(model: Mapping[str, Any], weights: Sequence[float] | None, groups: int) -> tuple[Tree, ...]:
    trees, info = model["trees"], model["tree_info"]
    drops = weights if weights is not None else [None] * len(trees)
    if len(drops) != len(trees):
        raise ValueError(f"{len(drops)} weights for {len(trees)} trees")
    found = tuple(_tree(*known) for known in zip(trees, info, drops, strict=True))
    for number, tree in enumerate(found):
        _hold_together(number, tree, groups)
    return found


def _hold_together(number: int, tree: Tree, groups: int) -> None:
    """Every node has one parent, and what is looked up by number is there."""
    size = len(tree.left)
    children = [
        child for left, right in zip(tree.left, tree.right, strict=True) if left >= 0 for child in (left, right)
    ]
    if len(set(children)) != len(children) or not all(0 < child < size for child in children):
        raise ValueError(f"the nodes of tree {number} are no tree")
    if not size == len(tree.feature) == len(tree.condition) == len(tree.default_left) > 0:
        raise ValueError(f"the arrays of tree {number} are not of one length")
    leaves = len(tree.leaf_weights) // tree.leaf_width
    scores = [right for left, right in zip(tree.left, tree.right, strict=True) if left < 0]
    if tree.leaf_width > 1 and (tree.leaf_width < groups or not all(0 <= score < leaves for score in scores)):
        raise ValueError(f"tree {number} has leaves without scores")
    if tree.group is not None and not 0 <= tree.group < groups:
        raise ValueError(f"tree {number} is of group {tree.group}, and there are {groups}")


def _tree(tree: Mapping[str, Any], group: int, weight: float | None) -> Tree:
    width = max(1, int(tree["tree_param"]["size_leaf_vector"]))
    return Tree(
        group=_integers([group])[0] if width == 1 else None,
        weight=None if weight is None else _singles([weight])[0],
        left=_integers(tree["left_children"]),
        right=_integers(tree["right_children"]),
        feature=_integers(tree["split_indices"]),
        condition=_singles(tree["split_conditions"]),
        default_left=_integers(tree["default_left"]),
        categories=_categories(tree),
        leaf_weights=_singles(tree["leaf_weights"]) if width > 1 else (),
        leaf_width=width,
    )


def _categories(tree: Mapping[str, Any]) -> dict[int, tuple[float, ...]]:
    whole = _integers(tree.get("categories", []))
    nodes, starts, sizes = (_integers(tree.get(f"categories_{key}", [])) for key in ("nodes", "segments", "sizes"))
    spans = zip(nodes, starts, sizes, strict=True)
    return {node: tuple(float(code) for code in whole[start : start + size]) for node, start, size in spans}


# ---------------------------------------------------------------------------------------------------- values


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r}")
    return value


def _number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"expected a number, got {value!r}")
    return True


def _integers(values: Any) -> list[int]:
    """Integers of 32 bits."""
    for value in values:
        if not isinstance(value, int) or not -(2**31) <= value < 2**31:
            raise TypeError(f"expected integers, got {value!r}")
    return list(values)


def _singles(values: Any) -> list[float]:
    """Numbers of 32 bits."""
    found = [float32(float(value)) for value in values if _number(value)]
    if not all(map(math.isfinite, found)):
        raise NotConvertibleError("it has a threshold, leaf or weight that is infinite or no number")
    return found
