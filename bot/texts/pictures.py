"""Pictures of figures for chats: the same drawing as on the pages, as PNG."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import resvg_py

from bot.chat.outgoing import Attachment
from bot.texts.impact_figures import Figure
from bot.texts.locales import Locale

PIXELS = 1080  # wide: sharp on a phone


def picture_of(figure: Figure, name: str, reads: Locale) -> Attachment | None:
    """With its finding above it; None where there is nothing to draw."""
    if figure.chart is None:
        return None
    drawn = resvg_py.svg_to_bytes(
        svg_string=figure.chart.svg(reads, title=figure.title),
        width=PIXELS,
        skip_system_fonts=True,
        font_files=_fonts(),
        font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans",
    )
    return Attachment(name=f"{name}.png", mime="image/png", content=bytes(drawn))


@cache
def _fonts() -> list[str]:
    """A small machine has none of its own."""
    found: list[str] = []
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        with as_file(files("bot.texts") / "fonts" / name) as path:
            found.append(str(Path(path)))
    return found
