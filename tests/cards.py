"""Makes whatever a card is drawn from, hostile and long, and looks at the card as the platforms would."""

import ast
import collections.abc
import dataclasses
import enum
import inspect
import json
import random
import re
import textwrap
import types
import typing
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.simulator.slack.blocks import check_blocks, check_home, check_modal
from adapters.simulator.telegram.keyboards import reply_markup
from adapters.simulator.telegram.markup import message_text
from adapters.simulator.telegram.params import Params
from adapters.slack import forms
from adapters.slack import render as slack
from adapters.slack.charts import CHART
from adapters.slack.limits import MOST_FALLBACK, MOST_LABEL
from adapters.telegram import render as telegram
from bot.chat.accessible import crowded
from bot.chat.action import Action, encode
from bot.chat.form import Form
from bot.chat.markup import markup
from bot.chat.outgoing import Button, Card, Para
from bot.texts.catalogue import sentences
from bot.texts.drawing import drawn_for
from bot.texts.locales import ENGLISH, Locale, locale

FAMILY = "👩‍👩‍👧‍👦"
HOSTILE = (
    "Ana",
    "",
    "<b>*_@everyone|=cmd()",
    "<!channel> <!here> <@U0SAM> <https://x.example|bank>",
    '</b><a href="https://x.example">&lt;&amp;&#60;',
    "```*bold* _it_ ~no~ `code` :smile: **stars** {name} %s",
    "\u202egnp.exe\u202c \u200b\u200d\ufeff\u2066x\u2069",
    "مرحبا بكم في ليدز، نحتاج إلى مساعدة",
    "שלום וברכה",
    "🎉",
    FAMILY * 300,
    "🇬🇧" * 1100,
    "e\u0301\u0302" * 1400,
    "x" * 4097,
    "two words " * 420,
    "line\n" * 900,
    "&<>\"'" * 830,
    " \n\t ",
)
"""What a person may be called, and what they may have written."""
IN_ENGLISH = locale(ENGLISH)
ID = "Z" * 10
IDS = frozenset(
    {"id", "person", "owner", "organisation", "offer", "need", "match", "volunteer", "host", "listing"}
    | {"subject", "conversation", "claimed_by", "verified_by", "employer", "series", "talk", "code"}
)
"""Fields of values that hold an id of ours, beside those whose name ends in _id."""
PARAMETERS = frozenset({"id", "which", "talk", "lost", "unsent"})
"""Parameters of functions that are an id; name a new one so, or add it here."""
NOON = datetime(2026, 12, 2, 12, tzinfo=UTC)
STEPS = ("promised", "allocated", "scheduled", "claimed", "verified")
GIVEN: dict[tuple[str, str], tuple[Any, ...]] = {
    ("for_match", "code"): ("N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N14", "N15"),
    ("report", "steps"): tuple(dict.fromkeys(STEPS, Decimal(amount)) for amount in ("0", "1999.75")),
}
"""(function, parameter): what it may be, where neither its type nor the texts tell."""


class Unknown(AssertionError):
    """A parameter of a kind that nothing is known about."""


