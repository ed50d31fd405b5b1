"""Every sentence is there, is used, is given its parts, and fits where it is shown."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from bot.chat.form import Choice, Choices, Date, Number, Place
from bot.domain.listings import ListingKind, ListingState
from bot.domain.matches import MatchState
from bot.domain.organisations import OrganisationState
from bot.flows.catalogue import FLOWS
from bot.texts.catalogue import sentences
from bot.texts.drawing import english, template

PROJECT = Path(__file__).parents[2]
SOURCES = sorted(
    path for name in ("bot", "storage", "adapters/web") for path in (PROJECT / name).rglob("*.py")
)
TEMPLATES = sorted((PROJECT / "adapters" / "web" / "templates").glob("*.html"))
SAYING = {
    "words": "",
    "say": "",
    "para": "",
    "note": "",
    "Refusal": "",
    "unread": "unread.",
    "fact": "fact.",
    "button": "button.",
}
PART = re.compile(r"\{([a-z_]+)\}")


@cache
def of_code() -> tuple[tuple[str, ast.AST], ...]:
    """Everything that is written there, with the name of its file."""
    return tuple(
        (path.name, node) for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each place where a sentence is asked for by its key."""
    for name, node in of_code():
        if isinstance(node, ast.Call) and node.args:
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in SAYING:
                yield f"{name}:{node.lineno}", node


def keys_of(node: ast.expr, prefix: str) -> list[str]:
    """Regular expressions of the keys that an argument may be; none for a variable."""
    match node:
        case ast.Constant(value=str(key)):
            return [re.escape(prefix + key)]
        case ast.IfExp(body=one, orelse=other):
            return keys_of(one, prefix) + keys_of(other, prefix)
        case ast.JoinedStr(values=parts):
            spelt = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[^.]+" for p in parts]
            return [re.escape(prefix) + "".join(spelt)]
        case _:
            return []


def on_pages() -> Iterator[tuple[str, ast.Call]]:
    """The same of the templates, where `t` keeps what is bold and `w` does not."""
    for path in TEMPLATES:
        for call in Environment().parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("t", "w"):
                named = [ast.keyword(arg=each.key, value=ast.Constant("")) for each in call.kwargs]
                key = in_python(call.args[0])
                yield f"{path.name}:{call.lineno}", ast.Call(func=ast.Name("say"), args=[key], keywords=named)


def in_python(key: nodes.Expr) -> ast.expr:
    match key:
        case nodes.Const(value=str(text)):
            return ast.Constant(text)
        case nodes.Concat(nodes=parts):
            spelt = [
                p if isinstance(p, ast.Constant) else ast.FormattedValue(p, -1) for p in map(in_python, parts)
            ]
            return ast.JoinedStr(spelt)
        case _:
            return ast.Name("something")


def asked_for() -> Iterator[tuple[str, str, ast.Call]]:
    for where, call in [*calls(), *on_pages()]:
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        for key in keys_of(call.args[0], SAYING[name]):
            yield where, key, call


@cache
def matching(key: str) -> list[str]:
    return [each for each in sentences() if re.fullmatch(key, each)]


def test_every_key_in_the_code_has_a_sentence():
    missing = [(where, key) for where, key, _ in asked_for() if not matching(key)]

    assert missing == []


def test_every_sentence_is_given_its_parts():
    lacking = []
    for where, key, call in asked_for():
        given = {each.arg for each in call.keywords}
        served = [None in given or parts_of(found) <= given for found in matching(key)]
        if served and not any(served):
            lacking.append((where, key))

    assert lacking == []


def parts_of(key: str) -> set[str]:
    return set(PART.findall(sentences()[key]))


def spoken_of() -> set[str]:
    """Keys that a string in the code may be, whatever is done with it."""
    found = set()
    for _, node in of_code():
        if isinstance(node, ast.Constant | ast.JoinedStr):
            for key in keys_of(node, ""):
                found |= {key, rf"button\.{key}", rf"fact\.{key}"}
    found |= {key for _, call in on_pages() for key in keys_of(call.args[0], "")}
    return {key for key in found if re.search(r"[a-z_]", key.replace("[^.]+", ""))}


