"""The languages that the bot speaks: English, and a gettext file for each other one.

English is `en.toml`. Another language is one file `locales/CODE.po`: `msgctxt` is the key, `msgid` the
English sentence. A sentence that is not translated, or whose English has changed since, is said in English.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

import babel
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.chat.wording import DateStyle, ListStyle, NumberStyle
from bot.texts import pseudo
from bot.texts.catalogue import sentences

ENGLISH = "en"
NEEDS_A_READER = "needs a native reader"
"""Stands in the head of a file that no native reader has looked at yet, and is shown where it is chosen."""

_REGIONS = {"en": "en_GB", "en-easy": "en_GB", "en-XA": "en_GB", "ar-XB": "ar"}
_PATTERNS = {
    DateStyle.DAY: "EEEE d MMMM",
    DateStyle.FULL: "EEEE d MMMM y",
    DateStyle.LONG: "d MMMM y",
    DateStyle.MONTH: "LLLL y",
    DateStyle.WEEKDAY: "cccc",
}
_YEAR = re.compile(r"[,،]?\s*\by+\b.*$")
Translate = Callable[[str, str], str]


class UnknownLanguage(ValueError):
    """There is no file for a language of this code, or no such language."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no language {code}. There are: {', '.join(codes())}.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Locale:
    """`draft`: no native reader has looked at it yet. `change` does something to all that is not a part."""

    code: str
    babel: babel.Locale
    translate: Translate = field(repr=False)
    change: Callable[[str], str] = field(default=str, repr=False)
    draft: bool = False

    @property
    def right_to_left(self) -> bool:
        return bool(self.babel.text_direction == "rtl")

    @property
    def tag(self) -> str:
        """Its name for browsers (BCP 47)."""
        return str(self.babel).replace("_", "-")

    @property
    def name(self) -> str:
        """What its speakers call it."""
        return self.sentence("language.name") or self.code

    def sentence(self, key: str) -> str | None:
        """None for a key that the catalogue does not have, or has no more."""
        english = sentences().get(key)
        return None if english is None else self.change(self.translate(key, english))

    def date(self, day: date, style: DateStyle) -> str:
        return self.change(_dated(self.babel, self._pattern(style), day))

    def _pattern(self, style: DateStyle) -> str:
        if self.babel.language == ENGLISH or style in (DateStyle.MONTH, DateStyle.WEEKDAY):
            return _PATTERNS[style]
        formats = self.babel.date_formats
        pattern = str(formats["long" if style is DateStyle.LONG else "full"].pattern)
        return _YEAR.sub("", pattern) if style is DateStyle.DAY else pattern

    def number(self, amount: Decimal, style: NumberStyle) -> str:
        """With the digits 0 to 9 in every language, as on the clock."""
        match style:
            case NumberStyle.POUNDS:
                return "£" + _numbered(self.babel, "#,##0.00", amount)
            case NumberStyle.TENTHS:
                return _numbered(self.babel, "#,##0.0", amount)
            case NumberStyle.GROUPED:
                return _numbered(self.babel, "#,##0.##", amount)
            case NumberStyle.PLAIN:
                return _numbered(self.babel, "0.##", amount)

    def list(self, items: Sequence[str], style: ListStyle) -> str:
        if style is ListStyle.AND:
            places = [f"{{{name}}}" for name in range(len(items))]
            return self.change(format_list(places, locale=self.babel)).format(*items)
        mark = {"ar": "،", "ur": "،"}.get(self.babel.language, ",")
        semicolon = {"ar": "؛", "ur": "؛"}.get(self.babel.language, ";")
        return f"{mark if style is ListStyle.COMMA else semicolon} ".join(items)


@lru_cache(maxsize=4096)
def _dated(where: babel.Locale, pattern: str, day: date) -> str:
    return format_date(day, pattern, locale=where)


@lru_cache(maxsize=4096)
def _numbered(where: babel.Locale, pattern: str, amount: Decimal) -> str:
    return str(format_decimal(amount, pattern, locale=where))


def codes() -> tuple[str, ...]:
    """Of every language there is, English first."""
    found = [each.name.removesuffix(".po") for each in folder().iterdir() if each.name.endswith(".po")]
    return (ENGLISH, *sorted(found))


@cache
def locale(code: str) -> Locale:
    """Raises UnknownLanguage."""
    if code in pseudo.CHANGES:
        return Locale(code=code, babel=_babel(code), translate=_english, change=pseudo.CHANGES[code])
    if code == ENGLISH:
        return Locale(code=code, babel=_babel(code), translate=_english)
    catalogue = catalogue_of(code)
    draft = NEEDS_A_READER in catalogue.header_comment
    return Locale(code=code, babel=_babel(code), translate=_translating(catalogue), draft=draft)


def catalogue_of(code: str) -> Catalog:
    """Raises UnknownLanguage."""
    if code not in codes():
        raise UnknownLanguage(code)
    return read_po(BytesIO((folder() / f"{code}.po").read_bytes()), locale=region(code))


def folder() -> Traversable:
    return files("bot.texts") / "locales"


def _babel(code: str) -> babel.Locale:
    try:
        return babel.Locale.parse(region(code))
    except (babel.UnknownLocaleError, ValueError):
        raise UnknownLanguage(code) from None


def must_exist(code: str) -> None:
    """Raises UnknownLanguage for what is no language, whether we have a file for it or not."""
    _babel(code)


def region(code: str) -> str:
    return _REGIONS.get(code, code.replace("-", "_"))


def _english(key: str, english: str) -> str:
    return english


def _translating(catalogue: Catalog) -> Translate:
    """By key and English: what is fuzzy, or was said of another English sentence, is not said."""
    said = {
        (str(each.context), str(each.id)): str(each.string)
        for each in catalogue
        if each.id and each.string and not each.fuzzy
    }
    return lambda key, english: said.get((key, english), english)


@dataclass(frozen=True, kw_only=True)
class Languages:
    """Those that are switched on; the first is for everybody whose own is not."""

    on: tuple[str, ...] = (ENGLISH,)

    @property
    def all(self) -> tuple[Locale, ...]:
        return tuple(map(locale, self.on))

    def read(self) -> None:
        """Their files, now and not in the middle of an event."""
        for code in self.on:
            locale(code)

    def of(self, code: str) -> Locale:
        """That of this code, where it is switched on, else the first."""
        return self.find(code) or locale(self.on[0])

    def find(self, code: str) -> Locale | None:
        """That of this code ("pl", "pl-PL"), or the one that it is a kind of, where it is switched on."""
        wanted = code.replace("_", "-").casefold()
        for name in (wanted, wanted.partition("-")[0]):
            for each in self.on:
                if each.casefold() == name:
                    return locale(each)
        return None


ONLY_ENGLISH = Languages()


@cache
def labels_of(code: str) -> Mapping[str, str]:
    """What a button says in that language, and what it says in English."""
    if code == ENGLISH:
        return {}
    labels = [key for key in sentences() if key.startswith("button.") and "{" not in sentences()[key]]
    return {str(locale(code).sentence(key)).casefold(): sentences()[key] for key in labels}
