"""A phone number and an e-mail address: kept encrypted, shared match by match, and shown to nobody else."""

import pytest

from bot.chat.vault import new_key
from storage.notes import Notes
from tests.flows.world import Someone, World, introduced

PHONE, EMAIL = "0113 496 0123", "priya@example.org"
BOTH = f"{PHONE} or {EMAIL}"


@pytest.fixture(autouse=True)
def key(world: World) -> None:
    world.begin.__self__.notes = Notes.of(new_key())  # type: ignore[attr-defined]


def shown_to(someone: Someone) -> bool:
    seen = "\n".join(someone.sees())
    return PHONE in seen or EMAIL in seen


async def shares(someone: Someone) -> None:
    await someone.presses("Share my phone or e-mail")


async def test_it_is_asked_once_and_shown_to_the_other_side_until_it_is_taken_back(
    world: World, sam: Someone
) -> None:
    priya, maria = await introduced(world, sam)

    await shares(priya)
    await priya.fills(ways=BOTH)

    assert PHONE in maria.last() and EMAIL in maria.last() and "Priya Shah shares this" in maria.last()
    assert "Maria Kowalska sees the phone number" in "\n".join(priya.sees())
    await priya.presses("Take it back")
    assert not shown_to(maria) and "does not show you" in maria.last()
    await priya.presses("Share it again")
    assert shown_to(maria) and priya.form is None
