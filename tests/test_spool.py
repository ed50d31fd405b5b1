"""Files on their way: whole or not there, bounded, and swept."""

import os
import time
from pathlib import Path

import pytest

from bot.chat.files import file_name, marked_name
from bot.chat.incoming import Enclosure
from bot.chat.ports import Refused, Unavailable
from bot.spool import KEPT, Spool


def fetching(content: bytes, fetched: list[Path]):
    async def fetch(into: Path) -> None:
        fetched.append(into)
        into.write_bytes(content)  # noqa: ASYNC240

    return fetch


async def test_a_file_that_lies_there_is_not_fetched_again_and_a_lost_one_is(tmp_path: Path):
    spool, fetched = Spool(tmp_path / "spool"), []

    first = await spool.fetched("t1", 3, fetching(b"abc", fetched))
    again = await Spool(tmp_path / "spool").fetched("t1", 3, fetching(b"abc", fetched))
    first.unlink()
    lost = await spool.fetched("t1", 3, fetching(b"abc", fetched))

    assert first == again == lost and lost.read_bytes() == b"abc"
    assert len(fetched) == 2


async def test_what_was_fetched_in_part_is_not_kept(tmp_path: Path):
    spool = Spool(tmp_path)

    async def breaks(into: Path) -> None:
        into.write_bytes(b"ab")  # noqa: ASYNC240
        raise Refused("gone")

    with pytest.raises(Refused):
        await spool.fetched("t1", 3, breaks)

    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240


async def test_a_full_spool_waits_for_room(tmp_path: Path):
    spool = Spool(tmp_path, most=5)
    await spool.fetched("t1", 3, fetching(b"abc", []))

    with pytest.raises(Unavailable):
        await spool.fetched("t2", 3, fetching(b"def", []))
    await spool.drop("t1")

    assert (await spool.fetched("t2", 3, fetching(b"def", []))).name == "t2"


def test_what_was_left_behind_long_ago_is_swept(tmp_path: Path):
    old, fresh = tmp_path / "old", tmp_path / "fresh"
    old.write_bytes(b"x")
    fresh.write_bytes(b"y")
    long_ago = time.time() - KEPT - 60
    os.utime(old, (long_ago, long_ago))

    assert Spool(tmp_path).sweep() == 1
    assert list(tmp_path.iterdir()) == [fresh]
    assert Spool(tmp_path / "missing").sweep() == 0


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("risk\u202efdp.exe", "riskfdp.exe"),
        ("C:\\plans\\plan.pdf", "C_plans_plan.pdf"),
        (".hidden", "hidden"),
        ("a\nb\x00.txt", "a_b.txt"),
        ("", "file"),
        ("///", "file"),
    ],
)
def test_a_name_cannot_be_a_path_or_look_like_another_kind(typed: str, shown: str):
    assert file_name(Enclosure(id="F", name=typed)) == shown


def test_a_long_name_keeps_its_ending_and_a_mark_stands_before_it():
    long = Enclosure(id="F", name="x" * 300 + ".docx")

    assert len(file_name(long)) == 100 and file_name(long).endswith(".docx")
    assert marked_name(Enclosure(id="F", name="plan.pdf"), "3f2a") == "plan.3f2a.pdf"
    assert file_name(Enclosure(id="F", kind="photo")) == "photo.jpg"
