"""The program `makegood`. Heavy imports stay inside the commands that need them."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.command_guard import add_to
from bot.command_line import Json, known_languages
from bot.command_line import go as _go
from bot.command_line import settings_or_exit as _settings
from bot.logs import set_up_logging
from bot.setting_reader import BadSettings
from bot.settings import environment

program = typer.Typer(
    name="makegood",
    help="A chat-based brokerage: offers, needs and matches, followed up until the hours are verified.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
add_to(program)


def main() -> None:
    program()


@program.command()
def run() -> None:
    """Run the bot on Slack and Telegram, with the tokens of the environment or the .env file."""
    settings = _settings()
    if settings.slack is None and settings.telegram is None:
        print(
            "No platform is switched on. Set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN (see .env.example), "
            "or try everything without tokens: makegood simulate",
            file=sys.stderr,
        )
        raise typer.Exit(2)
    from bot.ending import over
    from bot.main import run as run_bot

    _go(run_bot(settings))
    over()


Many = Annotated[int | None, typer.Option(min=1, help="Play a year instead of showing the page.")]


@program.command()
def simulate(
    volunteers: Many = None,
    groups: Many = None,
    days: Many = None,
    seed: Annotated[int | None, typer.Option(help="The same seed plays the same year.")] = None,
    effect: Annotated[float, typer.Option(min=0, max=2, help="How much of what reminders do is true.")] = 1.0,
    as_json: Json = False,
) -> None:
    """Try everything on this machine: the real bot, with local stand-ins of Slack and Telegram and a page.

    With --volunteers, --groups, --days or --seed a year of a city is played instead, with and without nudges.
    """
    settings = _settings()
    if as_json or any(each is not None for each in (volunteers, groups, days, seed)):
        from bot.command_simulate import simulate_year
        from bot.year.outcome import Plan

        plan = Plan(
            volunteers=volunteers or 2000,
            groups=groups or 400,
            days=days or 365,
            seed=seed or 0,
            effect=effect,
        )
        raise typer.Exit(simulate_year(plan, environment(), as_json=as_json, out=sys.stdout))
    from bot.simulate import RealTokens
    from bot.simulate import simulate as run_simulator

    try:
        _go(run_simulator(settings))
    except RealTokens as trouble:
        print(str(trouble), file=sys.stderr)
        raise typer.Exit(2) from None


@program.command()
def story(
    as_json: Json = False,
    language: Annotated[str, typer.Option(help="In which the bot speaks, such as pl.")] = "en",
) -> None:
    """Play the whole loop as text, to verified hours; exit 0 only if they really are in the database."""
    from bot.story import story as play

    set_up_logging("text", logging.ERROR)
    with known_languages():
        raise typer.Exit(asyncio.run(play(as_json=as_json, out=sys.stdout, language=language)))


@program.command()
def match(
    offers: Path,
    needs: Path,
    top: Annotated[int, typer.Option(min=1, max=100, help="How many offers to show for each need.")] = 3,
    as_json: Json = False,
) -> None:
    """Rank the offers of one CSV file for each need of another, with reasons (docs/csv.md)."""
    from bot.command_match import match as match_files

    raise typer.Exit(match_files(offers, needs, top=top, as_json=as_json, out=sys.stdout))


@program.command()
def poster(
    id: Annotated[str, typer.Argument(help="The number of an open need, or of a verified group.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to write into.")] = Path(),
    bot: Annotated[str, typer.Option("--bot", help="The bot's name on Telegram; else it is asked.")] = "",
) -> None:
    """Write a poster to print (HTML, A4) and its QR code (PNG), which lead to a need or a group."""
    from bot.chat.ports import Unavailable
    from bot.upkeep import poster as write

    try:
        written = _go(write(_settings(), id, username=bot, folder=out))
    except Unavailable as trouble:
        print(str(trouble), file=sys.stderr)
        raise typer.Exit(1) from None
    print("\n".join(str(path) for path in written))


@program.command()
def report(
    year: Annotated[str, typer.Option("--year", help="2026, or 2026-27 for April to March.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write: .html, .pdf or .csv.")],
) -> None:
    """Write the annual report: what was promised, what happened, what did not and why, with every source."""
    from bot.upkeep import report as write

    _go(write(_settings(), year, out))
    print(out)


@program.command()
def migrate() -> None:
    """Bring the database up to date."""
    from bot.upkeep import migrate as bring_up_to_date

    _go(bring_up_to_date(_settings()))


@program.command()
def backup(into: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")]) -> None:
    """Copy the SQLite database, whole, beside a bot that runs (docs/deploy.md)."""
    from bot.command_backup import ELSEWHERE, back_up, file_of
    from bot.main import database_url, embedded

    settings = _settings()
    if not embedded(settings):
        print(ELSEWHERE, file=sys.stderr)
        raise typer.Exit(2)
    raise typer.Exit(back_up(file_of(database_url(settings)), into, out=sys.stdout, beside=sys.stderr))


@program.command()
def doctor(as_json: Json = False) -> None:
    """Check settings, tokens, scopes, connections, clock and database; say the next step for each failure."""
    from bot.doctor import examine

    set_up_logging("text", logging.CRITICAL)
    try:
        env = environment()
    except BadSettings as bad:
        print("\n".join(bad.problems), file=sys.stderr)
        raise typer.Exit(1) from None
    raise typer.Exit(asyncio.run(examine(env, as_json=as_json, out=sys.stdout, beside=sys.stderr)))


matchers = typer.Typer(no_args_is_help=True, help="The matcher's weights.")
program.add_typer(matchers, name="matcher")


@matchers.command("tune")
def tune(
    switch: Annotated[bool, typer.Option("--switch", help="Use the new weights from now on.")] = False,
    as_json: Json = False,
) -> None:
    """Learn the weights from approvals and dismissals, and show how much better they would be."""
    from bot.upkeep import tune as tune_weights

    raise typer.Exit(_go(tune_weights(_settings(), switch=switch, as_json=as_json, out=sys.stdout)))


nudges = typer.Typer(no_args_is_help=True, help="The follow-up.")
program.add_typer(nudges, name="nudges")


@nudges.command("stats")
def nudge_stats(as_json: Json = False) -> None:
    """What each nudge did: how many were heard, how many moved something, and how soon."""
    from bot.upkeep import nudge_stats as tell

    raise typer.Exit(_go(tell(_settings(), as_json=as_json, out=sys.stdout)))


texts = typer.Typer(no_args_is_help=True, help="The languages of the bot (docs/languages.md).")
program.add_typer(texts, name="texts")
Codes = Annotated[list[str] | None, typer.Argument(help="Such as pl; all there are, if none is given.")]


@texts.command("update")
def update_texts(codes: Codes = None) -> None:
    """Bring the files of translators in step with the English sentences; a new code makes a new file."""
    from bot.command_texts import update

    with known_languages():
        update(codes or [], sys.stdout)


@texts.command("check")
def check_texts(codes: Codes = None) -> None:
    """Say which sentences of a language are missing, out of date, or would break a card."""
    from bot.command_texts import check

    with known_languages():
        raise typer.Exit(0 if check(codes or [], sys.stdout) else 1)


pledges = typer.Typer(no_args_is_help=True, help="What organisations have promised.")
program.add_typer(pledges, name="pledges")


@pledges.command("import")
def import_pledges(file: Path, as_json: Json = False) -> None:
    """Take in pledges from a CSV file (docs/pledges.md); each once, by its reference."""
    from bot.upkeep import take_in_pledges

    raise typer.Exit(_go(take_in_pledges(_settings(), file, as_json=as_json, out=sys.stdout)))


@pledges.command("claims")
def pledge_claims(file: Path) -> None:
    """Write what was delivered for each pledge as a neutral CSV file, a line a match."""
    from bot.upkeep import claims_of_pledges

    _go(claims_of_pledges(_settings(), file))


providers = typer.Typer(no_args_is_help=True, help="The provider list.")
program.add_typer(providers, name="providers")


@providers.command("export")
def export_providers(
    out: Annotated[Path, typer.Option("--out", help="The file to write: .json or .csv.")],
) -> None:
    """Write the provider list as Open Referral UK, for directories that read it."""
    from bot.upkeep import providers_out

    print(f"{_go(providers_out(_settings(), out))} in {out}")


slack = typer.Typer(no_args_is_help=True, help="Slack's side: the app's manifest.")
program.add_typer(slack, name="slack")


@slack.command("manifest")
def slack_manifest(
    url: Annotated[str, typer.Option("--url", help="The public https address. Without: Socket Mode.")] = "",
    many: Annotated[bool, typer.Option("--many", help="For the workspaces of many employers.")] = False,
    link: Annotated[bool, typer.Option("--link", help="A link that opens Slack with it filled in.")] = False,
    as_json: Json = False,
) -> None:
    """Print the manifest of the Slack app: paste it where Slack asks for one, or open the link."""
    from bot.command_slack import NoAddress, show_manifest

    if url and not url.startswith("https://"):
        print("--url must be an address that begins with https://; Slack calls no other.", file=sys.stderr)
        raise typer.Exit(2)
    try:
        show_manifest(url=url, many=many, link=link, as_json=as_json, out=sys.stdout, beside=sys.stderr)
    except NoAddress as trouble:
        print(str(trouble), file=sys.stderr)
        raise typer.Exit(2) from None


invites = typer.Typer(no_args_is_help=True, help="One-time codes.")
program.add_typer(invites, name="invite")


@invites.command("coordinator")
def invite_coordinator() -> None:
    """Print a one-time code that makes its bearer a coordinator, for seven days."""
    from bot.upkeep import invite

    code = _go(invite(_settings(), "coordinator"))
    print(f"{code}\n\nTheir code works once, for seven days. On Slack: /makegood coordinate {code}")
    print(f"On Telegram: /coordinate {code}")


@invites.command("champion")
def invite_champion() -> None:
    """Print a one-time code that lets its bearer see their own employer's hours, for seven days."""
    from bot.upkeep import invite

    code = _go(invite(_settings(), "champion"))
    print(f"{code}\n\nTheir code works once, for seven days. On Slack: /makegood champion {code}")


