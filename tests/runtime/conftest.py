"""What the tests of this room share."""

from __future__ import annotations

import pytest

from tests.runtime.http_door import Door, served_at


@pytest.fixture
def door() -> Door:
    """`with door(app) as url:` has an app answer over HTTP."""
    return served_at
