"""What needs are good for."""

from storage.columns import Row, link, words


class NeedOutcomeRow(Row, table=True):
    """`outcome`: a code of the city's list, kept also where the list has it no more."""

    __tablename__ = "need_outcomes"
    need: str = link("listings.id", key=True)
    outcome: str = words(key=True)
