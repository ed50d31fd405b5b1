"""Notes that may say how to reach somebody are encrypted in the database, and keys can be changed."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.address import Account, private
from bot.chat.incoming import Command, Filled, Incoming, Origin, Said
from bot.chat.vault import WrongKey, new_key
from bot.command_keys import rotate
from bot.domain.checklists import Check, Item, Owner
from bot.domain.details import Details
from bot.domain.history import Subject
from bot.domain.people import Person
from bot.flows.catalogue import REACH as REACH_FLOW
from bot.main import storage_beside
from bot.services.ports import Tx
from bot.settings import Settings, read_settings
from tests.storage.examples import at

NOTE = "Ring Maria Kowalska, 07700 900123"
REACH = Details(phone="0113 496 0123", email="maria@example.org")
CHECK = Check(
    subject=Subject.ORGANISATION,
    subject_id="o-1",
    item=Item.SAFEGUARDING,
    owner=Owner.HOST,
    opened_at=at(0),
    note=NOTE,
)


def settings(folder: Path, *keys: str) -> Settings:
    return read_settings({"DATA_DIR": str(folder), "CONTACT_KEY": ",".join(keys)})


@asynccontextmanager
async def opened(folder: Path, *keys: str) -> AsyncIterator[Tx]:
    async with storage_beside(settings(folder, *keys)) as storage, storage.begin() as tx:
        yield tx


async def put(folder: Path, *keys: str) -> None:
    async with opened(folder, *keys) as tx:
        await tx.checks.put(CHECK)
        await tx.commit()


async def note(folder: Path, *keys: str) -> str:
    async with opened(folder, *keys) as tx:
        (check,) = await tx.checks.of(Subject.ORGANISATION, "o-1")
    return check.note


async def contact(folder: Path, *keys: str) -> Details | None:
    async with opened(folder, *keys) as tx:
        return await tx.details.opened("p-1")


def stored(folder: Path) -> str:
    return "".join(file.read_bytes().decode(errors="replace") for file in folder.glob("makegood.db*"))


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path) -> Path:
    (tmp_path / "makegood.db").write_bytes(sqlite_template.read_bytes())
    return tmp_path


async def test_a_note_is_readable_to_us_and_not_in_the_database(folder: Path):
    key = new_key()

    await put(folder, key)

    assert await note(folder, key) == NOTE
    assert "07700" not in stored(folder)
    assert "Kowalska" not in stored(folder)


async def test_keys_are_changed_by_one_command_and_the_old_one_can_go(folder: Path):
    old, new = new_key(), new_key()
    await put(folder, old)
    async with opened(folder, old) as tx:
        await tx.people.put(Person(id="p-1", name="Maria"))
        await tx.details.keep("p-1", REACH, at(0))
        await tx.commit()
    said = io.StringIO()

    assert await rotate(settings(folder, new, old), as_json=True, out=said) == 0

    assert json.loads(said.getvalue()) == {"tokens": 0, "notes": 1, "contacts": 1, "events": 0}
    assert await note(folder, new) == NOTE
    assert await contact(folder, new) == REACH
    with pytest.raises(WrongKey, match="CONTACT_KEY"):
        await note(folder, old)


async def test_what_was_kept_without_a_key_is_encrypted_by_the_same_command(folder: Path):
    await put(folder)
    assert "07700" in stored(folder)
    key = new_key()

    assert await rotate(settings(folder, key), as_json=False, out=io.StringIO()) == 0

    async with opened(folder, key) as tx:
        await tx.checks.put(replace(CHECK, note=""))
    assert await note(folder, key) == NOTE


async def test_without_the_key_nothing_is_changed(folder: Path):
    key = new_key()
    await put(folder, key)
    said = io.StringIO()

    assert await rotate(settings(folder, new_key()), as_json=False, out=said) == 1

    assert "Nothing was changed" in said.getvalue()
    assert await note(folder, key) == NOTE


@pytest.mark.parametrize("typed", ["sealed:", "sealed:gAAAAA", "sealed:sealed:twice"])
async def test_what_somebody_types_is_never_taken_for_something_encrypted(folder: Path, typed: str):
    key = new_key()
    async with opened(folder) as tx:
        await tx.checks.put(replace(CHECK, note=typed))
        await tx.commit()

    assert await note(folder) == typed
    assert await note(folder, key) == typed
    assert await rotate(settings(folder, key), as_json=False, out=io.StringIO()) == 0
    assert await note(folder, key) == typed


def who_says(rest: str) -> Command:
    account = Account(platform="telegram", tenant="B1", user="7")
    origin = Origin(event="e-1", sender=account, name="Maria", chat=private(account), private=True)
    return Command(origin=origin, name="my", rest=rest)


async def fails(folder: Path, event: Incoming, *keys: str) -> Incoming | None:
    """What is there to be tried again."""
    async with opened(folder, *keys) as tx:
        await tx.stuck.failed("S1", event, "Trouble", at(1), at(2))
        await tx.commit()
    return await due(folder, *keys)


async def due(folder: Path, *keys: str) -> Incoming | None:
    async with opened(folder, *keys) as tx:
        found = await tx.stuck.due(at(3), at(4))
    assert found is not None
    return found[1]


async def test_an_event_that_failed_is_sealed_and_can_be_tried_again(folder: Path):
    old, new = new_key(), new_key()
    event = who_says("contact 07700 900123")

    assert await fails(folder, event, old) == event
    assert "07700" not in stored(folder)
    assert await rotate(settings(folder, new, old), as_json=False, out=io.StringIO()) == 0
    assert await due(folder, new) == event
    assert await due(folder, old) is None  # the round goes on for the others


@pytest.mark.parametrize("kind", ["command", "words", "form"])
async def test_without_a_key_what_says_how_to_reach_somebody_is_not_kept(folder: Path, kind: str):
    command = who_says("contact 07700 900123")
    events: dict[str, Incoming] = {
        "command": command,
        "words": Said(origin=command.origin, text="My contact 07700 900123"),
        "form": Filled(
            origin=command.origin,
            conversation="c",
            revision=1,
            answers={field.name: ("07700 900123",) for field in REACH_FLOW.fields},
        ),
    }

    assert await fails(folder, events[kind]) is None
    assert "07700" not in stored(folder)


async def test_without_a_key_any_other_event_is_kept_as_it_came(folder: Path):
    event = who_says("year")

    assert await fails(folder, event) == event
