"""A clock that can be moved forward, for trying out months in minutes."""

from datetime import UTC, datetime, timedelta

from adapters.simulator.controls import Controls

A_MOMENT, AN_HOUR = timedelta(seconds=1), timedelta(hours=1)


class MovableClock:
    """The real time plus an offset; aware UTC."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def forward(self, by: timedelta) -> None:
        """Time never goes back here: what was due stays due."""
        self.offset += max(by, timedelta(0))


async def walk(clock: MovableClock, until: datetime, controls: Controls) -> None:
    """To that moment, through all at which something is due: taken from night to night the bot would have
    been down all day.
    """
    await controls.settle()
    while (at := await _next_stop(clock, controls)) < until:
        clock.forward(at - clock())
        await controls.settle()
    clock.forward(until - clock())
    await controls.settle()


async def _next_stop(clock: MovableClock, controls: Controls) -> datetime:
    """When something is due, and at every hour, as the morning's message is no row; always later than now."""
    due, now = await controls.next_due(), clock()
    hour = now.replace(minute=0, second=0, microsecond=0) + AN_HOUR + A_MOMENT
    return hour if due is None or due <= now else min(hour, due + A_MOMENT)
