"""What is looked at before a service starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorelet.errors import UsageError
from scorelet.serve.surroundings import check_log, unset
from scorelet.service.values import Log, Service


def test_a_log_that_can_be_written(tmp_path: Path) -> None:
    for to in ("", "stdout", "s3://bucket/prefix", str(tmp_path / "new" / "logs")):
        check_log(Log(to))
    assert [path.name for path in (tmp_path / "new").rglob("*")] == ["logs"]


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError) as refused:
        check_log(Log(f"{tmp_path}/file"))
    assert str(refused.value) == (
        f"the prediction log cannot be written to {tmp_path}/file: file exists\n"
        "name another folder in log.to, or let this user write there"
    )


def test_secrets_of_variables_that_are_not_set() -> None:
    service = Service("test", (), secrets={"A": "env:SET", "B": "env:OTHER", "C": "ssm:/c"})
    assert [*unset(service, {"SET": ""})] == ["secret 'B' is not set: there is no environment variable OTHER"]
