"""A call to Lambda's API -> the operation that it means -> its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import urandom
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote

from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.identifiers import Identifiers, identifiers
from scorelet.emulator.lambda_api import aliases, functions
from scorelet.emulator.lambda_api.documents import Code
from scorelet.emulator.lambda_api.function import Lambda
from scorelet.emulator.lambda_api.functions import Update
from scorelet.emulator.lambda_api.invoke import invoked
from scorelet.emulator.lambda_api.ledger import Ledger
from scorelet.emulator.lambda_api.names import qualifier_of
from scorelet.emulator.lambda_api.requests import Request, refusal, unknown
from scorelet.emulator.values import LATEST, RefusedError

PREFIX = "/2015-03-31/functions"
INVOKE, UPDATE = "Invoke", "UpdateFunctionCode"

Operation = Callable[[Ledger, Request], Answer]

PATHS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("GET", ""): "ListFunctions",
        ("GET", "*"): "GetFunction",
        ("GET", "*/configuration"): "GetFunctionConfiguration",
        ("PUT", "*/code"): UPDATE,
        ("POST", "*/invocations"): INVOKE,
        ("POST", "*/versions"): "PublishVersion",
        ("GET", "*/versions"): "ListVersionsByFunction",
        ("GET", "*/aliases"): "ListAliases",
        ("POST", "*/aliases"): "CreateAlias",
        ("GET", "*/aliases/*"): "GetAlias",
        ("PUT", "*/aliases/*"): "UpdateAlias",
    }
)
"""By method and path, without the prefix: the function's name and the alias's are stars."""

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "ListFunctions": functions.list_functions,
        "GetFunction": functions.get_function,
        "GetFunctionConfiguration": functions.get_configuration,
        "PublishVersion": functions.publish,
        "ListVersionsByFunction": functions.list_versions,
        "ListAliases": aliases.list_aliases,
        "CreateAlias": aliases.create_alias,
        "GetAlias": aliases.get_alias,
        "UpdateAlias": aliases.update_alias,
    }
)
"""Those that have nothing to wait for."""

_USUAL: Mapping[str, str] = MappingProxyType({INVOKE: LATEST})
"""The qualifier that an error of an operation names where the caller named none."""


class LambdaApi:
    """A Gateway for paths that begin with PREFIX.

    code    of the package that runs
    update  for UpdateFunctionCode; None: the code cannot change
    """

    def __init__(
        self, function: Lambda, *, code: Code | None = None, update: Update | None = None, clock: Clock | None = None
    ) -> None:
        self._function = function
        self._clock = clock or Clock()
        self._update = update
        self._ledger = Ledger(function, code or Code(modified=self._clock.time()))

    async def __call__(self, call: Call) -> Answer:
        ids = identifiers(urandom, self._clock.time(), call.header("x-amzn-trace-id"))
        try:
            answer = await self._answered(call, ids)
        except RefusedError as error:
            answer = refusal(error)
        headers = (*answer.response.headers, ("x-amzn-requestid", ids.invoked))
        return answer._replace(response=answer.response._replace(headers=headers))

    async def _answered(self, call: Call, ids: Identifiers) -> Answer:
        """Raises RefusedError."""
        name, kind, last = (*call.path.removeprefix(PREFIX).strip("/").split("/", 2), "", "", "")[:3]
        steps = ("*" if name else "", kind, "*" if last else "")
        operation = PATHS.get((call.method, "/".join(step for step in steps if step)))
        if operation is None:
            known = ", ".join(sorted(PATHS.values()))
            raise unknown(f"the emulator knows no {call.method} {call.path[:200]}; it knows {known}")
        query = dict(reversed(parse_qsl(call.query)))
        qualifier = query.get("Qualifier", "")
        if name:
            qualifier = qualifier_of(unquote(name), qualifier, self._function.configuration, _USUAL.get(operation, ""))
        return await self._run(operation, Request(call, ids, qualifier, unquote(last), query))

    async def _run(self, operation: str, request: Request) -> Answer:
        if operation == INVOKE:
            return await invoked(self._function, request)
        if operation == UPDATE:
            return await functions.update_code(self._ledger, request, self._update, self._clock.time())
        return OPERATIONS[operation](self._ledger, request)
