from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import RequestError
from scorelet.serve.targets import path_and_query


@pytest.mark.parametrize(
    ("target", "found"),
    [
        (b"/predict", ("/predict", "")),
        (b"/a%20b/%C3%A4?x=%20y&z", ("/a b/ä", "x=%20y&z")),
        (b"http://host:80/ping?x=1", ("/ping", "x=1")),
        (b"HTTPS://host", ("/", "")),
        (b"*", ("*", "")),
        (b"/?a?b", ("/", "a?b")),
    ],
)
def test_what_a_target_says(target: bytes, found: tuple[str, str]) -> None:
    assert path_and_query(target) == found


@pytest.mark.parametrize(
    ("target", "detail"),
    [
        (b"/%f", "the path of the URL has a '%' that two hexadecimal digits do not follow"),
        (b"/%E4", "the path of the URL is no UTF-8, or its query no ASCII"),
        (b"/?\xc3\xa4", "the path of the URL is no UTF-8, or its query no ASCII"),
        (b"ftp://host/", "expected a URL whose path begins with '/'"),
    ],
)
def test_what_is_no_target(target: bytes, detail: str) -> None:
    with pytest.raises(RequestError) as raised:
        path_and_query(target)
    assert (raised.value.status, raised.value.detail) == (400, detail)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.binary(max_size=60) | st.text("htp:/s?#%4a*", max_size=20).map(str.encode))
def test_every_target_is_a_path_or_a_400(target: bytes) -> None:
    try:
        path, _ = path_and_query(target)
    except RequestError as error:
        path = f"/{error.status}"
    assert path == "*" or path.startswith("/")
