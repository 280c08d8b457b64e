"""From a text to its tokens: scikit-learn's preprocessor, tokenizer and analyzer, as calls of `scorelet.text`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from scorelet.convert.builder import Builder, text
from scorelet.convert.converted import Json
from scorelet.errors import NotConvertibleError, PfaSemanticError
from scorelet.pfa.library.scorelet_text import MOST_WORDS
from scorelet.pfa.library.token_patterns import tokens_by

SPLIT = r"\S+"
"""All matches of it are what str.split gives."""


def tokens(model: Any, given: Json, doc: Builder, known: Collection[str] | None) -> str:
    """A symbol bound to the tokens of the text `given`. `known` are the tokens that count at all, None: all of them."""
    if model.input != "content":
        raise NotConvertibleError(f"the parameter input={model.input!r}: only texts themselves are read")
    analyze = None if callable(model.analyzer) else _ANALYZERS.get(model.analyzer)
    if analyze is None:
        raise NotConvertibleError(f"the parameter analyzer={_shown(model.analyzer)}")
    return doc.let("tokens", analyze(model, _preprocessed(model, given), doc, known))


def _preprocessed(model: Any, given: Json) -> Json:
    if model.preprocessor is not None:
        if model.preprocessor is not str.lower:
            raise NotConvertibleError(f"the parameter preprocessor={_shown(model.preprocessor)}")
        return {"scorelet.text.lower": [given]}
    lowered: Json = {"scorelet.text.lower": [given]} if model.lowercase else given
    if not model.strip_accents:
        return lowered
    if model.strip_accents not in ("ascii", "unicode"):
        raise NotConvertibleError(f"the parameter strip_accents={_shown(model.strip_accents)}")
    return {"scorelet.text.stripAccents": [lowered, text(model.strip_accents)]}


# ---------------------------------------------------------------------------------------------------- analyzers


def _words(model: Any, given: Json, doc: Builder, known: Collection[str] | None) -> Json:
    low, high = _ngram_range(model)
    found: Json = {"scorelet.text.findall": [given, text(_pattern(model))]}
    stop_words = model.get_stop_words()
    if stop_words and not (high == 1 and known is not None and stop_words.isdisjoint(known)):
        found = {"scorelet.text.without": [found, _stop_words(doc, stop_words)]}
    return found if (low, high) == (1, 1) else {"scorelet.text.wordNGrams": [found, low, high]}


def _characters(model: Any, given: Json, doc: Builder, known: Collection[str] | None) -> Json:
    return {"scorelet.text.charNGrams": [given, *_ngram_range(model)]}


def _characters_in_words(model: Any, given: Json, doc: Builder, known: Collection[str] | None) -> Json:
    return {"scorelet.text.charNGramsInWords": [given, *_ngram_range(model)]}


_ANALYZERS: Mapping[str, Callable[[Any, Json, Builder, Collection[str] | None], Json]] = {
    "word": _words,
    "char": _characters,
    "char_wb": _characters_in_words,
}


def _ngram_range(model: Any) -> tuple[int, int]:
    low, high = (int(n) for n in model.ngram_range)
    if not 1 <= low <= high <= MOST_WORDS:
        raise NotConvertibleError(f"the parameter ngram_range={model.ngram_range!r}")
    return low, high


def _pattern(model: Any) -> str:
    if model.tokenizer is not None:
        if model.tokenizer is not str.split:
            raise NotConvertibleError(f"the parameter tokenizer={_shown(model.tokenizer)}")
        return SPLIT
    pattern = getattr(model.token_pattern, "pattern", model.token_pattern)
    if pattern is not model.token_pattern:
        raise NotConvertibleError(f"the parameter token_pattern={model.token_pattern!r}: only strings are read")
    try:
        tokens_by(pattern)
    except PfaSemanticError as error:
        raise NotConvertibleError(f"the parameter token_pattern={pattern!r}: {error.message}") from None
    return str(pattern)


def _stop_words(doc: Builder, words: Collection[Any]) -> Json:
    found = sorted(word for word in words if isinstance(word, str))
    return doc.cell("stopWords", {"type": "map", "values": "boolean"}, dict.fromkeys(found, True))


def _shown(value: Any) -> str:
    """A function by the name it has in its module, anything else as Python shows it."""
    name = getattr(value, "__qualname__", None)
    return f"{value.__module__}.{name}" if name and getattr(value, "__module__", None) else repr(value)