@dataclasses.dataclass(frozen=True)
class Maker:
    """Makes values of any annotation, by chance, the same for the same seed."""

    chance: random.Random

    def value(self, kind: Any, name: str, field: bool = False) -> Any:
        origin = typing.get_origin(kind)
        if origin in (typing.Union, types.UnionType):
            return self.value(self.chance.choice(typing.get_args(kind)), name, field)
        if origin is typing.Literal:
            return self.chance.choice(typing.get_args(kind))
        if origin is not None:
            return self._many(origin, typing.get_args(kind), name)
        if dataclasses.is_dataclass(kind):
            return self._built(kind)
        return self._plain(kind, name, field)

    def _plain(self, kind: Any, name: str, field: bool) -> Any:
        if kind is str:
            is_id = name in (IDS if field else PARAMETERS)
            return ID if is_id or name.endswith("_id") else self.chance.choice(HOSTILE)
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return self.chance.choice(list(kind))
        makers: dict[Any, Callable[[], Any]] = {
            bool: lambda: self.chance.random() < 0.5,
            int: lambda: self.chance.choice((0, 1, 2, 5, 99_999)),
            float: lambda: self.chance.choice((0.0, 0.5, 1.0)),
            Decimal: lambda: Decimal(self.chance.choice(("0", "0.25", "1", "1999.75"))),
            datetime: lambda: NOON + timedelta(minutes=self.chance.randrange(100_000)),
            date: lambda: NOON.date() + timedelta(days=self.chance.randrange(100)),
            time: lambda: time(14),
            timedelta: lambda: timedelta(hours=self.chance.randrange(100)),
            ZoneInfo: lambda: ZoneInfo("Europe/London"),
            bytes: lambda: b"\x89PNG",
            type(None): lambda: None,
        }
        if kind not in makers:
            raise Unknown(f"{name}: {kind!r}; tell tests/cards.py how to make one")
        return makers[kind]()

    def _many(self, origin: Any, kinds: tuple[Any, ...], name: str) -> Any:
        count = self.chance.choice((0, 1, 3, 12))
        if origin is tuple and not (len(kinds) == 2 and kinds[1] is Ellipsis):
            return tuple(self.value(kind, name) for kind in kinds)
        if origin is Counter:
            return Counter({self.value(kinds[0], name): 3 for _ in range(count)})
        if origin in (dict, collections.abc.Mapping):
            return {self.value(kinds[0], name): self.value(kinds[1], name) for _ in range(count)}
        made = [self.value(kinds[0], name) for _ in range(count)]
        if origin in (frozenset, set, collections.abc.Set):
            return frozenset(made)
        return tuple(made) if origin in (tuple, collections.abc.Sequence) else made

    def _built(self, kind: Any) -> Any:
        if kind is Card:
            yes = self._built(Button)
            line = Para(text=markup(self.chance.choice(HOSTILE) or "Words."))
            return Card(title=self.chance.choice(HOSTILE) or "A title", lines=(line,), buttons=((yes,),))
        if kind is Button:
            return Button(label="Yes", action=Action(verb="match.yes", subject=ID, revision=99_999))
        hints = typing.get_type_hints(kind)
        fields = [each for each in dataclasses.fields(kind) if each.init]
        return kind(**{each.name: self.value(hints[each.name], each.name, True) for each in fields})


def returns_cards(kind: Any) -> bool:
    return kind is Card or any(map(returns_cards, typing.get_args(kind)))


def cards_in(value: Any) -> Iterator[Card]:
    if isinstance(value, Card):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from cards_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from cards_in(each)


def keys_for(function: Callable[..., Any]) -> dict[str, tuple[str, ...]]:
    """{parameter: what it may be}, where it is part of the key of a sentence: f"help.{role}.title"."""
    parameters = inspect.signature(function).parameters
    found: dict[str, list[str]] = {}
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if not isinstance(node, ast.JoinedStr):
            continue
        for name in parameters:
            fitting = list(_fitting(node, name))
            if fitting and "." in "".join(str(p.value) for p in node.values if isinstance(p, ast.Constant)):
                found[name] = [each for each in found.get(name, fitting) if each in fitting]
    return {name: tuple(each) for name, each in found.items()}


def _fitting(node: ast.JoinedStr, parameter: str) -> Iterator[str]:
    pattern, asked = "", False
    for part in node.values:
        if isinstance(part, ast.Constant):
            pattern += re.escape(str(part.value))
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name):
            here = part.value.id == parameter and not asked
            pattern, asked = pattern + ("(?P<it>[^.]+)" if here else "[^.]+"), asked or here
        else:
            pattern += "[^.]+"
    if asked:
        yield from sorted({hit["it"] for key in sentences() if (hit := re.fullmatch(pattern, key))})


