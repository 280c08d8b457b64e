"""HTML is escaped, unless it is made here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.runtime.pages.elements import Html, element, escaped, raw


@pytest.mark.parametrize(
    ("made", "html"),
    [
        (element("a", "5 < 6 & 7", href="docs"), '<a href="docs">5 &lt; 6 &amp; 7</a>'),
        (element("p", element("b", "x"), None, "y", [element("i"), "z"]), "<p><b>x</b>y<i></i>z</p>"),
        (element("input", id="key", hidden=True, disabled=False, value=None), '<input id="key" hidden>'),
        (element("div", class_="a", aria_label="b", for_="c"), '<div class="a" aria-label="b" for="c"></div>'),
        (element("p", title='"><i x>'), '<p title="&quot;&gt;&lt;i x&gt;"></p>'),
        (element("p", name="x"), '<p name="x"></p>'),
        (raw("style", "a>b{}"), "<style>a>b{}</style>"),
        (escaped("half \ud800 of a pair"), "half ? of a pair"),
    ],
)
def test_elements(made: Html, html: str) -> None:
    assert made == html


@settings(derandomize=True, deadline=None, max_examples=200)
@given(text=st.text())
def test_text_never_opens_anything(text: str) -> None:
    assert set(escaped(text)).isdisjoint("<>\"'")
    assert element("p", text, title=text) == f'<p title="{escaped(text)}">{escaped(text)}</p>'
