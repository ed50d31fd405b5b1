"""Reads the files that a city may put in the place of the program's own lists."""

import tomllib
from pathlib import Path
from typing import Any


class BadFile(ValueError):
    """All that is wrong with the file, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def table_of(path: Path, setting: str, otherwise: str, bad: type[BadFile]) -> dict[str, Any]:
    """What stands in it. Raises `bad` where there is none, or it cannot be read.

    `otherwise`: what holds where `setting` is left empty.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise bad([f"{setting}: there is no file {path}. Leave it empty for {otherwise}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as trouble:
        raise bad([f"{setting}: {path} cannot be read: {trouble}."]) from None
