"""The functions of `scorelet.text.`: from a text to counted words, exactly as scikit-learn's text vectorizers do it.

They are an extension: PFA has no regular expression of Python's dialect and no tokeniser, so a document that calls
them runs in this engine only (`scorelet.pfa.extensions` tells). A vectorizer is a chain of them:

    lower, stripAccents         its preprocessor
    findall                     its tokenizer; the pattern is judged by `token_patterns`
    without                     stop words
    wordNGrams, charNGrams, charNGramsInWords    its analyzer, with ngram_range
    counts                      CountVectorizer and what is built on it
    weighted                    a linear model's product of these counts and a row of numbers for each word
    hashed                      HashingVectorizer, FeatureHasher; in `token_hashing`

All follow Python's own notion of characters, words and white space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import mul
from typing import Any
from unicodedata import combining, normalize

from scorelet.errors import PfaSemanticError
from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.library.token_hashing import hashed_by
from scorelet.pfa.library.token_patterns import TextTooLong, tokens_by
from scorelet.pfa.numbers import ordered_sum

MOST_WORDS = 100
"""The longest n-gram: what a document may ask for must not grow with the square of a text."""

SHORT, REMEMBERED = 24, 1 << 12
"""The runs of characters of so many words of up to so many characters are remembered: most texts have the same."""

TOO_LONG, NOT_UTF8, MISALIGNED = 90000, 90010, 90020
"""Error codes; the specification's own stay below 50,000."""

Analyze = Callable[[str], list[str]]


# --------------------------------------------------------------------------------------------------- preprocessor


@function("scorelet.text.lower", "(x: string) -> string", inline="x.lower()")
def lower(x: str) -> str:
    """In lower case, as Python's str.lower."""
    return x.lower()


@function("scorelet.text.stripAccents", "(x: string, how: string) -> string", fixed=("how",))
def strip_accents(how: str) -> Callable[[str], str]:
    """Without accents: "ascii" drops whatever has no ASCII letter, "unicode" only the accents (both after NFKD)."""
    if how not in _STRIPPED:
        raise PfaSemanticError(f"expected 'how' to be 'ascii' or 'unicode', got {how[:40]!r}")
    return _STRIPPED[how]


def _ascii(x: str) -> str:
    return x if x.isascii() else normalize("NFKD", x).encode("ascii", "ignore").decode("ascii")


def _unicode(x: str) -> str:
    return x if x.isascii() else "".join([c for c in normalize("NFKD", x) if not combining(c)])


_STRIPPED = {"ascii": _ascii, "unicode": _unicode}


# ------------------------------------------------------------------------------------------------------ tokenizer


@function(
    "scorelet.text.findall",
    "(x: string, pattern: string) -> array of string",
    errors={TOO_LONG: "text too long for this pattern"},
    fixed=("pattern",),
)
def find_all(pattern: str) -> Analyze:
    """All matches of a regular expression of Python's, or of its only group, as `re.findall` gives them."""
    find, linear = tokens_by(pattern)
    if linear:
        return find

    def limited(x: str) -> list[str]:
        try:
            return find(x)
        except TextTooLong:
            raise failure("scorelet.text.findall", TOO_LONG) from None

    return limited


@function(
    "scorelet.text.without",
    "(words: array of string, stopWords: map of any A) -> array of string",
    "(words: array of string, stopWords: array of string) -> array of string",
    inline="[word for word in words if word not in stopWords]",
)
def without(words: list[str], stopWords: Any) -> list[str]:
    """The words that are not stop words: keys of a map (quick), or items of an array."""
    return [word for word in words if word not in stopWords]


# -------------------------------------------------------------------------------------------------------- n-grams


def _range(low: int, high: int) -> None:
    if not 1 <= low <= high <= MOST_WORDS:
        raise PfaSemanticError(f"expected 1 <= low <= high <= {MOST_WORDS}, got low {low} and high {high}")


@function(
    "scorelet.text.wordNGrams",
    "(words: array of string, low: int, high: int) -> array of string",
    fixed=("low", "high"),
)
def word_ngrams(low: int, high: int) -> Callable[[list[str]], list[str]]:
    """All runs of `low` to `high` words, joined by a space: the shorter runs first, each length in order."""
    _range(low, high)
    lengths = range(max(low, 2), high + 1)
    join = " ".join

    def runs(words: list[str]) -> list[str]:
        found = list(words) if low == 1 else []
        for n in lengths:
            found += map(join, zip(*[words[i:] for i in range(n)], strict=False))
        return found

    return runs


