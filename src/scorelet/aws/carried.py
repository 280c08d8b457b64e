"""How a function imports Scorelet: all its modules are constants of one module, `scorelet` itself.

This file is compiled into the function's package, as `scorelet/__init__.pyc` (see `code.py`): it runs there, not here.
One file instead of a hundred and fifty is smaller by a quarter, for the modules are deflated together, and quicker to
import, for nothing is looked for on a disk.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from marshal import loads
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

ROOT = "scorelet"


class Carried:
    """Finds and loads the modules that came along: their names, whether they are packages, and their byte code."""

    def __init__(self, modules: Iterable[tuple[str, bool, bytes]]) -> None:
        self.modules = {name: (is_package, code) for name, is_package, code in modules}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        found = self.modules.get(name)
        if found is not None:
            return ModuleSpec(name, self, is_package=found[0])  # type: ignore[arg-type]  # it is a loader by its methods
        if name.startswith(f"{ROOT}.") and name.rpartition(".")[0] in self.modules:
            raise ModuleNotFoundError(
                f"{name} is not in this package: nothing that the service says needs it; package the service again",
                name=name,
            )
        return None

    def create_module(self, spec: ModuleSpec) -> None:
        """As modules usually are."""

    def exec_module(self, module: ModuleType) -> None:
        exec(loads(self.modules[module.__name__][1]), vars(module))


def install(modules: Iterable[tuple[str, bool, bytes]]) -> None:
    """From now on Scorelet is imported from these; `scorelet` itself is being imported already."""
    carried = Carried(modules)
    sys.meta_path.insert(0, carried)
    carried.exec_module(sys.modules[ROOT])
