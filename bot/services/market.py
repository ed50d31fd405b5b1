"""Every open offer and need of the city, ready to be searched: one in each process, caught up before each
search.

What it holds may be a moment old, or of a transaction that was undone. So whatever it finds is read again,
and tested again, before anybody hears of it.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

import numpy as np

from bot.domain.listings import Listing, Side, Terms
from bot.services.matcher_ports import Changes, KeptVector
from bot.services.ports import Transactions, Tx
from bot.services.terms_compared import offered, wanted
from matching.columns import Array
from matching.index import Index, Keeps
from matching.normalise import words
from matching.rank import Matcher
from matching.score import Weights
from matching.side import Side as Read

AT_ONCE = 100
MOST_ABOUT = 2
"""Skills by which a listing is found in the menu: what it mentions beside them is by the way."""


class Market:
    """`offers` and `needs` are what was open when `catch_up` was last called.

    What was taken in is known by all that it said, not by its revision: a change that was undone and the one
    that was made instead have the same.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._as_it_comes = matcher
        self._synonyms: Mapping[str, str] = {}
        self._priorities: Mapping[str, float] = {}
        self._weights_version = ""
        self._forget(matcher)

    def _forget(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.offers, self.needs = matcher.index(Keeps.OFFERS), matcher.index(Keeps.NEEDS)
        self._caught_up: datetime | None = None
        self._settles = timedelta(0)
        self._fresh: dict[str, tuple[datetime, datetime]] = {}  # when it was taken in, and written
        self._taken: dict[str, int] = {}
        self._digests: dict[str, str] = {}
        self._about: dict[str, tuple[int, tuple[str, ...]]] = {}
        self._read: dict[str, tuple[Terms, Read]] = {}
        self._outdated: dict[str, Listing] = {}

    def __len__(self) -> int:
        return len(self.offers) + len(self.needs)

    @property
    def outdated(self) -> int:
        """How many are held by a vector of an earlier reading, until `read_again` has come to them."""
        return len(self._outdated)

    async def load(self, begin: Transactions, told: Callable[[int, int], None] = lambda *_: None) -> int:
        """Takes in all that is open; returns how many vectors were missing, and are kept now.

        `told` hears how many are in, of how many.
        """
        async with begin() as tx:
            await self.learn(tx)
            changes = await tx.matcher.changes(None, {})
        missing = 0
        for first in range(0, len(changes.listings), AT_ONCE):
            async with begin() as tx:
                missing += await self._put_all(tx, changes.listings[first : first + AT_ONCE])
                await tx.commit()
            told(min(first + AT_ONCE, len(changes.listings)), len(changes.listings))
        self._caught_up, self._settles = changes.at, changes.settles
        return missing

    async def read_again(self, begin: Transactions) -> None:
        """Reads some of what is held by an earlier reading; no transaction is open while it does."""
        some = list(self._outdated.values())[:AT_ONCE]
        async with begin() as tx:
            kept = await self._kept(tx, some)
        done = {one.id: self._vector(kept[one.id]) for one in some if self._is_new(one, kept.get(one.id))}
        read = await asyncio.to_thread(self._read_all, some, done)
        async with begin() as tx:
            await self.catch_up(tx)
            for listing, said in zip(some, read, strict=True):
                if self._outdated.get(listing.id) is listing:  # nothing else came of it meanwhile
                    self._hold(listing, said)
                    await self._keep(tx, listing, said)
            await tx.commit()

    async def catch_up(self, tx: Tx) -> None:
        """Takes in what was opened, changed or closed since, in whatever replica."""
        await self.learn(tx)
        since = None if self._caught_up is None else self._caught_up - self._settles
        known = {id: written for id, (_, written) in self._fresh.items()}
        changes = await tx.matcher.changes(since, known)
        news = [one for one in changes.listings if self._taken.get(one.id) != hash(one)]
        await self._put_all(tx, [one for one in news if one.seeking])
        for one in news:
            if not one.seeking:
                self._drop(one)
        self._settle(changes)

    def held_as(self, id: str) -> int | None:
        """The hash of the listing as which it was taken in, by which two that say the same are known."""
        return self._taken.get(id)

    def read(self, listing: Listing) -> Read:
        """What a listing says and means, with the vector that is held of it, if that is of the same text."""
        if self.matcher.reader.encoder is None:
            return self._in_words(listing)
        index = self._index(listing)
        same = self._digests.get(listing.id) == self._digest(listing)
        vector = index.vector_of(listing.id) if same else None
        return self.matcher.reader.side(listing.terms.what, listing.terms.chosen, vector)

    def _in_words(self, listing: Listing) -> Read:
        """Where there is no vector: as it was read before, if its text is the same."""
        known = self._read.get(listing.id)
        if known is None or known[0] != listing.terms:
            known = listing.terms, self.matcher.reader.side(listing.terms.what, listing.terms.chosen)
            self._read[listing.id] = known
        return known[1]

    async def about(self, listings: Sequence[Listing]) -> Mapping[str, tuple[str, ...]]:
        """The skills that each listing speaks of most, by its id; every text is read once."""
        unread = [one for one in listings if self._about.get(one.id, (None,))[0] != hash(one.terms)]
        if unread:
            self._about |= await asyncio.to_thread(self._read_what, unread)
        return {one.id: self._about[one.id][1] for one in listings}

    def _read_what(self, listings: Sequence[Listing]) -> dict[str, tuple[int, tuple[str, ...]]]:
        read: dict[str, tuple[int, tuple[str, ...]]] = {}
        for one in listings:
            skills = self.matcher.reader.said(one.terms.what, one.terms.chosen).skills
            sure = sorted(skills, key=lambda skill: -skills[skill].trust)
            read[one.id] = hash(one.terms), tuple(sure[:MOST_ABOUT])
        return read

    def priority(self, need: Listing) -> float:
        """How much the city has put a need like this first, from 0 to 1."""
        first = self.first(need, self._priorities)
        return first[1] if first else 0.0

    def first(self, need: Listing, priorities: Mapping[str, float]) -> tuple[str, float] | None:
        """What such a need speaks of that the city has put first, and how much; the highest of several."""
        if not priorities:
            return None
        spoken = f" {' '.join(words(' '.join((need.terms.what, *need.terms.skills))))} "
        read = self.matcher.reader.said(need.terms.what, need.terms.chosen).skills
        met = [
            (term, weight)
            for term, weight in priorities.items()
            if f" {' '.join(words(term))} " in spoken or term in read
        ]
        return max(met, key=lambda each: each[1], default=None)

    async def learn(self, tx: Tx) -> None:
        """The city's synonyms, priorities and weights, if they are others than before: from now on its words
        are read in them, and everything is taken in anew at the next search."""
        synonyms, weights = await tx.matcher.synonyms(), await tx.matcher.weights()
        self._priorities = await tx.matcher.priorities()
        if dict(synonyms) != self._synonyms:
            self._synonyms = dict(synonyms)
            reader = self._as_it_comes.reader
            taught = replace(reader, lexicon=reader.lexicon.taught(synonyms))
            self._forget(replace(self._as_it_comes, reader=taught))
            self._weights_version = ""
        if weights and weights[0] != self._weights_version:
            self._weights_version = weights[0]
            self.matcher = replace(self.matcher, weights=weights_of(*weights))

    async def _put_all(self, tx: Tx, listings: Sequence[Listing]) -> int:
        """Returns how many vectors were missing, and are kept now."""
        kept = await self._kept(tx, listings)
        return sum([await self._put(tx, listing, kept.get(listing.id)) for listing in listings])

    async def _put(self, tx: Tx, listing: Listing, kept: KeptVector | None) -> bool:
        """Whether its text had to be read by the sentence model."""
        reader = self.matcher.reader
        if reader.encoder is None:
            self._hold(listing, self._in_words(listing))
            return False
        same = kept if kept and kept.digest == self._digest(listing) and reader.takes(kept.reading) else None
        vectors = {listing.id: self._vector(same)} if same else {}
        (read,) = await asyncio.to_thread(self._read_all, [listing], vectors)
        self._hold(listing, read)
        if same is None:
            return await self._keep(tx, listing, read)
        if same.reading != reader.reading:
            self._outdated[listing.id] = listing
        return False

    def _read_all(self, listings: Sequence[Listing], vectors: Mapping[str, Array]) -> list[Read]:
        side = self.matcher.reader.side
        return [side(one.terms.what, one.terms.chosen, vectors.get(one.id)) for one in listings]

    def _hold(self, listing: Listing, read: Read) -> None:
        seen = wanted(listing) if listing.side is Side.NEED else offered(listing)
        self._index(listing).put(seen, read)
        self._taken[listing.id] = hash(listing)
        if self.matcher.reader.encoder is not None:
            self._digests[listing.id] = self._digest(listing)
        self._outdated.pop(listing.id, None)

    async def _keep(self, tx: Tx, listing: Listing, read: Read) -> bool:
        """Whether there is a vector to keep."""
        if read.vector is None:
            return False
        reading, vector = self.matcher.reader.reading, read.vector.tobytes()
        kept = KeptVector(digest=self._digest(listing), vector=vector, reading=reading)
        await tx.matcher.keep_vector(listing.id, kept)
        return True

    def _drop(self, listing: Listing) -> None:
        self._index(listing).drop(listing.id)
        self._taken[listing.id] = hash(listing)
        self._digests.pop(listing.id, None)
        self._about.pop(listing.id, None)
        self._read.pop(listing.id, None)
        self._outdated.pop(listing.id, None)

    def _settle(self, changes: Changes) -> None:
        """What was taken in a while ago is as it will stay; what is new is looked at again for a while."""
        old = [id for id, (taken, _) in self._fresh.items() if taken + changes.settles < changes.at]
        for id in old:
            del self._fresh[id]
        for one in changes.listings:
            self._fresh[one.id] = changes.at, changes.written[one.id]
        self._caught_up, self._settles = changes.at, changes.settles

    async def _kept(self, tx: Tx, listings: Sequence[Listing]) -> Mapping[str, KeptVector]:
        if self.matcher.reader.encoder is None or not listings:
            return {}
        return await tx.matcher.vectors([one.id for one in listings])

    def _is_new(self, listing: Listing, kept: KeptVector | None) -> bool:
        """Whether another replica has read it again already."""
        reading, digest = self.matcher.reader.reading, self._digest(listing)
        return kept is not None and kept.reading == reading and kept.digest == digest

    def _vector(self, kept: KeptVector) -> Array:
        return np.frombuffer(kept.vector, np.int8)

    def _digest(self, listing: Listing) -> str:
        """Of the text as the model reads it: other synonyms make another vector."""
        text = self.matcher.reader.lexicon.spoken(listing.terms.what)
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]

    def _index(self, listing: Listing) -> Index:
        return self.needs if listing.side is Side.NEED else self.offers


def weights_of(version: str, values: Mapping[str, float]) -> Weights:
    """Stored weights; names that this program does not know are left aside."""
    known = {part.name for part in fields(Weights)} - {"version"}
    return Weights(version=version, **{name: value for name, value in values.items() if name in known})
