"""Who buys for whom."""

from storage.columns import Row, link, words


class CommissionerRow(Row, table=True):
    """A person reads what became of pledges whose commissioner is called so."""

    __tablename__ = "commissioners"
    person: str = link("people.id", key=True)
    name: str = words(key=True)
