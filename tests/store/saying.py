"""An error and the whole of its message."""

from __future__ import annotations

import re

import pytest

from scorelet.errors import ScoreletError


def says(kind: type[ScoreletError], message: str) -> pytest.RaisesExc[ScoreletError]:
    """A context that holds that exactly `kind` is raised, and that it says exactly `message`."""
    return pytest.RaisesExc(kind, match=rf"^{re.escape(message)}\Z", check=lambda error: type(error) is kind)
