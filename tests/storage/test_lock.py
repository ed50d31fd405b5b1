"""One process owns an embedded database."""

from pathlib import Path

import pytest

from storage.lock import AlreadyRunning, OneOwner


def test_a_second_owner_is_told_in_a_sentence(tmp_path: Path):
    with (
        OneOwner(tmp_path),
        pytest.raises(AlreadyRunning, match="already runs on the data in"),
        OneOwner(tmp_path),
    ):
        pass


def test_the_next_owner_may_come_when_the_first_has_gone(tmp_path: Path):
    with OneOwner(tmp_path):
        pass
    with OneOwner(tmp_path):
        assert (tmp_path / "makegood.lock").exists()
