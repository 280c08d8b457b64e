"""Text vectorizers against scikit-learn."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.compose import make_column_transformer
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from scorelet.convert import convert
from scorelet.convert.converted import Converted
from scorelet.errors import NotConvertibleError, PfaRuntimeError
from scorelet.pfa import Engine
from tests.convert.parity import agrees, assert_parity, engine_of
from tests.convert.texts import ODD_TEXTS, SURROGATES, TRAINING, TRIED

VECTORIZERS: dict[str, Any] = {
    "counts": CountVectorizer(),
    "counts of what is there": CountVectorizer(binary=True),
    "cased": CountVectorizer(lowercase=False),
    "ascii": CountVectorizer(strip_accents="ascii"),
    "unicode, cased": TfidfVectorizer(strip_accents="unicode", lowercase=False),
    "single letters": CountVectorizer(token_pattern=r"(?u)\b\w+\b"),
    "one group": CountVectorizer(token_pattern=r"(\w)\w*"),
    "english stop words": TfidfVectorizer(stop_words="english"),
    "stop words": TfidfVectorizer(stop_words=["server", "the"], ngram_range=(1, 2)),
    "stop words of the vocabulary": CountVectorizer(stop_words=["server"], vocabulary=["server", "kernel"]),
    "pairs": TfidfVectorizer(ngram_range=(2, 3), max_features=40),
    "characters": CountVectorizer(analyzer="char", ngram_range=(1, 2), max_features=200),
    "characters in words": TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=200),
    "long runs in words": CountVectorizer(analyzer="char_wb", ngram_range=(3, 9), max_features=200),
    "functions of str": CountVectorizer(preprocessor=str.lower, tokenizer=str.split, token_pattern=None),
    "frequent": TfidfVectorizer(min_df=3, max_df=0.6, max_features=10),
    "given vocabulary": TfidfVectorizer(vocabulary={"server": 1, "kernel": 0, "data base": 2}, ngram_range=(1, 2)),
    "logarithms": TfidfVectorizer(sublinear_tf=True),
    "without idf": TfidfVectorizer(use_idf=False),
    "plain idf": TfidfVectorizer(smooth_idf=False, norm=None),
    "sums of one": TfidfVectorizer(norm="l1", binary=True),
    "no weights at all": TfidfVectorizer(use_idf=False, norm=None),
    "32 bits": TfidfVectorizer(dtype=np.float32),
    "32 bit counts": CountVectorizer(dtype=np.float32),
    "hashed": HashingVectorizer(n_features=64),
    "hashed, sums of one": HashingVectorizer(n_features=16, norm="l1", alternate_sign=False),
    "hashed, there or not": HashingVectorizer(n_features=7, norm=None, binary=True),
    "hashed pairs": HashingVectorizer(n_features=128, norm=None, ngram_range=(1, 2), stop_words="english"),
    "hashed, weighted": make_pipeline(HashingVectorizer(n_features=32, alternate_sign=False), TfidfTransformer()),
    "counted, then weighted": make_pipeline(CountVectorizer(), TfidfTransformer(sublinear_tf=True, norm="l1")),
    "weighted twice": make_pipeline(TfidfVectorizer(), TfidfTransformer()),
    "words and characters": make_union(TfidfVectorizer(), TfidfVectorizer(analyzer="char", max_features=50)),
}


@pytest.mark.parametrize("name", VECTORIZERS)
def test_vectorizers(name: str) -> None:
    fitted(name)
    assert_parity(fitted(name)[0], TRIED)


@cache
def fitted(name: str) -> tuple[Any, Converted, Engine]:
    model = VECTORIZERS[name].fit(TRAINING)
    converted = convert(model)
    return model, converted, engine_of(converted)


@given(st.sampled_from(sorted(VECTORIZERS)), ODD_TEXTS)
@settings(derandomize=True, deadline=None, max_examples=400)
def test_odd_texts(name: str, text: str) -> None:
    model, converted, engine = fitted(name)
    expected = model.transform([text]).toarray()[0].tolist()
    tolerance = 1e-6 if converted.precision == "float32" else 1e-12
    assert agrees(engine.action(text), expected, tolerance, 1e-12)


@given(st.sampled_from([name for name in VECTORIZERS if "hashed" not in name]), SURROGATES)
@settings(derandomize=True, deadline=None, max_examples=150)
def test_lone_surrogates(name: str, text: str) -> None:
    model, converted, engine = fitted(name)
    expected = model.transform([text]).toarray()[0].tolist()
    tolerance = 1e-6 if converted.precision == "float32" else 1e-12
    assert agrees(engine.action(text), expected, tolerance, 1e-12)


def test_lone_surrogates_are_not_hashed() -> None:
    model = HashingVectorizer(n_features=8, analyzer="char").fit([""])
    with pytest.raises(UnicodeEncodeError):
        model.transform(["lone \ud800"])
    with pytest.raises(PfaRuntimeError) as caught:
        engine_of(convert(model)).action("lone \ud800")
    assert str(caught.value) == "text is not UTF-8 (scorelet.text.hashed, error 90010) - at $.action[1].let.counts"


def test_a_text_is_no_record() -> None:
    converted = fitted("counts")[1]
    assert (converted.form, converted.fields, converted.document["input"]) == ("text", (), "string")


# --------------------------------------------------------------------------------------------- what is noted


def test_some_words_are_known() -> None:
    converted = convert(CountVectorizer().fit(["one two", "two three"]))
    assert converted.vocabulary == ("one", "three", "two")


def test_of_many_words_some_are_noted() -> None:
    words = [f"word{i:04d}" for i in range(1000)]
    converted = convert(make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(words, [0, 1] * 500))
    assert converted.vocabulary == tuple(words[::5])


def test_a_text_among_other_columns_knows_its_words() -> None:
    import pandas as pd

    data = pd.DataFrame({"title": ["one two", "two", "three one"], "price": [1.0, 2.0, 3.0]})
    model = make_pipeline(
        make_column_transformer((TfidfVectorizer(), "title"), remainder="passthrough"), LogisticRegression()
    ).fit(data, [0, 1, 1])
    converted = assert_parity(model, [["two two one", 2.5], ["", 0.0], ["four", -1.0]])
    assert [(f.name, f.kind, f.missing, f.words) for f in converted.fields] == [
        ("title", "string", False, ("one", "three", "two")),
        ("price", "number", False, ()),
    ]


def test_stop_words_that_count_nowhere_are_not_filtered() -> None:
    plain = convert(TfidfVectorizer(stop_words="english").fit(TRAINING)).document
    pairs = convert(TfidfVectorizer(stop_words="english", ngram_range=(1, 2)).fit(TRAINING)).document
    assert ["stopWords" in plain["cells"], "stopWords" in pairs["cells"]] == [False, True]


# --------------------------------------------------------------------------------------------- what is not converted


def shortened(text: str) -> str:
    return text[:4]


WHERE = "tests.convert.test_text.shortened"


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        (CountVectorizer(preprocessor=shortened), f"the parameter preprocessor={WHERE}"),
        (CountVectorizer(tokenizer=shortened, token_pattern=None), f"the parameter tokenizer={WHERE}"),
        (CountVectorizer(analyzer=shortened), f"the parameter analyzer={WHERE}"),
        (CountVectorizer(strip_accents=shortened), f"the parameter strip_accents={WHERE}"),
        (CountVectorizer(dtype=np.int8), "the parameter dtype=int8: expected one of float32, float64, int64, int32"),
        (
            CountVectorizer(token_pattern=r"(?=\w)\w+"),
            (
                "the parameter token_pattern='(?=\\\\w)\\\\w+': the pattern could take forever on some text: "
                "looking ahead or behind cannot be judged"
            ),
        ),
        (
            CountVectorizer(vocabulary=["fine", "\ud800"]),
            "its vocabulary has '\\ud800', which is no text",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_said(model: Any, problem: str) -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(model.fit(["some texts", "more of them"]))
    assert str(caught.value) == f"CountVectorizer: {problem}"


def test_texts_in_files_are_not_read() -> None:
    model = CountVectorizer().fit(["a text"]).set_params(input="filename")
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "CountVectorizer: the parameter input='filename': only texts themselves are read"


def test_weights_of_numbers_that_no_text_has() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(TfidfTransformer().fit(np.eye(3)))
    assert str(caught.value) == "TfidfTransformer: it reads numbers that a text vectorizer has not counted"


def test_what_was_never_fitted() -> None:
    with pytest.raises(NotConvertibleError, match=re.escape("it has no vocabulary: fit it")):
        convert(CountVectorizer())
