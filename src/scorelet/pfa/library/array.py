"""The functions of arrays, prefix ``a.``: this module only brings their parts together.

array_access        reading parts of an array
array_edit          new arrays from old ones: joined, with items added, replaced, removed, moved
array_search        finding items, runs of items, or what a predicate accepts
array_order         sorting, extremes and their places, by type or by a less-than function
array_center        median, n-tile, mode
array_combine       sums, products and means
array_sets          arrays as sets
array_map           a document's function applied to every item
array_fold          a document's function that gathers the items: tallies, prefixes, quantifiers, groups
array_arrange       windows, combinations, permutations
"""

from __future__ import annotations

from scorelet.pfa.library import (
    array_access,
    array_arrange,
    array_center,
    array_combine,
    array_edit,
    array_fold,
    array_map,
    array_order,
    array_search,
    array_sets,
)

PARTS = (
    array_access,
    array_edit,
    array_search,
    array_order,
    array_center,
    array_combine,
    array_sets,
    array_map,
    array_fold,
    array_arrange,
)
"""Importing a part registers its functions."""
