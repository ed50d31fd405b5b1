"""Drawing: the templates, and the one place where words become HTML."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, assert_never

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import Response

from bot.chat.markup import Bold, Link, Plain, Span, clean_span
from bot.chat.markup import Markup as Spans
from bot.texts.catalogue import say, words
from bot.texts.drawing import drawn_for
from bot.texts.drawing import english as in_english
from bot.texts.impact_figures import Figure
from bot.texts.locales import ENGLISH, locale

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""On every answer: nothing from elsewhere, no scripts, in nobody's frame, and no address given on."""


def drawn(template: str, view: Mapping[str, Any], *, status: int = 200) -> Response:
    """The page, in the language of the catalogue."""
    return Response(written(template, view), status_code=status, media_type="text/html", headers=HEADERS)


def written(template: str, view: Mapping[str, Any]) -> str:
    return _templates().get_template(template).render({"inline": "", "title": "", "back": "", **view})


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("adapters.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_in_words,
    )
    made.globals |= {"t": _said, "w": words, "css": f"/static/{stylesheet_name()}"}
    made.filters |= {"spans": html_of, "data": data, "picture": picture, "style": style}
    return made


def _in_words(shown: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    return in_english(shown) if isinstance(shown, str) and not isinstance(shown, Markup) else shown


def _said(key: str, /, **parts: str) -> Markup:
    """A sentence of the catalogue; what is bold in it is."""
    return html_of(say(key, **parts))


def html_of(spans: Spans) -> Markup:
    return Markup("").join(_span(clean_span(span)) for span in drawn_for(spans, locale(ENGLISH)))


def _span(span: Span) -> Markup:
    match span:
        case Plain(text=text):
            return escape(text)
        case Bold(text=text):
            return Markup("<strong>{}</strong>").format(text)
        case Link(text=text, url=url):
            return Markup('<a href="{}">{}</a>').format(url, text)
    assert_never(span)


def data(value: object) -> Markup:
    """JSON to stand in a page's element for data: nothing in it can end that element."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    safe = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(safe)


def picture(figure: Figure) -> Markup:
    """Drawn in the page; its words stand beside it for whoever does not see it."""
    if figure.chart is None:
        return Markup()
    spoken = Markup(' role="img" aria-label="{}"').format(in_english(figure.chart.words))
    return Markup(figure.chart.svg(more=str(spoken)))


def style(sheet: str) -> Markup:
    """Our own stylesheet, to stand in a file of its own."""
    return Markup("<style>\n{}</style>").format(Markup(sheet))


def code_of(address: str) -> Markup:
    """A QR code, as a picture that stands in the page."""
    made = segno.make_qr(address, error="m")
    return Markup(made.svg_inline(border=4, omitsize=True, dark="#14261d", light="#ffffff"))


@cache
def stylesheet() -> bytes:
    return (files("adapters.web") / "static" / "site.css").read_bytes()


@cache
def stylesheet_name() -> str:
    """Named by its content, so that browsers may keep it for ever."""
    return f"site-{hashlib.sha256(stylesheet()).hexdigest()[:12]}.css"
