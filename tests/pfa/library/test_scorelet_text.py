"""scorelet.text.*, beside scikit-learn's own vectorizers."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa import compile_image, extensions, load, load_image, save_image
from scorelet.pfa.library import token_patterns
from tests.pfa.documents import DOUBLES, STRINGS, document, said
from tests.pfa.library.texts import ODD, RANGES, SURROGATES, TEXTS, calling

text = pytest.importorskip("sklearn.feature_extraction.text")

COUNTS = {"type": "map", "values": "double"}
DEFAULT = r"(?u)\b\w\w+\b"
LOWER = {"scorelet.text.lower": "input"}
quick = settings(derandomize=True, deadline=None, max_examples=150)


def findall(of: Any, pattern: str = DEFAULT) -> Any:
    return {"scorelet.text.findall": [of, {"string": pattern}]}


@cache
def ngrams(kind: str, low: int, high: int) -> Any:
    of = findall("input") if kind == "word" else "input"
    name = {"word": "wordNGrams", "char": "charNGrams", "char_wb": "charNGramsInWords"}[kind]
    return calling({f"scorelet.text.{name}": [of, low, high]})


# --------------------------------------------------------------------------------------------------- preprocessor


@given(SURROGATES)
@quick
def test_lower_case_and_accents(x: str) -> None:
    assert calling(LOWER, "string")(x) == x.lower()
    stripped = {how: STRIPPED[how](x) for how in STRIPPED}
    assert stripped == {"ascii": text.strip_accents_ascii(x), "unicode": text.strip_accents_unicode(x)}


STRIPPED = {
    how: calling({"scorelet.text.stripAccents": ["input", {"string": how}]}, "string") for how in ("ascii", "unicode")
}


# ------------------------------------------------------------------------------------------------------ tokenizer

PATTERNS = (
    DEFAULT,
    r"[a-zA-Z]+",
    r"(?u)\b\w+\b",
    r"\S+",
    r"(?u)\b[a-z][a-z]+\b",
    r"(\w)\w*",
    r"\w+|[^\w\s]",
    r"(?i)[a-k]+",
)
FINDERS = {pattern: calling(findall("input", pattern)) for pattern in PATTERNS}


@given(SURROGATES, st.sampled_from(PATTERNS))
@quick
def test_tokens(x: str, pattern: str) -> None:
    assert FINDERS[pattern](x) == text.CountVectorizer(token_pattern=pattern).build_tokenizer()(x)


@pytest.mark.parametrize("kind", ["map", "array"])
def test_stop_words(kind: str) -> None:
    stop = {"type": "map", "values": "null"} if kind == "map" else STRINGS
    init: Any = {"the": None, "and": None} if kind == "map" else ["the", "and"]
    without = calling(
        {"scorelet.text.without": ["input", {"cell": "stop"}]},
        input=STRINGS,
        cells={"stop": {"type": stop, "init": init}},
    )
    assert without(["the", "cat", "and", "The", "dog", "cat"]) == ["cat", "The", "dog", "cat"]
    assert without([]) == []


# -------------------------------------------------------------------------------------------------------- n-grams


@given(TEXTS, st.sampled_from(["word", "char", "char_wb"]), RANGES)
@example("", "char", (1, 1))
@example("  ", "char", (2, 3))
@example("a bb", "char_wb", (1, 5))
@quick
def test_ngrams(x: str, kind: str, lengths: tuple[int, int]) -> None:
    analyze = text.CountVectorizer(analyzer=kind, ngram_range=lengths, lowercase=False).build_analyzer()
    assert ngrams(kind, *lengths)(x) == analyze(x)


# --------------------------------------------------------------------------------------------------------- counts


@given(TEXTS, st.sets(st.sampled_from([*ODD, "ab", "the and", "a b"]), min_size=1))
@quick
def test_counts(x: str, terms: set[str]) -> None:
    vocabulary = {term: i for i, term in enumerate(sorted(terms))}
    words = {"scorelet.text.wordNGrams": [findall(LOWER, r"\S+"), 1, 2]}
    count = calling(
        {"scorelet.text.counts": [words, {"cell": "v"}]},
        COUNTS,
        cells={"v": {"type": {"type": "map", "values": "int"}, "init": {"@@": 0, **vocabulary}}},
    )
    vectorizer = text.CountVectorizer(vocabulary=vocabulary, ngram_range=(1, 2), token_pattern=r"\S+")
    row = vectorizer.transform([x]).toarray()[0]
    found = count(x)
    assert [found.get(term, 0.0) for term in vocabulary] == list(row)
    first_seen = dict.fromkeys(token for token in vectorizer.build_analyzer()(x) if token in vocabulary)
    assert list(found) == list(first_seen)
    assert {type(value) for value in found.values()} <= {float}


WEIGHTED = calling(
    {
        "scorelet.text.weighted": [
            "input",
            {"cell": "places"},
            {"cell": "rows"},
            {"type": DOUBLES, "value": [0.5, -1.0]},
        ]
    },
    DOUBLES,
    COUNTS,
    cells={
        "places": {
            "type": {"type": "map", "values": "int"},
            "init": {"a": 0, "b": 1, "alike": 1, "short": 2, "beyond": 3, "before": -1},
        },
        "rows": {"type": {"type": "array", "items": DOUBLES}, "init": [[1, 2], [10, 0.25], [1]]},
    },
)


def test_weighted_counts() -> None:
    assert WEIGHTED({"b": 2.0, "other": 9.0, "a": 3.0}) == [0.5 + 20.0 + 3.0, -1.0 + 0.5 + 6.0]
    assert WEIGHTED({"b": 2.0, "a": 1.0}) == [0.5 + 1.0 + 20.0, -1.0 + 2.0 + 0.5]
    assert WEIGHTED({"b": 1.0, "a": 1.0}) == [0.5 + 11.0, -1.0 + 2.25]
    assert WEIGHTED({"other": 9.0}) == WEIGHTED({}) == [0.5, -1.0]
    assert WEIGHTED({"alike": 1.0, "b": 1.0}) == [0.5 + 20.0, -1.0 + 0.5]
    for wrong in ({"short": 1.0}, {"a": 1.0, "short": 1.0}, {"beyond": 1.0}, {"a": 1.0, "before": 2.0}):
        with pytest.raises(PfaRuntimeError) as caught:
            WEIGHTED(wrong)
        assert str(caught.value) == "misaligned table (scorelet.text.weighted, error 90020) - at $.action"


FEATURES = (1, 2, 7, 1000, 2**20, 2**31 - 1)
HASHERS = {
    (features, sign): calling({"scorelet.text.hashed": ["input", features, sign]}, COUNTS, STRINGS)
    for features in FEATURES
    for sign in (True, False)
}


@given(st.lists(st.one_of(TEXTS, st.sampled_from(["a", "b", "x" * 100])), max_size=20), st.sampled_from(list(HASHERS)))
@example(["", "a", "ab", "abc", "abcd", "abcde", "x" * 64, "x" * 65], (7, True))
@quick
def test_hashed(tokens: list[str], how: tuple[int, bool]) -> None:
    features, sign = how
    hasher = text.FeatureHasher(n_features=features, input_type="string", alternate_sign=sign)
    row = hasher.transform([tokens])
    expected = dict(zip(map(str, row.indices), row.data, strict=True))
    assert HASHERS[how](tokens) == expected


def test_what_has_no_hash() -> None:
    with pytest.raises(PfaRuntimeError) as caught:
        HASHERS[(7, True)](["a", "\ud800"])
    assert str(caught.value) == "text is not UTF-8 (scorelet.text.hashed, error 90010) - at $.action"


# ---------------------------------------------------------------------------------------------- whole vectorizers


def test_a_whole_vectorizer() -> None:
    texts = ["The cat and the dog's café", "", "dog\ndog\tCAFÉ the"]
    vectorizer = text.CountVectorizer(strip_accents="unicode", stop_words=["the", "and"], ngram_range=(1, 2)).fit(texts)
    stripped = {"scorelet.text.stripAccents": [LOWER, {"string": "unicode"}]}
    words = {"scorelet.text.without": [findall(stripped), {"cell": "stop"}]}
    cells = {
        "stop": {"type": {"type": "map", "values": "null"}, "init": {"the": None, "and": None}},
        "v": {"type": {"type": "map", "values": "int"}, "init": {k: int(v) for k, v in vectorizer.vocabulary_.items()}},
    }
    action = {"scorelet.text.counts": [{"scorelet.text.wordNGrams": [words, 1, 2]}, {"cell": "v"}]}
    given_document = document(action, "string", COUNTS, cells=cells)
    engine = load(given_document)
    for x in texts:
        row = vectorizer.transform([x]).toarray()[0]
        assert engine.action(x) == {term: row[i] for term, i in vectorizer.vocabulary_.items() if row[i]}
    assert extensions(given_document) == tuple(
        f"scorelet.text.{name}" for name in ("counts", "findall", "lower", "stripAccents", "without", "wordNGrams")
    )


def test_saved_engines_have_their_patterns() -> None:
    made = compile_image(document(findall("input"), "string", STRINGS))
    saved = load_image(save_image(made), made.document)
    assert saved is not None
    assert saved.action("ab c de") == ["ab", "de"]


def test_documents_that_call_no_extension() -> None:
    assert extensions(document({"+": ["input", 1]})) == ()
    inside = {"a.map": ["input", {"params": [{"x": "string"}], "ret": "string", "do": {"scorelet.text.lower": "x"}}]}
    assert extensions(document(inside, STRINGS, STRINGS)) == ("scorelet.text.lower",)
    by_name = {"a.map": ["input", {"fcn": "scorelet.text.lower"}]}
    assert extensions(document(by_name, STRINGS, STRINGS)) == ("scorelet.text.lower",)
    in_function = {"f": {"params": [{"x": "string"}], "ret": "string", "do": {"scorelet.text.lower": "x"}}}
    assert extensions(document(1.0, fcns=in_function)) == ("scorelet.text.lower",)


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (
            {"scorelet.text.findall": ["input", "input"]},
            "'pattern' of scorelet.text.findall must be a literal - at $.action.scorelet.text.findall[1]",
        ),
        (findall("input", "["), "not a regular expression: unterminated character set at position 0 - at"),
        (
            {"a.map": [{"type": STRINGS, "new": ["input"]}, {"fcn": "scorelet.text.stripAccents"}]},
            "'scorelet.text.stripAccents' cannot be referenced, since 'how' must be a literal; wrap it in an inline fu",
        ),
        (
            {"scorelet.text.charNGrams": ["input", 2, 1]},
            "expected 1 <= low <= high <= 100, got low 2 and high 1 - at",
        ),
        (
            {"scorelet.text.charNGramsInWords": ["input", 1, 101]},
            "expected 1 <= low <= high <= 100, got low 1 and high 101 - at",
        ),
        (
            {"scorelet.text.wordNGrams": [findall("input"), 0, 1]},
            "expected 1 <= low <= high <= 100, got low 0 and high 1 - at",
        ),
    ],
    ids=range(6),
)
def test_what_must_be_a_literal(action: Any, error: str) -> None:
    kind, message = said(load, document(action, "string", STRINGS))
    assert kind == "PfaSemanticError"
    assert message.startswith(error)


@pytest.mark.parametrize("features", [0, -1, 2**31])
def test_places_that_are_none(features: int) -> None:
    given_document = document({"scorelet.text.hashed": ["input", features, True]}, STRINGS, COUNTS)
    kind, message = said(load, given_document)
    assert kind == "PfaSemanticError"
    assert message.startswith(f"expected 1 <= features < 2147483648, got {features} - at ")


def test_ways_to_strip_accents_that_are_none() -> None:
    action = {"scorelet.text.stripAccents": ["input", {"string": "latin"}]}
    kind, message = said(load, document(action, "string", "string"))
    assert kind == "PfaSemanticError"
    assert message.startswith("expected 'how' to be 'ascii' or 'unicode', got 'latin' - at ")


def test_a_pattern_that_may_be_slow_has_a_longest_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_patterns, "LONGEST_TEXT", 10)
    find = calling(findall("input", r"[a-z]+!"))
    assert find("ab! cd! e!") == ["ab!", "cd!", "e!"]
    with pytest.raises(PfaRuntimeError) as caught:
        find("ab! cd! e! ")
    assert str(caught.value) == "text too long for this pattern (scorelet.text.findall, error 90000) - at $.action"
    assert calling(findall("input"))("ab " * 100) == ["ab"] * 100
