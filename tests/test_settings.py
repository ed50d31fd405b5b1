"""The environment is the contract with operators: complete, explained, and wrong in whole sentences."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.main import house_of
from bot.services.market import Market
from bot.setting_reader import BadSettings
from bot.settings import KEEP, NAMES, SLACK, TELEGRAM, environment, read_settings
from matching.standard import standard_matcher

PROJECT = Path(__file__).parents[1]
EXAMPLE = PROJECT / ".env.example"
PROMISED = [
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_MODE",
    "SLACK_API_URL",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_MODE",
    "TELEGRAM_API_URL",
    "TELEGRAM_WEBHOOK_URL",
    "TELEGRAM_WEBHOOK_SECRET",
    "DATABASE_URL",
    "DATA_DIR",
    "HOST",
    "PORT",
    "TIMEZONE",
    "NUDGES_FILE",
    "UNDO_MINUTES",
    "COORDINATORS_SLACK_CHANNEL",
    "COORDINATORS_TELEGRAM_CHAT",
]
TELEGRAM_TOKEN = "123456:ABC-def"
"""Not a real one."""


def problems(**env: str) -> list[str]:
    with pytest.raises(BadSettings) as bad:
        read_settings(env)
    return bad.value.problems


def test_every_setting_that_was_promised_is_read():
    assert set(PROMISED) <= set(NAMES)


def test_the_example_lists_every_setting_and_no_other():
    listed = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE)

    assert sorted(listed) == sorted(NAMES)


def test_the_example_explains_each_setting_in_a_line_above_it():
    lines = EXAMPLE.read_text("utf-8").splitlines()

    settings = [at for at, line in enumerate(lines) if re.match(r"[A-Z_]+=", line)]

    assert [lines[at] for at in settings if not lines[at - 1].startswith("# ")] == []


def test_the_code_reads_no_other_setting():
    files = [PROJECT / "bot" / name for name in ("settings.py", "keep_settings.py")]
    source = "".join(each.read_text("utf-8") for each in files)

    read = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)*)"', source)) - {"UTC"}

    assert read == set(NAMES)


def test_the_example_as_it_is_means_the_defaults():
    settings = read_settings(_of(EXAMPLE))

    assert settings == read_settings({})


def _of(file: Path) -> dict[str, str]:
    return dict(
        line.split("=", 1) for line in file.read_text("utf-8").splitlines() if re.match("[A-Z]", line)
    )


def test_the_defaults_are_those_that_are_promised():
    settings = read_settings({})

    assert (settings.slack, settings.telegram, settings.database_url) == (None, None, "")
    assert settings.data_dir == Path("./var")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.zone.key == "Europe/London"
    assert settings.undo == timedelta(minutes=10)
    assert {step.code for step in settings.schedule.steps} >= {"N2", "N4", "N6", "N7", "N9"}


def test_a_platform_is_switched_on_by_its_token():
    settings = read_settings(
        {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN}
    )

    assert settings.slack is not None
    assert (settings.slack.mode, settings.slack.api_url) == ("socket", SLACK)
    assert settings.telegram is not None
    assert (settings.telegram.mode, settings.telegram.api_url) == ("polling", TELEGRAM)


WRONG = {
    "CONTACT_KEY": {"CONTACT_KEY": "short"},
    **{name: {name: "0"} for name in KEEP},
    "SLACK_BOT_TOKEN": {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xapp-1"},
    "SLACK_APP_TOKEN": {"SLACK_BOT_TOKEN": "xoxb-1"},
    "SLACK_SIGNING_SECRET": {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": "http"},
    "SLACK_MODE": {"SLACK_MODE": "carrier pigeon"},
    "SLACK_API_URL": {"SLACK_API_URL": "https://slack.com"},
    "COORDINATORS_SLACK_CHANNEL": {"COORDINATORS_SLACK_CHANNEL": "C1"},
    "SLACK_CLIENT_ID": {"SLACK_CLIENT_ID": "1.2"},
    "SLACK_CLIENT_SECRET": {"SLACK_CLIENT_SECRET": "s"},
    "TOKEN_KEY": {"TOKEN_KEY": "k"},
    "PUBLIC_URL": {"PUBLIC_URL": "makegood.example"},
    "TELEGRAM_BOT_TOKEN": {"TELEGRAM_BOT_TOKEN": "my token"},
    "TELEGRAM_MODE": {"TELEGRAM_MODE": "pull"},
    "TELEGRAM_API_URL": {"TELEGRAM_API_URL": "http://localhost/bot"},
    "TELEGRAM_WEBHOOK_URL": {
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_SECRET": "s",
    },
    "TELEGRAM_WEBHOOK_SECRET": {
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_URL": "https://example.org/t",
        "TELEGRAM_WEBHOOK_SECRET": "ü",
    },
    "COORDINATORS_TELEGRAM_CHAT": {
        "TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN,
        "COORDINATORS_TELEGRAM_CHAT": "desk",
    },
    "DATABASE_URL": {"DATABASE_URL": "mysql://x"},
    "PRIVACY_URL": {"PRIVACY_URL": "our website"},
    "DATA_DIR": {"DATA_DIR": __file__},
    "MATCHER_MODEL": {"MATCHER_MODEL": "no/such/folder"},
    "PORT": {"PORT": "80.5"},
    "TIMEZONE": {"TIMEZONE": "../etc/passwd"},
    "NUDGES_FILE": {"NUDGES_FILE": "/no/such/file"},
    "MEASURES_FILE": {"MEASURES_FILE": "/no/such/file"},
    "OUTCOMES_FILE": {"OUTCOMES_FILE": "/no/such/file"},
    "UNDO_MINUTES": {"UNDO_MINUTES": "soon"},
    "LANGUAGES": {"LANGUAGES": "en,xx"},
    "LOG_FORMAT": {"LOG_FORMAT": "xml"},
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_wrong_setting_is_named_with_what_to_do(name: str):
    (said,) = problems(**WRONG[name])

    assert said.startswith(name)
    assert len(said.split()) >= 6
    assert said.endswith(".")


def test_the_address_of_the_whole_privacy_notice_reaches_whoever_shows_it():
    settings = read_settings({"PRIVACY_URL": "https://charity.example/privacy"})

    house = house_of(settings, (), Market(standard_matcher(model=None)))

    assert house.privacy == "https://charity.example/privacy"


@pytest.mark.parametrize("channel", ["#coordinators", "coordinators", "U0123456789", "c0123456789"])
def test_a_channel_of_slack_is_named_by_its_id_with_where_to_find_it(channel: str):
    env = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}

    (said,) = problems(**env, COORDINATORS_SLACK_CHANNEL=channel)

    assert said.startswith("COORDINATORS_SLACK_CHANNEL") and "About" in said


MANY = {
    "SLACK_MODE": "oauth",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "hidden",
    "SLACK_SIGNING_SECRET": "s",
    "PUBLIC_URL": "https://makegood.example/",
    "TOKEN_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}


def test_many_employers_need_what_adding_the_app_takes():
    settings = read_settings(MANY | {"COORDINATORS_SLACK_CHANNEL": "T1/C1"})

    assert settings.slack is not None
    assert (settings.slack.mode, settings.slack.public_url) == ("oauth", "https://makegood.example")
    assert settings.slack.coordinators == "T1/C1"
    assert "hidden" not in repr(settings) and MANY["TOKEN_KEY"] not in repr(settings)


@pytest.mark.parametrize("name", sorted(set(MANY) - {"SLACK_MODE"}))
def test_each_of_them_is_missed_by_name_with_where_it_is_found(name: str):
    (said,) = problems(**MANY | {name: ""})

    assert said.startswith(f"{name} is missing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"SLACK_BOT_TOKEN": "xoxb-1"},
        {"SLACK_APP_TOKEN": "xapp-1"},
        {"PUBLIC_URL": "http://makegood.example"},
        {"TOKEN_KEY": "short"},
        {"TOKEN_KEY": f"{MANY['TOKEN_KEY']},short"},
        {"COORDINATORS_SLACK_CHANNEL": "C1"},
    ],
)
def test_what_does_not_go_with_many_employers_is_said(wrong: dict[str, str]):
    (said,) = problems(**MANY | wrong)

    assert said.startswith(next(iter(wrong)))
    assert said.endswith(".")


def test_keys_can_be_changed_one_after_the_other():
    assert read_settings(MANY | {"TOKEN_KEY": f"{MANY['TOKEN_KEY']},{MANY['TOKEN_KEY']}"}).slack


def test_everything_that_can_be_wrong_is_tried():
    assert set(WRONG) == set(NAMES) - {"HOST"}


def test_every_problem_is_said_at_once():
    wrong = {
        "SLACK_MODE": "x",
        "TIMEZONE": "Mars/Base",
        "PORT": "-1",
        "UNDO_MINUTES": "nan",
        "LOG_FORMAT": "x",
    }

    assert len(problems(**wrong)) == len(wrong)


@pytest.mark.parametrize("value", ["65536", "-1", "eight", "8_000", "٨", "1e3", "inf"])
def test_a_port_is_a_whole_number(value: str):
    assert problems(PORT=value)[0].startswith("PORT must be a whole number from 0 to 65535")


def test_a_token_is_never_repeated():
    (said,) = problems(SLACK_BOT_TOKEN="xoxp-secret", SLACK_APP_TOKEN="xapp-1")
    settings = read_settings(
        {"TELEGRAM_BOT_TOKEN": TELEGRAM_TOKEN, "DATABASE_URL": "postgresql://u:secret@h/d"}
    )

    assert "secret" not in said
    assert TELEGRAM_TOKEN not in repr(settings)
    assert "secret" not in repr(settings)


def test_the_time_to_undo_may_be_nothing():
    assert read_settings({"UNDO_MINUTES": "0"}).undo == timedelta(0)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / ".env").write_text("PORT=1234\nHOST=0.0.0.0\n", "utf-8")
    monkeypatch.setenv("PORT", "4321")

    env = environment(tmp_path / ".env")

    assert (env["PORT"], env["HOST"]) == ("4321", "0.0.0.0")


def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"HOST=\xff\xfe")

    with pytest.raises(BadSettings) as bad:
        environment(tmp_path / ".env")

    assert "cannot be read" in bad.value.problems[0]
