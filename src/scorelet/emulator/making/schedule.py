"""A rule of EventBridge that keeps the function warm: it brings no rows."""

from __future__ import annotations

from scorelet.emulator.making.order import Json, Order


def ping(order: Order) -> Json:
    return {
        "version": "0",
        "id": order.uuid(),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": order.account,
        "time": f"{order.iso[:19]}Z",
        "region": order.region,
        "resources": [f"arn:aws:events:{order.region}:{order.account}:rule/{order.service.name}-warm"],
        "detail": {},
    }
