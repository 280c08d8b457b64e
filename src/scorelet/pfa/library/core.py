"""The functions without a prefix: PFA's operators (specification 8).

They are the hottest functions there are, so nearly all of them are expression templates, chosen by type. In a
template every parameter stands exactly once, in the order in which the arguments are to be evaluated; where
a value is needed again, the template gives it a name: ``a if (a := x) >= (b := y) else b``.
"""

from __future__ import annotations

from scorelet.pfa.library import core_arithmetic, core_comparison, core_logic

__all__ = ["core_arithmetic", "core_comparison", "core_logic"]
