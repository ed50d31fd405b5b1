"""The lifecycle tables: what is in them can be done, what is not cannot, nothing is a dead end by mistake."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from bot.domain.lifecycle import step
from bot.domain.listings import LISTING, ListingMove, ListingState
from bot.domain.matches import LIVE, MATCH, NAMED, RESERVING, MatchMove, MatchState
from bot.domain.organisations import ORGANISATION, OrganisationMove, OrganisationState
from bot.domain.refusal import Refusal

TABLES: list[tuple[Mapping[Any, Any], type[StrEnum], type[StrEnum]]] = [
    (ORGANISATION, OrganisationState, OrganisationMove),
    (LISTING, ListingState, ListingMove),
    (MATCH, MatchState, MatchMove),
]


@pytest.mark.parametrize(("table", "states", "moves"), TABLES)
def test_a_move_that_is_not_in_the_table_is_refused(table: Any, states: Any, moves: Any) -> None:
    for state, move in product(states, moves):
        if (state, move) in table:
            assert step(table, state, move) is table[state, move]
        else:
            with pytest.raises(Refusal) as refused:
                step(table, state, move)
            assert refused.value.key == "move.illegal"


FROM_QUANTITIES = {ListingState.PART_FILLED, ListingState.FILLED, ListingState.MET, ListingState.USED}
LATER = {ListingState.PART_MET}


@pytest.mark.parametrize(
    ("table", "first", "states"),
    [
        (ORGANISATION, {OrganisationState.PENDING}, set(OrganisationState)),
        (LISTING, {ListingState.SUBMITTED} | FROM_QUANTITIES, set(ListingState) - LATER),
        (MATCH, {MatchState.SUGGESTED}, set(MatchState)),
    ],
)
def test_every_state_can_be_reached(table: Any, first: set[Any], states: set[Any]) -> None:
    reached = set(first)
    while more := {after for (before, _), after in table.items() if before in reached} - reached:
        reached |= more

    assert reached == states


def test_every_live_match_has_a_way_on_and_a_way_out() -> None:
    for state in LIVE:
        ways = {after for (before, _), after in MATCH.items() if before is state}
        assert ways, state
        assert any(after not in LIVE or MatchMove.CANCEL for after in ways)
        assert (state, MatchMove.CANCEL) in MATCH, state


def test_a_finished_match_never_comes_back_to_life() -> None:
    undoable = {MatchState.DISMISSED}
    for (before, _), after in MATCH.items():
        if before not in LIVE | undoable | {MatchState.VERIFIED}:
            assert after not in LIVE, (before, after)


def test_names_are_shared_only_after_the_introduction() -> None:
    before_yes = {
        MatchState.SUGGESTED,
        MatchState.APPROVED_TO_ASK,
        MatchState.ASKED_HOST,
        MatchState.ASKED_VOLUNTEER,
        MatchState.ACCEPTED,
    }
    assert not before_yes & NAMED


def test_a_suggested_match_holds_no_hours_and_one_under_way_does() -> None:
    assert MatchState.SUGGESTED not in RESERVING
    assert LIVE - {MatchState.SUGGESTED} == RESERVING
