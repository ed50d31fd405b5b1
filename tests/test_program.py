"""The program as an operator meets it: sentences and exit codes, never a traceback."""

import asyncio
import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from bot.domain.people import Person, Role
from storage.engine import open_engine
from storage.unit_of_work import Storage

MAKEGOOD = Path(sysconfig.get_path("scripts")) / "makegood"
PROJECT = Path(__file__).parents[1]


def makegood(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run in an empty folder, with nothing of ours in the environment but `env`."""
    clean = {
        name: value for name, value in os.environ.items() if not re.match("SLACK|TELEGRAM|DATA|PORT", name)
    }
    return subprocess.run(
        [MAKEGOOD, *words],
        cwd=folder,
        env={**clean, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_command(tmp_path: Path):
    done = makegood(tmp_path, "--help")

    assert done.returncode == 0
    for command in ("run", "simulate", "story", "match", "migrate", "invite", "remove"):
        assert command in done.stdout


def test_run_without_tokens_says_what_to_set_or_to_try(tmp_path: Path):
    done = makegood(tmp_path, "run")

    assert done.returncode == 2
    assert "No platform is switched on" in done.stderr
    assert "makegood simulate" in done.stderr
    assert not list(tmp_path.iterdir())


def test_bad_settings_are_all_said_at_once_without_a_traceback(tmp_path: Path):
    done = makegood(tmp_path, "run", PORT="many", TIMEZONE="Mars", SLACK_BOT_TOKEN="xoxb-1")

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("  - ")] == [
        "  - SLACK_APP_TOKEN (xapp-...) is missing: Socket Mode needs it. Or set SLACK_MODE=http.",
        "  - PORT must be a whole number from 0 to 65535; it is 'many'.",
        "  - TIMEZONE: there is no zone 'Mars'. For the United Kingdom: Europe/London.",
    ]


def test_the_simulator_refuses_to_start_beside_real_tokens(tmp_path: Path):
    done = makegood(tmp_path, "simulate", TELEGRAM_BOT_TOKEN="123456:ABC-def")

    assert done.returncode == 2
    assert "real tokens" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_coordinators_code_is_printed_with_how_to_use_it(tmp_path: Path):
    done = makegood(tmp_path, "invite", "coordinator")

    assert done.returncode == 0
    code = re.match(r"[0-9A-Z]{4}-[0-9A-Z]{4}\n", done.stdout)
    assert code
    assert f"/makegood coordinate {code[0].strip()}" in done.stdout
    assert f"/coordinate {code[0].strip()}" in done.stdout
    assert code[0].strip().encode() not in (tmp_path / "var" / "makegood.db").read_bytes()


def test_the_link_that_makes_the_app_stands_alone_with_the_next_step_beside_it(tmp_path: Path):
    done = makegood(tmp_path, "slack", "manifest", "--link")

    assert done.returncode == 0
    assert re.fullmatch(r"https://api\.slack\.com/apps\?new_app=1&manifest_json=\S+\n", done.stdout)
    assert "create the app" in done.stderr and "docs/install-slack.md" in done.stderr
    assert "Socket Mode" in done.stderr


def test_the_manifest_can_be_pasted_and_says_nothing_of_sockets_where_slack_calls(tmp_path: Path):
    done = makegood(tmp_path, "slack", "manifest", "--url", "https://makegood.example")

    assert json.loads(done.stdout)["settings"]["socket_mode_enabled"] is False
    assert "paste" in done.stderr and "Socket Mode" not in done.stderr


@pytest.mark.parametrize("words", [("--many",), ("--url", "http://makegood.example")])
def test_a_manifest_that_could_not_work_is_not_made(tmp_path: Path, words: tuple[str, ...]):
    done = makegood(tmp_path, "slack", "manifest", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert "--url" in done.stderr and "Traceback" not in done.stderr


def test_doctor_without_anything_says_what_to_set(tmp_path: Path):
    done = makegood(tmp_path, "doctor", MATCHER_MODEL="none")

    assert done.returncode == 1
    assert "Next: Set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN" in done.stdout
    assert not list(tmp_path.iterdir())


def test_a_coordinators_role_is_taken_away_but_not_the_last_ones(tmp_path: Path):
    makegood(tmp_path, "migrate")
    asyncio.run(_put_coordinators(tmp_path / "var" / "makegood.db", "Ana Ivic", "Sam Okafor"))

    nobody = makegood(tmp_path, "remove", "coordinator", "Zoltan")
    gone = makegood(tmp_path, "remove", "coordinator", "ana")
    last = makegood(tmp_path, "remove", "coordinator", "Sam Okafor")

    assert (nobody.returncode, gone.returncode, last.returncode) == (1, 0, 1)
    assert nobody.stderr.endswith("No coordinator is called Zoltan. There are: Ana Ivic, Sam Okafor.\n")
    assert gone.stdout.endswith("Ana Ivic is a coordinator no more, from now on.\n")
    assert last.stderr.endswith("Ask for a code for somebody else first.\n")


async def _put_coordinators(database: Path, *names: str) -> None:
    storage = Storage(open_engine(f"sqlite:///{database}"))
    async with storage.begin() as tx:
        for name in names:
            await tx.people.put(Person(id=name, name=name, roles=frozenset({Role.COORDINATOR})))
        await tx.commit()
    await storage.close()


def test_migrate_makes_the_database_and_may_be_said_twice(tmp_path: Path):
    first, second = makegood(tmp_path, "migrate"), makegood(tmp_path, "migrate")

    assert (first.returncode, second.returncode) == (0, 0)
    assert (tmp_path / "var" / "makegood.db").exists()
    assert "nothing" in first.stderr


def test_a_database_that_does_not_answer_is_said_to_be_so_without_its_password(tmp_path: Path):
    done = makegood(tmp_path, "migrate", DATABASE_URL="postgresql://makegood:hidden@127.0.0.1:1/none")

    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used")
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr


@pytest.mark.parametrize("offers", ["missing.csv", "."])
def test_match_without_its_file_says_which_one(tmp_path: Path, offers: str):
    done = makegood(tmp_path, "match", offers, str(PROJECT / "examples" / "needs.csv"))

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "missing.csv" in done.stdout + done.stderr or offers == "."


def test_match_ranks_the_examples(tmp_path: Path):
    examples = PROJECT / "examples"

    done = makegood(
        tmp_path, "match", str(examples / "offers.csv"), str(examples / "needs.csv"), "--top", "1"
    )

    assert done.returncode == 0
    assert done.stdout


def test_an_unknown_command_is_named(tmp_path: Path):
    done = makegood(tmp_path, "fly")

    assert done.returncode == 2
    assert "fly" in done.stderr


@pytest.mark.parametrize("words", ["story --language zz", "texts check zz", "texts update z/z"])
def test_a_language_that_there_is_not_is_said_in_a_sentence(words: str, tmp_path: Path):
    done = makegood(tmp_path, *words.split())

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"There is no language {words.rsplit(maxsplit=1)[-1]}. There are: en, ")
