"""What is asked of a loaded model: everything goes through JSON."""

from __future__ import annotations

import base64
import json
import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

from scorelet.convert import convert
from scorelet.convert.reading.format import Format
from scorelet.convert.reading.load import Loaded
from scorelet.convert.reading.served import QUESTIONS, SERVED
from scorelet.convert.serving import (
    Served,
    answered,
    converted_of,
    in_few_words,
    in_one_thread,
    json_of,
    median_of_calls,
)
from scorelet.errors import NotConvertibleError
from tests.convert.tables import classes, frame, numbers, records, table

X = table(40, 3)
LABELS = classes(X, ["a", "b", "c"])


def served(model: Any) -> Served:
    found = Served(model)
    found.answer("convert", {"name": "m", "outputs": []})
    return found


def test_a_conversion_comes_back_from_json() -> None:
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import OneHotEncoder

    rows = frame(records(40))
    columns = ColumnTransformer([("c", OneHotEncoder(), ["colour"])], remainder="passthrough")
    model = make_pipeline(columns, DecisionTreeRegressor(max_depth=3)).fit(rows, numbers(X))
    found = convert(model)
    again = converted_of(json.loads(json.dumps(json_of(found))), found.tables)
    assert {**vars(again), "fields": ()} == {**vars(found), "fields": ()}
    assert list(map(vars, again.fields)) == list(map(vars, found.fields))


def test_what_cannot_be_converted_says_why() -> None:
    from sklearn.semi_supervised import LabelSpreading

    model = LabelSpreading().fit(X, np.zeros(40, int))
    assert Served(model).answer("convert", {"name": "m", "outputs": []}) == {
        "refused": "sklearn.LabelSpreading has no converter",
        "estimator": "LabelSpreading",
    }


def test_answers_are_plain() -> None:
    model = served(RandomForestClassifier(5, random_state=0, n_jobs=2).fit(X, LABELS))
    rows = [dict(zip(("x0", "x1", "x2"), row, strict=True)) for row in X.tolist()[:3]]
    said = json.loads(json.dumps(model.answer("answers", {"rows": [*rows, {"x0": "?", "x1": 1.0, "x2": 1.0}]})))
    expected = model.model.predict_proba(X[:3]).tolist()
    assert said["answers"][:3] == [
        {"answer": {"label": label, "probabilities": row}}
        for label, row in zip(model.model.predict(X[:3]).tolist(), expected, strict=True)
    ]
    assert said["answers"][3]["refused"].startswith("ValueError: could not convert string to float: ")


def test_scalars_of_numpy_within_lists_are_plain() -> None:
    class Odd:
        n_features_in_ = 1

        def predict(self, rows: Any) -> list[Any]:
            return [np.int64(3), [np.float32(0.5), (np.True_,)]]

    model = Served(Odd())
    model.answer("take", {"sketch": {"form": None, "columns": []}, "outputs": []})
    said = model.answer("answers", {"rows": [{"x0": 1.0}, {"x0": 2.0}]})
    assert json.dumps(said) == '{"answers": [{"answer": {"value": 3}}, {"answer": {"value": [0.5, [true]]}}]}'


def test_rows_are_asked_of_what_was_converted() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        Served(None).answer("answers", {"rows": []})
    assert str(caught.value) == "rows are asked of a model that was not converted yet"


def test_only_questions_are_answered() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        Served(None).answer("__init__", {})


def test_tables_and_the_pickle_come_in_pieces() -> None:
    model = Served(KNeighborsRegressor(2).fit(table(400, 3), numbers(table(400, 3))))
    sizes = model.answer("convert", {"name": "m", "outputs": []})["tables"]
    (name, size), *_ = sizes.items()
    parts = [model.answer("piece", {"name": name, "start": at, "size": 1000})["piece"] for at in range(0, size, 1000)]
    content = convert(model.model, name="m").tables[name]
    assert b"".join(map(base64.b64decode, parts)) == content
    count = model.answer("pickle", {})["size"]
    data = base64.b64decode(model.answer("piece", {"name": "model.pkl", "start": 0, "size": count})["piece"])
    assert pickle.loads(data).predict(X[:2]).tolist() == model.model.predict(X[:2]).tolist()


def test_time_is_that_of_one_row() -> None:
    model = served(DecisionTreeRegressor().fit(X, X[:, 0]))
    assert 0 < model.answer("time", {"rows": [{"x0": 1.0, "x1": 2.0, "x2": 3.0}], "seconds": 0.001})["seconds"] < 1


def test_the_median_of_calls() -> None:
    calls: list[int] = []
    assert median_of_calls(calls.append, 0.0, least=3) >= 0
    assert calls == [0, 0, 1, 2]
    calls.clear()
    median_of_calls(calls.append, 60.0, most=4, least=1)
    assert calls == [0, 0, 1, 2, 3]


def test_threads_do_not_add_up_in_any_order() -> None:
    from joblib import effective_n_jobs

    with in_one_thread():
        assert effective_n_jobs(4) == 1


def test_a_model_in_a_few_words() -> None:
    search = GridSearchCV(SVR(), {"C": [1]}, cv=2).fit(X, numbers(X))
    assert in_few_words(make_pipeline(StandardScaler(), search)) == "Pipeline(StandardScaler, GridSearchCV(SVR))"
    assert in_few_words(make_pipeline(None, "passthrough", SVR())) == "Pipeline(passthrough, SVR)"
    assert len(in_few_words(make_pipeline(*[StandardScaler() for _ in range(50)]))) == 200


def test_in_the_reading_process_a_loaded_model_is_asked_by_name() -> None:
    model = DecisionTreeRegressor(max_depth=1).fit(X, X[:, 0])
    first = Loaded(model, Format.PICKLE, "", 0)
    second = Loaded(SVR(), Format.PICKLE, "", 0)
    assert answered(first, {"do": "describe"}) == {"words": "DecisionTreeRegressor"}
    assert answered(second, {"do": "describe"}) == {"words": "SVR"}
    assert set(SERVED) == set(QUESTIONS)
    answered(first, {"do": "convert", "name": "m", "outputs": []})
    row = {"x0": 0.0, "x1": 0.0, "x2": 0.0}
    assert answered(first, {"do": "answers", "rows": [row]}) == {
        "answers": [{"answer": {"value": model.predict([[0.0, 0.0, 0.0]])[0]}}]
    }
