"""Functions of scorelet.text as a document has them, and texts to try them on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from scorelet.pfa import load
from tests.pfa.documents import STRINGS, document

ODD = [
    "a", "b", "Z", "é", "É", "ß", "ẞ", "\u0130", "\u0131", "\u017f", "\u212a",
    "ﬁ", "Å", "e\u0301", "n\u0303", "\u0301", "\u200d", "\u00ad",
    " ", "  ", "\t", "\n", "\r\n", "\x0b", "\x1c", "\x85", "\u00a0", "\u2028", "\u3000", "\ufeff", "\0", ".", "-", "'",
    "_", "1", "²", "½", "٣", "Ⅷ", "中", "文字", "ひら", "한", "กำ", "हि", "😀", "👩\u200d💻", "🇨🇭",
    "the", "The", "and", "of",
    "don't", "x1",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(ODD), max_size=30).map("".join),
    st.lists(st.sampled_from(ODD), max_size=30).map(" ".join),
    st.text(max_size=40),
)
SURROGATES = st.lists(st.sampled_from([*ODD, "\ud800", "\udfff"]), max_size=20).map("".join)
"""Also lone surrogates, which UTF-8 cannot say."""
RANGES = st.tuples(st.integers(1, 4), st.integers(0, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def calling(action: Any, output: Any = STRINGS, input: Any = "string", **more: Any) -> Callable[[Any], Any]:
    """The action of a document."""
    run: Callable[[Any], Any] = load(document(action, input, output, **more)).action
    return run
