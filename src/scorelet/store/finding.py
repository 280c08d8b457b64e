"""A reference and a model -> the version that is meant, or an error that says what there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scorelet.errors import StoreNotFoundError
from scorelet.store.model import Alias, Model, Version
from scorelet.store.refs import Ref

SHOWN = 5
"""How many of the things there are a message names."""


def find_version(model: Model, ref: Ref) -> Version:
    """The version that `ref` means in `model`, which has one at least; raises StoreNotFoundError."""
    if ref.alias is not None:
        found = model.version(standing_alias(model, ref.alias).digest)
        assert found is not None, "records.py holds that aliases stand on versions there are"
        return found
    if ref.version is not None:
        return _by_prefix(model, ref.version)
    return model.versions[-1]


def standing_alias(model: Model, name: str) -> Alias:
    """The alias `name`, which stands on a version; raises StoreNotFoundError."""
    alias = model.aliases.get(name)
    if alias is None or alias.digest is None:
        there = f"its aliases are {listed([each.name for each in model.standing])}" if model.standing else "it has none"
        raise StoreNotFoundError(f"model {model.name!r} has no alias {name!r}\n{there}")
    return alias


def _by_prefix(model: Model, prefix: str) -> Version:
    found = [version for version in model.versions if version.digest.startswith(prefix)]
    if len(found) > 1:
        raise StoreNotFoundError(
            f"model {model.name!r} has {len(found)} versions that begin with {prefix!r}\n"
            f"give more digits: {listed(version.digest for version in found)}"
        )
    if not found:
        newest = [version.short for version in reversed(model.versions)]
        raise StoreNotFoundError(
            f"model {model.name!r} has no version that begins with {prefix!r}\n"
            f"its versions are {listed(newest)}, the newest first"
        )
    return found[0]


def unknown_model(name: str, names: Sequence[str], where: str) -> StoreNotFoundError:
    """No such model among `names`; the message names the nearest."""
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=1)
    if near:
        there = f"did you mean {near[0]!r}?"
    else:
        there = f"its models are {listed(names)}" if names else "it holds no models"
    return StoreNotFoundError(f"the store {where} has no model {name!r}\n{there}")


def listed(words: Iterable[str]) -> str:
    """The first few of `words`, and how many are left out."""
    words = list(words)
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return f"{', '.join(words[:SHOWN])}{more}"
