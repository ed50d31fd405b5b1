"""What cannot be processed is put aside after five tries, blocks nobody, and is told to coordinators once."""

import io
import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from bot import command_stuck
from bot.chat.action import Action
from bot.chat.address import Chat
from bot.chat.incoming import Command, Pressed, Said
from bot.chat.outgoing import Hint, Reply
from bot.chat.ports import Failed
from bot.dispatch import AGAIN, TRIES
from bot.domain.history import Subject
from bot.domain.nudges import Nudge
from bot.schedule import MOST_TRIES, Ticker
from bot.services.stuck_ports import Stuck, StuckKind
from bot.settings import Settings, read_settings
from bot.stuck import StuckRounds
from bot.unsent import OUR_TRIES
from tests.flows.test_rights import forgets
from tests.flows.world import Someone, World


async def _broken(*_: object, **__: object) -> str:
    raise KeyError("no such block")


@pytest.fixture(autouse=True)
def plain_tracebacks() -> Iterator[None]:
    """With everything that stood in every variable they take longer than all else here."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])
    yield
    structlog.reset_defaults()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"DATA_DIR": str(tmp_path)})


async def rounds(world: World) -> None:
    """What the bot looks after every few seconds."""
    handle = world.dispatcher().handle
    await StuckRounds(
        world.begin, handle, house=world.house, clock=lambda: world.now, new_id=world.new_id
    ).once()
    await world.deliver()


async def stuck(world: World) -> list[Stuck]:
    async with world.begin() as tx:
        return list(await tx.stuck.all())


def queue(who: Someone, event: str, rest: str = "") -> Command:
    """A command for which the coordinators' places are asked: where `world.trouble` stands."""
    return Command(origin=who.origin(who.world.places[0], event=event), name="queue", rest=rest)


async def fails(world: World, event: Command | Pressed, times: int = 1) -> None:
    """So often; then what stood in its way is gone."""
    world.trouble = ValueError("oh")
    for _ in range(times):
        with pytest.raises(Failed):
            await world.handle(event)
    world.trouble = None


async def put_aside(world: World, event: Command) -> tuple[Reply, ...]:
    """What is answered to its last try."""
    await fails(world, event, TRIES - 1)
    world.trouble = ValueError("oh")
    said = await world.handle(event)
    world.trouble = None
    return said


async def test_an_event_is_put_aside_after_five_tries_and_coordinators_hear_once(world: World, sam: Someone):
    maria = world.host()
    world.place("phone")
    assert TRIES == 5

    (hint,) = await put_aside(world, queue(maria, "poison"))
    world.trouble = ValueError("oh")
    assert await world.handle(queue(maria, "poison")) == ()
    world.trouble = None
    for _ in range(3):
        await rounds(world)

    (this,) = await stuck(world)
    assert (this.kind, this.trouble, this.tries) == (StuckKind.EVENT, "ValueError", TRIES)
    assert this.id in hint.text
    told = [text for text in sam.sees(world.places[0]) if "could not be processed" in text]
    assert len(told) == 1
    assert this.id in told[0]


async def test_an_event_whose_refusal_cannot_be_said_is_counted_like_any_other(world: World, sam: Someone):
    maria = world.host()
    world.place("phone")
    answers = itertools.cycle(
        [tuple(world.places), ValueError("oh")]
    )  # asked before it is refused, and after

    def places() -> tuple[Chat, ...]:
        answer = next(answers)
        if isinstance(answer, ValueError):
            raise answer
        return answer

    world._where_coordinators_are = places  # type: ignore[method-assign]
    for _ in range(TRIES - 1):
        with pytest.raises(Failed):
            await world.handle(queue(maria, "poison"))
    (hint,) = await world.handle(queue(maria, "poison"))

    (this,) = await stuck(world)
    assert (this.aside_at, this.tries) == (world.now, TRIES)
    assert isinstance(hint, Hint) and this.id in hint.text


