"""Pings: schedules of EventBridge that keep the function warm, and S3's test of a new notification.

They are answered at once: by then the function is loaded, which is all they are for.
"""

from __future__ import annotations

from typing import Any

from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.shapes import Json


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"warm": true, "models": {"iris": "3f2a9c..."}}: names and versions."""
    return {"warm": True, "models": {one.name: one.short_version for one in setting.app.shelf.served}}
