"""A group of commands, one of which is run where none is named.

    scorelet emulate scorelet.toml       the command that has the group's own name
    scorelet emulate event EVENT.json    another one

The first argument decides. What is called as a subcommand is, and lies in a file, is named by its path: ./event. The
default command stands for the group in usage lines, errors and help pages: nobody sees its name twice.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class DefaultCommandGroup(TyperGroup):
    """A group with a default command: the one that is called as the group is."""

    # Any: the contexts of typer are in modules that are its own affair.
    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The group's context where a subcommand is named first, else that of the default command."""
        default = self.commands.get(str(self.name))
        if default is None or (args and args[0] != self.name and args[0] in self.commands):
            return super().make_context(info_name, args, parent=parent, **extra)
        return default.make_context(info_name, args, parent=parent, **extra)
