"""Who sees a phone number or an e-mail address: every state of a match, by both consents."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.details import Hidden, Share, hidden
from bot.domain.matches import MatchState
from bot.domain.talks import Talk
from tests.storage.examples import match

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
SEEN_IN = {
    *("introduced", "scheduled", "confirmed", "rearranging", "in_delivery", "claimed", "disputed"),
}
"""Written by hand, apart from the table in the code: from both yeses until the match is over."""
TALKS = {
    "neither was introduced": None,
    "they were": Talk(match="m", opened_at=NOW),
    "one has closed it": Talk(match="m", opened_at=NOW, closed_at=NOW, closed_by="host"),
}
SHARES = {
    "never shared": None,
    "shared": Share(match="m", person="p", at=NOW),
    "taken back": Share(match="m", person="p", at=NOW, ended_at=NOW),
}


@pytest.mark.parametrize("state", MatchState)
def test_it_is_seen_only_while_the_match_goes_on_both_said_yes_and_its_owner_shares_it(state: MatchState):
    one = match("m", state=state, entered_at=NOW - timedelta(days=1))

    seen = {
        (talk, share)
        for talk, share in itertools.product(TALKS, SHARES)
        if hidden(one, TALKS[talk], SHARES[share], NOW) is None
    }

    assert seen == ({("they were", "shared")} if state in SEEN_IN else set())


def test_on_hold_it_is_hidden_for_the_time_being():
    held = match("m", state=MatchState.ON_HOLD)

    assert hidden(held, TALKS["they were"], SHARES["shared"], NOW) is Hidden.HELD
