"""What a text is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.errors import ServiceError
from scorelet.service.reading import read_service_text


def problems(text: str, folder: Path | str = ".") -> tuple[str, ...]:
    """All that is wrong with a scorelet.toml."""
    with pytest.raises(ServiceError) as caught:
        read_service_text(text, folder)
    return caught.value.problems