@invites.command("commissioner")
def invite_commissioner(
    name: Annotated[str, typer.Argument(help='Whom they buy for, as pledges name it: "Leeds City Council".')],
) -> None:
    """Print a one-time code that lets its bearer read what became of pledges made to that commissioner."""
    from bot.upkeep import invite

    code = _go(invite(_settings(), "commissioner", " ".join(name.split())))
    print(f"{code}\n\nTheir code works once, for seven days. On Slack: /makegood commissioner {code}")
    print(f"On Telegram: /commissioner {code}")


removals = typer.Typer(no_args_is_help=True, help="Taking a role away.")
program.add_typer(removals, name="remove")


@removals.command("coordinator")
def remove_coordinator(name: Annotated[str, typer.Argument(help="Their name, or most of it.")]) -> None:
    """Take the coordinator's role away; from their next press on they decide nothing any more."""
    from bot.upkeep import remove_coordinator

    print(_go(remove_coordinator(_settings(), name)))


@removals.command("commissioner")
def remove_commissioner(name: Annotated[str, typer.Argument(help="Their name, whole.")]) -> None:
    """Take a commissioner's role away; from then on they read nothing any more."""
    from bot.upkeep import remove_commissioner

    print(_go(remove_commissioner(_settings(), name)))


if __name__ == "__main__":
    main()
