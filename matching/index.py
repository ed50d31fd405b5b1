"""All open listings of one side, ready to be searched: kept in arrays, changed one by one, never rebuilt."""

from collections.abc import Iterable
from enum import Enum, auto

import numpy as np

from matching.columns import Array, Columns, Shelf, row_of
from matching.combined import Combined
from matching.features import LETTER_WORDS
from matching.fields import Fields
from matching.limits import TOGETHER
from matching.listing import Listing, NeedListing, OfferListing
from matching.postings import Postings
from matching.side import Side

_FIRST_ROOM = 64


class Keeps(Enum):
    """Which side an index holds: the other side is what it is searched for."""

    OFFERS = auto()
    NEEDS = auto()


class Index:
    """`width`: the size of a vector, 0 without a sentence model. Not for two threads at once.

    A listing's row never changes while it is held; the rows of those taken out are given back by and by.
    """

    def __init__(self, keeps: Keeps, width: int, *, room: int = _FIRST_ROOM) -> None:
        self.keeps, self.width = keeps, width
        self.ids: list[str | None] = []
        self.columns = Columns.room_for(room, Shelf())
        self.combined = [Combined(terms, self.columns.shelf, room) for terms in TOGETHER]
        self.vectors = np.zeros((room, width), np.int8)
        self.letters = np.zeros((room, LETTER_WORDS), np.uint64)
        self.lengths = np.zeros(room, np.float32)
        self.gone = np.ones(room, np.bool_)
        self.words, self.skills, self.people = Postings(), Postings(), Postings()
        self.fields = Fields(room)
        self._rows: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, id: str) -> bool:
        return id in self._rows

    def held(self) -> Iterable[str]:
        return self._rows.keys()

    def rows_of(self, ids: Iterable[str]) -> list[int]:
        """The rows of those that are held."""
        return [self._rows[id] for id in ids if id in self._rows]

    def vector_of(self, id: str) -> Array | None:
        """The vector with which a listing was put here."""
        row = self._rows.get(id)
        return None if row is None or not self.width else self.vectors[row]

    def put(self, listing: Listing, side: Side) -> None:
        """Adds a listing, or takes its new terms: the next search knows it."""
        self.drop(listing.id)
        row = len(self.ids)
        if row == len(self.gone):
            self._grow(max(_FIRST_ROOM, 2 * row))
        self.ids.append(listing.id)
        self._rows[listing.id] = row
        self._fill(row, listing, side)

    def _fill(self, row: int, listing: Listing, side: Side) -> None:
        self.gone[row] = False
        terms = row_of(listing, self.columns.shelf)
        self.columns.put(row, terms)
        for some in self.combined:
            some.put(row, terms)
        self.lengths[row] = side.features.length
        self.letters[row] = side.features.letters
        if self.width and side.vector is not None:
            self.vectors[row] = side.vector
        for word in side.features.weights:
            self.words.add(word, row)
        for skill, trust in side.trusts().items():
            self.skills.add(skill, row, trust)
        for category, trust in side.categories.items():
            self.fields.put(category, row, trust)
        if isinstance(listing, OfferListing) and listing.volunteer:
            self.people.add(listing.volunteer, row)

    def drop(self, id: str) -> None:
        """Takes a listing out; one that is not there is no trouble."""
        row = self._rows.pop(id, None)
        if row is None:
            return
        self.ids[row], self.gone[row] = None, True
        if len(self.ids) > 2 * len(self._rows) + _FIRST_ROOM:
            self._close_up()

    def turned_down(self, sought: Listing) -> Array:
        """For each row, whether the pair was refused before."""
        found = np.zeros(len(self.ids), np.bool_)
        if isinstance(sought, NeedListing):
            found[self.rows_of(sought.refused)] = True
            for one in sought.refused:
                found[self.people.rows(one)] = True
            return found
        refused = self.columns.shelf.refused.distinct
        met = np.array([sought.id in some or sought.volunteer in some for some in refused])
        return np.asarray(met[self.columns.refused[: len(self.ids)]])

    def _grow(self, room: int) -> None:
        more = room - len(self.gone)
        self.columns.grow(room)
        self.fields.grow(room)
        for some in self.combined:
            some.grow(room)
        self.vectors = np.concatenate([self.vectors, np.zeros((more, self.width), np.int8)])
        self.letters = np.concatenate([self.letters, np.zeros((more, LETTER_WORDS), np.uint64)])
        self.lengths = np.concatenate([self.lengths, np.zeros(more, np.float32)])
        self.gone = np.concatenate([self.gone, np.ones(more, np.bool_)])

    def _close_up(self) -> None:
        """Gives back the rows of listings taken out, when they have become more than those held."""
        stay = np.flatnonzero(~self.gone[: len(self.ids)])
        places = np.full(len(self.ids), -1, np.int64)
        places[stay] = np.arange(len(stay))
        for postings in (self.words, self.skills, self.people):
            postings.renumber(places)
        self.columns = self.columns.at(stay)
        self.fields.close_up(stay)
        for some in self.combined:
            some.close_up(stay)
        self.vectors, self.letters = self.vectors[stay], self.letters[stay]
        self.lengths, self.gone = self.lengths[stay], self.gone[stay]
        self.ids = [self.ids[row] for row in stay.tolist()]
        self._rows = {id: row for row, id in enumerate(self.ids) if id is not None}
