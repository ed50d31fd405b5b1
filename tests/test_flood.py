"""One person can keep nobody else waiting, and hears what to do."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.address import Account
from bot.chat.incoming import Said, Typed
from bot.chat.outgoing import Hint
from bot.flood import A_SECOND, AT_ONCE, MOST_KEPT, MOST_PAID, Floodgate, Verdict, guarded
from tests.flows.world import TUESDAY, World, hasty_storage


async def test_of_a_flood_only_so_much_is_done_and_it_is_said_once(sqlite_template: Path, tmp_path: Path):
    storage = hasty_storage(sqlite_template, tmp_path)
    world = World(begin=storage.begin)
    mallory, maria = world.host("Mallory"), world.host()
    handle = guarded(
        world.dispatcher().handle, Floodgate(at_once=5), lambda: world.now, world.house.languages
    )

    answers = [await handle(Said(origin=mallory.origin(), text="mine")) for _ in range(12)]
    other = await handle(Said(origin=maria.origin(), text="mine"))
    await world.deliver()

    assert [len(each) for each in answers] == [0] * 5 + [1] + [0] * 6
    (hint,) = answers[5]
    assert isinstance(hint, Hint)
    assert "Please wait a minute" in hint.text
    assert len(mallory.sees()) == 6  # the privacy notice, and five answers
    assert other == ()
    assert len(maria.sees()) == 2

    world.now += timedelta(seconds=10)
    await handle(Said(origin=mallory.origin(), text="mine"))
    await world.deliver()
    assert len(mallory.sees()) == 7
    await storage.close()


async def test_what_could_not_be_taken_in_is_brought_again_as_often_as_it_takes():
    """A platform repeats what was not acknowledged: at the last it is done, and not called a flood."""
    done = []

    async def handle(event: Said) -> tuple[()]:
        if len(done) < 100:
            done.append("")
            raise ConnectionError
        done.append(event.origin.event)
        return ()

    who = World(begin=None).host()  # type: ignore[arg-type]
    let_in = guarded(handle, Floodgate(at_once=5), lambda: TUESDAY, World(begin=None).house.languages)  # type: ignore[arg-type]
    event = Said(origin=who.origin(), text="mine")
    for _ in range(100):
        with pytest.raises(ConnectionError):
            await let_in(event)

    await let_in(event)

    assert done[-1] == event.origin.event


async def test_keystrokes_in_a_form_are_no_flood():
    seen = []

    async def handle(event: object) -> tuple[()]:
        seen.append(event)
        return ()

    gate = Floodgate(at_once=1)
    who = World(begin=None).host()  # type: ignore[arg-type]
    typed = Typed(origin=who.origin(), conversation="C", revision=1, answers={})
    for _ in range(20):
        await guarded(handle, gate, lambda: TUESDAY, World(begin=None).house.languages)(typed)  # type: ignore[arg-type]

    assert len(seen) == 20


def test_what_people_really_do_passes():
    """Somebody who answers a question every two seconds, for ten minutes."""
    gate, who = Floodgate(), Account(platform="phone", tenant="B1", user="U1")

    verdicts = {gate.takes(who, str(n), TUESDAY + timedelta(seconds=2 * n)) for n in range(300)}

    assert verdicts == {Verdict.PASSES}
    assert (AT_ONCE, A_SECOND) == (60, 0.5)


def test_what_is_known_of_people_has_its_limit():
    gate = Floodgate()
    for number in range(MOST_KEPT + 10):
        gate.takes(Account(platform="phone", tenant="B1", user=str(number)), str(number), TUESDAY)

    assert len(gate._buckets) <= MOST_KEPT
    assert len(gate._paid) <= MOST_PAID