def arguments(function: Callable[..., Any], maker: Maker) -> dict[str, Any]:
    """What to call it with; a keyword that has a default is sometimes left out."""
    hints = typing.get_type_hints(function)
    keyed = keys_for(function)
    found = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is not parameter.empty and maker.chance.random() < 0.3:
            continue
        known = GIVEN.get((function.__name__, name)) or keyed.get(name)
        found[name] = maker.chance.choice(known) if known else maker.value(hints[name], name)
    return found


def called(function: Callable[..., Any], given: dict[str, Any]) -> Any:
    positional = [
        given.pop(name)
        for name, each in inspect.signature(function).parameters.items()
        if each.kind is each.POSITIONAL_ONLY and name in given
    ]
    return function(*positional, **given)


# what the platforms and the people say of it


def faults(made: Card, reads: Locale = IN_ENGLISH, *, most: int = 40) -> list[str]:
    """What a platform would refuse in this card, and what its reader would miss."""
    card, found = drawn_for(made, reads), []
    if not any(map(str.isalnum, card.words())):
        return []  # somebody wrote nothing but pictures, and it is passed on as it is
    if crowded(card):
        found.append(f"{sum(map(len, card.buttons))} buttons, and it is no question with its answers")
    for button in (button for row in card.buttons for button in row):
        if len(button.label) > most:
            found.append(f"a label of {len(button.label)} characters: {button.label!r}")
        if len(encode(button.action).encode()) > 64:
            found.append(f"a button carries more than 64 bytes: {button.action}")
    return [*found, *_faults_on_slack(card), *_faults_on_telegram(card)]


def _faults_on_slack(card: Card) -> list[str]:
    blocks = slack.blocks(card)
    check_blocks(blocks)
    for block in Block.parse_all([each for each in blocks if each["type"] != CHART]):
        block.to_dict()  # slack_sdk's own validators; it has none for charts yet
    text = slack.fallback(card)
    found = []
    if len(text) > MOST_FALLBACK or re.search(r"[<>]|&(?!amp;|lt;|gt;)", text):
        found.append("its text is too long, or has what Slack would read as markup")
    if not re.search(r"[.?!…:;。؟۔]", text):
        found.append(f"its text has no sentence: {text[:60]!r}")
    return [*found, *spoken_faults(blocks)]


def spoken_faults(blocks: list[dict[str, Any]]) -> list[str]:
    """Of the buttons, as a screen reader hears them."""
    rows = [block for block in blocks if block["type"] == "actions"]
    buttons = [each for row in rows for each in row["elements"] if each["type"] == "button"]
    spoken = [button["accessibility_label"].casefold() for button in buttons]
    silent = [button for button in buttons if not any(map(str.isalnum, button["text"]["text"]))]
    found = [f"two buttons say {each!r}" for each, times in Counter(spoken).items() if times > 1]
    found += ["a label is nothing but a picture"] if silent else []
    return found + [f"too long to be spoken: {each!r}" for each in spoken if not 0 < len(each) <= MOST_LABEL]


def _faults_on_telegram(card: Card) -> list[str]:
    parts = telegram.texts(card)
    for html in (*parts, telegram.text(card)):
        message_text(Params(values={"text": html, "parse_mode": "HTML"}))
    keys = telegram.keyboard(card)
    if keys is None:
        return []
    reply_markup(Params(values={"reply_markup": keys.to_json()}))
    labels = [key.text for row in keys.inline_keyboard for key in row]
    return [
        f"a label is nothing but a picture: {each!r}" for each in labels if not any(map(str.isalnum, each))
    ]


def home_faults(cards: tuple[Card, ...], reads: Locale = IN_ENGLISH) -> list[str]:
    """Of a page of such cards."""
    view = slack.home(drawn_for(cards, reads))
    check_home(view)
    View(**view).to_dict()
    return spoken_faults(view["blocks"])


def form_faults(form: Form, reads: Locale = IN_ENGLISH) -> list[str]:
    """Of a form, as Slack draws it."""
    view = forms.view(drawn_for(form, reads))
    check_modal(view)
    View(**json.loads(json.dumps(view))).to_dict()
    return [] if len(json.dumps(view)) < 250_000 else ["the form is too large"]
