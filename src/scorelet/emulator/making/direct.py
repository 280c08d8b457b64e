"""Direct invocation: rows as they are, or with the name of a model that is not the default."""

from __future__ import annotations

from scorelet.emulator.making.models import default_of
from scorelet.emulator.making.order import Json, Order


def rows(order: Order) -> Json:
    if order.model != default_of(order.service):
        return {"model": order.model, "data": list(order.rows)}
    bare = len(order.rows) == 1 and isinstance(order.rows[0], dict | str)  # a number alone is no event
    return order.rows[0] if bare else list(order.rows)
