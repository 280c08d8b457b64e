"""Scorelet turns a trained model into a tiny, safe, fast scoring API.

    import scorelet

    scorelet.pack(model, samples=frame, name="iris", to="iris.scorelet")
    scorelet.load("iris.scorelet").predict({"sepal_length": 5.1, ...})

Nothing is imported before it is used: `import scorelet.pfa` runs this file first, at every cold start.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from scorelet.packing import load, pack

__all__ = ["__version__", "load", "pack"]
__version__ = "0.1.0"


def __getattr__(name: str) -> "Any":
    if name in ("pack", "load"):
        from scorelet import packing

        return getattr(packing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
