"""SnapStart: a machine is started once, its memory is kept, and many machines go on from there, maybe weeks later.

Before the snapshot everything is imported that a request could ask for; each model has answered its golden rows by
then. What must not be the same in all machines, or too old, is let go of: connections, credentials, states of random
number generators (a feature function may have one; ids are made of the system's random bytes), and when aliases were
looked at.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from scorelet.runtime.events.sources import SOURCES
from scorelet.runtime.routes import ROUTES, resolved

if TYPE_CHECKING:
    from scorelet.runtime.connections import Connections
    from scorelet.runtime.door import Door


def register(door: Door, connections: Connections) -> None:
    """The hooks, where the runtime has them (Python 3.12 and later)."""
    try:
        from snapshot_restore_py import register_after_restore, register_before_snapshot
    except ImportError:
        return
    register_before_snapshot(before, door, connections)
    register_after_restore(after, door, connections)


def before(door: Door, connections: Connections) -> None:
    """Import what requests ask for, and leave nothing open."""
    routes, sources = {route.answer for route in ROUTES}, {source.answer for source in SOURCES}
    for name in sorted(routes | sources | {"events.direct:answer"}):
        resolved(name)
    door.after.flush()
    _let_go(door, connections)


def after(door: Door, connections: Connections) -> None:
    """Be another machine than the others."""
    _let_go(door, connections)
    if "random" in sys.modules:
        sys.modules["random"].seed()
    if door.looking is not None:
        door.looking.expire()


def _let_go(door: Door, connections: Connections) -> None:
    connections.close()
    for served in door.setting.app.shelf.served:
        served.close()
