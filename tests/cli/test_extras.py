"""A package that is missing: which extra has it."""

from __future__ import annotations

import pytest

from scorelet.cli.extras import needs_extra
from scorelet.errors import UsageError


@pytest.mark.parametrize(("name", "package"), [("serve", "uvicorn"), ("emulate", "psutil"), ("emulate", "uvloop")])
def test_a_package_of_the_extra(name: str, package: str) -> None:
    with pytest.raises(UsageError) as caught, needs_extra(name):
        raise ModuleNotFoundError(name=package)
    assert str(caught.value) == (
        f"scorelet {name} needs {package}, which is not installed\npip install 'scorelet[{name}]'"
    )


@pytest.mark.parametrize("package", ["psutil", "scorelet.gone"])
def test_anything_else_is_another_mistake(package: str) -> None:
    with pytest.raises(ModuleNotFoundError), needs_extra("serve"):
        raise ModuleNotFoundError(name=package)
