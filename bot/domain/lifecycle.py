"""A lifecycle is a table: a move that is not in it cannot be made."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from bot.domain.refusal import Refusal

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)

Table = Mapping[tuple[State, Move], State]


def step(table: Table[State, Move], state: State, move: Move) -> State:
    """The state that `move` leads to; raises Refusal("move.illegal") and changes nothing otherwise."""
    try:
        return table[state, move]
    except KeyError:
        raise Refusal("move.illegal", state=state.value, move=move.value) from None


def allowed(table: Table[State, Move], state: State, move: Move) -> bool:
    return (state, move) in table
