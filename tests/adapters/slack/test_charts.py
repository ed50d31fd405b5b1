"""Charts that Slack draws: what it takes, and what is left where it takes none."""

from decimal import Decimal
from typing import Any

import pytest

from adapters.simulator.slack.blocks import check_blocks
from adapters.slack import render
from bot.chat.markup import markup
from bot.chat.outgoing import Card, Graph, Para, Series
from tests.adapters.slack.conftest import ANA, World, chat


def graph(*points: str, names: tuple[str, ...] = ("Promised", "Confirmed")) -> Graph:
    amounts = tuple(Decimal(at) / 4 for at, _ in enumerate(points))
    series = tuple(Series(name=name, amounts=amounts) for name in names)
    return Graph(title="Hours, month by month", unit="Hours", points=points, series=series)


CARD = Card(lines=(Para(text=markup("So far 2 of 4 hours.")),), graph=graph("May 2026", "June 2026"))


def charts(card: Card) -> list[dict[str, Any]]:
    blocks = render.blocks(card)
    check_blocks(blocks)
    return [block["chart"] for block in blocks if block["type"] == "data_visualization"]


def test_lines_are_drawn_by_slack_with_their_words_above():
    [chart] = charts(CARD)

    assert chart["axis_config"]["categories"] == ["May 2026", "June 2026"]
    assert chart["series"][0]["data"] == [
        {"label": "May 2026", "value": 0.0},
        {"label": "June 2026", "value": 0.25},
    ]
    assert render.fallback(CARD) == "So far 2 of 4 hours."


def test_the_last_twenty_points_are_drawn():
    card = Card(lines=CARD.lines, graph=graph(*(f"Month {at}" for at in range(30))))

    [chart] = charts(card)

    assert chart["axis_config"]["categories"] == [f"Month {at}" for at in range(10, 30)]


@pytest.mark.parametrize(
    "refused",
    [
        graph("May", "May"),
        graph("A very long name of a month", "A very long name of a year"),
        graph("May", names=("Same", "Same")),
        graph("May", names=tuple("abcdefg")),
        graph(),
        graph("", "May"),
    ],
)
def test_what_slack_would_refuse_is_left_to_the_words(refused: Graph):
    assert charts(Card(lines=CARD.lines, graph=refused)) == []


async def test_a_workspace_without_charts_gets_everything_else(world: World):
    world.stand_in.workspace.charts = False

    named = await world.slack.post(chat(ANA), CARD, token="out1", under=None)
    await world.slack.edit(chat(ANA), named, CARD)

    [message] = world.stand_in.messages(world.stand_in.dm(ANA))
    assert [block["type"] for block in message["blocks"]] == ["rich_text"]
    assert message["text"] == "So far 2 of 4 hours."
