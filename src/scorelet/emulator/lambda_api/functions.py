"""Operations on the function and its versions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.lambda_api.documents import code_of
from scorelet.emulator.lambda_api.ledger import Ledger
from scorelet.emulator.lambda_api.requests import Request, check_revision, invalid, package, said, text, unknown
from scorelet.emulator.values import LATEST
from scorelet.errors import ScoreletError

Update = Callable[[bytes], Awaitable[None]]
"""Makes a package the newest code. Raises ScoreletError for one that is none."""

_UNZIP = "Could not unzip uploaded file. Please check your file, then try to upload again."


def list_functions(ledger: Ledger, request: Request) -> Answer:
    return said({"Functions": [ledger.version(LATEST)]})


def get_function(ledger: Ledger, request: Request) -> Answer:
    concurrency = {"ReservedConcurrentExecutions": ledger.function.configuration.concurrency}
    configuration = ledger.qualified(request.qualifier)
    return said({"Configuration": configuration, "Code": {"RepositoryType": "S3"}, "Concurrency": concurrency})


def get_configuration(ledger: Ledger, request: Request) -> Answer:
    return said(ledger.qualified(request.qualifier))


def list_versions(ledger: Ledger, request: Request) -> Answer:
    return said({"Versions": [ledger.version(number) for number in ledger.function.versions.by_number]})


def publish(ledger: Ledger, request: Request) -> Answer:
    body, latest = request.body(), ledger.version(LATEST)
    given, known = text(body, "CodeSha256"), latest["CodeSha256"]
    if given and given != known:
        raise invalid(
            f"CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({known}). "
            "Please try again with the CodeSHA256 in $LATEST."
        )
    check_revision(body, latest, "GetFunction")
    return said(ledger.published(text(body, "Description")), 201)


async def update_code(ledger: Ledger, request: Request, update: Update | None, now: float) -> Answer:
    """The zip becomes $LATEST; with Publish, a version, too."""
    body, latest = request.body(), ledger.version(LATEST)
    zipped = package(body)
    check_revision(body, latest, "GetFunction")
    code = code_of(zipped, now)
    if body.get("DryRun"):
        return said({**latest, "CodeSha256": code.sha256, "CodeSize": code.size})
    if update is None:
        raise unknown("the emulator was started so that its code cannot change")
    try:
        await update(zipped)
    except ScoreletError as error:
        raise invalid(f"{_UNZIP} ({error})") from None
    ledger.replaced(code)
    return said(ledger.published("") if body.get("Publish") else ledger.version(LATEST))
