"""Drawing: the templates, and the one place where words become HTML."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any, assert_never

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import Response

from adapters.web.tongue import Tongue
from bot.chat.markup import Bold, Link, Plain, Span, clean_span
from bot.chat.markup import Markup as Spans
from bot.texts.catalogue import say, words
from bot.texts.drawing import drawn as in_words
from bot.texts.drawing import drawn_for
from bot.texts.impact_figures import Figure
from bot.texts.locales import Locale
from bot.texts.times import listed

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


def drawn(template: str, view: Mapping[str, Any], tongue: Tongue, *, status: int = 200) -> Response:
    """The page in its language; whatever keeps it on the way may give it to who asks for the same one."""
    said = {"vary": "accept-language", "content-language": tongue.reads.tag}
    content = written(template, view, tongue)
    return Response(content, status_code=status, media_type="text/html", headers=HEADERS | said)


def written(template: str, view: Mapping[str, Any], tongue: Tongue) -> str:
    usual = {"inline": "", "title": "", "back": "", "broad": False, "tongue": tongue, "along": tongue.along}
    return _templates(tongue.reads).get_template(template).render({**usual, **view})


@cache
def _templates(reads: Locale) -> Environment:
    """All of them, with every text put into this language."""
    made = Environment(
        loader=PackageLoader("adapters.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=partial(_in_words, reads),
    )
    made.globals |= {"t": partial(_said, reads), "w": words, "css": f"/static/{stylesheet_name()}"}
    made.filters |= {"spans": partial(html_of, reads), "picture": partial(picture, reads)}
    made.filters |= {"data": data, "style": style, "listed": listed}
    return made


def _in_words(reads: Locale, shown: Any) -> Any:  # noqa: ANN401 - whatever a template shows
    return in_words(shown, reads) if isinstance(shown, str) and not isinstance(shown, Markup) else shown


def _said(reads: Locale, key: str, /, **parts: str) -> Markup:
    """A sentence of the catalogue; what is bold in it is."""
    return html_of(reads, say(key, **parts))


def html_of(reads: Locale, spans: Spans) -> Markup:
    return Markup("").join(_span(clean_span(span)) for span in drawn_for(spans, reads))


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


def picture(reads: Locale, figure: Figure) -> Markup:
    """Drawn in the page; its words stand beside it for whoever does not see it."""
    if figure.chart is None:
        return Markup()
    spoken = Markup(' role="img" aria-label="{}"').format(in_words(figure.chart.words, reads))
    return Markup(figure.chart.svg(reads, more=str(spoken)))


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
