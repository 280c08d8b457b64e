"""Probability distributions: prob.dist.*, a module for each kind of method.

prob_dist_gaussian   the Gaussian: what naive Bayes models call for each feature
prob_dist_closed     those whose three functions are formulas
"""

from __future__ import annotations

from scorelet.pfa.library import prob_dist_closed, prob_dist_gaussian

PARTS = (prob_dist_gaussian, prob_dist_closed)
"""Importing a part registers its functions."""
