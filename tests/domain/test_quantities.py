"""Hours are never negative and never lent twice, whatever is done in whatever order."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.listings import Quantity
from bot.domain.refusal import Refusal

HOURS = st.decimals(min_value="0.25", max_value="40", places=2)


class Lending(RuleBasedStateMachine):
    """Matches reserve, give back and deliver hours of one listing."""

    def __init__(self) -> None:
        super().__init__()
        self.quantity = Quantity(total=Decimal(60))
        self.held: list[Decimal] = []

    @rule(hours=HOURS)
    def reserve(self, hours: Decimal) -> None:
        if hours <= self.quantity.remaining:
            self.quantity = self.quantity.reserve(hours)
            self.held.append(hours)
        else:
            with pytest.raises(Refusal):
                self.quantity.reserve(hours)

    @precondition(lambda self: self.held)
    @rule()
    def give_back(self) -> None:
        self.quantity = self.quantity.release(self.held.pop())

    @precondition(lambda self: self.held)
    @rule(hours=HOURS)
    def deliver(self, hours: Decimal) -> None:
        self.quantity = self.quantity.deliver(self.held.pop(0), hours)

    @invariant()
    def nothing_is_negative(self) -> None:
        assert self.quantity.remaining >= 0
        assert self.quantity.reserved >= 0
        assert self.quantity.delivered >= 0

    @invariant()
    def what_is_reserved_is_what_is_held(self) -> None:
        assert self.quantity.reserved == sum(self.held, Decimal(0))


TestLending = Lending.TestCase


@given(hours=st.decimals(max_value="0", min_value="-100", places=2))
def test_no_hours_or_fewer_cannot_be_reserved(hours: Decimal) -> None:
    with pytest.raises(Refusal):
        Quantity(total=Decimal(10)).reserve(hours)


def test_more_than_planned_may_be_delivered_and_counts_in_full() -> None:
    after = Quantity(total=Decimal(4)).reserve(Decimal(4)).deliver(Decimal(4), Decimal(6))

    assert after.delivered == 6
    assert after.remaining == 0
