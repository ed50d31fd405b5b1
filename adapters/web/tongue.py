"""In which language a page is: the one chosen on it, else the one that the browser asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from bot.texts.locales import Languages, Locale

CHOSEN = "language"
"""What a page's address calls the language that was chosen on it."""

MOST_ASKED = 30
"""Languages that a browser may ask for: nobody reads more."""


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """`kept`: the code that the page's links carry on, where one was chosen. `others`: every language that
    can be chosen, and what to put behind the page's path for it; none where there is no choice.
    """

    reads: Locale
    kept: str = ""
    others: Sequence[tuple[Locale, str]] = ()

    def along(self, path: str) -> str:
        """The address of another page, in the language that was chosen."""
        if not self.kept:
            return path
        return f"{path}{'&' if '?' in path else '?'}{urlencode({CHOSEN: self.kept})}"


def tongue_of(request: Request, languages: Languages) -> Tongue:
    chosen = languages.find(request.query_params.get(CHOSEN, ""))
    reads = chosen or _asked_for(request.headers.get("accept-language", ""), languages)
    return Tongue(
        reads=reads or languages.of(""),
        kept="" if chosen is None else chosen.code,
        others=_others(request, languages),
    )


def _others(request: Request, languages: Languages) -> list[tuple[Locale, str]]:
    """A page that was sent a form cannot be asked for again in another language."""
    if len(languages.on) < 2 or request.method not in ("GET", "HEAD"):
        return []
    here = [(name, said) for name, said in request.query_params.multi_items() if name != CHOSEN]
    return [(each, "?" + urlencode([*here, (CHOSEN, each.code)])) for each in languages.all]


def _asked_for(header: str, languages: Languages) -> Locale | None:
    """The first that is there, by the weights of `Accept-Language`; None for none of them."""
    weighed: list[tuple[float, str]] = []
    for each in header.split(",")[:MOST_ASKED]:
        code, *others = (part.strip() for part in each.split(";"))
        weighed.append((_weight(others), code))
    for weight, code in sorted(weighed, key=lambda one: -one[0]):
        found = languages.find(code) if weight > 0 else None
        if found is not None:
            return found
    return None


def _weight(parts: Sequence[str]) -> float:
    """1 where none is given, 0 where it is not a number from 0 to 1."""
    said = next((part[2:] for part in parts if part.startswith("q=")), "1")
    try:
        weight = float(said)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
