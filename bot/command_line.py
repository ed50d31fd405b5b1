"""What every command of the program begins with, and how its troubles are said."""

import asyncio
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

import typer

from bot.logs import set_up_logging
from bot.setting_reader import BadSettings
from bot.settings import Settings, environment, read_settings
from bot.texts.locales import UnknownLanguage

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="For machines: one JSON document.")]


def settings_or_exit() -> Settings:
    try:
        settings = read_settings(environment())
    except BadSettings as bad:
        print("These settings need a change before Makegood can start:", file=sys.stderr)
        for problem in bad.problems:
            print(f"  - {problem}", file=sys.stderr)
        raise typer.Exit(2) from None
    set_up_logging(settings.log_format)
    return settings


@contextmanager
def known_languages() -> Iterator[None]:
    """A language that there is not is said in a sentence."""
    try:
        yield
    except UnknownLanguage as trouble:
        print(str(trouble), file=sys.stderr)
        raise typer.Exit(2) from None


def go(work: Coroutine[Any, Any, T]) -> T:
    """Runs it; what the operator can mend is said in a sentence, without a traceback."""
    from bot.chat.ports import Refused
    from bot.domain.refusal import Refusal
    from bot.main import NoDatabase, NotMigrated
    from bot.server import CannotListen
    from bot.texts.catalogue import words
    from bot.texts.drawing import english
    from storage.lock import AlreadyRunning

    try:
        return asyncio.run(work)
    except (AlreadyRunning, CannotListen, NoDatabase, NotMigrated, Refused) as trouble:
        print(str(trouble), file=sys.stderr)
        raise typer.Exit(1) from None
    except Refusal as refusal:
        print(english(words(refusal.key, **refusal.parts)), file=sys.stderr)
        raise typer.Exit(1) from None
    except (FileExistsError, NotADirectoryError, PermissionError) as trouble:
        print(f"DATA_DIR: nothing can be kept in {trouble.filename}. Choose another folder.", file=sys.stderr)
        raise typer.Exit(1) from None
