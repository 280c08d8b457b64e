"""Calls of all kinds, also such as no HTTP server lets through."""

from __future__ import annotations

from hypothesis import strategies as st

from scorelet.emulator.gateway.call import Call

_TEXTS = st.text(max_size=20)
_NAMES = st.sampled_from(["Host", "cookie", "Content-Type", "x-forwarded-for", "X-Amzn-Trace-Id", "origin", "x-a"])
_TYPES = st.sampled_from(["application/json", "text/plain; charset=utf-8", "image/png", "", ";"])
_LINES = st.tuples(_NAMES | _TEXTS, _TEXTS | _TYPES)

CALLS = st.builds(
    Call,
    st.sampled_from(["GET", "POST", "OPTIONS", "HEAD", "DELETE"]) | _TEXTS,
    st.sampled_from(["/", "/predict", "/a%2Fb", "/%ff", "//", "*"]) | _TEXTS,
    st.sampled_from(["", "a=1&a=2", "a", "%zz=%ff&=&&"]) | _TEXTS,
    st.lists(_LINES, max_size=6).map(tuple),
    st.binary(max_size=40) | st.just(b'{"a": 1}'),
)
