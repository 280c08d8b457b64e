"""What the API tells of a function, and what only the API knows of it: packages of versions, and descriptions."""

from __future__ import annotations

from scorelet.emulator.lambda_api import documents
from scorelet.emulator.lambda_api.documents import Code
from scorelet.emulator.lambda_api.function import Alias, Lambda
from scorelet.emulator.lambda_api.requests import Json
from scorelet.emulator.values import LATEST, RefusedError


class Ledger:
    """first: the code of all versions that the API has not published itself."""

    def __init__(self, function: Lambda, first: Code) -> None:
        self.function = function
        self.descriptions: dict[str, str] = {}
        self._first = first
        self._codes: dict[str, Code] = {}

    def version(self, number: str, qualifier: str = "") -> Json:
        """A version; `qualifier`: by which it was asked for."""
        found = self.function.versions.by_number[number]
        return documents.function(found.configuration, number, self._code(number), qualifier)

    def qualified(self, qualifier: str) -> Json:
        """The version behind a qualifier; of an alias with two, the first. Raises RefusedError (404)."""
        versions = self.function.versions
        alias = versions.aliases.get(qualifier)
        return self.version(alias.version if alias else versions.resolve(qualifier).number, qualifier)

    def alias(self, one: Alias) -> Json:
        description = self.descriptions.get(one.name, "")
        return documents.alias(self.function.configuration, one.name, one.version, dict(one.shares), description)

    def known_alias(self, name: str) -> Alias:
        """Raises RefusedError (404)."""
        found = self.function.versions.aliases.get(name)
        if found is None:
            raise RefusedError(404, "ResourceNotFoundException", f"Cannot find alias arn: {self.arn(name)}")
        return found

    def arn(self, qualifier: str) -> str:
        return f"{self.function.configuration.arn}:{qualifier}"

    def published(self, description: str) -> Json:
        """The newest code gets a number, unless it has one already."""
        before = set(self.function.versions.by_number)
        number = self.function.publish().number
        if number not in before:
            self._codes[number] = self._code(LATEST)._replace(description=description)
        return self.version(number)

    def replaced(self, code: Code) -> None:
        """There is newer code; versions keep theirs."""
        for number in self.function.versions.by_number:
            self._codes.setdefault(number, self._first)
        self._codes[LATEST] = code

    def _code(self, number: str) -> Code:
        return self._codes.get(number, self._first)