async def test_two_that_are_put_aside_on_one_day_are_one_message(world: World, sam: Someone):
    world.place("phone")
    for number in range(2):
        await put_aside(world, queue(world.host(), f"poison-{number}"))
        await rounds(world)

    told = [text for text in sam.sees(world.places[0]) if "could not be processed" in text]
    assert len(told) == 1
    assert told[0].startswith("2 things")


async def test_what_the_platform_brings_no_more_is_tried_by_us(world: World, sam: Someone):
    """Slack brings an event four times."""
    maria = world.host()
    world.place("phone")
    await fails(world, queue(maria, "poison"), 4)

    await rounds(world)
    assert not any("Only coordinators" in text for text in maria.sees(world.places[0]))
    world.now += AGAIN
    await rounds(world)

    assert any("Only coordinators" in text for text in maria.sees(world.places[0]))
    assert await stuck(world) == []


async def test_what_was_done_meanwhile_is_not_done_again(world: World, sam: Someone):
    maria = world.host()
    world.place("phone")
    await fails(world, queue(maria, "late"))
    await world.handle(queue(maria, "late"))
    before = maria.sees(world.places[0])

    world.now += AGAIN
    await rounds(world)

    assert await stuck(world) == []
    assert maria.sees(world.places[0]) == before


@pytest.mark.parametrize("kept", ['{"is": "Gone", "said": {}}', '{"is": "Command", "said": {}}'])
async def test_what_an_older_program_kept_blocks_nothing(
    world: World, sam: Someone, tmp_path: Path, kept: str
):
    maria = world.host()
    world.place("phone")
    world.trouble = ValueError("oh")
    await fails(world, queue(maria, "old"), 1)
    await fails(world, queue(maria, "new"), 1)
    world.trouble = None
    with closing(sqlite3.connect(tmp_path / "makegood.db")) as opened:
        opened.execute("UPDATE stuck SET content = ? WHERE about = 'old'", (kept,))
        opened.commit()

    world.now += AGAIN
    await rounds(world)

    (this,) = await stuck(world)
    assert this.about == "old"
    assert this.aside_at is not None
    assert any("could not be processed" in text for text in sam.sees(world.places[0]))


async def test_a_round_that_fails_leaves_the_others_their_turn(world: World):
    done: list[str] = []

    async def fine() -> None:
        done.append("fine")

    await Ticker(
        world.begin,
        house=world.house,
        owner="me",
        clock=lambda: world.now,
        new_id=world.new_id,
        rounds=(_broken, fine),
    ).look_round()

    assert done == ["fine"]


async def test_a_press_that_failed_is_not_done_behind_anybodys_back(world: World, sam: Someone):
    world.place("phone")
    event = queue(sam, "pressed")
    await fails(world, Pressed(origin=event.origin, action=Action(verb="go.queue")))

    world.now += AGAIN
    await rounds(world)

    (this,) = await stuck(world)
    assert this.aside_at is not None
    assert this.tries == 1


async def test_an_operator_looks_at_it_without_reading_it_and_has_it_tried_again(
    world: World, sam: Someone, settings: Settings
):
    maria = world.host("Maria Secret")
    world.place("phone")
    await put_aside(world, queue(maria, "poison", "my private words"))
    (this,) = await stuck(world)

    listed, shown = io.StringIO(), io.StringIO()
    assert await command_stuck.listed(settings, as_json=True, out=listed) == 0
    assert await command_stuck.shown(settings, this.id, as_json=True, out=shown) == 0
    assert await command_stuck.retried(settings, this.id, as_json=False, out=io.StringIO()) == 0
    await rounds(world)

    assert json.loads(listed.getvalue())[0]["state"] == "aside"
    content = json.loads(shown.getvalue())["content"]
    assert content["is"] == "Command"
    assert content["said"]["rest"] == "(16 characters)"
    assert not [trace for trace in ("private words", "Secret", "U-Maria") if trace in shown.getvalue()]
    assert any("Only coordinators" in text for text in maria.sees(world.places[0]))
    assert await stuck(world) == []


