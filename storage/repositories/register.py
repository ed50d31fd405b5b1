"""Names to search by: ids and words, nothing else of a row."""

import json
from collections.abc import Sequence

from sqlalchemy import Text, cast, select

from bot.domain.history import Subject
from storage.repositories.door import Door
from storage.repositories.listings import LISTINGS, NEWEST
from storage.repositories.organisations import ORGANISATIONS
from storage.repositories.people import PEOPLE


class SqlRegister:
    def __init__(self, door: Door) -> None:
        self._door = door

    async def names(self, subject: Subject, most: int) -> Sequence[tuple[str, str]]:
        if subject is Subject.LISTING:
            return await self._of_listings(most)
        table = PEOPLE if subject is Subject.PERSON else ORGANISATIONS
        rows = await self._door.rows(select(table.c.id, table.c.name).limit(most))
        return [(row.id, row.name) for row in rows]

    async def _of_listings(self, most: int) -> Sequence[tuple[str, str]]:
        """Only what it says is read of each: the rest of a value costs more than the search."""
        terms = cast(LISTINGS.c.terms, Text).label("said")
        rows = await self._door.rows(select(LISTINGS.c.id, terms).order_by(*NEWEST).limit(most))
        return [(row.id, json.loads(row.said)["what"]) for row in rows]
