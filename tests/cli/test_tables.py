from __future__ import annotations

import pytest

from scorelet.cli.tables import show_facts, show_table

ROWS = [("iris", "1.5 kB"), ("a [bold] name", "7 kB")]


def test_plain_columns_in_a_pipe(capfd: pytest.CaptureFixture[str]) -> None:
    show_table(("name", "size"), ROWS)
    show_facts(ROWS)
    assert capfd.readouterr().out == "iris           1.5 kB\na [bold] name  7 kB\n" * 2


def test_headings_on_a_terminal(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorelet.cli.tables.on_terminal", lambda: True)
    show_table(("name", "size"), ROWS)
    lines = [line.rstrip() for line in capfd.readouterr().out.splitlines()]
    assert lines == ["name           size", "iris           1.5 kB", "a [bold] name  7 kB"]
    show_facts(ROWS)
    assert [line.rstrip() for line in capfd.readouterr().out.splitlines()] == lines[1:]
