"""Two regressions."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp


def pima(row: Mapping[str, float]) -> dict[str, float]:
    """Logistic regression; the probability of either class."""
    score = (
        -8.4046963669131589
        + 0.12318229835242714 * row["pregnant"]
        + 0.035163714606853809 * row["glucose"]
        - 0.013295546904305009 * row["pressure"]
        + 0.000618964364875769 * row["triceps"]
        - 0.0011916989841620829 * row["insulin"]
        + 0.089700970030931457 * row["mass"]
        + 0.94517974062098886 * row["pedigree"]
        + 0.014869004744467736 * row["age"]
    )
    p = 1.0 / (1.0 + exp(-score))
    return {"0": 1.0 - p, "1": p}


def boston(row: Mapping[str, float]) -> float:
    """Linear regression."""
    return (
        36.459488385090204
        - 0.10801135783679608 * row["crim"]
        + 0.046420458366880933 * row["zn"]
        + 0.020558626367069347 * row["indus"]
        + 2.6867338193448775 * row["chas"]
        - 17.7666112283002 * row["nox"]
        + 3.8098652068092069 * row["rm"]
        + 0.000692224640344731 * row["age"]
        - 1.4755668456002535 * row["dis"]
        + 0.30604947898517154 * row["rad"]
        - 0.012334593916574245 * row["tax"]
        - 0.95274723170730014 * row["ptratio"]
        + 0.0093116832737938932 * row["black"]
        - 0.52475837785548984 * row["lstat"]
    )
