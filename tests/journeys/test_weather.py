"""The journey of a service: trained, packed, served, and asked by the name of a city."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

WEATHER = Path(__file__).parents[2] / "examples" / "weather" / "run.py"


def test_the_example_answers_by_the_name_of_a_city() -> None:
    done = subprocess.run([sys.executable, WEATHER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    _, *answers = done.stdout.split("\nGET ")
    hong_kong, seattle, atlantis, page = (answer.partition("\n")[2] for answer in answers)
    assert json.loads(hong_kong)["forecast"] == {"temp_max": 28.4, "temp_min": 24.1, "wind": 6.2}
    assert json.loads(seattle)["umbrella"] is True
    assert atlantis.startswith("422: ")
    assert json.loads(atlantis[5:])["detail"] == "there is no city called 'Atlantis'"
    assert "<h1>Seattle: rain</h1>" in page
