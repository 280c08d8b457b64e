"""LightGBM's text of a model, read into values: what is written, and what is broken."""

from __future__ import annotations

import pytest

from scorelet.convert.lightgbm_text import LinearLeaf, Missing, ModelText, Tree, read
from scorelet.errors import NotConvertibleError

TEXT = """tree
version=v4
num_class=1
num_tree_per_iteration=1
label_index=0
max_feature_idx=1
objective=binary sigmoid:0.5
average_output
feature_names=colour x
feature_infos=-1:0:33 [0:1]
tree_sizes=1 1

Tree=0
num_leaves=3
num_cat=1
split_feature=0 1
threshold=0 0.25
decision_type=1 10
left_child=1 -1
right_child=-3 -2
leaf_value=1.5 -2 3
cat_boundaries=0 2
cat_threshold=5 2
is_linear=0
shrinkage=1


Tree=1
num_leaves=1
num_cat=0
leaf_value=0.5
is_linear=1
leaf_const=0.25
num_features=2
leaf_features=1 0
leaf_coeff=2 -1
shrinkage=1


end of trees

parameters:
[categorical_feature: 0]

end of parameters

pandas_categorical:[["red", "blue"]]
"""


def test_a_model() -> None:
    split = Tree(
        feature=[0, 1],
        threshold=[0.0, 0.25],
        decision=[1, 10],
        left=[1, -1],
        right=[-3, -2],
        leaves=[1.5, -2.0, 3.0],
        sets=((0.0, 2.0, 33.0),),
        linear=(),
    )
    constant = Tree([], [], [], [], [], [0.5], (), (LinearLeaf(0.25, 0.5, (1, 0), (2.0, -1.0)),))
    assert read(TEXT) == ModelText(
        objective="binary",
        settings={"sigmoid": "0.5"},
        groups=1,
        averaged=True,
        features=2,
        trees=(split, constant),
        dictionaries={0: ("red", "blue")},
    )
    assert (split.root, constant.root) == (0, ~0)
    assert split.is_category(0)
    assert split.categories(0) == (0.0, 2.0, 33.0)
    assert (split.is_category(1), split.default_left(1), split.missing(1)) == (False, True, Missing.NAN)


def test_without_parameters_the_values_of_features_say_what_is_a_category() -> None:
    assert read(TEXT.replace("[categorical_feature: 0]", "")).dictionaries == {0: ("red", "blue")}


BROKEN = {
    "its text is of version 'v5'; v2 to v4 are known": TEXT.replace("version=v4", "version=v5"),
    "its text is of version None; v2 to v4 are known": "Tree=0\n",
    "its text is not as LightGBM writes it (ValueError: no line says 'end of trees')": TEXT[:500],
    "its text is not as LightGBM writes it (KeyError: 'num_leaves')": TEXT.replace("num_leaves=1\n", ""),
    "its text is not as LightGBM writes it (ValueError: 3 leaves with 2 values)": TEXT.replace("1.5 -2 3", "1.5 -2"),
    "its text is not as LightGBM writes it (ValueError: could not convert string to float: 'x')": TEXT.replace(
        "0.25\ndecision", "x\ndecision"
    ),
    "a tree has a number of threshold that is infinite or no number": TEXT.replace("0.25\ndecision", "nan\ndecision"),
    "its text is not as LightGBM writes it (ValueError: the splits and leaves of tree 0 are no tree)": TEXT.replace(
        "left_child=1 -1", "left_child=0 -1"
    ),
    "its text is not as LightGBM writes it (ValueError: the arrays of tree 0 are not of one length)": TEXT.replace(
        "decision_type=1 10", "decision_type=1"
    ),
    "its text is not as LightGBM writes it "
    "(ValueError: tree 0 has a split of a category without its categories)": TEXT.replace(
        "threshold=0 0", "threshold=1 0"
    ),
    "its text is not as LightGBM writes it "
    "(ValueError: tree 0 has a split of an unknown kind of missing values)": TEXT.replace("type=1 10", "type=1 14"),
    "its text is not as LightGBM writes it (ValueError: 2 trees for 3 at each iteration)": TEXT.replace(
        "iteration=1", "iteration=3"
    ),
    "2 columns of the pandas type category, and 1 categorical features: LightGBM does not say which is which\n"
    "Make ordered categories numbers before training.": TEXT.replace('"blue"]', '"blue"], ["a"]'),
}


@pytest.mark.parametrize("message", BROKEN)
def test_broken_texts(message: str) -> None:
    with pytest.raises(NotConvertibleError) as error:
        read(BROKEN[message])
    assert str(error.value) == message
