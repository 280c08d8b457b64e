"""Small texts to train on, and odd ones to try."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from tests.pfa.library.texts import ODD, SURROGATES, TEXTS

__all__ = ["LABELS", "ODD_TEXTS", "SURROGATES", "TRAINING", "TRIED", "labels"]

WORDS = [
    "the", "a", "of", "and", "server", "Server", "kernel", "library", "python", "Python", "rust", "Haskell", "café",
    "CAFÉ", "naïve", "Ångström", "x1", "2024", "don't", "data-base", "foo_bar", "ß", "Straße", "中文", "😀",
    "e\u0301t\u00e9", "I", "i's", "very", "long", "unbelievably",
]  # fmt: skip
_drawn = random.Random(3)
TRAINING = [" ".join(_drawn.choices(WORDS, k=_drawn.randint(1, 12))) for _ in range(60)]
TRIED = [
    *TRAINING[:15],
    "",
    " \t\n",
    "the of and a",
    "unknownword anotherone",
    "server\nkernel\r\nserver SERVER server",
    "Cafe\u0301 cafe CAFÉ\u200d Straße STRASSE ǅ İstanbul",
    "python " * 300,
    "x" * 5000,
    "1 22 333 ٣٣ ½½ ²² Ⅷ",
    "😀😀 👩\u200d💻 🇨🇭 \ufeffdata \0 data",
    "\ud800 lone \udfff surrogates server",
]

LABELS: tuple[tuple[object, ...], ...] = (("b", "a"), ("a", "b", "c"))


def labels(names: tuple[object, ...], count: int = len(TRAINING)) -> list[object]:
    """A label for each training text, at random but for what its first word says."""
    drawn = random.Random(5)
    return [names[(len(text) + drawn.randint(0, 1)) % len(names)] for text in TRAINING[:count]]


ODD_TEXTS = st.one_of(TEXTS, st.lists(st.sampled_from([*ODD, *WORDS]), max_size=25).map(" ".join))
