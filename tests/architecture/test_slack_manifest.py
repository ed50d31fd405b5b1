"""What the app asks of Slack is what the code does there: no scope too many, none missing."""

import ast
import inspect
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from slack_sdk.web.async_client import AsyncWebClient

import adapters.slack
from adapters.slack.manifest import EVENTS, METHODS, install_link, manifest, scopes
from adapters.slack.paths import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH

CODE = sorted(Path(adapters.slack.__path__[0]).glob("*.py"))
NO_SCOPES = {"oauth.v2.access"}
"""Called with the app's own id and secret, before there is a token."""


def by_python_name() -> dict[str, str]:
    """{"chat_postMessage": "chat.postMessage"}, read from the client itself."""
    found = {}
    for name, member in inspect.getmembers(AsyncWebClient, inspect.iscoroutinefunction):
        if called := re.search(r"api_call\(\s*\"([\w.]+)\"", inspect.getsource(member)):
            found[name] = called[1]
    return found


def called() -> set[str]:
    """The Web API methods that our adapter calls."""
    known = by_python_name()
    found: set[str] = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in known:
                found.add(known[node.attr])
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "api_call":
                found.add(str(ast.literal_eval(node.args[0])))
    return found


def test_the_client_names_its_methods_as_this_test_reads_them():
    known = by_python_name()

    assert known["chat_postMessage"] == "chat.postMessage"
    assert len(known) > 200


def test_the_table_holds_every_method_that_is_called_and_no_other():
    sockets = {"apps.connections.open"}  # called by the Socket Mode client

    assert called() - NO_SCOPES | sockets == set(METHODS)


def heard() -> set[str]:
    """The events that the reader knows, as it names them in its code."""
    tree = ast.parse((Path(adapters.slack.__path__[0]) / "read.py").read_text("utf-8"))
    matches = [node for node in ast.walk(tree) if isinstance(node, ast.Match)]
    about_events = [node for node in matches if ast.unparse(node.subject) == "event['type']"]
    patterns = [case.pattern for node in about_events for case in node.cases]
    return {
        str(value.value.value)
        for pattern in patterns
        for value in ast.walk(pattern)
        if isinstance(value, ast.MatchValue) and isinstance(value.value, ast.Constant)
    }


def test_the_table_holds_every_event_that_is_read_and_no_other():
    assert heard() == {name.partition(".")[0] for name in EVENTS}


def test_the_manifest_asks_for_exactly_the_scopes_of_methods_and_events():
    made = manifest()

    assert tuple(made["oauth_config"]["scopes"]["bot"]) == scopes()
    assert "user" not in made["oauth_config"]["scopes"]
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)


def test_the_page_for_it_departments_explains_every_scope_and_no_other():
    page = (Path(__file__).parents[2] / "docs" / "install-slack.md").read_text("utf-8")

    explained = [
        scope for row in page.splitlines() if row.startswith("| `") for scope in _named(row.split("|")[1])
    ]

    assert sorted(explained) == sorted(scopes())


def _named(cell: str) -> list[str]:
    return re.findall("`([^`]+)`", cell)


def test_the_manifest_names_the_command_the_shortcuts_and_the_home_page():
    features = manifest()["features"]

    assert [command["command"] for command in features["slash_commands"]] == ["/makegood"]
    assert {(each["name"], each["type"]) for each in features["shortcuts"]} == {
        ("Offer help", "global"),
        ("Turn into an offer", "message"),
    }
    assert features["app_home"]["home_tab_enabled"] and features["app_home"]["messages_tab_enabled"]
    assert not features["app_home"]["messages_tab_read_only_enabled"]


def test_every_shortcut_of_the_manifest_is_read():
    reader = (Path(adapters.slack.__path__[0]) / "read.py").read_text("utf-8")

    for shortcut in manifest()["features"]["shortcuts"]:
        assert f'case "{shortcut["callback_id"]}"' in reader


def test_texts_are_no_longer_than_slack_takes():
    made = manifest()

    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert 174 <= len(made["display_information"]["long_description"]) <= 4000
    assert all(len(each["name"]) <= 24 for each in made["features"]["shortcuts"])
    assert all(len(each["description"]) <= 150 for each in made["features"]["shortcuts"])


def test_without_an_address_slack_is_dialled():
    made = manifest()

    assert made["settings"]["socket_mode_enabled"]
    assert "url" not in json.dumps(made).replace("request_url", "url")


def test_with_an_address_everything_comes_to_one_door():
    made = manifest("https://makegood.example/")

    door = f"https://makegood.example{EVENTS_PATH}"
    assert not made["settings"]["socket_mode_enabled"]
    assert made["settings"]["event_subscriptions"]["request_url"] == door
    assert made["settings"]["interactivity"]["request_url"] == door
    assert made["features"]["slash_commands"][0]["url"] == door
    assert "redirect_urls" not in made["oauth_config"]
    assert not made["settings"]["token_rotation_enabled"]


def test_for_many_employers_the_app_can_be_added_and_its_tokens_run_out():
    made = manifest("https://makegood.example", many=True)

    assert made["oauth_config"]["redirect_urls"] == [f"https://makegood.example{REDIRECT_PATH}"]
    assert made["settings"]["token_rotation_enabled"]
    assert INSTALL_PATH != REDIRECT_PATH


def test_the_link_carries_the_whole_manifest():
    made = manifest("https://makegood.example", many=True)

    address = urlsplit(install_link(made))

    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://api.slack.com/apps"
    carried = parse_qs(address.query)
    assert carried["new_app"] == ["1"]
    assert json.loads(carried["manifest_json"][0]) == made
