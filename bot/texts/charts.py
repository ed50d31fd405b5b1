"""Pictures of figures, as SVG: the same for a page, for print, and as a photo in a chat.

Whatever is told by colour is told by shape or words as well. Words are escaped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from html import escape

from bot.chat.markup import END, ISOLATE
from bot.domain.impact import Month
from bot.texts.drawing import drawn
from bot.texts.locales import Locale
from bot.texts.times import month_and_year

WIDE = 420
INK, SOFT, LINE, GREEN, WASH = "#14261d", "#43554c", "#8a9a91", "#0b6b46", "#e4eee8"
SIZE = 13
LETTER = 8.2  # how wide a letter is at most, on average


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Shapes, as wide as all of them and so high."""

    height: int
    shapes: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`words`: the same as one sentence, for whoever does not see it. `draw`: its shapes, in a language."""

    words: str
    draw: Callable[[Locale], Drawing]

    def svg(self, reads: Locale, *, title: str = "", more: str = "") -> str:
        """`title`: the finding, drawn above where the picture stands alone; `more`: attributes."""
        made = self.draw(reads)
        lines = [_one_way(line, reads) for line in _wrapped(drawn(title, reads), 38)]
        head = 22 * len(lines) + 8 if lines else 0
        words = "".join(
            _text((0, 18 + 22 * at), line, size=17, weight="700") for at, line in enumerate(lines)
        )
        margin = 14 if title else 0
        box = f"{-margin} {-margin} {WIDE + 2 * margin} {made.height + head + 2 * margin}"
        paper = (
            f'<rect x="{-margin}" y="{-margin}" width="100%" height="100%" fill="#ffffff"/>' if title else ""
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="{FONTS}"{more}>'
            f'{paper}{words}<g transform="translate(0 {head})">{made.shapes}</g></svg>'
        )


def _said(text: str, reads: Locale) -> str:
    return _one_way(drawn(text, reads), reads)


def _one_way(line: str, reads: Locale) -> str:
    """The shapes stand from left to right for everybody; a line of words runs as its letters do."""
    return f"{ISOLATE}{line}{END}" if line and reads.right_to_left else line


FONTS = "system-ui, 'DejaVu Sans', Arial, sans-serif"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """`shown`: the amount in words; it stands at the end of the bar."""

    label: str
    amount: Decimal
    shown: str
    hollow: bool = False


def bars(some: Sequence[Bar], words: str) -> Chart:
    """One below the other, each with its name above it and its amount at its end."""
    return Chart(words=words, draw=partial(_bars, tuple(some)))


def _bars(some: Sequence[Bar], reads: Locale) -> Drawing:
    some = [replace(each, label=_said(each.label, reads), shown=_said(each.shown, reads)) for each in some]
    most = max([each.amount for each in some], default=Decimal(0)) or Decimal(1)
    room = WIDE - max([len(each.shown) * LETTER for each in some], default=0) - 10
    shapes: list[str] = []
    y = 0
    for each in some:
        length = max(2.0, float(each.amount / most) * room) if each.amount else 0.0
        if each.label:
            shapes.append(_text((0, y + 13), each.label))
        else:
            y -= 22  # it belongs to the bar above
        fill = f'fill="#ffffff" stroke="{GREEN}" stroke-width="2"' if each.hollow else f'fill="{GREEN}"'
        if length:
            shapes.append(f'<rect x="1" y="{y + 19}" width="{length:.1f}" height="16" {fill}/>')
        shapes.append(_text((length + 8, y + 32), each.shown, weight="700"))
        y += 46
    return Drawing(height=max(y, 20), shapes="".join(shapes))


HIGH, LEFT, TOP, FOOT = 250, 4, 14, 26


def months(some: Sequence[Month], names: tuple[str, str], words: str) -> Chart:
    """Two lines, one dashed, and the gap between them hatched. `names`: of what was promised and verified."""
    return Chart(words=words, draw=partial(_months, tuple(some), names))


def _months(some: Sequence[Month], names: tuple[str, str], reads: Locale) -> Drawing:
    names = (_said(names[0], reads), _said(names[1], reads))
    most = float(max([each.promised for each in some] + [each.verified for each in some]) or 1)
    names_room = max(len(name) for name in names) * LETTER + 8
    room = WIDE - LEFT - names_room
    step = room / max(1, len(some) - 1)

    def point(at: int, amount: Decimal) -> tuple[float, float]:
        x = LEFT + (at * step if len(some) > 1 else room)
        return x, TOP + (HIGH - TOP - FOOT) * (1 - float(amount) / most)

    promised = [point(at, each.promised) for at, each in enumerate(some)]
    verified = [point(at, each.verified) for at, each in enumerate(some)]
    if len(some) == 1:
        promised, verified = [(LEFT, promised[0][1]), *promised], [(LEFT, verified[0][1]), *verified]
    gap = [*promised, *reversed(verified)]
    ends = _apart(promised[-1][1], verified[-1][1])
    shapes = [
        _hatching(),
        f'<line x1="{LEFT}" y1="{HIGH - FOOT}" x2="{LEFT + room:.1f}" y2="{HIGH - FOOT}" stroke="{LINE}"/>',
        f'<polygon points="{_points(gap)}" fill="url(#gap)"/>',
        f'<polyline points="{_points(promised)}" fill="none" stroke="{INK}" stroke-width="2.5" '
        'stroke-dasharray="7 5"/>',
        f'<polyline points="{_points(verified)}" fill="none" stroke="{GREEN}" stroke-width="3.5"/>',
        _text((LEFT + room + 6, ends[0] + 4), names[0]),
        _text((LEFT + room + 6, ends[1] + 4), names[1], weight="700"),
        *_month_names(some, LEFT, room, reads),
    ]
    return Drawing(height=HIGH, shapes="".join(shapes))


def _hatching() -> str:
    return (
        '<defs><pattern id="gap" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="8" height="8" fill="{WASH}"/>'
        f'<line x1="0" y1="0" x2="0" y2="8" stroke="{LINE}" stroke-width="2"/></pattern></defs>'
    )


def _apart(one: float, other: float) -> tuple[float, float]:
    """Two names at the ends of two lines, not over each other: the upper one is the first's."""
    if abs(one - other) >= 16:
        return one, other
    middle = min((one + other) / 2, HIGH - FOOT - 10)
    return middle - 8, middle + 8


