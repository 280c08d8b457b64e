"""Made-up texts: words of random letters, as often as Zipf's law says, and words that each class uses more."""

from __future__ import annotations

import random
import string
from itertools import accumulate

CLASSES = 20
OWN = 200
"""So many words are one class's own."""
SHARE = 0.2
"""So much of a text are words of its class."""


def texts(terms: int, count: int) -> tuple[list[str], list[int]]:
    """So many texts, of about so many different words, and their classes."""
    rng = random.Random(5)
    words = _words(terms, rng)
    often = list(accumulate(1.0 / rank for rank in range(1, terms + 1)))
    own = [rng.sample(words, min(OWN, terms)) for _ in range(CLASSES)]
    labels = [rng.randrange(CLASSES) for _ in range(count)]
    return [_text(words, often, own[label], rng) for label in labels], labels


def _text(words: list[str], often: list[float], own: list[str], rng: random.Random) -> str:
    length = rng.randint(40, 200)
    said = rng.choices(words, cum_weights=often, k=round(length * (1.0 - SHARE)))
    said += rng.choices(own, k=round(length * SHARE))
    rng.shuffle(said)
    return " ".join(said).capitalize() + "."


def _words(count: int, rng: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choices(string.ascii_lowercase, k=rng.randint(2, 10)))] = None
    return list(found)
