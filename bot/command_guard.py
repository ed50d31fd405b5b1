"""For whoever looks after what the bot keeps: `makegood stuck`, `makegood audit`, `makegood keys`."""

import sys
from typing import Annotated

import typer

from bot.command_line import Json, go, settings_or_exit

Number = Annotated[str, typer.Argument(help="Its number, as `makegood stuck list` shows it.")]

stuck = typer.Typer(no_args_is_help=True, help="What could not be processed and is put aside.")

keys = typer.Typer(no_args_is_help=True, help="The keys with which tokens and notes are encrypted.")
audit = typer.Typer(no_args_is_help=True, help="The chain of all decisions.")


def add_to(program: typer.Typer) -> None:
    program.add_typer(stuck, name="stuck")
    program.add_typer(audit, name="audit")
    program.add_typer(keys, name="keys")


@stuck.command("list")
def stuck_list(as_json: Json = False) -> None:
    """Show what is put aside, and what failed and may still come again; nothing of what anybody wrote."""
    from bot.command_stuck import listed

    raise typer.Exit(go(listed(settings_or_exit(), as_json=as_json, out=sys.stdout)))


@stuck.command("show")
def stuck_show(number: Number, as_json: Json = False) -> None:
    """Show one of them: what kind it is and what went wrong, with every name and text left out."""
    from bot.command_stuck import shown

    raise typer.Exit(go(shown(settings_or_exit(), number, as_json=as_json, out=sys.stdout)))


@stuck.command("retry")
def stuck_retry(number: Number, as_json: Json = False) -> None:
    """Have it tried once more, by the bot that runs or by the next one that is started."""
    from bot.command_stuck import retried

    raise typer.Exit(go(retried(settings_or_exit(), number, as_json=as_json, out=sys.stdout)))


@stuck.command("drop")
def stuck_drop(number: Number, as_json: Json = False) -> None:
    """Give it up for good."""
    from bot.command_stuck import dropped

    raise typer.Exit(go(dropped(settings_or_exit(), number, as_json=as_json, out=sys.stdout)))


@audit.command("verify")
def audit_verify(
    head: Annotated[
        str, typer.Option("--head", help="A head noted earlier, which must still be there.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Say whether any decision was changed, removed or inserted behind the bot's back, and which."""
    from bot.command_audit import verify

    raise typer.Exit(go(verify(settings_or_exit(), head, as_json=as_json, out=sys.stdout)))


@keys.command("new")
def keys_new() -> None:
    """Print a new key, for TOKEN_KEY or CONTACT_KEY."""
    from bot.chat.vault import new_key

    print(new_key())


@keys.command("rotate")
def keys_rotate(as_json: Json = False) -> None:
    """Encrypt with the first of the keys whatever was encrypted with an older one, or not yet."""
    from bot.command_keys import rotate

    raise typer.Exit(go(rotate(settings_or_exit(), as_json=as_json, out=sys.stdout)))
