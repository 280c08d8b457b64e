"""What nothing can be packed with is said before anything is read."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scorelet.errors import UsageError
from scorelet.packing.wishes import Wishes


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"tolerance": -1.0}, "expected a tolerance of 0 or more, such as 1e-6, got -1.0"),
        ({"tolerance": math.nan}, "expected a tolerance of 0 or more, such as 1e-6, got nan"),
        ({"tolerance": math.inf}, "expected a tolerance of 0 or more, such as 1e-6, got inf"),
        ({"accept_parity": " "}, "a model that differs is accepted with a reason, got an empty one"),
        ({"outputs": ("label", "label")}, "expected each output once, got label, label"),
    ],
)
def test_wishes_that_cannot_be_fulfilled(wishes: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Wishes("m", **wishes)
    assert str(caught.value) == said
