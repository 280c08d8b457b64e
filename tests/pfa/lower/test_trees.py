"""Constant trees and forests, as code, as loops or left to the library, say what trees that change say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorelet.pfa.lower import ensembles, trees
from tests.pfa.fuzz.choices import Choices, drawn, seeded
from tests.pfa.lower.forests import chain, document, plan, rows
from tests.pfa.lower.twins import agreeing, called


@st.composite
def choices(draw: Any) -> Choices:
    return drawn(draw)

if __name__ == "__main__":
    import collections, sys
    seen = collections.Counter()
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        c = seeded(seed)
        p = plan(c)
        d = document(c, p)
        r = rows(c, p, 12)
        try:
            e = agreeing(d, r)
        except Exception as x:
            print(seed, type(x).__name__, str(x)[:300]); seen["bad"] += 1
            continue
        kind = "library" if any(n.startswith("model.tree") for n in called(e)) else "loop" if "while " in e.code else "code"
        seen[kind, p.walk]+=1
    print(seen)
