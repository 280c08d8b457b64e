"""Documents that ask something of the scores of several trees."""

from __future__ import annotations

from typing import Any

from tests.pfa.fuzz.choices import seeded
from tests.pfa.lower.forests import Plan, plain_document, tree


def plan_of(score: str) -> Plan:
    return Plan({"x": "double", "y": "double"}, ("double",), (score,) * 3, frozenset(), "tree", odd=False)


def asking(score: str, output: Any, *body: Any, trees: int = 4) -> dict[str, Any]:
    """A document that maps the trees and then does this with their `scores`."""
    of = plan_of(score)
    made = plain_document(of, *(tree(seeded(seed), of, 3) for seed in range(max(trees, 2))))
    made["cells"]["c"]["init"] = made["cells"]["c"]["init"][:trees]
    walk = {"model.tree.simpleTree": ["input", "tree"]}
    function = {"params": [{"tree": "TreeNode"}], "ret": score, "do": walk}
    mapped = {"let": {"scores": {"a.map": [{"cell": "c"}, function]}}}
    return {**made, "output": output, "action": [mapped, *body]}