def of_flows() -> set[str]:
    """Keys that the flows name by what they are."""
    used = {f"flow.{flow.name}.title" for flow in FLOWS.values()}
    for flow in FLOWS.values():
        fields = [f"flow.{flow.name}.{field.name}" for field in flow.fields]
        used |= {f"{field}.{part}" for field in fields for part in ("name", "ask", "hint")}
    return used


def test_every_sentence_is_used():
    spoken, flows = spoken_of(), of_flows()
    named = {key.replace("\\.", ".") for key in spoken if "[^.]+" not in key} | flows
    patterns = re.compile("|".join(key for key in spoken if "[^.]+" in key))
    sections = {
        "kind", "offered_hours", "offered_place", "offered_when", "offered_pause", "leave", "stars", "reason",
        "answer", "menu", "gift", "scope", "notice", "rescoped", "check_outcome", "measure",
        "why", "why_kind", "why_verb", "when", "cost_share",
    }  # fmt: skip
    unused = [
        key
        for key in sentences()
        if key not in named and key.partition(".")[0] not in sections and not patterns.fullmatch(key)
    ]

    assert unused == []


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)
def test_a_flow_has_a_sentence_for_each_question_that_fits_its_place(flow):
    assert 0 < len(english(flow.title)) <= 24
    for field in flow.fields:
        assert 0 < len(english(flow.short(field))) <= 40
        assert 0 < len(english(flow.label(field))) <= 150
        assert len(english(flow.hint(field))) <= 150


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.name)
def test_an_option_fits_a_button_and_the_wire(flow):
    for field in flow.fields:
        match field.kind:
            case Choice(options=options) | Choices(options=options):
                pass
            case Number(offered=options) | Date(offered=options) | Place(offered=options):
                pass
            case _:
                options = ()
        for option in options:
            assert 0 < len(english(option.label)) <= 40
            assert len(option.value.encode()) <= 20
            assert ":" not in option.value


def test_a_button_label_is_short():
    sentences_of_their_own = {"button.unknown", "button.over", "button.not_yours"}
    labels = {key: text for key, text in sentences().items() if key.startswith("button.")}

    long = [key for key, text in labels.items() if len(text) > 40]

    assert set(long) <= sentences_of_their_own


@pytest.mark.parametrize(
    ("section", "states"),
    [
        ("listing_state", ListingState),
        ("listing_next", ListingState),
        ("match_state", MatchState),
        ("organisation_state", OrganisationState),
        ("kind", ListingKind),
    ],
)
def test_every_state_has_its_words(section, states):
    assert [state.value for state in states if f"{section}.{state.value}" not in sentences()] == []


CONTRACT = (
    "Post it", "Change", "Cancel", "Yes", "Different time", "No", "Not now", "Verify", "Ask", "Refuse",
    "Approve", "Decline", "Edit", "Not this", "Undo", "Ask now", "Part", "No-show", "Problem", "Done",
    "Not yet", "Tell a coordinator", "Offer help",
)  # fmt: skip


def test_the_labels_agreed_with_people_stay():
    assert set(CONTRACT) <= {text for key, text in sentences().items() if key.startswith("button.")}


def test_a_sentence_is_well_formed():
    assert [key for key, sentence in sentences().items() if not _well_formed(sentence)] == []


def _well_formed(sentence: str) -> bool:
    drawn = template(sentence, dict.fromkeys(PART.findall(sentence), "x"))
    even = sentence.count("**") % 2 == 0 and "  " not in sentence
    plain = not re.search(r"\b(?:invalid|error|utilise|organization)\b", sentence, re.IGNORECASE)
    return bool(drawn) and even and plain and "{" not in PART.sub("", sentence)


def test_stars_and_braces_in_what_people_type_stay_as_typed():
    shown = template("**{name}** says {text}", {"name": "**{x}**", "text": "{name} **"})

    assert "".join(span.text for span in shown) == "**{x}** says {name} **"


def test_parts_may_be_called_anything():
    shown = template("{key} {sentence} {self}", {"key": "a", "sentence": "b", "self": "c"})

    assert "".join(span.text for span in shown) == "a b c"
