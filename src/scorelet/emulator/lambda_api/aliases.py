"""Operations on aliases: names for a version, or for two of which one gets a share of the invocations."""

from __future__ import annotations

import re

from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.lambda_api.ledger import Ledger
from scorelet.emulator.lambda_api.requests import Request, check_revision, invalid, said, shares, text
from scorelet.emulator.values import RefusedError

_NAME = re.compile(r"(?!\d+$)[a-zA-Z0-9_-]{1,128}", re.ASCII)


def list_aliases(ledger: Ledger, request: Request) -> Answer:
    wanted = request.query.get("FunctionVersion", "")
    known = ledger.function.versions.aliases.values()
    return said({"Aliases": [ledger.alias(one) for one in known if wanted in ("", one.version)]})


def get_alias(ledger: Ledger, request: Request) -> Answer:
    return said(ledger.alias(ledger.known_alias(request.last)))


def create_alias(ledger: Ledger, request: Request) -> Answer:
    body = request.body()
    name, version, description = (text(body, key) for key in ("Name", "FunctionVersion", "Description"))
    if not _NAME.fullmatch(name):
        raise invalid(f"{name[:140]!r} is no name of an alias")
    if name in ledger.function.versions.aliases:
        raise RefusedError(409, "ResourceConflictException", f"Alias already exists: {ledger.arn(name)}")
    made = ledger.function.point(name, version, **shares(body))
    ledger.descriptions[name] = description
    return said(ledger.alias(made), 201)


def update_alias(ledger: Ledger, request: Request) -> Answer:
    """What is not said stays."""
    body, known = request.body(), ledger.known_alias(request.last)
    check_revision(body, ledger.alias(known), "GetAlias")
    weights = shares(body) if "RoutingConfig" in body else known.shares
    version, description = text(body, "FunctionVersion") or known.version, text(body, "Description")
    made = ledger.function.point(known.name, version, **weights)
    if "Description" in body:
        ledger.descriptions[known.name] = description
    return said(ledger.alias(made))
