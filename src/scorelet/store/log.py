"""The log of one model in a space: its newest entry, any earlier one, and the next one."""

from __future__ import annotations

from scorelet.errors import StoreDamagedError, StoreUnreachableError
from scorelet.store.layout import LAST_NUMBER, entry_key, entry_number, log_folder
from scorelet.store.model import Change, Entry, Model
from scorelet.store.records import NewerFormatError, RecordError, decode, encode
from scorelet.store.space import Space

LARGEST_ENTRY = 64 * 2**20
"""Bytes: a hundred times what a model with a thousand versions needs."""


class Log:
    """Entries are numbered from 1 without a gap."""

    def __init__(self, space: Space, name: str) -> None:
        self._space = space
        self._name = name

    def model(self) -> Model:
        """The model as the newest entry has it; without versions when there is no entry."""
        sizes = {entry_number(file.name): file.size for file in self._space.files(log_folder(self._name))}
        newest = max((number for number in sizes if number is not None), default=None)
        if newest is None:
            return Model(self._name)
        if sizes[newest] > LARGEST_ENTRY:
            raise self._damaged(newest, f"it has {sizes[newest]} bytes, at most {LARGEST_ENTRY} are sensible")
        return self._entry(newest).model

    def change(self, number: int) -> Change:
        """The change that entry `number` tells of."""
        return self._entry(number).change

    def append(self, entry: Entry) -> bool:
        """Whether `entry` became the one after the newest: False when another writer was quicker.

        An answer that was lost on its way makes an SDK ask again, and then its own entry is in its way; the
        entry's token tells.
        """
        key = entry_key(self._name, entry.model.number)
        if entry.model.number > LAST_NUMBER:
            raise StoreDamagedError(
                f"the log {self._space.place(log_folder(self._name))} has no numbers left\nstart another model"
            )
        data = encode(entry)
        return self._space.create(key, data) or self._space.read(key) == data

    def _entry(self, number: int) -> Entry:
        data = self._space.read(entry_key(self._name, number))
        if data is None:
            raise self._damaged(number, "it is missing")
        try:
            entry = decode(data)
        except NewerFormatError as error:
            raise StoreUnreachableError(
                f"this Scorelet is too old for {self._place(number)}: {error}\npip install --upgrade scorelet"
            ) from None
        except RecordError as error:
            raise self._damaged(number, str(error)) from None
        if (entry.model.name, entry.model.number) != (self._name, number):
            raise self._damaged(number, f"it is entry {entry.model.number} of {entry.model.name!r}")
        return entry

    def _damaged(self, number: int, how: str) -> StoreDamagedError:
        return StoreDamagedError(f"the log entry {self._place(number)} is damaged: {how}\nrestore it from a backup")

    def _place(self, number: int) -> str:
        return self._space.place(entry_key(self._name, number))
