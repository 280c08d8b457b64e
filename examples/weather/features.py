"""A city becomes a row of the model: today's forecast, from Open-Meteo's API (https://open-meteo.com)."""

from __future__ import annotations

import os
from typing import Any

GEOCODING = os.environ.get("GEOCODING_API", "https://geocoding-api.open-meteo.com")
FORECAST = os.environ.get("FORECAST_API", "https://api.open-meteo.com")
WET = ("rain", "drizzle")


def from_city(city: str, *, http: Any) -> dict[str, float]:
    """Today's weather in a city, as the model's row.

    city: its name, in any language
    """
    found = http.get(f"{GEOCODING}/v1/search", params={"name": city, "count": 1}).json()
    if not found.get("results"):
        raise ValueError(f"there is no city called {city!r}")
    place = found["results"][0]
    today = http.get(
        f"{FORECAST}/v1/forecast",
        params={
            "latitude": place["latitude"],
            "longitude": place["longitude"],
            "daily": "temperature_2m_max,temperature_2m_min,wind_speed_10m_max",
            "wind_speed_unit": "ms",
            "forecast_days": 1,
        },
    ).json()["daily"]
    return {
        "temp_max": today["temperature_2m_max"][0],
        "temp_min": today["temperature_2m_min"][0],
        "wind": today["wind_speed_10m_max"][0],
    }


def respond(prediction: dict[str, Any], *, city: str, row: dict[str, float]) -> dict[str, Any]:
    """What callers get: whether to take an umbrella, and why."""
    wet = sum(prediction["probabilities"][kind] for kind in WET)
    return {"city": city, "umbrella": prediction["label"] in WET, "probability": round(wet, 3), "forecast": row}
