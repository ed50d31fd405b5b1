"""What the matcher keeps: vectors of listings, the city's own words, and weights."""

from datetime import datetime

from storage.columns import Row, blob, link, moment, number, stored, words


class VectorRow(Row, table=True):
    """The vector of a listing's text: by which model, and of which text, as a digest."""

    __tablename__ = "listing_vectors"
    listing: str = link("listings.id", key=True)
    model: str = words()
    digest: str = words()
    vector: bytes = blob()


class SynonymRow(Row, table=True):
    """What a word means in this city, as a coordinator has said."""

    __tablename__ = "synonyms"
    term: str = words(key=True)
    meaning: str = words()
    person: str = words()
    at: datetime = moment()


class PriorityRow(Row, table=True):
    """What this city has put first, and how much, from 0 to 1."""

    __tablename__ = "priorities"
    term: str = words(key=True)
    weight: float = number()
    person: str = words()
    at: datetime = moment()


class WeightsRow(Row, table=True):
    """Weights that were fitted here; those switched on last are in use."""

    __tablename__ = "weights"
    version: str = words(key=True)
    values: dict[str, float] = stored(dict[str, float])
    made_at: datetime = moment()
    switched_at: datetime | None = moment(optional=True)
