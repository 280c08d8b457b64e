"""The known differences between the emulator and others. The tests demand that they are exactly those that occur."""

from __future__ import annotations

from tests.others.comparing import Difference

ANSWERS: tuple[Difference, ...] = ()
EVENTS: tuple[Difference, ...] = ()
INVOCATIONS: tuple[Difference, ...] = ()