def _month_names(some: Sequence[Month], left: float, room: float, reads: Locale) -> list[str]:
    """The first and the last."""
    names = [_said(month_and_year(each.first), reads) for each in (some[0], some[-1])]
    first = _text((left, HIGH - 8), names[0], fill=SOFT)
    if len(some) < 3:
        return [first]
    return [first, _text((left + room, HIGH - 8), names[1], fill=SOFT, anchor="end")]


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A place by its easting and northing in metres; `amount` None: too few to tell."""

    name: str
    east: float
    north: float
    amount: Decimal | None
    needs: bool = False


LARGEST, SMALLEST = 26.0, 5.0


def dots(some: Sequence[Dot], words: str) -> Chart:
    """Places where they are: a disc by its amount, a dashed ring for too few to tell, a square for none."""
    made = _dots(some)
    return Chart(words=words, draw=lambda reads: made)


def _dots(some: Sequence[Dot]) -> Drawing:
    if not some:
        return Drawing(height=20, shapes="")
    spread = max(_range([each.east for each in some]), _range([each.north for each in some]), 4000.0)
    west, north = min(each.east for each in some), max(each.north for each in some)
    scale = (WIDE - 2 * LARGEST - 30) / spread
    most = float(max([each.amount or Decimal(0) for each in some]) or 1)

    def point(dot: Dot) -> tuple[float, float]:
        return LARGEST + 4 + (dot.east - west) * scale, LARGEST + 4 + (north - dot.north) * scale

    shapes, lowest = [], 0.0
    for each in sorted(some, key=lambda one: -(one.amount or Decimal(0))):
        x, y = point(each)
        radius = max(SMALLEST, LARGEST * (float(each.amount or 0) / most) ** 0.5)
        shapes.append(_mark(each, x, y, radius))
        lowest = max(lowest, y + radius)
    labels = [
        _text((x, y + 4), each.name, size=11, weight="700", anchor="middle", halo=True)
        for each in some
        for x, y in [point(each)]
    ]
    return Drawing(height=int(lowest + 12), shapes="".join([*shapes, *labels]))


def _mark(dot: Dot, x: float, y: float, radius: float) -> str:
    if dot.amount:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#9fd3b8" stroke="{GREEN}"/>'
    if dot.amount is None:
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#ffffff" stroke="{GREEN}" '
            'stroke-dasharray="3 3"/>'
        )
    return f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" fill="#ffffff" stroke="{INK}"/>'


def _range(some: Sequence[float]) -> float:
    return max(some) - min(some)


def _points(some: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in some)


def _text(
    at: tuple[float, float],
    words: str,
    *,
    size: int = SIZE,
    weight: str = "400",
    fill: str = INK,
    anchor: str = "start",
    halo: bool = False,
) -> str:
    around = ' stroke="#ffffff" stroke-width="3" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}"{around}>{escape(words)}</text>'
    )


def _wrapped(words: str, most: int) -> list[str]:
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
