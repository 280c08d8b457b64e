"""What went wrong while loading, in the reader's words: foreign exceptions become ModelReadError here."""

from __future__ import annotations

import pickle
import re

from scorelet.convert.reading.known import NAMES
from scorelet.convert.reading.versions import differences, distribution, version_of
from scorelet.errors import ModelProcessError, ModelReadError

LIBRARIES = frozenset({"sklearn", "scipy", *(module.partition(".")[0] for module in NAMES)})
"""Modules that are no one's own: what is missing in them is another version's."""

OTHER_VERSION = re.compile(r"incompatible dtype|node array|__setstate__|numpy\.dtype size changed|BitGenerator")
"""Texts by which libraries say that a pickle does not fit them."""

NATIVE = frozenset({"XGBoostError", "LightGBMError"})
"""What the boosting libraries raise for a file of theirs that they cannot read."""

SOURCE_LINE = re.compile(r"^\[\d\d:\d\d:\d\d\] \S+:\d+: ")
"""What XGBoost's errors begin with: a time, and a place in its own C++."""


def explained(error: Exception, made_with: dict[str, str], here: dict[str, str]) -> ModelReadError:
    """The error to raise instead of `error`."""
    if isinstance(error, ModelReadError):
        return error
    if isinstance(error, MemoryError):
        text = "it needs more memory than it may use\nallow it more, or read it on a larger machine"
        return ModelProcessError(text, reason="memory")
    if isinstance(error, UnicodeDecodeError) and error.encoding == "ascii":
        return ModelReadError("it was saved by Python 2, whose texts are bytes\nsave the model again with Python 3")
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _module(error.name, made_with, here)
    missing = re.search(r"(?:attribute|name) '(.+?)' (?:on|from) <?(?:module )?'(.+?)'", str(error))
    if isinstance(error, (AttributeError, ImportError)) and missing:
        return _name(missing[2], missing[1], made_with, here)
    if OTHER_VERSION.search(str(error)) or differences(made_with, here):
        return ModelReadError(f"it does not fit the libraries here: {_said(error)}\n{_versions(made_with, here)}")
    if isinstance(error, (EOFError, pickle.UnpicklingError, UnicodeDecodeError)) or type(error).__name__ in NATIVE:
        return ModelReadError(f"it is cut off or damaged: {_said(error)}\ncopy or save the file again")
    return ModelReadError(f"it cannot be loaded: {_said(error)}\nload it where it was made, and save it again")


def _module(module: str, made_with: dict[str, str], here: dict[str, str]) -> ModelReadError:
    root = module.partition(".")[0]
    if root not in LIBRARIES:
        text = f"it needs the module {module}, which cannot be imported here"
        return ModelReadError(
            f"{text}\ninstall its package (pip install {distribution(root)}), or put the folder that holds {root}.py"
            " into PYTHONPATH"
        )
    if module == root or version_of(root) is None:
        text = f"it needs {distribution(root)}, which is not installed"
        return ModelReadError(f"{text}\ninstall it: pip install {_pinned(root, made_with)}")
    text = f"it needs the module {module}, which {distribution(root)} {version_of(root)} does not have"
    return ModelReadError(f"{text}\n{_versions(made_with, here)}")


def _name(module: str, name: str, made_with: dict[str, str], here: dict[str, str]) -> ModelReadError:
    root = module.partition(".")[0]
    if root in LIBRARIES and version_of(root) is not None:
        text = f"it needs {module}.{name}, which {distribution(root)} {version_of(root)} does not have"
        return ModelReadError(f"{text}\n{_versions(made_with, here)}")
    return ModelReadError(
        f"it needs {name} of the module {module}, which has no such name here\n"
        f"use the {root} that the model was saved with"
    )


def _pinned(root: str, made_with: dict[str, str]) -> str:
    name = distribution(root)
    return f"{name}=={made_with[name]}" if name in made_with else name


def _versions(made_with: dict[str, str], here: dict[str, str]) -> str:
    """What to do about versions: the exact ones, where the file remembers them."""
    known = differences(made_with, here)
    if not known:
        return "it was made with other versions of its libraries: install those, or save the model again with these"
    pins = " ".join(
        f"{name}=={version}" for name, version in made_with.items() if here.get(name) not in (None, version)
    )
    return f"it was {'; '.join(known)}\ninstall what it was made with: pip install {pins}; or save the model again"


def _said(error: Exception) -> str:
    text = next((" ".join(line.split()) for line in str(error).splitlines() if line.strip()), "")
    text = SOURCE_LINE.sub("", text)
    return f"{type(error).__name__}: {text[:300]}" if text else type(error).__name__