async def test_what_is_dropped_is_never_done(world: World, sam: Someone, settings: Settings):
    maria = world.host()
    world.place("phone")
    await put_aside(world, queue(maria, "poison"))
    (this,) = await stuck(world)

    assert await command_stuck.dropped(settings, this.id, as_json=False, out=io.StringIO()) == 0

    assert await world.handle(queue(maria, "poison")) == ()
    assert await stuck(world) == []
    assert await command_stuck.dropped(settings, this.id, as_json=False, out=io.StringIO()) == 1


async def test_a_message_that_we_cannot_draw_is_put_aside_after_five_tries_and_can_be_sent_later(
    world: World, sam: Someone, settings: Settings
):
    maria = world.host()
    office = world.chats["phone"]
    await maria.says("help")
    works, office.post = office.post, _broken  # type: ignore[method-assign]
    await maria.says("mine")
    for _ in range(OUR_TRIES + 1):
        world.now += timedelta(minutes=1)
        await world.deliver()
    office.post = works  # type: ignore[method-assign]

    (this,) = await stuck(world)
    assert (this.kind, this.trouble, this.tries) == (StuckKind.MESSAGE, "KeyError", 5)
    await maria.says("help")
    assert "You have no" not in maria.last()  # the chat goes on without it
    shown = io.StringIO()
    await command_stuck.shown(settings, this.id, as_json=True, out=shown)
    assert "You have no" not in shown.getvalue()

    assert await command_stuck.retried(settings, this.id, as_json=False, out=io.StringIO()) == 0
    world.now += timedelta(days=1)
    await world.deliver()
    assert any("You have no" in text for text in maria.sees())


async def test_a_message_that_this_release_cannot_read_is_put_aside_and_holds_up_nobody(
    world: World, sam: Someone, settings: Settings, tmp_path: Path
):
    priya, maria = world.volunteer(), world.host()
    for who in (priya, maria):
        await who.says("help")
        await world.dispatcher().handle(Said(origin=who.origin(), text="mine"))
    with closing(sqlite3.connect(tmp_path / "makegood.db")) as opened:
        opened.execute("UPDATE outbox SET outgoing = '{}' WHERE state = 'waiting' AND platform = 'phone'")
        opened.commit()

    await world.deliver()
    assert "You have no" in priya.last()
    for _ in range(OUR_TRIES):
        world.now += timedelta(minutes=1)
        await world.deliver()

    (this,) = await stuck(world)
    assert (this.kind, this.tries) == (StuckKind.MESSAGE, OUR_TRIES)
    assert await command_stuck.shown(settings, this.id, as_json=True, out=io.StringIO()) == 0
    await maria.says("mine")
    assert "You have no" in maria.last()


async def test_a_reminder_that_fails_is_seen_too(world: World, sam: Someone):
    nudge = Nudge(id="n1", subject=Subject.MATCH, subject_id="nobody", code="N2", step=1, due_at=world.now)
    async with world.begin() as tx:
        await tx.nudges.add(nudge)
        await tx.commit()
    for _ in range(MOST_TRIES):
        ticker = Ticker(
            world.begin, house=world.house, owner="t", clock=lambda: world.now, new_id=world.new_id
        )
        await ticker.tick()
        world.now += timedelta(minutes=5)

    await rounds(world)

    (this,) = await stuck(world)
    assert (this.kind, this.about) == (StuckKind.REMINDER, "n1")
    assert any("could not be processed" in text for text in sam.sees())


async def test_whoever_is_forgotten_leaves_nothing_in_it(world: World, sam: Someone, tmp_path: Path):
    maria = world.host("Maria Secret")
    await maria.says("help")
    world.place("phone")
    await fails(world, queue(maria, "poison", "my private words"))

    await forgets(maria)

    assert await stuck(world) == []
    for file in tmp_path.glob("makegood.db*"):  # noqa: ASYNC240
        assert b"private words" not in file.read_bytes()
