"""Text vectorizers of scikit-learn (sklearn.feature_extraction.text): a text becomes a row of its terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.convert.arithmetic import plus
from scorelet.convert.builder import Builder
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Text
from scorelet.convert.sparse import Sparse
from scorelet.convert.terms import Terms, Vocabulary, counted
from scorelet.convert.text_analysis import tokens
from scorelet.errors import NotConvertibleError

WORDS = 200
"""So many words of a vocabulary are noted."""


def counts(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """CountVectorizer: how often each term of the vocabulary occurs, or whether it does."""
    doc, given = conversion.doc, _text(row)
    _note_precision(model, doc)
    names = _vocabulary(model)
    given.knows(doc, names[:: max(1, len(names) // WORDS)][:WORDS])
    terms = counted(doc, tokens(model, given.expr, doc, frozenset(names)), names)
    return Transformed(Sparse(terms.changed("there", 1.0) if model.binary else terms, names))


def tfidf(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """TfidfVectorizer: CountVectorizer, then TfidfTransformer."""
    return weighted(model._tfidf, counts(model, row, conversion).row, conversion)


def weighted(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """TfidfTransformer: each count (or its logarithm) times the term's weight, over the length of the row."""
    doc = conversion.doc
    if not isinstance(row, Sparse):
        raise NotConvertibleError("it reads numbers that a text vectorizer has not counted")
    if model.sublinear_tf:
        row = row.changed(doc, "dampened", plus({"m.ln": ["x"]}, 1.0))
    if hasattr(model, "idf_"):
        row = row.scaled(doc, "idf", model.idf_.tolist())
    return Transformed(_normalized(model, row, doc))


def hashed(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """HashingVectorizer: terms are counted at the place that their hash gives."""
    doc = conversion.doc
    _note_precision(model, doc)
    found = tokens(model, _text(row).expr, doc, None)
    value = {"scorelet.text.hashed": [found, int(model.n_features), bool(model.alternate_sign)]}
    names = [str(place) for place in range(int(model.n_features))]
    terms = Terms(doc, "counts", lambda: value, Vocabulary(doc, names, hashed=True))
    return Transformed(_normalized(model, Sparse(terms.changed("there", 1.0) if model.binary else terms, names), doc))


def _normalized(model: Any, row: Sparse, doc: Builder) -> Sparse:
    if model.norm is None:
        return row
    if model.norm not in ("l1", "l2"):
        raise NotConvertibleError(f"the parameter norm={model.norm!r}")
    return row.normalized(doc, model.norm)


def _text(row: Row) -> Text:
    if not isinstance(row, Text):
        raise NotConvertibleError("it reads a table: name its column alone ('text', not ['text'])")
    return row


def _vocabulary(model: Any) -> Sequence[str]:
    """The terms in the order of the features."""
    vocabulary = getattr(model, "vocabulary_", None)
    if vocabulary is None:
        raise NotConvertibleError("it has no vocabulary: fit it")
    names = sorted(vocabulary, key=vocabulary.__getitem__)
    odd = next((name for name in names if not isinstance(name, str) or not _is_unicode(name)), None)
    if odd is not None:
        raise NotConvertibleError(f"its vocabulary has {odd!r}, which is no text")
    return names


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


PRECISIONS = {"float32": "float32", "float64": "float64", "int64": "float64", "int32": "float64"}
"""The precision of what is made of counts of a NumPy type."""


def _note_precision(model: Any, doc: Builder) -> None:
    name = getattr(model.dtype, "__name__", str(model.dtype))
    if name not in PRECISIONS:
        raise NotConvertibleError(f"the parameter dtype={name}: expected one of {', '.join(PRECISIONS)}")
    if PRECISIONS[name] == "float32":
        doc.precision = "float32"
