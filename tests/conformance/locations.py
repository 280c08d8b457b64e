"""Where the specification's data and the recorded results lie: the folder `shared`, beside the project's own."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2].parent / "shared"
SIGNATURES = SHARED / "pfa" / "libfcns.xml"
VECTORS = SHARED / "pfa" / "vectors"
AURELIUS = SHARED / "goldens" / "aurelius"
SKLEARN = SHARED / "goldens" / "sklearn"

conformance = [
    pytest.mark.conformance,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the folder 'shared' beside the project's folder"),
]
"""The marks of every test that needs the shared folder (`pytestmark = conformance`)."""
