"""XGBoost's JSON of a booster, read into values: what is written, and what is broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from scorelet.convert.xgboost_json import BoosterJson, Tree, read
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import float32


def written() -> dict[str, Any]:
    """A booster of one tree: is `colour` one of two categories?"""
    tree = {
        "left_children": [1, -1, -1], "right_children": [2, -1, -1], "split_indices": [0, 0, 0],
        "split_conditions": [0.0, 0.1, -2.0], "default_left": [1, 0, 0], "split_type": [1, 0, 0],
        "categories": [0, 3], "categories_nodes": [0], "categories_segments": [0], "categories_sizes": [2],
        "tree_param": {"size_leaf_vector": "1"},
    }  # fmt: skip
    cats = {"enc": [{"offsets": [0, 1, 3], "values": [97, 98, 99]}, {"offsets": [], "values": []}]}
    model = {
        "gbtree_model_param": {"num_parallel_tree": "1"}, "iteration_indptr": [0, 1], "tree_info": [0],
        "trees": [tree], "cats": cats,
    }  # fmt: skip
    learner = {
        "learner_model_param": {"base_score": "[5E-1]", "num_class": "0", "num_target": "1", "num_feature": "2"},
        "objective": {"name": "reg:squarederror"},
        "gradient_booster": {"name": "gbtree", "model": model},
        "feature_names": ["colour", "x"],
        "feature_types": ["c", "float"],
    }
    return {"learner": learner}


def model_of(document: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["learner"]["gradient_booster"]["model"]
    return found


def test_a_booster() -> None:
    tree = Tree(
        group=0,
        weight=None,
        left=[1, -1, -1],
        right=[2, -1, -1],
        feature=[0, 0, 0],
        condition=[0.0, float32(0.1), -2.0],
        default_left=[1, 0, 0],
        categories={0: (0.0, 3.0)},
        leaf_weights=(),
        leaf_width=1,
    )
    assert read(json.dumps(written()).encode()) == BoosterJson(
        kind="gbtree",
        objective="reg:squarederror",
        base=(0.5,),
        groups=1,
        features=2,
        types=("c", "float"),
        dictionaries={0: ("a", "bc")},
        trees=(tree,),
        iterations=(0, 1),
        weights=(),
    )
    assert tree.leaf(1, 0) == float32(0.1)


def test_a_base_score_of_earlier_versions_is_that_of_all_groups() -> None:
    document = written()
    document["learner"]["learner_model_param"] |= {"base_score": "2E-1", "num_class": "3"}
    assert read(json.dumps(document).encode()).base == (float32(0.2),) * 3


def test_iterations_of_earlier_versions_are_counted() -> None:
    document = written()
    del model_of(document)["iteration_indptr"]
    assert read(json.dumps(document).encode()).iterations == (0, 1)


def test_weights_of_dropout_are_found_where_each_version_has_them() -> None:
    until_3_2, since_3_3, since_3_4 = written(), written(), written()
    boosted = until_3_2["learner"]["gradient_booster"]
    until_3_2["learner"]["gradient_booster"] = {"name": "dart", "gbtree": boosted, "weight_drop": [0.7]}
    since_3_3["learner"]["gradient_booster"]["weight_drop"] = [0.7]
    model_of(since_3_4)["weight_drop"] = [0.7]
    for document, kind in ((until_3_2, "dart"), (since_3_3, "gbtree"), (since_3_4, "gbtree")):
        found = read(json.dumps(document).encode())
        assert (found.kind, [tree.weight for tree in found.trees]) == (kind, [float32(0.7)])


def tree_of(document: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = model_of(document)["trees"][0]
    return found


NOT_AS = "its JSON is not as XGBoost 1.6 and later write it "
BROKEN: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    NOT_AS + "(KeyError: 'learner')": lambda document: document.clear(),
    NOT_AS + "(TypeError: expected integers, got '1')": lambda document: tree_of(document).update(left_children=["1"]),
    NOT_AS + "(TypeError: expected a number, got None)": lambda document: tree_of(document).update(
        split_conditions=[None, 0.1, 0.2]
    ),
    NOT_AS + "(ValueError: 1000000000 groups of trees)": lambda document: document["learner"][
        "learner_model_param"
    ].update(num_class="1000000000"),
    NOT_AS + "(ValueError: 2 base scores for 1 groups)": lambda document: document["learner"][
        "learner_model_param"
    ].update(base_score="[1,2]"),
    NOT_AS + "(KeyError: 'trees')": lambda document: model_of(document).pop("trees"),
    NOT_AS + "(ValueError: the nodes of tree 0 are no tree)": lambda document: tree_of(document).update(
        right_children=[1, -1, -1]
    ),
    NOT_AS + "(ValueError: the arrays of tree 0 are not of one length)": lambda document: tree_of(document).update(
        default_left=[1]
    ),
    NOT_AS + "(ValueError: tree 0 is of group 4, and there are 1)": lambda document: model_of(document).update(
        tree_info=[4]
    ),
    NOT_AS + "(ValueError: tree 0 has leaves without scores)": lambda document: tree_of(document).update(
        tree_param={"size_leaf_vector": "2"}, leaf_weights=[1.0]
    ),
    NOT_AS + "(ValueError: 2 weights for 1 trees)": lambda document: model_of(document).update(weight_drop=[1.0, 0.5]),
    "it has a threshold, leaf or weight that is infinite or no number": lambda document: tree_of(document).update(
        split_conditions=[float("nan"), 0.0, 0.0]
    ),
}


@pytest.mark.parametrize("message", BROKEN)
def test_broken_boosters(message: str) -> None:
    document = written()
    BROKEN[message](document)
    with pytest.raises(NotConvertibleError) as error:
        read(json.dumps(document).encode())
    assert str(error.value) == message


def test_no_json() -> None:
    with pytest.raises(NotConvertibleError, match="its JSON is not as XGBoost"):
        read(b'{"learner": ')
