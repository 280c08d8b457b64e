"""A rule of EventBridge that keeps the function warm: it brings no rows."""

from __future__ import annotations

from scorelet.emulator.making.order import Json, Order
from scorelet.emulator.sources.scheduled import scheduled_event


def ping(order: Order) -> Json:
    return scheduled_event(f"{order.service.name}-warm", order.now, order.uuid())
