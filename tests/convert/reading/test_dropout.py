"""XGBoost's weights of dropout are loaded, or the file is refused."""

from __future__ import annotations

import json
import pickle

import pytest
import xgboost

from scorelet.convert.reading.dropout import WEIGHTS
from scorelet.convert.reading.load import loaded
from scorelet.errors import ModelReadError
from tests.convert.reading.models import ROWS

DROPPED = xgboost.XGBRegressor(n_estimators=4, max_depth=2, n_jobs=1, booster="dart", rate_drop=0.5, verbosity=0)
DROPPED.fit(ROWS, ROWS[:, 0])


@pytest.mark.parametrize("form", ["json", "ubj"])
def test_files_with_weights_are_read(form: str) -> None:
    data = bytes(DROPPED.get_booster().save_raw(form))
    assert WEIGHTS in data
    given = xgboost.DMatrix(ROWS)
    assert (loaded(data).model.predict(given) == DROPPED.get_booster().predict(given)).all()


def test_pickles_with_weights_are_read() -> None:
    data = pickle.dumps(DROPPED)
    assert WEIGHTS in data
    assert (loaded(data).model.predict(ROWS) == DROPPED.predict(ROWS)).all()


def test_weights_in_a_place_that_is_not_read_are_missed() -> None:
    """As a version to come may have it, and as 3.4 has it for 3.2."""
    document = json.loads(DROPPED.get_booster().save_raw("json"))
    boosted = document["learner"]["gradient_booster"]
    model = boosted.pop("gbtree", boosted)["model"]
    weights = boosted.pop("weight_drop", None) or model.pop("weight_drop")
    document["learner"]["gradient_booster"] = {"name": "gbtree", "model": model, "elsewhere": {"weight_drop": weights}}
    with pytest.raises(ModelReadError) as caught:
        loaded(json.dumps(document).encode())
    assert str(caught.value) == (
        "its trees have weights (they were boosted with dropout), which the XGBoost here leaves out\n"
        "read it with the version of XGBoost that saved it, or a newer one"
    )


def test_a_feature_of_that_name_is_none() -> None:
    data = xgboost.DMatrix(ROWS, ROWS[:, 0], feature_names=["weight_drop", "b", "c"])
    model = xgboost.train({"nthread": 1}, data, 1)
    assert loaded(bytes(model.save_raw("json"))).model.feature_names == ["weight_drop", "b", "c"]
