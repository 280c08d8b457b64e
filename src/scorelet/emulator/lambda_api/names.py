"""How callers of Lambda's API name a function: by its name, or by a part of its ARN; both may end with a qualifier.

iris                                                      iris:live
123456789012:function:iris                                123456789012:function:iris:live
arn:aws:lambda:us-east-1:123456789012:function:iris       arn:aws:lambda:us-east-1:123456789012:function:iris:live
"""

from __future__ import annotations

import re

from scorelet.emulator.values import Configuration, RefusedError

_NAME = re.compile(
    r"(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?P<region>[a-z]{2}(?:-[a-z]+)+-[0-9]):)?(?:(?P<account>[0-9]{12}):)?"
    r"(?:function:)?(?P<name>[a-zA-Z0-9_-]{1,64})(?::(?P<qualifier>\$LATEST|[a-zA-Z0-9_-]+))?"
)
_QUALIFIER = re.compile(r"[a-zA-Z0-9$_-]{0,128}")
_TWO_QUALIFIERS = "The derived qualifier from the function name does not match the specified qualifier."


def qualifier_of(given: str, qualifier: str, configuration: Configuration, usual: str = "") -> str:
    """Which version or alias is meant; "" for none. `qualifier`: as the query has it; `usual`: what stands in an error
    where none is named. Raises RefusedError.

    400 for what is no name or no qualifier, or has another qualifier than the query; 404 for another function.
    """
    if not _QUALIFIER.fullmatch(qualifier):
        raise RefusedError(400, "ValidationException", f"{qualifier[:140]!r} is no version and no alias")
    found = _NAME.fullmatch(given)
    if found is None:
        raise RefusedError(400, "ValidationException", f"{given[:140]!r} is no name and no ARN of a function")
    region, account, name, named = found.group("region", "account", "name", "qualifier")
    theirs = configuration._replace(
        name=name, region=region or configuration.region, account=account or configuration.account
    )
    if theirs.arn != configuration.arn:
        arn = ":".join(filter(None, (theirs.arn, named or qualifier or usual)))
        raise RefusedError(404, "ResourceNotFoundException", f"Function not found: {arn}")
    if named and qualifier and named != qualifier:
        raise RefusedError(400, "InvalidParameterValueException", _TWO_QUALIFIERS)
    return named or qualifier
