from __future__ import annotations

import pytest

from scorelet.serve.settings import images_folder


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"HOME": "/home/a"}, "linux", "/home/a/.cache/scorelet/images"),
        ({"HOME": "/Users/a"}, "darwin", "/Users/a/Library/Caches/scorelet/images"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/cache"}, "linux", "/cache/scorelet/images"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "cache"}, "linux", "/home/a/.cache/scorelet/images"),
        ({}, "linux", ""),
    ],
)
def test_where_images_are_kept(environment: dict[str, str], platform: str, folder: str) -> None:
    assert images_folder(environment, platform) == folder