_SPACES = re.compile(r"\s\s+").sub


@function("scorelet.text.charNGrams", "(x: string, low: int, high: int) -> array of string", fixed=("low", "high"))
def char_ngrams(low: int, high: int) -> Analyze:
    """All runs of `low` to `high` characters; several white spaces count as one space."""
    _range(low, high)

    def runs(x: str) -> list[str]:
        x = _SPACES(" ", x)
        return [x[i : i + n] for n in range(low, high + 1) for i in range(len(x) - n + 1)]

    return runs


@function(
    "scorelet.text.charNGramsInWords", "(x: string, low: int, high: int) -> array of string", fixed=("low", "high")
)
def char_ngrams_in_words(low: int, high: int) -> Analyze:
    """Word by word, each between two spaces: all runs of `low` to `high` characters; a shorter word once."""
    _range(low, high)

    def of_word(word: str) -> list[str]:
        padded = f" {word} "
        found: list[str] = []
        for n in range(low, high + 1):
            if n >= len(padded):
                return [*found, padded]
            found += [padded[i : i + n] for i in range(len(padded) - n + 1)]
        return found

    remembered = lru_cache(REMEMBERED)(of_word)

    def runs(x: str) -> list[str]:
        found: list[str] = []
        for word in x.split():
            found += remembered(word) if len(word) <= SHORT else of_word(word)
        return found

    return runs


# --------------------------------------------------------------------------------------------------------- counts


@function("scorelet.text.counts", "(tokens: array of string, vocabulary: map of any A) -> map of double")
def counts(tokens: list[str], vocabulary: dict[str, Any]) -> dict[str, float]:
    """How often each token occurs that is a key of the vocabulary, in the order of first occurrences."""
    found = Counter(filter(vocabulary.__contains__, tokens))
    return dict(zip(found, map(float, found.values()), strict=True))


@function(
    "scorelet.text.weighted",
    "(counts: map of double, places: map of int, rows: array of array of double, start: array of double)"
    " -> array of double",
    errors={MISALIGNED: "misaligned table"},
)
def weighted(
    counts: dict[str, float], places: dict[str, int], rows: list[list[float]], start: list[float]
) -> list[float]:
    """`start`, and added to it for each token that has a place its count times the row there: a score for each class.

    First the sum of those that count 1, which most do, then the sum of the others, each in the order of `counts`.
    """
    once = [places[token] for token, count in counts.items() if count == 1.0 and token in places]
    others = [(places[token], count) for token, count in counts.items() if count != 1.0 and token in places]
    try:
        if once:
            start = [first + ordered_sum(column) for first, column in _by_column(start, rows, once)]
        if others:
            several, factors = zip(*others, strict=True)
            by_column = _by_column(start, rows, several)
            start = [first + ordered_sum(map(mul, column, factors)) for first, column in by_column]
    except (IndexError, ValueError):
        raise failure("scorelet.text.weighted", MISALIGNED) from None
    return start


def _by_column(
    start: list[float], rows: list[list[float]], places: Sequence[int]
) -> Iterator[tuple[float, tuple[float, ...]]]:
    """Each number of `start` with its column of the rows at some places.

    Raises ValueError when these are not of one length, IndexError when one is not there.
    """
    if min(places) < 0:
        raise IndexError
    return zip(start, zip(*[rows[place] for place in places], strict=True), strict=True)


@function(
    "scorelet.text.hashed",
    "(tokens: array of string, features: long, alternateSign: boolean) -> map of double",
    errors={NOT_UTF8: "text is not UTF-8"},
    fixed=("features", "alternateSign"),
)
def hashed(features: int, alternateSign: bool) -> Callable[[list[str]], dict[str, float]]:
    """The sums of tokens by place (as a decimal number): a token counts 1 or, by its hash and if asked for, -1.

    The hash is the signed MurmurHash3 (x86, 32 bits, seed 0) of its UTF-8.
    """
    if not 1 <= features < 2**31:
        raise PfaSemanticError(f"expected 1 <= features < 2147483648, got {features}")
    place_of = hashed_by(features, alternateSign)

    def sums(tokens: list[str]) -> dict[str, float]:
        found: dict[str, float] = {}
        try:
            for token, count in Counter(tokens).items():
                place, sign = place_of(token)
                found[place] = found.get(place, 0.0) + sign * count
        except UnicodeEncodeError:
            raise failure("scorelet.text.hashed", NOT_UTF8) from None
        return found

    return sums
