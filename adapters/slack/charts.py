"""Lines of figures as Slack's own chart block, drawn by Slack and read out by it.

docs.slack.dev/reference/block-kit/blocks/data-visualization-block (June 2026); the library has no class for
it yet. What Slack would refuse is not drawn: the card's words say the same.
"""

from typing import Any

from adapters.slack.words import cut
from bot.chat.markup import displayed
from bot.chat.outgoing import Graph

Json = dict[str, Any]

CHART = "data_visualization"
MOST_TITLE = 50
MOST_LABEL = 20
MOST_POINTS = 20
MOST_SERIES = 6


def chart(graph: Graph) -> list[Json]:
    """One block, of the last twenty points; none where two of them, or two lines, are called the same."""
    points = [_label(each) for each in graph.points[-MOST_POINTS:]]
    names = [_label(each.name) for each in graph.series]
    title = cut(displayed(graph.title).strip(), MOST_TITLE)
    told_apart = _distinct(points) and _distinct(names) and len(names) <= MOST_SERIES
    if not (title and points and names and told_apart):
        return []
    series = [
        {"name": name, "data": _data(points, [float(each) for each in one.amounts[-MOST_POINTS:]])}
        for name, one in zip(names, graph.series, strict=True)
    ]
    axes = {"categories": points, "y_label": cut(displayed(graph.unit).strip(), MOST_TITLE)}
    drawn = {"type": "line", "series": series, "axis_config": {name: it for name, it in axes.items() if it}}
    return [{"type": CHART, "title": title, "chart": drawn}]


def without_charts(blocks: list[Json]) -> list[Json]:
    return [block for block in blocks if block["type"] != CHART]


def _label(text: str) -> str:
    return cut(" ".join(displayed(text).split()), MOST_LABEL)


def _distinct(labels: list[str]) -> bool:
    return all(labels) and len(set(labels)) == len(labels)


def _data(points: list[str], amounts: list[float]) -> list[Json]:
    return [{"label": point, "value": amount} for point, amount in zip(points, amounts, strict=True)]
