"""A clock that can be moved forward, for trying out months in minutes."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """The real time plus an offset; aware UTC."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def forward(self, by: timedelta) -> None:
        """Time never goes back here: what was due stays due."""
        self.offset += max(by, timedelta(0))
