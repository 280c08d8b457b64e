"""A document becomes a packed model: one `.scorelet` file with its manifest, parity certificate and baseline.

    PackedModel.of(manifest, document, ...)     pack: the same input gives the same bytes
    PackedModel.read("iris.scorelet")           audit: sizes, names, hashes, format; nothing is built
    Predictor.of(packed).predict(rows)          build, and score

What reads ships to where models run: it needs the standard library only (other kinds than `pfa` need their own
packages), and nothing in a packed model is ever executed, unless its owner says `trust=True`.
"""

SUFFIX = ".scorelet"
"""Of the files."""
