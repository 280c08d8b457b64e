"""Models of texts against scikit-learn: what reads a row of terms without looking at those that are not there."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import naive_bayes, preprocessing
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import SelectFromModel, SelectKBest, VarianceThreshold, chi2
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier, SGDRegressor
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import SVC, LinearSVC

from scorelet.convert import convert
from scorelet.convert.converted import Converted
from scorelet.errors import NotConvertibleError
from scorelet.pfa import Engine
from tests.convert.parity import assert_parity, engine_of
from tests.convert.texts import LABELS, ODD_TEXTS, TRAINING, TRIED, labels

WORDS = TfidfVectorizer()
ALL_CHARACTERS = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 2), max_features=150)

MODELS: dict[str, Any] = {
    "logistic regression": make_pipeline(WORDS, LogisticRegression()),
    "of counts": make_pipeline(CountVectorizer(), LogisticRegression()),
    "of few terms": make_pipeline(WORDS, LinearSVC(penalty="l1", C=3.0)),
    "multinomial": make_pipeline(CountVectorizer(), naive_bayes.MultinomialNB()),
    "multinomial of weights": make_pipeline(WORDS, naive_bayes.MultinomialNB()),
    "complement": make_pipeline(CountVectorizer(), TfidfTransformer(), naive_bayes.ComplementNB(norm=True)),
    "bernoulli": make_pipeline(CountVectorizer(), naive_bayes.BernoulliNB()),
    "bernoulli of weights": make_pipeline(WORDS, naive_bayes.BernoulliNB(binarize=0.3)),
    "support vectors": make_pipeline(WORDS, LinearSVC()),
    "gradient descent": make_pipeline(WORDS, SGDClassifier(loss="modified_huber", random_state=0)),
    "nearest": make_pipeline(WORDS, SVC()),
    "forest": make_pipeline(WORDS, RandomForestClassifier(5, random_state=0)),
    "forest of counts": make_pipeline(CountVectorizer(), RandomForestClassifier(5, random_state=0)),
    "one by one": make_pipeline(WORDS, OneVsRestClassifier(LinearSVC())),
    "several": make_pipeline(
        WORDS, VotingClassifier([("lr", LogisticRegression()), ("nb", naive_bayes.MultinomialNB())], voting="soft")
    ),
    "sums and trees": make_pipeline(
        CountVectorizer(),
        VotingClassifier([("lr", LogisticRegression()), ("rf", RandomForestClassifier(3))], voting="soft"),
    ),
    "calibrated": make_pipeline(WORDS, CalibratedClassifierCV(LinearSVC(), cv=2)),
    "best terms": make_pipeline(WORDS, SelectKBest(chi2, k=9), LogisticRegression()),
    "best counts": make_pipeline(CountVectorizer(), SelectKBest(chi2, k=9), TfidfTransformer(), LinearSVC()),
    "best of the lengthened": make_pipeline(WORDS, SelectKBest(chi2, k=9), preprocessing.Normalizer(), LinearSVC()),
    "chosen by a model": make_pipeline(WORDS, SelectFromModel(LinearSVC()), LogisticRegression()),
    "chosen of both": make_pipeline(make_union(WORDS, ALL_CHARACTERS), VarianceThreshold(0.01), LogisticRegression()),
    "latent": make_pipeline(
        WORDS, TruncatedSVD(5, random_state=0), preprocessing.StandardScaler(), LogisticRegression()
    ),
    "both": make_pipeline(make_union(WORDS, ALL_CHARACTERS), LogisticRegression()),
    "dense and sparse": make_pipeline(
        make_union(make_pipeline(WORDS, TruncatedSVD(3, random_state=0)), CountVectorizer()), LogisticRegression()
    ),
    "largest": make_pipeline(CountVectorizer(), preprocessing.MaxAbsScaler(), LogisticRegression()),
    "clipped": make_pipeline(CountVectorizer(), preprocessing.MaxAbsScaler(clip=True), LogisticRegression()),
    "scaled": make_pipeline(WORDS, preprocessing.StandardScaler(with_mean=False), LogisticRegression()),
    "over the largest": make_pipeline(WORDS, preprocessing.Normalizer("max"), LogisticRegression()),
    "there or not": make_pipeline(CountVectorizer(), preprocessing.Binarizer(threshold=1.0), LogisticRegression()),
    "hashed": make_pipeline(HashingVectorizer(n_features=256), LogisticRegression()),
    "hashed and chosen": make_pipeline(
        HashingVectorizer(n_features=64, norm=None), VarianceThreshold(), TfidfTransformer(), LogisticRegression()
    ),
    "32 bits": make_pipeline(TfidfVectorizer(dtype=np.float32), LogisticRegression()),
}


@pytest.mark.parametrize("names", LABELS, ids=len)
@pytest.mark.parametrize("name", MODELS)
def test_classifiers(name: str, names: tuple[object, ...]) -> None:
    assert_parity(fitted(name, names)[0], TRIED, absolute=1e-6 if name == "32 bits" else 1e-12)


@cache
def fitted(name: str, names: tuple[object, ...]) -> tuple[Any, Converted, Engine]:
    from sklearn.base import clone

    model = clone(MODELS[name]).fit(TRAINING, labels(names))
    converted = convert(model, outputs=("label",))
    return model, converted, engine_of(converted)


@given(st.sampled_from(sorted(MODELS)), st.sampled_from(LABELS), ODD_TEXTS)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_odd_texts(name: str, names: tuple[object, ...], text: str) -> None:
    model, _, engine = fitted(name, names)
    assert engine.action(text) == model.predict([text])[0]


@pytest.mark.parametrize(
    "model", [Ridge(), SGDRegressor(max_iter=9, tol=None, random_state=0), KMeans(3, n_init=1, random_state=0)], ids=str
)
def test_numbers_and_clusters(model: Any) -> None:
    lengths = [float(len(text)) for text in TRAINING]
    assert_parity(make_pipeline(WORDS, model).fit(TRAINING, lengths), TRIED)


# ------------------------------------------------------------------------------------------------- few tables

TABLES = {
    "logistic regression": ["LogisticRegression", "idf", "vocabulary"],
    "of counts": ["LogisticRegression", "vocabulary"],
    "one by one": ["LinearSVC", "idf", "vocabulary"],
    "several": ["LogisticRegression", "idf", "vocabulary"],
    "calibrated": ["LinearSVC", "idf", "vocabulary"],
    "best terms": ["LogisticRegression", "idf", "vocabulary", "vocabulary_2"],
    "best counts": ["LinearSVC", "idf", "vocabulary"],
    "forest of counts": ["vocabulary"],
    "hashed": ["LogisticRegression", "vocabulary"],
    "both": ["LogisticRegression", "LogisticRegression_2", "idf", "idf_2", "vocabulary", "vocabulary_2"],
}


@pytest.mark.parametrize("name", TABLES)
def test_each_term_is_in_one_table(name: str) -> None:
    cells = fitted(name, LABELS[1])[1].document["cells"]
    assert sorted(cell for cell in cells if not cell.rstrip("_23456789").endswith(UNRELATED)) == TABLES[name]


UNRELATED = ("classes", "_start", "_const", "Classifier")
"""How cells are called that are no tables of terms."""


def test_coefficients_and_weights_of_a_term() -> None:
    model, converted, _ = fitted("logistic regression", LABELS[1])
    words, last = model.steps[0][1], model.steps[1][1]
    cells = {name: cell["init"] for name, cell in converted.document["cells"].items()}
    assert list(cells["vocabulary"]) == words.get_feature_names_out().tolist()
    index, place = words.vocabulary_["server"], cells["vocabulary"]["server"]
    idf = words.idf_.tolist()[index]
    assert cells["idf"][place] == idf
    assert cells["LogisticRegression"][place] == [c * idf for c in last.coef_[:, index].tolist()]


def test_terms_that_are_alike_share_a_place() -> None:
    texts = ["one two two", "three", "four"]
    model = make_pipeline(CountVectorizer(), naive_bayes.MultinomialNB()).fit(texts, ["x", "y", "y"])
    cells = convert(model).document["cells"]
    assert cells["vocabulary"]["init"] == {"four": 0, "one": 1, "three": 0, "two": 2}
    assert len(cells["MultinomialNB"]["init"]) == 3


def test_terms_without_coefficients_are_left_out() -> None:
    model, converted, _ = fitted("hashed", LABELS[0])
    used = np.flatnonzero(model.steps[1][1].coef_[0])
    assert 0 < len(used) < 256
    assert list(converted.document["cells"]["vocabulary"]["init"]) == sorted(str(place) for place in used)


def test_hashed_terms_that_were_never_seen_are_left_out() -> None:
    hashing = HashingVectorizer(n_features=2**12, alternate_sign=False, norm=None)
    model = make_pipeline(hashing, naive_bayes.MultinomialNB()).fit(TRAINING, labels(LABELS[1]))
    seen = hashing.transform(TRAINING).sum(axis=0).nonzero()[-1]
    cells = assert_parity(model, TRIED).document["cells"]
    assert list(cells["vocabulary"]["init"]) == sorted(str(place) for place in set(seen.tolist()))


def test_big_tables_are_side_files() -> None:
    words = [f"word{i}" for i in range(2000)]
    model = make_pipeline(WORDS, naive_bayes.MultinomialNB()).fit(words, np.arange(2000) % 3)
    converted = assert_parity(model, ["word5 word77 word77", "", "word1999"])
    assert list(converted.tables) == ["tables/vocabulary.avro"]
    assert converted.document["cells"]["idf"]["init"] == [model.steps[0][1].idf_[0]] * 3


def test_zeros_that_become_ones() -> None:
    model = make_pipeline(CountVectorizer(), naive_bayes.BernoulliNB()).fit(TRAINING, labels(LABELS[0]))
    model[1].set_params(binarize=-1.0)
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == (
        "Pipeline > bernoullinb (BernoulliNB): the parameter binarize=-1.0, of texts: it makes all zeros ones"
    )


def test_a_row_of_too_many_terms_is_not_spelled_out() -> None:
    words = [f"word{i}" for i in range(2001)]
    with pytest.raises(NotConvertibleError) as caught:
        convert(make_pipeline(CountVectorizer(), SVC()).fit(words, np.arange(2001) % 2))
    assert str(caught.value) == (
        "Pipeline > svc (SVC): this step needs all 2,001 features of a text at once; up to 2,000 are converted"
    )
