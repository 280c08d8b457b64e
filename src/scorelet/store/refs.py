"""How a model is named.

    iris              the newest version of `iris`: the one pushed last
    iris@prod         the version on which the alias `prod` stands
    iris@3f2a9c       the version that begins with these hex digits: 6 at least, and only one may begin so

Names become folders and keys, on file systems that take `Iris` and `iris` for one file as well as on those
that do not; hence small letters only. An alias must not look like the beginning of a version, or a reference
would mean two things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from scorelet.errors import UsageError

LONGEST_NAME = 64
VERSION_DIGITS = 64
FEWEST_DIGITS = 6
"""Of a version's hex digits, in a reference."""
SHORT_DIGITS = 12
"""How many digits of a version people are shown."""

VERSION = re.compile(rf"[0-9a-f]{{{VERSION_DIGITS}}}")
_PREFIX = re.compile(rf"[0-9a-f]{{{FEWEST_DIGITS},{VERSION_DIGITS}}}")
_TOO_SHORT_PREFIX = re.compile(rf"[0-9][0-9a-f]{{0,{FEWEST_DIGITS - 2}}}")


class Ref(NamedTuple):
    """A model, and which of its versions: by alias, by the version's first digits, or (neither) the newest."""

    name: str
    alias: str | None = None
    version: str | None = None

    def __str__(self) -> str:
        selector = self.alias or self.version
        return self.name if selector is None else f"{self.name}@{selector}"


class Rule(NamedTuple):
    """What names must match in whole, and what makes a name that does not match it a near one that does."""

    pattern: re.Pattern[str]
    says: str
    repair: Callable[[str], str]


NAME_RULES = (
    Rule(
        re.compile(r"[a-z0-9._-]*"),
        "has only small letters, digits, '.', '_' and '-'",
        lambda text: re.sub(r"[^a-z0-9._-]+", "-", text.lower()),
    ),
    Rule(
        re.compile(r"[^._-](.*[^._-])?"),
        "begins and ends with a letter or a digit",
        lambda text: text.strip("._-") or "model",
    ),
    Rule(
        re.compile(r"(?!(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)).*"),
        "is not the name of a device, as some systems have it",
        lambda text: f"model-{text}",
    ),
    Rule(
        re.compile(rf".{{,{LONGEST_NAME}}}"),
        f"has at most {LONGEST_NAME} characters",
        lambda text: text[:LONGEST_NAME].rstrip("._-"),
    ),
)

ALIAS_RULES = (
    *NAME_RULES[:2],
    Rule(re.compile(r"[a-z].*"), "begins with a letter", lambda text: f"v{text}"),
    Rule(
        re.compile(r"(?!latest\Z).*"),
        "is not 'latest': a model's name alone is its newest version",
        lambda text: "stable",
    ),
    NAME_RULES[-1],
    Rule(
        re.compile(rf"(?!{_PREFIX.pattern}\Z).*"),
        "does not look like the beginning of a version",
        lambda text: f"{text[: LONGEST_NAME // 2]}-alias",
    ),
)


def parse_ref(text: str) -> Ref:
    """`iris`, `iris@prod` or `iris@3f2a9c`; raises UsageError on anything else."""
    if not isinstance(text, str):
        raise UsageError(f"a model is named by text such as 'iris@prod', got {text!r}")
    name, at, selector = text.partition("@")
    check_name(name)
    if not at:
        return Ref(name)
    if not selector:
        raise UsageError(f"nothing stands after the '@' of {text!r}\nfor the newest version leave it out")
    digits = selector.lower()
    if _PREFIX.fullmatch(digits):
        return Ref(name, version=digits)
    if _TOO_SHORT_PREFIX.fullmatch(digits):
        raise UsageError(f"a version is named by at least {FEWEST_DIGITS} of its digits, got {selector!r}")
    check_alias(selector)
    return Ref(name, alias=selector)


def check_name(name: str) -> None:
    """Raises UsageError, which names the nearest valid name, when `name` cannot be a model's."""
    _check("a model's name", name, NAME_RULES)


def is_name(text: str) -> bool:
    return all(rule.pattern.fullmatch(text) for rule in NAME_RULES)


def check_alias(alias: str) -> None:
    """Raises UsageError, which names the nearest valid alias, when `alias` cannot be one."""
    _check("an alias", alias, ALIAS_RULES)


def _check(subject: str, text: str, rules: Sequence[Rule]) -> None:
    if not isinstance(text, str):
        raise UsageError(f"{subject} is text, got {text!r}")
    broken = next((rule for rule in rules if not rule.pattern.fullmatch(text)), None)
    if broken is not None:
        shown = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}..."
        raise UsageError(f"{subject} {broken.says}, got {shown!r}\nthe nearest valid one is {_nearest(text, rules)!r}")


def _nearest(text: str, rules: Sequence[Rule]) -> str:
    for rule in rules:
        if not rule.pattern.fullmatch(text):
            text = rule.repair(text)
    return text
