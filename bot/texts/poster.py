"""A poster to print: one sentence, a large QR code, and its link to type. It loads nothing from anywhere."""

from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from io import BytesIO
from string import Template

import segno

from bot.domain.listings import Listing
from bot.domain.organisations import Organisation
from bot.texts.cards import cut, labelled, place_words
from bot.texts.catalogue import words
from bot.texts.drawing import drawn
from bot.texts.locales import Locale
from bot.texts.times import hours, listed, people, when_words

DOTS = 16  # pixels of each square of the picture
SHORT, LONG = 60, 120  # characters up to which a sentence is printed large


@dataclass(frozen=True, kw_only=True)
class Poster:
    """What it says, and the address that its code leads to."""

    whose: str
    sentence: str
    facts: tuple[tuple[str, str], ...] = ()
    link: str

    def page(self, reader: Locale) -> str:
        """HTML for one sheet of A4, in the language of whoever prints it."""
        parts = {
            "title": labelled(self.whose, self.sentence),
            "whose": self.whose,
            "sentence": self.sentence,
            "code": words("poster.code", link=self.readable),
            "how": words("poster.how"),
            "link": self.readable,
            "small": words("poster.small"),
        }
        facts = "".join(
            f"<span>{escape(drawn(name, reader))}: <b>{escape(drawn(said, reader))}</b></span>"
            for name, said in self.facts
        )
        made = {"qr": self._svg(), "facts": facts, "size": str(_size(drawn(self.sentence, reader)))}
        return _page().substitute({name: escape(drawn(text, reader)) for name, text in parts.items()} | made)

    def picture(self) -> bytes:
        """The code alone, as PNG."""
        out = BytesIO()
        self._code().save(out, kind="png", scale=DOTS, border=4)
        return out.getvalue()

    @property
    def readable(self) -> str:
        return self.link.removeprefix("https://")

    def _svg(self) -> str:
        return str(self._code().svg_inline(border=4, omitsize=True, dark="#14261d"))

    def _code(self) -> segno.QRCode:
        """With a quarter of it to spare: posters get wet and are scribbled on."""
        return segno.make_qr(self.link, error="q")


def _size(sentence: str) -> int:
    """Points: the fewer words, the larger."""
    if len(sentence) <= SHORT:
        return 44
    return 34 if len(sentence) <= LONG else 26


@cache
def _page() -> Template:
    return Template((files("bot.texts") / "poster.html").read_text("utf-8"))


def for_need(need: Listing, link: str) -> Poster:
    """With nobody's name: who they are is said when both sides have said yes."""
    facts = [("where", place_words(need)), ("time", _effort(need))]
    if need.terms.when.said:
        facts.insert(1, ("when", when_words(need.terms.when.said)))
    return Poster(
        whose=words("poster.need"),
        sentence=_begun(cut(need.terms.what, 160)),
        facts=tuple((words(f"fact.{name}"), said) for name, said in facts),
        link=link,
    )


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _effort(need: Listing) -> str:
    terms = need.terms
    return hours(terms.hours) if terms.people == 1 else listed((people(terms.people), hours(terms.hours)))


def for_group(group: Organisation, link: str) -> Poster:
    """For its own door or notice board."""
    return Poster(whose=cut(group.name, 80), sentence=words("poster.group"), link=link)
